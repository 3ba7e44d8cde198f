import type { bundle as it } from "../it/bundle.ts";

export const bundle = {
  "error.BUNDLE_NOT_READ": "the bundle {file} cannot be read: {reason}",
  "hint.BUNDLE_NOT_READ":
    "name the folder or the .zip file written by sioc prepare; if it was copied, copy it again",

  "bundle.reason.missing": "it does not exist",
  "bundle.reason.kind": "it is neither a folder nor a .zip file",
  "bundle.reason.no_manifest": "manifest.json is missing",
  "bundle.reason.damaged": "the .zip file is damaged or cut short",
  "bundle.reason.disk": "the system does not let it be read ({errno})",
  "bundle.reason.link": "{name} is a link, not a file",
  "bundle.reason.unsafe_name": "it holds a file name that is not allowed ({name})",
  "bundle.reason.folders": "it holds more than one folder ({name})",
  "bundle.reason.duplicate": "it holds two files with the same name ({name})",
  "bundle.reason.encrypted": "{name} is protected by a password of the .zip",
  "bundle.reason.method": "{name} is compressed in an unknown way",
  "bundle.reason.bomb": "{name} expands beyond any reasonable size",
  "bundle.reason.too_big": "{name} is too big ({size} bytes)",
  "bundle.reason.too_many": "it holds too many files ({n})",
  "bundle.reason.overlap": "two files take the same place in the .zip ({name})",

  "bundle.template.placeholder":
    "the name template {template} uses {name}, which does not exist; there are {known}",
  "bundle.template.required": "the name template {template} lacks {name}: two files would have the same name",
  "bundle.template.extension": "the name template {template} must end in .xml (GAF answers IF04 otherwise)",
  "bundle.template.characters":
    "the name template {template} may only hold unaccented letters, digits, dot, hyphen and underscore, and begins with a letter or a digit",
  "bundle.template.length": "the name template {template} gives names of {n} characters; the most is {max}",

  "bundle.check.manifest": "manifest.json follows its schema",
  "bundle.check.canonical": "manifest.json is written the way sioc writes it",
  "bundle.check.present": "all the files listed are there",
  "bundle.check.extra": "there are no other files",
  "bundle.check.size": "the sizes are those in the manifest",
  "bundle.check.sha256": "the SHA-256 sums are those in the manifest",
  "bundle.check.counts": "the counts add up",
  "bundle.check.names": "the file names are acceptable to GAF (IF04, IF08, IF12)",

  "bundle.detail.json": "it is not JSON text in UTF-8",
  "bundle.detail.schema": "{where}: {problem}",
  "bundle.detail.canonical":
    "the data can be read, but spaces, order or repetitions are not sioc's: someone changed it",
  "bundle.detail.missing": "{name} is missing",
  "bundle.detail.extra": "{name} is not listed",
  "bundle.detail.size": "{name}: {found} bytes instead of {expected}",
  "bundle.detail.sha256": "{name}: the content has changed",
  "bundle.detail.unreadable": "{name}: it cannot be read to its end",
  "bundle.detail.by_tipo": "{name}: {records} records, but I, V and C together make {sum}",
  "bundle.detail.by_azienda": "{name}: {records} records, but the aziende together have {sum}",
  "bundle.detail.totals": "dataset {dataset}: the totals are not the sum of the files",
  "bundle.detail.pairs":
    "without the unpaired records, the registry has {ana} and the stays {ric}: they should be as many",
  "bundle.detail.empty": "{name}: empty file (IF08)",
  "bundle.detail.extension": "{name}: extension not allowed (IF04)",
  "bundle.detail.duplicate": "{name}: repeated name (IF12)",
  "bundle.detail.name": "{name}: name with characters not allowed, or longer than {max}",
  "bundle.detail.period": "{name}: a period that does not exist (IF07)",

  "bundle.leggimi.title": "SIOC - bundle {name}",
  "bundle.leggimi.what":
    "This folder holds the SIOC flow (community hospital stays) of region {regione} for the quarter {periodo}, from {first} to {last}. It was prepared on {day} with sioc {version}. The data are encrypted for the recipient: nobody else can read them, not even who prepared them.",
  "bundle.leggimi.unofficial.title": "WARNING: THE RECORD LAYOUT IS NOT OFFICIAL",
  "bundle.leggimi.unofficial":
    "The layout in use ({layout}) and its XSD schemas are a RECONSTRUCTION: the Ministry has not published its own yet. The portal may refuse these files. Before a real sending, get the official layout from the Ministry, name it under [schema] in the configuration and prepare the bundle again.",
  "bundle.leggimi.official": "Official layout: {layout}.",
  "bundle.leggimi.unsigned.title": "WARNING: THIS BUNDLE IS NOT SIGNED",
  "bundle.leggimi.unsigned":
    "Nobody has signed this bundle: the portal may answer IF02 (signature not valid), and who receives it cannot know who prepared it.",
  "bundle.leggimi.upload.title": "What to upload, and where",
  "bundle.leggimi.upload":
    "GAF portal (Gestione Accoglienza Flussi) of the Ministry of Health. Upload all of these files, and only these:",
  "bundle.leggimi.upload.1": "registry, {records} records",
  "bundle.leggimi.upload.2": "stays, {records} records",
  "bundle.leggimi.keep":
    "The other files of the folder (manifest.json, its signature, this text) stay with the region.",
  "bundle.leggimi.parameters": "Parameters to give the portal:",
  "bundle.leggimi.anno": "reference year",
  "bundle.leggimi.trimestre": "reference period",
  "bundle.leggimi.regione": "region code",
  "bundle.leggimi.category":
    "The category and the code of the flow are not yet published for SIOC: ask the Ministry, do not guess (IF05, IF06).",
  "bundle.leggimi.period":
    "The portal may call the period another way (other flows use S1I, for instance): if {trimestre} is not in its list, ask. A wrong period gives IF07.",
  "bundle.leggimi.signer":
    "Who uploads must be the person who signed: if the two codici fiscali differ, the portal answers IF01.",
  "bundle.leggimi.deadlines.title": "Deadlines",
  "bundle.leggimi.deadlines":
    "Ordinary deadline {termine} (45 days after the end of the quarter); last deadline {ultimo} (30 more). D.M. 4 August 2025, art. 5 par. 2. Leave some days to correct what is discarded.",
  "bundle.leggimi.content.title": "What is inside",
  "bundle.leggimi.content.dataset": "dataset",
  "bundle.leggimi.content.records": "records",
  "bundle.leggimi.content.azienda": "azienda",
  "bundle.leggimi.content.legend": "I insertions, V variations, C cancellations.",
  "bundle.leggimi.check.title": "How to check it",
  "bundle.leggimi.check": "With sioc, from the folder that holds the bundle:",
  "bundle.leggimi.check.hash":
    "Without sioc, from inside the folder: the SHA-256 sums in the manifest must equal those computed (on Windows: certutil -hashfile FILE SHA256):",
  "bundle.leggimi.check.signature":
    "The signature of the manifest, good for all files because it holds their sums:",
  "bundle.leggimi.check.fingerprint": "Fingerprint of who signed, to compare with the one you know:",
  "bundle.leggimi.check.openssl":
    "(the first command proves that the files are those signed, not whose the certificate is: hence the second shows its fingerprint; firmatario.pem can be deleted afterwards)",
  "bundle.leggimi.recipient": "Encrypted for ({format}), fingerprint of the key:",
  "bundle.leggimi.recipient.until": "valid until {day}",
  "bundle.leggimi.after.title": "After the upload",
  "bundle.leggimi.after.1":
    "Note the identifier of each upload (idUpload), keep the receipt, and write them in the ledger. N is the identifier of the registry file, M that of the stays; if there is one only, --id-upload N:",
  "bundle.leggimi.after.2":
    "IF00 means that the files arrived, not that they were accepted: look at the outcome of the processing too. MX20 all well; MX21 accepted with anomalies; MX22 accepted with discards, to be corrected and sent again; MX11 XML not conforming (sioc explain MX22 tells about the code). Give sioc the answers and the File Unico degli Scarti: it ties them to the records and writes the lists for the aziende:",
  "bundle.leggimi.after.3":
    "Once there is the outcome of all the files, delete the encrypted files; the log of sends and the receipts stay (D.M. 4 August 2025, annex, 4.1.3.2):",
} as const satisfies Record<keyof typeof it, string>;
