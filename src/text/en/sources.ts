import type { sources as it } from "../it/sources.ts";

export const sources = {
  "error.SOURCE_MISSING": "file {file} is not there",
  "hint.SOURCE_MISSING": "check the name and the folder",
  "error.SOURCE_NOT_A_FILE": "{file} is not a file: it is a folder or a device",
  "hint.SOURCE_NOT_A_FILE": "name the single files",
  "error.SOURCE_EMPTY": "file {file} is empty",
  "hint.SOURCE_EMPTY": "ask the azienda for a new export",
  "error.SOURCE_HEADER_ONLY": "file {file} has a header but no rows",
  "hint.SOURCE_HEADER_ONLY":
    "if there were no stays in the quarter take the file out of the configuration; otherwise ask for a new export",
  "error.SOURCE_BINARY": "file {file} is of no kind read here: line {line} shows {what}",
  "hint.SOURCE_BINARY":
    "ask for the data as CSV in UTF-8, Excel .xlsx, SQL dump or fixed width; renaming the file is not enough",
  "error.SOURCE_ENCODING": "file {file}, line {line}: characters that cannot be read as {encoding}",
  "hint.SOURCE_ENCODING":
    'declare the encoding in the mapping, such as encoding = "cp850", or ask for the file in UTF-8',
  "error.SOURCE_HEADER": "the header of file {file} will not do: {reason}",
  "hint.SOURCE_HEADER": "the first line must hold the column names, each one once",
  "error.SOURCE_COLUMNS": "the columns of file {file} do not match the mapping:\n{problems}",
  "hint.SOURCE_COLUMNS": "correct the mapping (sioc map FILE proposes one); columns of the file: {available}",
  "error.SOURCE_DELIMITER":
    "the delimiter of file {file} is not the one declared ({declared}): it looks like {delimiter}",
  "hint.SOURCE_DELIMITER": 'write the right delimiter in the mapping, such as delimiter = ";"',
  "error.SOURCE_UNREADABLE": "file {file} cannot be read ({reason})",
  "hint.SOURCE_UNREADABLE": "check permissions and disk",
  "error.SOURCE_CHANGED": "file {file} changed while it was being read",
  "hint.SOURCE_CHANGED": "wait for the copy or the export to finish and try again",
  "error.SOURCE_TIPO": "{file} is declared {declared} but looks like {found}",
  "hint.SOURCE_TIPO": "correct tipo in the [[source]] section, or remove it: the file itself tells",
  "error.SOURCE_TABLE_MISSING": "{file} does not hold {table}; it holds: {available}",
  "hint.SOURCE_TABLE_MISSING": "correct the name under [tables] in the mapping",
  "error.SOURCE_TABLE_CHOOSE":
    "{file} holds several tables or sheets and the mapping does not say which to read for {ruolo}: {available}",
  "hint.SOURCE_TABLE_CHOOSE":
    'name it in the mapping: [tables], {ruolo} = "…"; sioc map FILE proposes the whole mapping',
  "error.SOURCE_RECORD": "{file} does not hold the description of a fixed-width record",
  "hint.SOURCE_RECORD":
    "a table is needed with a row for each field: name, first position and length (or last position)",
  "error.MAP_NOTHING": "{file} has no table that looks like stays or their details",
  "hint.MAP_NOTHING":
    "check the file; if it is the right one say what it holds, for instance --role ricoveri",
  "error.SOURCE_SAVE_AS": "{file} is a {what} spreadsheet, which is not read here",
  "hint.SOURCE_SAVE_AS":
    "open it and save it as an Excel workbook (.xlsx) or as CSV UTF-8; renaming the file is not enough",
  "sources.what.csv": "{encoding}, delimiter “{delimiter}”",
  "sources.note.table": "read the only table there is: {table}",
  "sources.note.tableByName": "read table {table}, named as {ruolo}",
  "error.MAPPING_INVALID": "places to correct in the mapping {file}: {count}\n{problems}",
  "hint.MAPPING_INVALID": "correct the lines named; sioc map FILE --check MAPPING tries it on a file",

  "sources.header.long": "it is longer than 1 MB",
  "sources.header.quotes": "its quotes are not closed",
  "sources.header.many": "it has {n} columns, at most {max}",
  "sources.header.data": "the first line seems to hold data, not column names",
  "sources.header.hostile": "column names not allowed: {names}",
  "sources.header.twice": "repeated column names: {names}",

  "sources.columns.absent": "{column}: the file has no {names}",
  "sources.columns.absentNear": "{column}: the file has no {names}, did you mean “{guess}”",
  "sources.columns.claimed": "{column}: two columns of the file have this name",
  "sources.columns.hidden": "not shown, they may be data",
  "sources.mappa.sameAsQuote": "the delimiter cannot be the same as the quote",

  "sources.note.bom": "encoding {encoding}, from the byte order mark",
  "sources.note.bomWins":
    "encoding {encoding}, from the byte order mark, although the mapping declares {declared}",
  "sources.note.windows1252":
    "encoding Windows-1252, detected because line {line} is not UTF-8; declare it in the mapping to be sure",
  "sources.note.looksUtf8":
    "the mapping declares {declared} but the file looks like UTF-8: check accented letters",
  "sources.note.delimiter": "delimiter detected: {delimiter}",
  "sources.note.unused": "{count} columns of the file are not in the layout and were not read",
  "error.SOURCE_COLUMNS_MISSING": "{count} mandatory columns are missing in {file}: {columns}",
  "hint.SOURCE_COLUMNS_MISSING":
    "say in the mapping (sioc map) what they are called, or give their value in [defaults]; val_ci needs the outcome of the TS/ANA check (identity.outcomes)",
  "sources.note.sep": "delimiter {delimiter}, from Excel's sep= line",
  "sources.note.lineEnds": "line ends mixed or unusual: {kinds}",
  "sources.note.trimmed": "column names cleaned of spaces or quotes: {n}",
  "sources.note.nameless": "columns without name, ignored: {n}",

  "sources.proposta.title": "Mapping proposed by sioc map for {file}",
  "sources.proposta.looked": "{what}; {columns} columns, {n} rows looked at",
  "sources.proposta.tables": "What it holds:",
  "sources.proposta.table": "{table}: {role}; {columns} columns, {rows} rows",
  "sources.proposta.confirm":
    "Check the lines to be confirmed first, then the others; then try it: sioc map FILE --check MAPPING. No cell is repeated here, only its shape (A letter, 9 digit).",
  "sources.proposta.encoding": "auto, utf-8, windows-1252, iso-8859-15, cp850, utf-16le, utf-16be",
  "sources.proposta.date": "auto, aaaa-mm-gg, gg/mm/aaaa, gg-mm-aaaa, gg.mm.aaaa, aaaammgg, aaaa/mm/gg",
  "sources.proposta.dialect": "auto, postgres, mysql, sqlite, mssql, oracle, ansi",
  "sources.proposta.zeros": "puts back leading zeros a spreadsheet took away",
  "sources.proposta.icd": "removes the dot of ICD-9-CM codes",
  "sources.proposta.skip": "lines before the header",
  "sources.proposta.roles": "What it holds = name of the table or sheet",
  "sources.proposta.fixed": "Column = [position, length], in characters; the first position is 1",
  "sources.proposta.guessed":
    "Positions TO BE CORRECTED: guessed from where the characters change. Column = [position, length]; the first position is 1. Give each column its name in the layout (sioc template); those of no use stay campo_N.",
  "sources.proposta.columns": "Column of the layout = column of the file",
  "sources.proposta.missing":
    "Mandatory and not found: remove the # and name the column, or give a value in [defaults]",
  "sources.proposta.missing.val_ci":
    "or the outcome of the TS/ANA check, with identity.outcomes in sioc.toml",
  "sources.proposta.doubtful": "To be confirmed",
  "sources.proposta.sure": "Recognised",
  "sources.proposta.also": "also: {names}",
  "sources.proposta.contested": "CAUTION: in {tables} it would read another column; make a mapping apart",
  "sources.proposta.unused": "Columns of the file without a proposal:",
  "sources.proposta.unusedOf": "Columns of {table} without a proposal:",
  "sources.proposta.looks": "{percent} % filled, {shape}",
  "sources.proposta.values": "Values of {column}: theirs = ours",
  "sources.proposta.asOurs":
    "CAUTION: numeric codes taken as ours, because the digits are the same. Check that they mean the same (sioc explain and the name of the column); otherwise translate them in [values]: {columns}",
  "sources.proposta.unknown": "rows: {rows}; not a code of the layout",
  "sources.proposta.hidden":
    "other values that are not codes of the layout, not shown here: {n}; add them by hand",
  "sources.proposta.defaults": "Value used when the column is missing or the cell is blank",
  "sources.proposta.toFill":
    "Mandatory and not found, the same in the whole file: remove the # and write the value, or name the column in [columns]",
  "sources.proposta.fromConfig": "to be confirmed: from sioc.toml",
  "sources.proposta.fromMoment": "to be confirmed: 1 admission, 2 half-way, 3 discharge",
  "sources.proposta.fromScale": "to be confirmed: from the name of the score's column",
  "sources.proposta.fromBlank": "to be confirmed: blank cells mean “not recorded”",
  "sources.proposta.fromRow": "to be confirmed: one service a row",
  "sources.forma.piatto": "personal data and stay in the same row",
  "sources.forma.ricoveri": "stays",
  "sources.forma.anagrafica": "personal data",
  "sources.forma.valutazioni": "assessments",
  "sources.forma.prestazioni": "services",
  "sources.forma.sospensioni": "suspensions",
  "sources.forma.nessuna": "not needed",
  "sources.fiducia.alta": "name recognised",
  "sources.fiducia.media": "to be confirmed",
  "sources.fiducia.bassa": "to be confirmed, weak likeness",
} as const satisfies Record<keyof typeof it, string>;
