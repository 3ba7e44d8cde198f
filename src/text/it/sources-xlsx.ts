export const sourcesXlsx = {
  "error.SOURCE_XLSX": "il foglio di calcolo {file} non si può leggere: {reason}",
  "hint.SOURCE_XLSX":
    "aprirlo con Excel o LibreOffice e salvarlo di nuovo come Cartella di lavoro di Excel (.xlsx), oppure esportare il foglio come CSV UTF-8",
  "error.SOURCE_PROTECTED": "{file} è protetto da password",
  "hint.SOURCE_PROTECTED":
    "aprirlo con la password, toglierla (in Excel: File, Informazioni, Proteggi cartella di lavoro, Crittografa con password) e salvare di nuovo",

  "sources.what.xlsx": "foglio Excel «{table}»",
  "sources.what.workbook": "cartella Excel, fogli: {n}",

  "sources.xlsx.bad.zip": "il file è incompleto o danneggiato",
  "sources.xlsx.bad.damaged": "una sua parte è incompleta o danneggiata",
  "sources.xlsx.bad.entries": "contiene {n} parti, al massimo {max}",
  "sources.xlsx.bad.names": "i nomi delle sue parti sono ripetuti o non ammessi",
  "sources.xlsx.bad.encrypted": "è protetto da password",
  "sources.xlsx.bad.overlap": "le sue parti si sovrappongono",
  "sources.xlsx.bad.expands": "si espande troppo per essere un'esportazione",
  "sources.xlsx.bad.xml": "una sua parte non è XML corretto",
  "sources.xlsx.bad.doctype": "una sua parte dichiara un DOCTYPE, che un foglio di calcolo non ha",
  "sources.xlsx.bad.encoding": "una sua parte non è UTF-8",
  "sources.xlsx.bad.nesting": "una sua parte ha troppi livelli",
  "sources.xlsx.bad.text": "contiene un testo o una marcatura smisurati",
  "sources.xlsx.bad.notWorkbook":
    "non contiene una cartella di lavoro (forse è un altro documento di Office)",
  "sources.xlsx.bad.binary": "è una cartella binaria (.xlsb)",
  "sources.xlsx.bad.noSheets": "non contiene fogli con celle",
  "sources.xlsx.bad.missingPart": "nomina una parte che non contiene",
  "sources.xlsx.bad.strings":
    "contiene più testo di quanto qui si tenga in memoria ({n} milioni di caratteri)",
  "sources.xlsx.bad.stringIndex": "alla riga {line} una cella rimanda a un testo che non c'è",
  "sources.xlsx.bad.rows": "dopo la riga {line} i numeri di riga non sono in ordine",
  "sources.xlsx.bad.cells": "alla riga {line} le celle non sono in ordine",

  "sources.xlsx.header.empty": "nel foglio non c'è alcuna riga",
  "sources.xlsx.header.titles":
    "fino alla riga {line} sembrano esserci titoli; se i nomi delle colonne sono alla riga {next}, scrivere skip_lines = {line} nella mappa",
  "sources.xlsx.header.twoRows":
    "i nomi delle colonne occupano due righe, {line} e {next}; riunirli in una sola oppure, se bastano quelli della riga {next}, scrivere skip_lines = {line} nella mappa",

  "sources.xlsx.note.titles": "righe di titolo prima dell'intestazione (riga {line}), non lette: {n}",
  "sources.xlsx.note.blankBefore": "righe vuote prima dell'intestazione (riga {line}): {n}",
  "sources.xlsx.note.mergedHeader":
    "celle unite nell'intestazione (riga {line}): {n}; il nome è solo della prima colonna di ciascuna",
  "sources.xlsx.note.mergedData":
    "celle unite dopo l'intestazione: {n}; il valore è solo nella prima di ciascuna, le altre sono vuote",
  "sources.xlsx.note.hiddenSheets": "fogli nascosti, non letti: {table}",
  "sources.xlsx.note.hiddenSheet": "fogli nascosti in Excel: {table}",
  "sources.xlsx.note.emptySheets": "fogli vuoti, non considerati: {table}",
  "sources.xlsx.note.dates": "celle lette come date od ore, dal loro formato: {n}",
  "sources.xlsx.note.zeros": "celle con gli zeri iniziali rimessi come il foglio li mostra: {n}",
  "sources.xlsx.note.percent":
    "celle in formato percentuale, lette come il foglio le mostra (50% come 50): {n}",
  "sources.xlsx.note.booleans": "celle logiche, lette come VERO o FALSO: {n}",
  "sources.xlsx.note.uncomputed":
    "formule senza risultato, lette come celle vuote: {n}; aprire il file con Excel o LibreOffice e salvarlo di nuovo",
  "sources.xlsx.note.errors": "celle con un errore di Excel (#N/D, #RIF! …), lette come testo: {n}",
  "sources.xlsx.note.digits":
    "numeri di più di 15 cifre: {n}; Excel non conserva le ultime, se sono codici vanno scritti come testo",
  "sources.xlsx.note.hiddenRows": "righe nascoste nel foglio (filtro o raggruppamento), lette lo stesso: {n}",
} as const;
