import type { ClearRecord, Valutazione } from "../model/record.ts";
import { affine, decreto, fonti, NOSTRA } from "./fonte.ts";
import { defineRegoleRecord, t, type Regola, type Rilievo, type Verdetto } from "./regola.ts";
import { righe } from "./righe.ts";

/** O – fields that become mandatory (or must be blank) under a condition. */
export const regoleObbligo: readonly Regola[] = defineRegoleRecord([
  {
    code: "OC-O-001",
    esito: "segnalazione",
    dataset: [1],
    campi: ["stato_est", "reg_res"],
    fails: (r) => r.reg_res === "999" && r.stato_est === "",
    message: t(
      "Manca lo stato estero di residenza per una persona residente all'estero",
      "Foreign state of residence missing for a person resident abroad",
    ),
    hint: t(
      "Indicare in stato_est la sigla ISO dello stato; se la persona risiede in Italia correggere reg_res",
      "Give the ISO code of the state in stato_est; if the person lives in Italy correct reg_res",
    ),
    condition: t("reg_res=999 e stato_est vuoto", "reg_res=999 and stato_est blank"),
    source: fonti(affine("EMUR 20077")),
    example: {
      wrong: t("reg_res 999, stato_est vuoto", "reg_res 999, stato_est blank"),
      right: t("reg_res 999, stato_est FR"),
    },
  },
  {
    code: "OC-O-002",
    esito: "segnalazione",
    dataset: [1],
    campi: ["team", "tipo_ci"],
    fails: (r) => r.tipo_ci === "3" && r.team === "",
    message: t(
      "Manca il codice dell'istituzione che ha rilasciato la TEAM",
      "Code of the institution that issued the TEAM missing",
    ),
    hint: t(
      "Copiare in team il numero di identificazione dell'istituzione dalla tessera (campo 7)",
      "Copy the institution's identification number from the card (field 7) into team",
    ),
    condition: t("tipo_ci=3 e team vuoto", "tipo_ci=3 and team blank"),
    source: fonti(affine("EMUR 2003")),
    example: {
      wrong: t("tipo_ci 3, team vuoto", "tipo_ci 3, team blank"),
      right: t("tipo_ci 3, team 0123456"),
    },
  },
  {
    code: "OC-O-003",
    esito: "scarto",
    dataset: [1],
    campi: ["resp_gen", "anno_nasc"],
    confronta: ["resp_gen", "anno_nasc", "data_amm"],
    fails: (r, _c, m) => r.resp_gen === "" && m.eta() < 18,
    message: t(
      "Manca la responsabilità genitoriale per un minore",
      "Parental responsibility missing for a minor",
    ),
    hint: t(
      "Compilare resp_gen (9 se non nota), o correggere anno_nasc se la persona è maggiorenne",
      "Fill resp_gen (9 if not known), or correct anno_nasc if the person is an adult",
    ),
    condition: t(
      "anno di data_amm - anno_nasc < 18 e resp_gen vuoto (escluso anno_nasc 9999)",
      "year(data_amm)-anno_nasc < 18 and resp_gen blank (9999 excluded)",
    ),
    source: fonti(affine("SIAR, dove è facoltativa"), NOSTRA),
    example: {
      wrong: t("anno_nasc 2012, resp_gen vuoto", "anno_nasc 2012, resp_gen blank"),
      right: t("anno_nasc 2012, resp_gen 1"),
    },
  },
  {
    code: "OC-O-004",
    esito: "segnalazione",
    dataset: [2],
    campi: ["str_prov", "prov"],
    fails: (r) => r.str_prov === "" && (r.prov === "2" || r.prov === "3" || r.prov === "4" || r.prov === "7"),
    message: t("Manca la struttura di provenienza", "Facility of origin missing"),
    hint: t(
      "Indicare in str_prov il codice dell'ospedale o dell'ospedale di comunità da cui la persona arriva",
      "Give in str_prov the code of the hospital or community hospital the person comes from",
    ),
    condition: t("prov in 2, 3, 4, 7 e str_prov vuoto", "prov in {2,3,4,7} and str_prov blank"),
    source: fonti(affine("EMUR 1103 su IstitutoProvenienza")),
    example: {
      wrong: t("prov 2, str_prov vuoto", "prov 2, str_prov blank"),
      right: t("prov 2, str_prov 080902"),
    },
  },
  {
    code: "OC-O-005",
    esito: "scarto",
    dataset: [2],
    campi: ["data_dim", "mod_dim"],
    fails: (r) => (r.data_dim === "") !== (r.mod_dim === ""),
    message: t(
      "Data e modalità di dimissione devono essere entrambe presenti o entrambe assenti",
      "Discharge date and mode must be both present or both absent",
    ),
    hint: t(
      "Completare la dimissione (data_dim e mod_dim), o svuotare entrambi i campi se il ricovero è ancora aperto",
      "Complete the discharge (data_dim and mod_dim), or empty both fields if the stay is still open",
    ),
    condition: t("Uno solo fra data_dim e mod_dim è compilato", "Exactly one of data_dim, mod_dim is filled"),
    source: fonti(affine("SISM, data e modalità di conclusione")),
    example: {
      wrong: t("data_dim 2026-01-29, mod_dim vuoto", "data_dim 2026-01-29, mod_dim blank"),
      right: t("data_dim 2026-01-29, mod_dim 2"),
    },
  },
  {
    code: "OC-O-006",
    esito: "scarto",
    dataset: [2],
    campi: ["ora_dim", "str_dest", "mot_trasf", "diag_dim", "data_dim"],
    fails: dimissioneSenzaData,
    message: t(
      "Dati di dimissione presenti senza la data di dimissione",
      "Discharge data present without the discharge date",
    ),
    hint: t(
      "Inserire data_dim e mod_dim, o svuotare gli altri campi di dimissione se il ricovero è ancora aperto",
      "Enter data_dim and mod_dim, or empty the other discharge fields if the stay is still open",
    ),
    condition: t(
      "data_dim vuoto e almeno uno fra ora_dim, str_dest, mot_trasf, diag_dim compilato",
      "data_dim blank and any of ora_dim, str_dest, mot_trasf, diag_dim filled",
    ),
    source: fonti(affine("EMUR 2080/2083")),
    example: {
      wrong: t("ora_dim 11:00, data_dim vuoto", "ora_dim 11:00, data_dim blank"),
      right: t("ora_dim 11:00, data_dim 2026-02-14"),
    },
  },
  {
    code: "OC-O-007",
    esito: "segnalazione",
    dataset: [2],
    campi: ["str_dest", "mod_dim"],
    fails: (r) =>
      r.str_dest === "" &&
      (r.mod_dim === "6" || r.mod_dim === "8" || r.mod_dim === "11" || r.mod_dim === "12"),
    message: t("Manca la struttura di destinazione", "Destination facility missing"),
    hint: t(
      "Indicare in str_dest il codice della struttura in cui la persona è stata trasferita",
      "Give in str_dest the code of the facility the person was transferred to",
    ),
    condition: t("mod_dim in 6, 8, 11, 12 e str_dest vuoto", "mod_dim in {6,8,11,12} and str_dest blank"),
    source: fonti(affine("EMUR 1103 su TrasferimentoIstituto")),
    example: {
      wrong: t("mod_dim 8, str_dest vuoto", "mod_dim 8, str_dest blank"),
      right: t("mod_dim 8, str_dest 080902"),
    },
  },
  {
    code: "OC-O-008",
    esito: "scarto",
    dataset: [2],
    campi: ["mot_trasf", "mod_dim"],
    fails: (r) => r.mod_dim === "6" && r.mot_trasf === "",
    message: t(
      "Manca il motivo del trasferimento in ospedale",
      "Reason for the transfer to hospital missing",
    ),
    hint: t(
      "Compilare mot_trasf: 1 instabilità o riacutizzazione, 2 procedura programmata, 9 altro",
      "Fill mot_trasf: 1 instability or acute episode, 2 planned procedure, 9 other",
    ),
    condition: t("mod_dim=6 e mot_trasf vuoto", "mod_dim=6 and mot_trasf blank"),
    source: fonti(affine("EMUR 1103")),
    example: {
      wrong: t("mod_dim 6, mot_trasf vuoto", "mod_dim 6, mot_trasf blank"),
      right: t("mod_dim 6, mot_trasf 1"),
    },
  },
  {
    code: "OC-O-009",
    esito: "scarto",
    dataset: [2],
    campi: ["val_mom", "val_data", "auton", "mobil", "dist_cogn", "dist_comp"],
    // The moments decide; the other columns are named because they are what is missing.
    confronta: [],
    fails: momentiSbagliati,
    message: t(
      "Valutazione all'ammissione mancante, o valutazione ripetuta per lo stesso momento",
      "Admission assessment missing, or assessment repeated for the same moment",
    ),
    hint: t(
      "Ogni ricovero ha una sola valutazione con val_mom=1 e al più una con val_mom=3; le altre sono intermedie (2)",
      "Each stay has exactly one assessment with val_mom=1 and at most one with val_mom=3; the others are intermediate (2)",
    ),
    condition: t(
      "Nessuna valutazione con val_mom=1, o più d'una con val_mom=1, o più d'una con val_mom=3",
      "No assessment with val_mom=1, or more than one with val_mom=1, or more than one with val_mom=3",
    ),
    source: fonti(decreto("art. 3 c. 1 lett. d"), affine("SIAR, Valutazione 1..n")),
    example: {
      wrong: t("due valutazioni con val_mom 1", "two assessments with val_mom 1"),
      right: t("val_mom 1, val_mom 2, val_mom 3"),
    },
  },
  {
    code: "OC-O-010",
    esito: "segnalazione",
    dataset: [2],
    campi: ["val_mom", "data_dim", "mod_dim"],
    fails: (r) =>
      r.data_dim !== "" && VALUTA_IN_DIMISSIONE.has(r.mod_dim) && !momentoForse(r.valutazioni, "3"),
    message: t("Manca la valutazione alla dimissione", "Discharge assessment missing"),
    hint: t(
      "Aggiungere la valutazione con val_mom=3 fatta alla dimissione",
      "Add the assessment made at discharge, with val_mom=3",
    ),
    condition: t(
      "data_dim compilato, mod_dim in 2, 3, 8, 9, 10, 11, 12 e nessuna valutazione con val_mom=3",
      "data_dim filled, mod_dim in {2,3,8,9,10,11,12} and no assessment with val_mom=3",
    ),
    source: fonti(decreto("art. 3 c. 1 lett. d"), NOSTRA),
    example: {
      wrong: t("mod_dim 2, solo val_mom 1", "mod_dim 2, only val_mom 1"),
      right: t("mod_dim 2, val_mom 1 e val_mom 3", "mod_dim 2, val_mom 1 and val_mom 3"),
    },
  },
  {
    code: "OC-O-011",
    esito: "scarto",
    dataset: [2],
    campi: ["scala", "punt"],
    confronta: [],
    fails: (r) => righe(r.valutazioni, ["scala", "punt"], (v) => (v.scala === "") !== (v.punt === "")),
    message: t(
      "Scala e punteggio devono essere entrambi presenti o entrambi assenti",
      "Scale and score must be both present or both absent",
    ),
    hint: t(
      "Completare scala e punt della valutazione, o svuotare entrambi i campi",
      "Complete scala and punt of the assessment, or empty both fields",
    ),
    condition: t(
      "Uno solo fra scala e punt è compilato nella stessa valutazione",
      "Exactly one of scala, punt filled in the same assessment",
    ),
    source: fonti(affine("SIAR, ScalaClassDis ed Esito")),
    example: { wrong: t("scala 1, punt vuoto", "scala 1, punt blank"), right: t("scala 1, punt 65") },
  },
  {
    code: "OC-O-012",
    esito: "segnalazione",
    dataset: [2],
    campi: ["pre_tipo"],
    confronta: ["data_amm", "data_dim"],
    fails: (r) => r.prestazioni.length === 0 && r.data_dim !== "" && r.data_dim > r.data_amm,
    message: t("Nessuna prestazione per un ricovero concluso", "No service for a closed stay"),
    hint: t(
      "Aggiungere le prestazioni erogate, o controllare che il loro file riporti lo stesso numero di ricovero",
      "Add the services given, or check that their file carries the same stay number",
    ),
    condition: t(
      "Ricovero concluso, di almeno una notte, senza alcuna prestazione",
      "Stay closed, at least 1 night, no service at all",
    ),
    source: fonti(decreto("art. 3 c. 1 lett. e"), NOSTRA),
    example: {
      wrong: t("ricovero di 10 giorni senza prestazioni", "stay of 10 days without services"),
      right: t("pre_tipo 1, pre_qta 10"),
    },
  },
]);

const DI_DIMISSIONE = ["ora_dim", "str_dest", "mot_trasf", "diag_dim"] as const;

function dimissioneSenzaData(r: ClearRecord): Verdetto {
  if (r.data_dim !== "") return false;
  if (r.ora_dim === "" && r.str_dest === "" && r.mot_trasf === "" && r.diag_dim === "") return false;
  return [{ campi: [...DI_DIMISSIONE.filter((campo) => r[campo] !== ""), "data_dim"] }];
}

/** Discharges that are prepared, hence assessed: not a death (1), nor leaving (5) or rushing to hospital (6). */
const VALUTA_IN_DIMISSIONE: ReadonlySet<string> = new Set(["2", "3", "8", "9", "10", "11", "12"]);

function momentiSbagliati(r: ClearRecord): Verdetto {
  let ripetute: Rilievo[] | undefined;
  let ammissioni = 0;
  let dimissioni = 0;
  for (const v of r.valutazioni) {
    if (v.failed.has("val_mom") || v.val_mom === "") continue;
    if ((v.val_mom === "1" && ++ammissioni > 1) || (v.val_mom === "3" && ++dimissioni > 1)) {
      (ripetute ??= []).push({ at: v.at, campi: ["val_mom"] });
    }
  }
  if (ripetute) return ripetute;
  return ammissioni === 0 && !momentoForse(r.valutazioni, "1");
}

/** True if an assessment has that moment, or one whose moment could not be read may have it. */
function momentoForse(valutazioni: readonly Valutazione[], momento: string): boolean {
  for (const v of valutazioni) {
    if (v.val_mom === momento || v.val_mom === "" || v.failed.has("val_mom")) return true;
  }
  return false;
}
