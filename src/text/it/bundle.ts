export const bundle = {
  "error.BUNDLE_NOT_READ": "il pacchetto {file} non si può leggere: {reason}",
  "hint.BUNDLE_NOT_READ":
    "indicare la cartella o il file .zip scritto da sioc prepare; se è stato ricopiato, copiarlo di nuovo",

  "bundle.reason.missing": "non esiste",
  "bundle.reason.kind": "non è né una cartella né un file .zip",
  "bundle.reason.no_manifest": "manca manifest.json",
  "bundle.reason.damaged": "il file .zip è danneggiato o incompleto",
  "bundle.reason.disk": "il sistema non lo lascia leggere ({errno})",
  "bundle.reason.link": "{name} è un collegamento, non un file",
  "bundle.reason.unsafe_name": "contiene un nome di file non ammesso ({name})",
  "bundle.reason.folders": "contiene più di una cartella ({name})",
  "bundle.reason.duplicate": "contiene due file con lo stesso nome ({name})",
  "bundle.reason.encrypted": "{name} è protetto da una parola d'ordine dello .zip",
  "bundle.reason.method": "{name} è compresso in un modo sconosciuto",
  "bundle.reason.bomb": "{name} si espande oltre ogni misura ragionevole",
  "bundle.reason.too_big": "{name} è troppo grande ({size} byte)",
  "bundle.reason.too_many": "contiene troppi file ({n})",
  "bundle.reason.overlap": "due file occupano lo stesso posto nello .zip ({name})",

  "bundle.template.placeholder":
    "il modello dei nomi {template} usa {name}, che non esiste; si possono usare {known}",
  "bundle.template.required":
    "nel modello dei nomi {template} manca {name}: due file avrebbero lo stesso nome",
  "bundle.template.extension":
    "il modello dei nomi {template} deve finire con .xml (altrimenti GAF risponde IF04)",
  "bundle.template.characters":
    "il modello dei nomi {template} può contenere solo lettere senza accento, cifre, punto, trattino e trattino basso, e comincia con una lettera o una cifra",
  "bundle.template.length": "il modello dei nomi {template} dà nomi di {n} caratteri; il massimo è {max}",

  "bundle.check.manifest": "manifest.json è scritto secondo lo schema",
  "bundle.check.canonical": "manifest.json è scritto come lo scrive sioc",
  "bundle.check.present": "ci sono tutti i file dell'elenco",
  "bundle.check.extra": "non ci sono file in più",
  "bundle.check.size": "le dimensioni sono quelle scritte nel manifesto",
  "bundle.check.sha256": "le impronte SHA-256 sono quelle scritte nel manifesto",
  "bundle.check.counts": "i conteggi tornano",
  "bundle.check.names": "i nomi dei file sono accettabili per GAF (IF04, IF08, IF12)",

  "bundle.detail.json": "non è un testo JSON in UTF-8",
  "bundle.detail.schema": "{where}: {problem}",
  "bundle.detail.canonical":
    "i dati si leggono, ma spazi, ordine o ripetizioni non sono quelli di sioc: qualcuno lo ha modificato",
  "bundle.detail.missing": "manca {name}",
  "bundle.detail.extra": "{name} non è nell'elenco",
  "bundle.detail.size": "{name}: {found} byte invece di {expected}",
  "bundle.detail.sha256": "{name}: il contenuto è cambiato",
  "bundle.detail.unreadable": "{name}: non si legge fino in fondo",
  "bundle.detail.by_tipo": "{name}: {records} record, ma I, V e C insieme fanno {sum}",
  "bundle.detail.by_azienda": "{name}: {records} record, ma le aziende insieme ne hanno {sum}",
  "bundle.detail.totals": "dataset {dataset}: i totali non sono la somma dei file",
  "bundle.detail.pairs":
    "tolti i record spaiati, l'anagrafica ne ha {ana} e i ricoveri {ric}: dovrebbero essere altrettanti",
  "bundle.detail.empty": "{name}: file vuoto (IF08)",
  "bundle.detail.extension": "{name}: estensione non ammessa (IF04)",
  "bundle.detail.duplicate": "{name}: nome ripetuto (IF12)",
  "bundle.detail.name": "{name}: nome con caratteri non ammessi o più lungo di {max}",
  "bundle.detail.period": "{name}: periodo che non esiste (IF07)",

  "bundle.leggimi.title": "SIOC - pacchetto {name}",
  "bundle.leggimi.what":
    "Questa cartella contiene il flusso SIOC (ricoveri negli ospedali di comunità) della regione {regione} per il trimestre {periodo}, dal {first} al {last}. È stata preparata il {day} con sioc {version}. I dati sono cifrati per il destinatario: nessun altro li può leggere, nemmeno chi li ha preparati.",
  "bundle.leggimi.unofficial.title": "ATTENZIONE: TRACCIATO NON UFFICIALE",
  "bundle.leggimi.unofficial":
    "Il tracciato usato ({layout}) e i suoi schemi XSD sono una RICOSTRUZIONE: il Ministero non ha ancora pubblicato i propri. Il portale può rifiutare questi file. Prima di un invio vero, avere dal Ministero il tracciato ufficiale, indicarlo in [schema] nella configurazione e preparare di nuovo il pacchetto.",
  "bundle.leggimi.official": "Tracciato ufficiale: {layout}.",
  "bundle.leggimi.unsigned.title": "ATTENZIONE: PACCHETTO NON FIRMATO",
  "bundle.leggimi.unsigned":
    "Nessuno ha firmato questo pacchetto: il portale può rispondere IF02 (firma non valida), e chi lo riceve non può sapere chi l'ha preparato.",
  "bundle.leggimi.upload.title": "Che cosa caricare, e dove",
  "bundle.leggimi.upload":
    "Portale GAF (Gestione Accoglienza Flussi) del Ministero della Salute. Caricare tutti questi file, e solo questi:",
  "bundle.leggimi.upload.1": "anagrafica, {records} record",
  "bundle.leggimi.upload.2": "ricoveri, {records} record",
  "bundle.leggimi.keep":
    "Gli altri file della cartella (manifest.json, la sua firma, questo testo) restano in regione.",
  "bundle.leggimi.parameters": "Parametri da dare al portale:",
  "bundle.leggimi.anno": "anno di riferimento",
  "bundle.leggimi.trimestre": "periodo di riferimento",
  "bundle.leggimi.regione": "codice regione",
  "bundle.leggimi.category":
    "La categoria e il codice del flusso per il SIOC non sono ancora pubblicati: chiederli al Ministero, non tirare a indovinare (IF05, IF06).",
  "bundle.leggimi.period":
    "Il portale può chiamare il periodo in un altro modo (altri flussi usano per esempio S1I): se {trimestre} non è nell'elenco, chiedere. Un periodo sbagliato dà IF07.",
  "bundle.leggimi.signer":
    "Chi carica dev'essere la stessa persona che ha firmato: se i due codici fiscali non coincidono il portale risponde IF01.",
  "bundle.leggimi.deadlines.title": "Scadenze",
  "bundle.leggimi.deadlines":
    "Termine ordinario {termine} (45 giorni dalla fine del trimestre); ultimo termine {ultimo} (altri 30). D.M. 4 agosto 2025, art. 5 comma 2. Conviene lasciare qualche giorno per correggere gli scarti.",
  "bundle.leggimi.content.title": "Che cosa c'è dentro",
  "bundle.leggimi.content.dataset": "dataset",
  "bundle.leggimi.content.records": "record",
  "bundle.leggimi.content.azienda": "azienda",
  "bundle.leggimi.content.legend": "I inserimenti, V variazioni, C cancellazioni.",
  "bundle.leggimi.check.title": "Come controllare",
  "bundle.leggimi.check": "Con sioc, dalla cartella che contiene il pacchetto:",
  "bundle.leggimi.check.hash":
    "Senza sioc, da dentro la cartella: le impronte SHA-256 scritte nel manifesto devono essere uguali a quelle calcolate (su Windows: certutil -hashfile FILE SHA256):",
  "bundle.leggimi.check.signature":
    "La firma del manifesto, che vale per tutti i file perché ne contiene le impronte:",
  "bundle.leggimi.check.fingerprint": "Impronta di chi ha firmato, da confrontare con quella che si conosce:",
  "bundle.leggimi.check.openssl":
    "(il primo comando prova che i file sono quelli firmati; di chi è il certificato non lo dice: per questo il secondo ne mostra l'impronta, e firmatario.pem poi si può cancellare)",
  "bundle.leggimi.recipient": "Cifrato per ({format}), impronta della chiave:",
  "bundle.leggimi.recipient.until": "valida fino al {day}",
  "bundle.leggimi.after.title": "Dopo il caricamento",
  "bundle.leggimi.after.1":
    "Segnarsi l'identificativo di ciascun caricamento (idUpload), conservare la ricevuta e annotare tutto nel registro. N è l'identificativo dell'anagrafica, M quello dei ricoveri; se è uno solo, --id-upload N:",
  "bundle.leggimi.after.2":
    "IF00 vuol dire che i file sono arrivati, non che sono stati accettati: guardare anche l'esito dell'elaborazione. MX20 tutto bene; MX21 accettati con anomalie; MX22 accettati con scarti, da correggere e rimandare; MX11 XML non conforme (sioc explain MX22 spiega il codice). Le risposte e il File Unico degli Scarti si danno a sioc, che li unisce ai record e prepara gli elenchi per le aziende:",
  "bundle.leggimi.after.3":
    "Quando c'è l'esito di tutti i file, cancellare i file cifrati; restano il registro degli invii e le ricevute (D.M. 4 agosto 2025, allegato, 4.1.3.2):",
} as const;
