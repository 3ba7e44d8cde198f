/**
 * The outcome codes of GAF, the Ministry's receiving gateway, as the published libraries of the sibling flows know
 * them. What each says, what to do about it, and what sioc does beforehand so that it does not come.
 * Source: sdk-lib-connettoremds-java, March 2025 (spec/gaf.md part C). Nothing of it is confirmed for SIOC yet.
 */

interface Testo {
  readonly it: string;
  readonly en: string;
}

/** `access` answers any call · `upload` a sending · `processing` the search of its outcome · `fus` a download. */
export type FaseGaf = "access" | "upload" | "processing" | "fus";

/** What follows: nothing · correct and send again · ask again later · fetch the FUS · tell a person to look. */
export type SeguitoGaf = "done" | "correct" | "ask-again" | "download" | "look";

export interface CodiceGaf {
  readonly codice: string;
  readonly fase: FaseGaf;
  readonly seguito: SeguitoGaf;
  readonly significato: Testo;
  readonly rimedio: Testo;
  /** What sioc looks at on this side; absent when only the Ministry can know. */
  readonly previsto?: Testo;
}

export const FONTE_GAF: Testo = {
  it: "librerie pubblicate dal Ministero per i flussi affini (sdk-lib-connettoremds-java, marzo 2025); per SIOC non confermato",
  en: "libraries the Ministry published for the sibling flows (sdk-lib-connettoremds-java, March 2025); not confirmed for SIOC",
};

const RIPROVARE: Testo = {
  it: "riprovare più tardi; se si ripete, aprire una segnalazione all'assistenza NSIS con il nome del file, l'ora e il codice",
  en: "try again later; if it comes back, write to NSIS support with the file name, the time and the code",
};

const ABILITAZIONE: Testo = {
  it: "far abilitare chi invia dal responsabile regionale presso NSIS; lo stesso pacchetto si carica poi senza rifarlo",
  en: "have the sender enabled at NSIS by the region's responsible person; the same bundle is then uploaded as it is",
};

const RICEZIONE: Testo = {
  it: "errore interno nella ricezione, dal lato del Ministero",
  en: "internal error of reception, on the Ministry's side",
};

const ACCESSO: readonly CodiceGaf[] = [
  {
    codice: "AE00",
    fase: "access",
    seguito: "look",
    significato: {
      it: "autenticazione non riuscita (all'invio o allo scarico degli scarti)",
      en: "authentication failed (while sending or while fetching the rejects)",
    },
    rimedio: {
      it: "controllare utenza, certificato o segreto con cui si accede; il pacchetto va bene così com'è",
      en: "check the account, certificate or secret used to get in; the bundle is good as it is",
    },
  },
];

const CARICAMENTO: readonly CodiceGaf[] = [
  {
    codice: "IF00",
    fase: "upload",
    seguito: "done",
    significato: { it: "file accolto", en: "file accepted" },
    rimedio: {
      it: "nulla da correggere: annotare l'identificativo del caricamento e chiedere l'esito dell'elaborazione (MX…)",
      en: "nothing to correct: note the upload's identifier and ask for the outcome of processing (MX…)",
    },
  },
  {
    codice: "IF01",
    fase: "upload",
    seguito: "correct",
    significato: {
      it: "il codice fiscale di chi ha firmato è diverso da quello di chi invia",
      en: "the codice fiscale of the signer differs from that of the sender",
    },
    rimedio: {
      it: "far caricare il pacchetto da chi l'ha firmato, o rifarlo con la firma di chi lo carica",
      en: "let the person who signed upload the bundle, or make it again with the uploader's signature",
    },
    previsto: {
      it: "prepare confronta il codice fiscale del certificato di firma con quello di signer.sender_file e avvisa prima di cominciare; nessuno dei due si mostra",
      en: "prepare compares the codice fiscale of the signing certificate with signer.sender_file and warns before it starts; neither is shown",
    },
  },
  {
    codice: "IF02",
    fase: "upload",
    seguito: "correct",
    significato: { it: "firma digitale non valida", en: "digital signature not valid" },
    rimedio: {
      it: "rifare il pacchetto senza toccare i file dopo la firma; controllarlo con sioc verify prima di caricarlo",
      en: "make the bundle again and do not touch its files after signing; check it with sioc verify before uploading",
    },
    previsto: {
      it: "verify rilegge il pacchetto: firma, certificato e impronta di ogni file",
      en: "verify reads the bundle back: signature, certificate and hash of every file",
    },
  },
  {
    codice: "IF03",
    fase: "upload",
    seguito: "correct",
    significato: { it: "firma scaduta", en: "signature expired" },
    rimedio: {
      it: "rinnovare il certificato di firma, indicarlo con --signer-certificate e rifare il pacchetto",
      en: "renew the signing certificate, name it with --signer-certificate and make the bundle again",
    },
    previsto: {
      it: "prepare rifiuta chiavi e certificati scaduti o non ancora validi (KEY_EXPIRED, KEY_NOT_YET_VALID); doctor e keys show dicono le scadenze",
      en: "prepare refuses keys and certificates expired or not yet valid (KEY_EXPIRED, KEY_NOT_YET_VALID); doctor and keys show tell when they expire",
    },
  },
  {
    codice: "IF04",
    fase: "upload",
    seguito: "correct",
    significato: { it: "estensione del file non ammessa", en: "file extension not allowed" },
    rimedio: {
      it: "caricare i file del pacchetto con il loro nome, senza rinominarli né comprimerli",
      en: "upload the files of the bundle under their own names, neither renamed nor compressed",
    },
    previsto: {
      it: "prepare dà i nomi secondo output.names e verify controlla che finiscano con l'estensione del formato scelto",
      en: "prepare names files after output.names and verify checks that they end in the extension of the format chosen",
    },
  },
  {
    codice: "IF05",
    fase: "upload",
    seguito: "look",
    significato: {
      it: "utente non abilitato alla categoria di flussi",
      en: "user not enabled for the category of flows",
    },
    rimedio: ABILITAZIONE,
  },
  {
    codice: "IF06",
    fase: "upload",
    seguito: "look",
    significato: { it: "utente non abilitato al flusso", en: "user not enabled for the flow" },
    rimedio: ABILITAZIONE,
  },
  {
    codice: "IF07",
    fase: "upload",
    seguito: "correct",
    significato: {
      it: "periodo di riferimento non coerente con la categoria",
      en: "reporting period not coherent with the category",
    },
    rimedio: {
      it: "caricare con l'anno e il trimestre scritti nel LEGGIMI.txt del pacchetto",
      en: "upload with the year and quarter written in the bundle's LEGGIMI.txt",
    },
    previsto: {
      it: "il trimestre si scrive una volta sola (periodo): ne vengono nomi dei file, manifesto e LEGGIMI, e verify controlla che sia un trimestre",
      en: "the quarter is said once (periodo): file names, manifest and LEGGIMI come from it, and verify checks that it is a quarter",
    },
  },
  {
    codice: "IF08",
    fase: "upload",
    seguito: "correct",
    significato: { it: "file vuoto", en: "empty file" },
    rimedio: {
      it: "rifare il pacchetto; un trimestre senza ricoveri si comunica, non si invia vuoto",
      en: "make the bundle again; a quarter without stays is declared, not sent empty",
    },
    previsto: {
      it: "prepare non scrive un pacchetto senza record (NOTHING_TO_SEND) e verify cerca i file vuoti",
      en: "prepare writes no bundle without records (NOTHING_TO_SEND) and verify looks for empty files",
    },
  },
  { codice: "IF09", fase: "upload", seguito: "look", significato: RICEZIONE, rimedio: RIPROVARE },
  {
    codice: "IF10",
    fase: "upload",
    seguito: "correct",
    significato: {
      it: "i file allegati non sono tanti quanti ne dichiara la richiesta",
      en: "the files attached are not as many as the request declares",
    },
    rimedio: {
      it: "caricare tutti i file elencati in LEGGIMI.txt, nessuno escluso",
      en: "upload all the files listed in LEGGIMI.txt, none left out",
    },
    previsto: {
      it: "verify controlla che nel pacchetto ci siano tutti e soli i file del manifesto",
      en: "verify checks that the bundle holds all the files of the manifest and no other",
    },
  },
  {
    codice: "IF11",
    fase: "upload",
    seguito: "correct",
    significato: {
      it: "un file dichiarato non si trova fra gli allegati",
      en: "a file declared is not among the attachments",
    },
    rimedio: {
      it: "caricare i file con il nome che hanno nel pacchetto, senza rinominarli",
      en: "upload the files under the names they have in the bundle, without renaming them",
    },
    previsto: {
      it: "verify controlla che nel pacchetto ci siano tutti e soli i file del manifesto",
      en: "verify checks that the bundle holds all the files of the manifest and no other",
    },
  },
  {
    codice: "IF12",
    fase: "upload",
    seguito: "correct",
    significato: { it: "nome di file ripetuto", en: "file name repeated" },
    rimedio: {
      it: "non caricare due volte lo stesso file; se il modello dei nomi è stato cambiato, lasciarvi {prog} e {dataset}",
      en: "do not upload the same file twice; if the name template was changed, keep {prog} and {dataset} in it",
    },
    previsto: {
      it: "prepare numera i file e verify rifiuta nomi ripetuti, anche se diversi solo per le maiuscole",
      en: "prepare numbers the files and verify refuses repeated names, also where only capitals differ",
    },
  },
  { codice: "IF13", fase: "upload", seguito: "look", significato: RICEZIONE, rimedio: RIPROVARE },
  { codice: "IF14", fase: "upload", seguito: "look", significato: RICEZIONE, rimedio: RIPROVARE },
  { codice: "IF15", fase: "upload", seguito: "look", significato: RICEZIONE, rimedio: RIPROVARE },
  {
    codice: "IF99",
    fase: "upload",
    seguito: "look",
    significato: { it: "errore generico all'invio", en: "generic error while sending" },
    rimedio: RIPROVARE,
  },
];

const ELABORAZIONE: readonly CodiceGaf[] = [
  {
    codice: "MX00",
    fase: "processing",
    seguito: "ask-again",
    significato: { it: "file non ancora elaborato", en: "file not yet processed" },
    rimedio: { it: "aspettare e chiedere di nuovo l'esito", en: "wait and ask for the outcome again" },
  },
  {
    codice: "MX01",
    fase: "processing",
    seguito: "ask-again",
    significato: {
      it: "caricamento o fornitura sconosciuti",
      en: "upload or supply unknown",
    },
    rimedio: {
      it: "controllare l'identificativo del caricamento; subito dopo l'invio può non essere ancora registrato: chiedere di nuovo",
      en: "check the upload's identifier; right after sending it may not be registered yet: ask again",
    },
  },
  {
    codice: "MX11",
    fase: "processing",
    seguito: "correct",
    significato: {
      it: "XML non conforme allo schema: nessun record è stato acquisito",
      en: "XML not conforming to the schema: no record was taken",
    },
    rimedio: {
      it: "scaricare il dettaglio (IDUPLOAD_validazione.txt), procurarsi gli XSD ufficiali, indicarli con schema.folder e rifare il pacchetto",
      en: "fetch the detail (IDUPLOAD_validazione.txt), obtain the official XSDs, name them with schema.folder and make the bundle again",
    },
    previsto: {
      it: "prepare convalida con gli XSD ogni byte che scrive (OC-F-016); finché gli schemi sono la nostra ricostruzione, quelli del Ministero possono giudicare diversamente",
      en: "prepare validates every byte it writes with the XSDs (OC-F-016); as long as the schemas are our reconstruction, the Ministry's may judge differently",
    },
  },
  {
    codice: "MX20",
    fase: "processing",
    seguito: "done",
    significato: {
      it: "elaborazione conclusa, senza scarti e senza anomalie",
      en: "processing completed, no discards and no anomalies",
    },
    rimedio: { it: "nulla da fare: conservare la ricevuta", en: "nothing to do: keep the receipt" },
  },
  {
    codice: "MX21",
    fase: "processing",
    seguito: "download",
    significato: {
      it: "elaborazione conclusa, con anomalie: i record sono stati acquisiti",
      en: "processing completed with anomalies: the records were taken",
    },
    rimedio: {
      it: "scaricare il file unico degli scarti (FUS), far correggere le anomalie e inviarle come variazioni (tipo V)",
      en: "fetch the file of discards (FUS), have the anomalies corrected and send them as changes (tipo V)",
    },
    previsto: {
      it: "le segnalazioni di validate e prepare anticipano le anomalie dei flussi affini",
      en: "the segnalazioni of validate and prepare anticipate the anomalies of the sibling flows",
    },
  },
  {
    codice: "MX22",
    fase: "processing",
    seguito: "download",
    significato: {
      it: "elaborazione conclusa, con scarti: alcuni record non sono stati acquisiti",
      en: "processing completed with discards: some records were not taken",
    },
    rimedio: {
      it: "scaricare il file unico degli scarti (FUS), far correggere i record scartati e inviarli di nuovo come inserimenti (tipo I)",
      en: "fetch the file of discards (FUS), have the discarded records corrected and send them again as inserts (tipo I)",
    },
    previsto: {
      it: "gli scarti di validate e prepare anticipano quelli dei flussi affini, con la riga da correggere",
      en: "the scarti of validate and prepare anticipate those of the sibling flows, with the row to correct",
    },
  },
  {
    codice: "MX23",
    fase: "processing",
    seguito: "ask-again",
    significato: {
      it: "contenuto non coerente con i dati del caricamento (periodo, anno…)",
      en: "content incoherent with the upload's data (period, year…)",
    },
    rimedio: {
      it: "confrontare anno e trimestre del caricamento con il LEGGIMI.txt; se sono giusti chiedere di nuovo l'esito, altrimenti ricaricare",
      en: "compare year and quarter of the upload with LEGGIMI.txt; if they are right ask again, otherwise upload again",
    },
    previsto: {
      it: "le date fuori dal trimestre sono scarti (OC-C-003, OC-C-004)",
      en: "dates outside the quarter are scarti (OC-C-003, OC-C-004)",
    },
  },
  {
    codice: "MX99",
    fase: "processing",
    seguito: "ask-again",
    significato: { it: "errore generico dell'elaborazione", en: "generic error of processing" },
    rimedio: RIPROVARE,
  },
];

const FUS: readonly CodiceGaf[] = [
  {
    codice: "DF01",
    fase: "fus",
    seguito: "done",
    significato: {
      it: "file unico degli scarti (FUS) consegnato",
      en: "file of discards (FUS) returned",
    },
    rimedio: {
      it: "leggerlo e far correggere i record che elenca",
      en: "read it and have the records it lists corrected",
    },
  },
  {
    codice: "DF02",
    fase: "fus",
    seguito: "done",
    significato: {
      it: "nessun file unico degli scarti per quel caricamento",
      en: "no file of discards for that upload",
    },
    rimedio: {
      it: "con esito MX20 è normale; con MX21 o MX22 chiedere di nuovo più tardi",
      en: "normal with outcome MX20; with MX21 or MX22 ask again later",
    },
  },
  {
    codice: "DF03",
    fase: "fus",
    seguito: "ask-again",
    significato: {
      it: "errore durante la consegna del file unico degli scarti",
      en: "error while returning the file of discards",
    },
    rimedio: RIPROVARE,
  },
  {
    codice: "DF99",
    fase: "fus",
    seguito: "ask-again",
    significato: {
      it: "errore generico nella consegna del file unico degli scarti",
      en: "generic error while returning the file of discards",
    },
    rimedio: RIPROVARE,
  },
];

/** Every code, in the order of a sending: access, upload, processing, FUS. */
export const CODICI_GAF: readonly CodiceGaf[] = [...ACCESSO, ...CARICAMENTO, ...ELABORAZIONE, ...FUS];

const PER_CODICE: ReadonlyMap<string, CodiceGaf> = new Map(CODICI_GAF.map((c) => [c.codice, c]));

/** The code however it is written: papers say `Mx11`, programs `MX11`. Undefined if GAF has no such code. */
export function codiceGaf(codice: string): CodiceGaf | undefined {
  return PER_CODICE.get(codice.trim().toUpperCase());
}
