import { affine, decreto, fonti, NOSTRA } from "./fonte.ts";
import { regoleIdentificativo } from "./identificativo.ts";
import { defineRegole, t, type Regola } from "./regola.ts";

const suFile = defineRegole("file", [
  {
    code: "OC-F-001",
    esito: "scarto",
    fissa: true,
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    message: t("Il file non si può leggere: {motivo}", "The file cannot be read: {motivo}"),
    params: ["motivo"],
    hint: t(
      "Esportare di nuovo il file come testo CSV in UTF-8, intero, con l'intestazione e le righe",
      "Export the file again as CSV text in UTF-8, whole, with its header and rows",
    ),
    condition: t(
      "Il file non si decodifica nella codifica dichiarata, oppure è XML non ben formato. Vale per tutto il file: non se ne elabora nulla",
      "File not decodable in the declared encoding, or XML not well formed. File-level: nothing of it is processed",
    ),
    source: fonti(affine("GAF, esito Mx11")),
    example: {
      wrong: t(
        "file salvato in Windows-1252 e dichiarato utf-8",
        "file saved as Windows-1252, declared utf-8",
      ),
      right: t('encoding = "windows-1252"'),
    },
  },
  {
    code: "OC-F-002",
    esito: "scarto",
    fissa: true,
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    params: ["colonne"],
    message: t(
      "Intestazione incompleta o colonna ripetuta: {colonne}",
      "Header incomplete or column repeated: {colonne}",
    ),
    hint: t(
      "Aggiungere le colonne mancanti, togliere quelle ripetute, oppure dire nella mappa con quale nome sono nel file (sioc map)",
      "Add the missing columns, remove the repeated ones, or say in the mapping what the file calls them (sioc map)",
    ),
    condition: t(
      "Una colonna della mappa manca dall'intestazione, o un nome vi compare due volte. Vale per tutto il file",
      "A column of the mapping is missing from the header, or a header name occurs twice. File-level",
    ),
    source: fonti(affine("SDK del Ministero")),
    example: { wrong: t("cod_reg;cod_asl;cod_reg;data_amm"), right: t("cod_reg;cod_asl;cod_str;data_amm") },
  },
  {
    code: "OC-F-014",
    esito: "scarto",
    fissa: true,
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    message: t(
      "Un codice identificativo in chiaro sta per finire nel file di uscita: scrittura bloccata",
      "A clear identifier is about to enter the output file: writing blocked",
    ),
    hint: t(
      "Cercare nelle colonne libere (team, str_prov, str_dest) un codice fiscale, STP o ENI scritto per errore e toglierlo",
      "Look in the free columns (team, str_prov, str_dest) for a codice fiscale, STP or ENI put there by mistake and remove it",
    ),
    condition: t(
      "Un valore di uscita (elemento o attributo) contiene una stringa con la forma di un codice fiscale, STP o ENI, o uguale a un identificativo letto. Vale per tutto l'invio: non si scrive nulla",
      "Any output value (element or attribute) contains a string matching the codice fiscale, STP or ENI pattern, or equal to an input identifier. File-level: nothing is written",
    ),
    source: fonti(decreto("disciplinare tecnico, 4.3 punto 2")),
    example: {
      wrong: t("codice fiscale nella colonna team", "codice fiscale in column team"),
      right: t(
        "codice dell'istituzione estera nella colonna team",
        "code of the foreign institution in column team",
      ),
    },
  },
  {
    code: "OC-F-016",
    esito: "scarto",
    fissa: true,
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    message: t(
      "Il record prodotto non è conforme allo schema XSD",
      "The record produced does not validate against the XSD",
    ),
    hint: t(
      "Se la riga non ha altri scarti è un difetto di sioc: segnalarlo indicando questo codice e la versione dello schema",
      "If the row has no other scarto it is a defect of sioc: report it with this code and the schema version",
    ),
    condition: t(
      "Il record prodotto non supera la validazione con l'XSD configurato (ultima difesa: senza un altro scarto è un difetto del programma)",
      "Record produced does not validate against the configured XSD (last defence; a hit without another scarto is a defect of the tool)",
    ),
    source: fonti(decreto("disciplinare tecnico, 4.5.5")),
    example: {
      wrong: t(
        "elemento con un valore che lo schema non ammette",
        "element with a value the schema does not allow",
      ),
      right: t("record accettato da entrambi gli schemi", "record accepted by both schemas"),
    },
  },
]);

const inLettura = defineRegole("lettura", [
  {
    code: "OC-F-003",
    esito: "scarto",
    fissa: true,
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    params: ["n", "m"],
    message: t(
      "La riga ha {n} campi, l'intestazione ne ha {m}",
      "The row has {n} fields, the header has {m}",
    ),
    hint: t(
      "Cercare nella riga un separatore di troppo, un a capo dentro un campo o virgolette aperte e non chiuse",
      "Look in the row for an extra delimiter, a line break inside a field, or quotes opened and not closed",
    ),
    condition: t(
      "Il numero di celle della riga è diverso da quello dell'intestazione (tolte le virgolette). Anche per virgolette non chiuse",
      "Number of cells of the row differs from the header (after quote handling). Also raised for an unclosed quote",
    ),
    source: fonti(affine("SDK del Ministero")),
    example: {
      wrong: t("I;080;105;A;B (intestazione di 4 colonne)", "I;080;105;A;B (header of 4 columns)"),
      right: t("I;080;105;080123"),
    },
  },
  {
    code: "OC-F-004",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    message: t("Campo obbligatorio non valorizzato: {campo}", "Mandatory field missing: {campo}"),
    hint: t(
      "Completare il campo nel gestionale; se il dato non è noto usare il codice «non noto» quando il tracciato lo prevede",
      "Fill the field in the ward system; if it is not known use the «not known» code where the layout has one",
    ),
    condition: t(
      "Campo obbligatorio (OBB) del tracciato assente o vuoto. Con tipo=C si controllano solo i campi chiave",
      "Field marked OBB in the layout absent or blank after trim. On tipo=C only key fields are checked",
    ),
    source: fonti(affine("EMUR 111, SISM 3xx1, SICOF XSD.2.x.1")),
    example: { wrong: t("genere vuoto", "genere blank"), right: t("genere 2") },
  },
  {
    code: "OC-F-005",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    message: t("Lunghezza non conforme a quella attesa: {campo}", "Length not as expected: {campo}"),
    hint: t(
      "Controllare il codice: è troncato, con caratteri in più o scritto in un'altra colonna",
      "Check the code: it is cut short, with extra characters, or written in another column",
    ),
    condition: t(
      "Lunghezza in caratteri (non byte) maggiore di quella del tracciato, o diversa quando è esatta (cod_reg 3, cod_asl 3, cod_str 6, com_res 6)",
      "Length in characters (not bytes) greater than the layout's, or different when exact (cod_reg 3, cod_asl 3, cod_str 6, com_res 6)",
    ),
    source: fonti(affine("EMUR 104/105, SICOF XSD.2.x.3")),
    example: { wrong: t("cod_str 0801234"), right: t("cod_str 080123") },
  },
  {
    code: "OC-F-006",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    message: t(
      "Carattere non ammesso in XML nel campo {campo}",
      "Character not allowed in XML in field {campo}",
    ),
    hint: t(
      "Riscrivere il valore a mano: contiene un carattere invisibile, di solito copiato da un altro programma",
      "Type the value again by hand: it holds an invisible character, usually pasted from another program",
    ),
    condition: t(
      "Il valore contiene un carattere vietato in XML 1.0 (U+0000-0008, 000B, 000C, 000E-001F, FFFE, FFFF, surrogato isolato)",
      "Value contains a character not allowed by XML 1.0 (U+0000-0008, 000B, 000C, 000E-001F, FFFE, FFFF, lone surrogate)",
    ),
    source: fonti(decreto("disciplinare tecnico, 4.5.5")),
    example: { wrong: t("team 12<U+0001>34"), right: t("team 1234") },
  },
  {
    code: "OC-F-007",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["data_amm", "data_rich", "data_dim", "val_data", "pre_data", "sosp_ini", "sosp_fin"],
    message: t("Data non valida nel campo {campo}", "Invalid date in field {campo}"),
    hint: t(
      "Correggere la data: il giorno non esiste, o il formato non è quello indicato in [file] date della mappa",
      "Correct the date: the day does not exist, or the format is not the one in [file] date of the mapping",
    ),
    condition: t(
      "Il valore, letto nel formato della mappa, non è un giorno esistente fra il 1899 e il 2099. In uscita è sempre AAAA-MM-GG",
      "Value does not parse with the mapping's date format into an existing calendar day with 1899<=year<=2099. Output is always AAAA-MM-GG",
    ),
    source: fonti(affine("EMUR 101, SICOF XSD.2.x.2")),
    example: { wrong: t("data_amm 30/02/2026"), right: t("data_amm 28/02/2026") },
  },
  {
    code: "OC-F-008",
    esito: "scarto",
    suCancellazione: true,
    dataset: [2],
    campi: ["ora_amm", "ora_dim"],
    message: t("Ora non valida nel campo {campo}", "Invalid time in field {campo}"),
    hint: t(
      "Scrivere l'ora come OO:MM, da 00:00 a 23:59, oppure lasciarla vuota: è facoltativa",
      "Write the time as OO:MM, from 00:00 to 23:59, or leave it blank: it is optional",
    ),
    condition: t(
      "Il valore non è OO:MM con 00<=OO<=23 e 00<=MM<=59",
      "Not OO:MM with 00<=OO<=23, 00<=MM<=59",
    ),
    source: fonti(affine("EMUR 101")),
    example: { wrong: t("ora_amm 24:10"), right: t("ora_amm 00:10") },
  },
  {
    code: "OC-F-009",
    esito: "scarto",
    fissa: true,
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["id_rec", "cuni"],
    message: t("{campo} non è lungo 88 caratteri", "{campo} is not 88 characters long"),
    hint: t(
      "Esportare il codice per intero (la colonna lo ha troncato), oppure togliere la colonna e fornire cod_ident",
      "Export the code in full (the column cut it), or drop the column and give cod_ident instead",
    ),
    condition: t(
      "Lunghezza diversa da 88. Si controlla il valore da inviare, cioè dopo la pseudonimizzazione",
      "Length is not 88. Raised on the value to be sent, i.e. after pseudonymisation",
    ),
    source: fonti(affine("SISM 3050/3060, XSD SIAR")),
    example: {
      wrong: t("cuni di 64 caratteri", "cuni of 64 characters"),
      right: t("cuni di 88 caratteri", "cuni of 88 characters"),
    },
  },
  {
    code: "OC-F-010",
    esito: "segnalazione",
    dataset: [1, 2],
    campi: ["id_rec", "cuni"],
    message: t(
      "{campo} non è stato generato con gli strumenti del Ministero (struttura o controllo errati)",
      "{campo} was not generated by the Ministry's tool (wrong structure or checksum)",
    ),
    hint: t(
      "Rigenerare il codice con la chiave ministeriale in uso, o fornire cod_ident e lasciarlo calcolare a sioc: il Ministero lo scarterebbe",
      "Generate the code again with the ministerial key in use, or give cod_ident and let sioc compute it: the Ministry would reject it",
    ),
    condition: t(
      "Il valore non ha la forma ^[A-Za-z0-9+/]{43}=[A-Za-z0-9+/]{43}=$ (due blocchi Base64 di 32 byte); con la chiave ministeriale configurata, anche: il secondo blocco non è l'HMAC di controllo del primo. Il Ministero lo scarta (EMUR 102), il suo SDK non lo prova",
      "Does not match ^[A-Za-z0-9+/]{43}=[A-Za-z0-9+/]{43}=$ (two Base64 blocks of 32 bytes); with the ministerial key configured, also: second block != HMAC check of the first. The Ministry rejects it (EMUR 102) though its SDK does not test it",
    ),
    source: fonti(affine("EMUR 102; sdk-lib-interconnessione")),
    example: {
      wrong: t("88 caratteri esadecimali", "88 hexadecimal characters"),
      right: t(
        "due blocchi Base64 di 44 caratteri, ciascuno chiuso da =",
        "two Base64 blocks of 44 characters, each ending in =",
      ),
    },
  },
  {
    code: "OC-F-015",
    esito: "segnalazione",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["cod_reg", "cod_asl", "cod_str", "reg_res", "asl_res", "com_res"],
    params: ["valore"],
    message: t(
      "Zeri iniziali mancanti in {campo}: integrato in {valore}",
      "Leading zeros missing in {campo}: completed to {valore}",
    ),
    hint: t(
      "Nel foglio di calcolo formattare la colonna come testo prima di incollare i codici",
      "In the spreadsheet format the column as text before pasting the codes",
    ),
    condition: t(
      "Valore di sole cifre più corto della lunghezza attesa: zeri persi (foglio di calcolo). Completato a sinistra se la mappa lo ammette, altrimenti vale OC-F-005",
      "All-digits value shorter than the expected length: zeros lost (spreadsheet). Padded on the left when the mapping allows it, else falls to OC-F-005",
    ),
    source: fonti(NOSTRA, affine("SICOF, che accetta 10 per 010")),
    example: { wrong: t("cod_reg 80"), right: t("cod_reg 080") },
  },
]);

/** F – form of file, rows and cells. */
export const regoleFormali: readonly Regola[] = [...suFile, ...inLettura, ...regoleIdentificativo];
