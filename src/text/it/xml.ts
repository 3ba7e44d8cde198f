export const xml = {
  "error.SCHEMA_INVALID": "lo schema XSD non è utilizzabile: {path}",
  "hint.SCHEMA_INVALID":
    "controllare che il file esista, sia uno schema XSD completo e descriva lo stesso tracciato di layout.toml; gli schemi inclusi devono stare nella stessa cartella",
  "error.CLEAR_IDENTIFIER":
    "un valore da scrivere (campo {campo}) è o somiglia a un codice identificativo in chiaro: scrittura bloccata",
  "hint.CLEAR_IDENTIFIER":
    "non è stato scritto nulla; cercare nei file delle aziende un codice fiscale, STP, ENI o TEAM finito in una colonna che non è cod_ident e correggere il file o la mappatura",
  "error.XML_ENCODING": "il file XML non è in UTF-8",
  "hint.XML_ENCODING": "sioc scrive solo UTF-8: il file è stato cambiato o viene da un altro programma",
  "error.XML_DOCTYPE": "il file XML contiene una dichiarazione DOCTYPE",
  "hint.XML_DOCTYPE":
    "sioc non ne scrive mai e non la legge, perché può caricare altri file: il file non viene da sioc o è stato manomesso",
  "error.XML_FOREIGN": "il file XML non è un dataset di questo tracciato (riga {line})",
  "hint.XML_FOREIGN":
    "verificare che il file sia del flusso SIOC e della stessa versione del tracciato; rifare il pacchetto con sioc prepare",
  "error.XML_TRUNCATED": "il file XML finisce prima della chiusura, dopo {records} record",
  "hint.XML_TRUNCATED":
    "la copia è incompleta: riprendere il file originale o rifare il pacchetto con sioc prepare",
  "error.XML_TOO_LARGE": "il file XML supera {megabyte} MB e questo schema chiede di giudicarlo intero",
  "hint.XML_TOO_LARGE": "abbassare [output] max_records, così i dataset si dividono in più file",
  "xml.problem.facet": "{where}: valore non ammesso dallo schema ({facet})",
  "xml.problem.type": "{where}: valore di tipo sbagliato",
  "xml.problem.unexpected-element": "{where}: elemento fuori posto, atteso {expected}",
  "xml.problem.missing-element": "{where}: manca un elemento, atteso {expected}",
  "xml.problem.missing-attribute": "{where}: manca l'attributo",
  "xml.problem.unexpected-attribute": "{where}: attributo non previsto",
  "xml.problem.unexpected-text": "{where}: testo non previsto",
  "xml.problem.unknown-root": "l'elemento iniziale non è quello dello schema",
  "xml.problem.identity": "{where}: chiave ripetuta o mancante",
  "xml.problem.not-well-formed": "XML non ben formato",
  "xml.problem.other": "{where}: non conforme allo schema",
  "xml.whole.include-not-found": "lo schema richiama un file che non è nella sua cartella",
  "xml.whole.redefine": "lo schema ridefinisce parti di un altro schema",
  "xml.whole.identity-constraint": "lo schema confronta fra loro i record (chiavi o valori unici)",
  "xml.whole.id-type": "lo schema usa identificatori unici in tutto il file (ID, IDREF)",
  "xml.whole.root-not-found": "lo schema non dichiara l'elemento iniziale del tracciato",
  "xml.whole.root-not-a-repetition": "l'elemento iniziale non è una semplice ripetizione di record",
  "xml.whole.bounded": "lo schema limita il numero di record di un file",
} as const;
