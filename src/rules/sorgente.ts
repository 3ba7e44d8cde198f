import { affine, decreto, fonti, NOSTRA } from "./fonte.ts";
import { defineRegole, defineRegoleRecord, t, type Regola } from "./regola.ts";

/** The cases in which a missing identifier is itself the datum. Source: spec/codes.md §3. */
const SENZA_IDENTIFICATIVO: ReadonlySet<string> = new Set(["98", "99"]);

/** S – our own: what cannot be put together from an azienda's files. Severity is fixed: there is nothing to write. */
export const regoleSorgente: readonly Regola[] = [
  ...defineRegole("lettura", [
    {
      code: "OC-S-001",
      esito: "scarto",
      fissa: true,
      suCancellazione: true,
      dataset: [2],
      campi: ["num_ric", "cod_str"],
      message: t(
        "Riga di dettaglio (valutazione, prestazione o sospensione) senza il suo ricovero",
        "Detail row (assessment, service or suspension) without its stay",
      ),
      hint: t(
        "Controllare num_ric (e cod_str) della riga: nel file dei ricoveri non c'è, o lì la riga è illeggibile",
        "Check num_ric (and cod_str) of the row: the stays file does not have it, or its row there is unreadable",
      ),
      condition: t(
        "num_ric della riga di dettaglio vuoto, o non presente fra i ricoveri dell'azienda (nella stessa struttura, se la riga la riporta)",
        "num_ric of the detail row blank, or not among the azienda's stays (of the same cod_str, when the row carries it)",
      ),
      source: fonti(NOSTRA),
      example: {
        wrong: t("prestazione con num_ric 99, ricoveri da 1 a 50", "service with num_ric 99, stays 1 to 50"),
        right: t("prestazione con num_ric 12", "service with num_ric 12"),
      },
    },
    {
      code: "OC-S-002",
      esito: "scarto",
      fissa: true,
      suCancellazione: true,
      dataset: [2],
      campi: ["num_ric", "cod_str"],
      message: t(
        "Numero di ricovero ambiguo: lo usano più ricoveri, e i file collegati non dicono quale",
        "Ambiguous stay number: several stays use it, and the joined files do not say which",
      ),
      hint: t(
        "Dare a ogni ricovero il suo num_ric; se è unico solo dentro una struttura, aggiungere cod_str ai file di dettaglio",
        "Give each stay its own num_ric; if it is unique only inside one facility, add cod_str to the detail files",
      ),
      condition: t(
        "Con file separati: lo stesso num_ric (nella stessa struttura, se i file di dettaglio la riportano) su ricoveri con chiave diversa",
        "With joined files: the same num_ric (in the same cod_str, when the detail files carry it) on stays with different keys",
      ),
      source: fonti(NOSTRA),
      example: {
        wrong: t("num_ric 12 in due strutture, cod_str vuoto", "num_ric 12 in two facilities, cod_str blank"),
        right: t("num_ric 12, cod_str 080123"),
      },
    },
    {
      code: "OC-S-004",
      esito: "scarto",
      fissa: true,
      suCancellazione: true,
      dataset: [1, 2],
      campi: [],
      params: ["n", "m"],
      message: t(
        "La riga è lunga {n} caratteri, il file a larghezza fissa ne prevede {m}",
        "The line is {n} characters long, the fixed-width file has {m}",
      ),
      hint: t(
        "Controllare se la riga è tagliata o contiene un a capo; se tutte le righe sono così, correggere [fixed] nella mappa",
        "Look whether the line was cut or holds a line break; if all lines are like this, correct [fixed] in the mapping",
      ),
      condition: t(
        "Larghezza fissa: numero di caratteri della riga diverso da quello dichiarato (gli spazi finali non contano)",
        "Fixed width: the line's number of characters differs from the one declared (trailing blanks aside)",
      ),
      source: fonti(NOSTRA),
      example: {
        wrong: t("riga di 210 caratteri, colonne fino al 240", "line of 210 characters, columns up to 240"),
        right: t("riga di 240 caratteri", "line of 240 characters"),
      },
    },
    {
      code: "OC-S-005",
      esito: "scarto",
      fissa: true,
      suCancellazione: true,
      dataset: [1, 2],
      campi: [],
      params: ["n"],
      message: t(
        "Il valore {n} della riga è un'espressione SQL, non un dato",
        "Value {n} of the row is an SQL expression, not a datum",
      ),
      hint: t(
        "Esportare di nuovo i dati già calcolati: funzioni, variabili e sottoquery non si eseguono",
        "Export the data already computed: functions, variables and sub-queries are not run",
      ),
      condition: t(
        "Dump SQL: al posto di un valore c'è una funzione, una variabile o una sottoquery",
        "SQL dump: a function, a variable or a sub-query stands where a value belongs",
      ),
      source: fonti(NOSTRA),
      example: {
        wrong: t("INSERT INTO ricovero VALUES (12, SYSDATE)"),
        right: t("INSERT INTO ricovero VALUES (12, '2026-01-10')"),
      },
    },
    {
      code: "OC-S-006",
      esito: "scarto",
      fissa: true,
      suCancellazione: true,
      dataset: [1, 2],
      campi: [],
      params: ["n"],
      message: t(
        "Il valore {n} della riga supera 1 MB: nessun campo del tracciato è così lungo",
        "Value {n} of the row is over 1 MB: no field of the layout is that long",
      ),
      hint: t(
        "Togliere dall'esportazione documenti e allegati, o controllare se un apice non è chiuso",
        "Leave documents and attachments out of the export, or look for a quote that is not closed",
      ),
      condition: t(
        "Un solo valore di un dump SQL, di un foglio o di una base di dati è più lungo di 1 MiB",
        "A single value of an SQL dump, sheet or database is longer than 1 MiB",
      ),
      source: fonti(NOSTRA),
      example: {
        wrong: t("una lettera di dimissione nella colonna note", "a discharge letter in the notes column"),
        right: t("colonna note vuota", "notes column blank"),
      },
    },
  ]),
  ...defineRegoleRecord([
    {
      code: "OC-S-003",
      esito: "scarto",
      fissa: true,
      suCancellazione: true,
      dataset: [1],
      campi: ["cod_ident", "tipo_ci"],
      fails: (r) =>
        r.cod_ident === "" && r.cuni === "" && r.id_rec === "" && !SENZA_IDENTIFICATIVO.has(r.tipo_ci),
      message: t("Manca il codice identificativo dell'assistito", "The person's identifier is missing"),
      hint: t(
        "Inserire cod_ident (codice fiscale, STP, ENI o TEAM); tipo_ci 98 se la legge ammette l'anonimato, 99 se la persona è sconosciuta",
        "Enter cod_ident (codice fiscale, STP, ENI or TEAM); tipo_ci 98 where the law allows anonymity, 99 if the person is unknown",
      ),
      condition: t(
        "cod_ident vuoto, cuni e id_rec non forniti, tipo_ci diverso da 98 e 99: CUNI e Id_Rec, obbligatori, non si possono calcolare",
        "cod_ident blank, cuni and id_rec not given, tipo_ci not in {98,99}: CUNI and Id_Rec, mandatory, cannot be computed",
      ),
      source: fonti(decreto("art. 7"), affine("EMUR 111"), NOSTRA),
      example: {
        wrong: t("cod_ident vuoto, tipo_ci 0", "cod_ident blank, tipo_ci 0"),
        right: t("cod_ident RSSMRA85T10A562S, tipo_ci 0"),
      },
    },
  ]),
];
