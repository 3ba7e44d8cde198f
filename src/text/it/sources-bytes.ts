export const sourcesBytes = {
  "error.SOURCE_ARCHIVE": "il file compresso {file} non si può leggere: {reason}",
  "hint.SOURCE_ARCHIVE":
    "attendere la fine della copia se è in corso; altrimenti estrarlo con un altro programma e indicare il file estratto, oppure chiedere all'azienda un nuovo invio",
  "error.SOURCE_EXPANDS": "il file compresso {file} si espande troppo per essere un'esportazione: {reason}",
  "hint.SOURCE_EXPANDS":
    "controllare da dove viene; se è quello giusto, estrarlo e indicare il file estratto",
  "error.SOURCE_WRAPPED": "in {file} c'è un file {what}, che da lì non si legge",
  "hint.SOURCE_WRAPPED":
    "estrarlo in una cartella e indicare il file estratto; si legge ciò che è compresso una volta sola, e solo se è testo (CSV, SQL, larghezza fissa)",
  "error.SOURCE_STDIN": "«-» legge lo standard input, ma qui non c'è niente in ingresso: è il terminale",
  "hint.SOURCE_STDIN": "indicare il file per nome, oppure per esempio: sioc validate - < FILE",

  "sources.archive.truncated": "è incompleto, finisce prima del dovuto",
  "sources.archive.damaged": "è danneggiato",
  "sources.archive.checksum": "la somma di controllo non torna, il contenuto è danneggiato",
  "sources.archive.length": "il contenuto non ha la lunghezza dichiarata",
  "sources.archive.garbage": "dopo la fine del contenuto ci sono altri byte",
  "sources.archive.method": "è compresso con un metodo che qui non si legge",
  "sources.archive.encrypted": "è protetto da password",
  "sources.archive.several": "contiene più di un file",
  "sources.archive.none": "non contiene alcun file",
  "sources.archive.link": "contiene un collegamento e non un file",
  "sources.archive.directory":
    "l'indice non c'è o non si legge: il file è incompleto, danneggiato o diviso in parti",
  "sources.archive.stray": "contiene dati che l'indice non nomina",
  "sources.expands.ratio": "oltre {n} volte la sua dimensione",
  "sources.expands.size": "oltre {n} GB",

  "sources.note.gzip": "letto da gzip",
  "sources.note.zip": "letto dallo zip, file {entry}",
  "sources.note.zipIgnored": "nello zip, file di servizio del Mac ignorati: {n}",
  "sources.note.stdin": "letto dallo standard input",
} as const;
