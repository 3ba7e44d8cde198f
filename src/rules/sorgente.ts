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
