export const sourcesFixed = {
  "error.SOURCE_FIXED": "il file {file} non si può leggere a larghezza fissa: {reason}",
  "hint.SOURCE_FIXED":
    "dichiarare nella mappa, sezione [fixed], una riga per colonna: nome = [posizione, lunghezza], per esempio num_ric = [1, 10]; le posizioni sono in caratteri, la prima è 1",
  "sources.fixed.none": "la mappa non dichiara le colonne",
  "sources.fixed.lineEnds":
    "non ha fine riga, i record sono uno di seguito all'altro; farsi mandare il file con un record per riga",
  "sources.fixed.skip": "le righe da saltare (skip_lines) prendono più di 2 MB",
  "sources.what.fixed": "larghezza fissa, {encoding}, {length} caratteri",
  "sources.note.fixedOverlap": "colonne che si sovrappongono: {names}",
  "sources.note.fixedStripped":
    "le righe hanno perso gli spazi finali: le più corte sono completate fino a {length} caratteri",
  "sources.note.fixedDelimiter":
    "quasi tutte le righe contengono «{delimiter}»: forse il file non è a larghezza fissa",
  "sources.note.fixedBytes":
    "le righe con lettere accentate risultano più corte: le posizioni sembrano contate in byte e non in caratteri; farsi mandare il file in Windows-1252, o con le posizioni in caratteri",
  "sources.note.fixedLength":
    "le righe hanno {found} caratteri, le colonne dichiarate ne prendono {length}: controllare le posizioni; anche il resto della riga che non serve va dichiarato, con un nome qualsiasi",
  "sources.note.fixedVaries":
    "le righe vanno da {min} a {max} caratteri, le colonne dichiarate ne prendono {length}: forse il file non è a larghezza fissa",
} as const;
