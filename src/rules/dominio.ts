import type { Colonna } from "../model/campi.ts";
import type { ClearRecord } from "../model/record.ts";
import { affine, fonti, norma, regione } from "./fonte.ts";
import {
  CONCOMITANTI,
  defineRegole,
  defineRegoleRecord,
  t,
  type Contesto,
  type Regola,
  type Rilievo,
  type Verdetto,
} from "./regola.ts";
import { righe } from "./righe.ts";
import { intervalloDi, isFuoriScala } from "./scale.ts";

const VALORE_NON_AMMESSO = t("Valore non ammesso per {campo}", "Value not allowed for {campo}");
const USARE_I_CODICI = t(
  "Usare uno dei codici del tracciato (sioc explain e il nome del campo), o tradurre i propri in [values] della mappa",
  "Use one of the codes of the layout (sioc explain and the field name), or translate yours in [values] of the mapping",
);
const FUORI_DOMINIO = t(
  "Il valore non è fra quelli del tracciato per il campo",
  "Value outside the layout's domain of the field",
);

const inLettura = defineRegole("lettura", [
  {
    code: "OC-D-001",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["tipo"],
    message: t("Tipo di trasmissione non ammesso", "Transmission type not allowed"),
    hint: t(
      "Indicare I (nuovo o già scartato), V (variazione) o C (cancellazione)",
      "Give I (new or formerly rejected), V (update) or C (cancellation)",
    ),
    condition: t("Valore diverso da I, V, C", "Not in {I,V,C}"),
    source: fonti(affine("SIAR, SICOF")),
    example: { wrong: t("tipo N"), right: t("tipo I") },
  },
  {
    code: "OC-D-002",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["cod_reg"],
    message: t("Codice della regione di erogazione non ammesso", "Provider region code not allowed"),
    hint: t(
      "Usare il codice ministeriale di tre cifre (080 Emilia-Romagna, 041 Bolzano, 042 Trento), non quello ISTAT",
      "Use the ministerial three-digit code (080 Emilia-Romagna, 041 Bolzano, 042 Trento), not ISTAT's",
    ),
    condition: t(
      "Non è uno dei 21 codici di regioni e province autonome",
      "Not one of the 21 codes of regions and autonomous provinces",
    ),
    source: fonti(affine("SIAR")),
    example: { wrong: t("cod_reg 040"), right: t("cod_reg 041") },
  },
  {
    code: "OC-D-005",
    esito: "scarto",
    dataset: [1],
    campi: ["val_ci", "tipo_ci"],
    message: t(
      "Validità o tipologia del codice identificativo non ammessa: {campo}",
      "Identifier validity or type not allowed: {campo}",
    ),
    hint: t(
      "val_ci è 0 (presente in banca dati) o 1 (non presente); tipo_ci è 0, 1, 2, 3, 4, 97, 98 o 99, come restituiti dalla verifica TS/ANA",
      "val_ci is 0 (in the data bank) or 1 (not in it); tipo_ci is 0, 1, 2, 3, 4, 97, 98 or 99, as returned by the TS/ANA check",
    ),
    condition: t(
      "val_ci diverso da 0 e 1, o tipo_ci diverso da 0, 1, 2, 3, 4, 97, 98, 99",
      "val_ci not in {0,1} or tipo_ci not in {0,1,2,3,4,97,98,99}",
    ),
    source: fonti(affine("SIAR, SICOF, EMUR 115")),
    example: { wrong: t("tipo_ci 5"), right: t("tipo_ci 0") },
  },
  {
    code: "OC-D-006",
    esito: "scarto",
    dataset: [1],
    campi: ["anno_nasc"],
    message: t("Anno di nascita non ammesso", "Birth year not allowed"),
    hint: t(
      "Scrivere l'anno con quattro cifre (1899-2099); 9999 se non è noto",
      "Write the year with four digits (1899-2099); 9999 if it is not known",
    ),
    condition: t("Non sono 4 cifre fra 1899 e 2099, né 9999", "Not 4 digits in 1899-2099 and not 9999"),
    source: fonti(affine("SIAR")),
    example: { wrong: t("anno_nasc 46"), right: t("anno_nasc 1946") },
  },
  {
    code: "OC-D-007",
    esito: "scarto",
    dataset: [1],
    campi: ["genere", "stato_civ", "resp_gen", "tit_stud", "cond_prof", "supp_soc", "caregiver", "nucleo"],
    message: VALORE_NON_AMMESSO,
    hint: USARE_I_CODICI,
    condition: FUORI_DOMINIO,
    source: fonti(affine("SIAR, SICOF")),
    example: { wrong: t("genere F"), right: t("genere 2") },
  },
  {
    code: "OC-D-008",
    esito: "scarto",
    dataset: [1],
    campi: ["cittad", "stato_est"],
    message: t("Codice di nazione non ammesso: {campo}", "Country code not allowed: {campo}"),
    hint: t(
      "Usare la sigla ISO di due lettere maiuscole (GB e non UK, GR e non EL); ZZ apolide e XX sconosciuta solo per cittad",
      "Use the ISO code of two capital letters (GB not UK, GR not EL); ZZ stateless and XX unknown for cittad only",
    ),
    condition: t(
      "Non sono 2 lettere maiuscole, o non è una sigla ISO 3166-1 alpha-2, XK, oppure, solo per cittad, ZZ o XX",
      "Not 2 upper-case letters, or not in ISO 3166-1 alpha-2 plus {XK} plus, for cittad only, {ZZ,XX}",
    ),
    source: fonti(affine("EMUR 1301, SISM 3345/3375")),
    example: { wrong: t("cittad UK"), right: t("cittad GB") },
  },
  {
    code: "OC-D-009",
    esito: "scarto",
    dataset: [1],
    campi: ["reg_res"],
    message: t("Regione di residenza non ammessa", "Region of residence not allowed"),
    hint: t(
      "Usare il codice ministeriale di tre cifre; 999 per residenti all'estero o residenza non nota",
      "Use the ministerial three-digit code; 999 for residents abroad or unknown residence",
    ),
    condition: t(
      "Non è uno dei 21 codici né 999 (098 e 998 sono ricondotti a 999, con OC-C-012)",
      "Not one of the 21 codes or 999 (098 and 998 are translated to 999, with OC-C-012)",
    ),
    source: fonti(affine("SIAR")),
    example: { wrong: t("reg_res 040"), right: t("reg_res 042") },
  },
  {
    code: "OC-D-011",
    esito: "scarto",
    dataset: [2],
    campi: ["sogg_rich", "prov", "motivo", "tipo_acc"],
    message: VALORE_NON_AMMESSO,
    hint: USARE_I_CODICI,
    condition: FUORI_DOMINIO,
    source: fonti(
      norma("proposta di sioc sui modelli SIAD e SDO", "proposed by sioc on the SIAD and SDO models"),
    ),
    example: { wrong: t("sogg_rich 7"), right: t("sogg_rich 2") },
  },
  {
    code: "OC-D-012",
    esito: "scarto",
    dataset: [2],
    campi: ["diag_pri", ...CONCOMITANTI, "diag_dim"],
    message: t("Codice ICD-9-CM con struttura errata: {campo}", "Malformed ICD-9-CM code: {campo}"),
    hint: t(
      "Scrivere il codice senza punto (4280 e non 428.0), oppure mettere icd_dot = true in [file] della mappa",
      "Write the code without the dot (4280, not 428.0), or set icd_dot = true in [file] of the mapping",
    ),
    condition: t(
      "Il valore, tolto un punto se la mappa lo chiede, non ha la forma ^(\\d{3,5}|V\\d{2,4}|E\\d{3,4})$",
      "Does not match ^(\\d{3,5}|V\\d{2,4}|E\\d{3,4})$ after removing one dot (mapping option)",
    ),
    source: fonti(affine("EMUR 106/107")),
    example: { wrong: t("diag_pri 428.0"), right: t("diag_pri 4280") },
  },
  {
    code: "OC-D-014",
    esito: "scarto",
    dataset: [2],
    campi: ["val_mom", "auton", "mobil", "dist_cogn", "dist_comp", "scala"],
    message: VALORE_NON_AMMESSO,
    hint: USARE_I_CODICI,
    condition: FUORI_DOMINIO,
    source: fonti(affine("SIAR, SIAD")),
    example: { wrong: t("auton 4"), right: t("auton 3") },
  },
  {
    code: "OC-D-016",
    esito: "scarto",
    dataset: [2],
    campi: ["pre_oper", "pre_tipo", "pre_qta"],
    message: t(
      "Prestazione con operatore, tipo o quantità non ammessi: {campo}",
      "Service with operator, type or quantity not allowed: {campo}",
    ),
    hint: t(
      "pre_oper da 1 a 13 o 99; pre_tipo da 1 a 28 o 99; pre_qta un intero da 1 a 9999",
      "pre_oper 1 to 13 or 99; pre_tipo 1 to 28 or 99; pre_qta an integer from 1 to 9999",
    ),
    condition: t(
      "pre_oper non in 1-13, 99; pre_tipo non in 1-28, 99; pre_qta non intero fra 1 e 9999",
      "pre_oper not in 1-13,99; pre_tipo not in 1-28,99; pre_qta not integer 1-9999",
    ),
    source: fonti(affine("SIAD")),
    example: { wrong: t("pre_qta 0"), right: t("pre_qta 1") },
  },
  {
    code: "OC-D-017",
    esito: "scarto",
    dataset: [2],
    campi: ["mod_dim", "mot_trasf", "sosp_mot"],
    message: VALORE_NON_AMMESSO,
    hint: USARE_I_CODICI,
    condition: FUORI_DOMINIO,
    source: fonti(affine("SDO (numerazione), SIAD")),
    example: { wrong: t("mod_dim 4"), right: t("mod_dim 2") },
  },
  {
    code: "OC-D-018",
    esito: "scarto",
    dataset: [2],
    campi: ["perc_ssn", "pian_cond"],
    message: VALORE_NON_AMMESSO,
    hint: t(
      "perc_ssn è un numero da 0 a 100, con punto o virgola; pian_cond è 1 (sì) o 2 (no); entrambi possono restare vuoti",
      "perc_ssn is a number from 0 to 100, with dot or comma; pian_cond is 1 (yes) or 2 (no); both may stay blank",
    ),
    condition: t(
      "perc_ssn non è un decimale fra 0 e 100 (punto o virgola in ingresso, punto in uscita); pian_cond diverso da 1 e 2",
      "perc_ssn not a decimal 0-100 (dot or comma in, dot out); pian_cond not in {1,2}",
    ),
    source: fonti(affine("SIAR")),
    example: { wrong: t("perc_ssn 150"), right: t("perc_ssn 100") },
  },
]);

const diagnosi: readonly ("diag_pri" | (typeof CONCOMITANTI)[number] | "diag_dim")[] = [
  "diag_pri",
  ...CONCOMITANTI,
  "diag_dim",
];

const diRecord = defineRegoleRecord([
  {
    code: "OC-D-003",
    esito: "segnalazione",
    dataset: [1, 2],
    campi: ["cod_asl"],
    confronta: ["cod_reg", "cod_asl", "data_amm"],
    needs: ["mra"],
    fails: (r, c) => c.tabelle.mra?.valid(r.cod_reg + r.cod_asl, r.data_amm) === false,
    message: t("ASL di erogazione non presente in anagrafica MRA", "Provider ASL not in the MRA registry"),
    hint: t(
      "Verificare cod_asl: dopo un accorpamento vale il codice in vigore alla data di ammissione",
      "Check cod_asl: after a merger the code in force on the admission date holds",
    ),
    condition: t(
      "(cod_reg, cod_asl) non presente nella tabella MRA valida alla data di ammissione. Senza la tabella la regola non si applica, e lo si dice una volta",
      "Not present in the MRA table (cod_reg, cod_asl) valid at data_amm. Skipped, with one notice per run, when the table is not loaded",
    ),
    source: fonti(affine("SISM 3310")),
    example: { wrong: t("cod_asl 999"), right: t("cod_asl 105") },
  },
  {
    code: "OC-D-004",
    esito: "segnalazione",
    dataset: [1, 2],
    campi: ["cod_str"],
    confronta: ["cod_reg", "cod_asl", "cod_str", "data_amm"],
    needs: ["sts11"],
    fails: (r, c) => c.tabelle.sts11?.valid(r.cod_reg + r.cod_asl + r.cod_str, r.data_amm) === false,
    message: t(
      "Struttura non presente in anagrafica STS.11 alla data di ammissione",
      "Facility not in the STS.11 registry on the admission date",
    ),
    hint: t(
      "Verificare cod_str e cod_asl, o chiedere l'aggiornamento del modello STS.11 della struttura",
      "Check cod_str and cod_asl, or ask for the facility's STS.11 form to be updated",
    ),
    condition: t(
      "cod_str non presente nella tabella STS.11 per (cod_reg, cod_asl), valida alla data di ammissione. Senza la tabella la regola non si applica",
      "Not present in the STS.11 table for (cod_reg, cod_asl) valid at data_amm. Skipped when the table is not loaded",
    ),
    source: fonti(affine("SISM 3330"), regione("Veneto")),
    example: { wrong: t("cod_str 080999"), right: t("cod_str 080123") },
  },
  {
    code: "OC-D-010",
    esito: "segnalazione",
    dataset: [1],
    campi: ["com_res", "asl_res"],
    // Column by column inside: one that failed does not hide the other.
    confronta: ["data_amm"],
    needs: ["comuni", "mra"],
    fails: residenzaIgnota,
    message: t(
      "Comune o ASL di residenza non presenti in anagrafica: {campo}",
      "Municipality or ASL of residence not in the registry: {campo}",
    ),
    hint: t(
      "Aggiornare il codice: il comune può essere stato fuso, o l'ASL accorpata, prima dell'ammissione",
      "Update the code: the municipality may have been merged, or the ASL, before admission",
    ),
    condition: t(
      "com_res diverso da 999999 e non presente nella tabella ISTAT valida alla data di ammissione; asl_res diverso da 999 e non presente in MRA per reg_res. Ogni parte si applica se la sua tabella è caricata",
      "com_res not 999999 and not in the ISTAT table valid at data_amm; asl_res not 999 and not in MRA for reg_res. Each part applies when its table is loaded",
    ),
    source: fonti(affine("EMUR 1301, SISM 3601")),
    example: { wrong: t("com_res 037999"), right: t("com_res 037006") },
  },
  {
    code: "OC-D-013",
    esito: "segnalazione",
    dataset: [2],
    campi: diagnosi,
    confronta: ["data_amm"],
    needs: ["icd9cm"],
    fails: diagnosiIgnota,
    message: t(
      "Diagnosi non presente nella classificazione ICD-9-CM, o non abbastanza specifica: {campo}",
      "Diagnosis not in ICD-9-CM, or not specific enough: {campo}",
    ),
    hint: t(
      "Scegliere il codice più specifico della classificazione 2007 (quarta e quinta cifra)",
      "Choose the most specific code of the 2007 classification (fourth and fifth digit)",
    ),
    condition: t(
      "Codice non presente nella tabella ICD-9-CM 2007, o non terminale (esistono codici più specifici). Senza la tabella la regola non si applica",
      "Not in the ICD-9-CM 2007 table, or not a leaf (more specific codes exist). Skipped when the table is not loaded",
    ),
    source: fonti(
      affine("EMUR 1301"),
      norma("ICD-9-CM 2007 per D.M. 18-12-2008", "ICD-9-CM 2007 by decree of 18 December 2008"),
    ),
    example: { wrong: t("diag_pri 428"), right: t("diag_pri 4280") },
  },
  {
    code: "OC-D-015",
    esito: "scarto",
    dataset: [2],
    campi: ["scala", "punt"],
    confronta: [],
    params: ["scala", "min", "max"],
    fails: (r) =>
      righe(r.valutazioni, ["scala", "punt"], isFuoriScala, (v) => ({ params: intervalloDi(v.scala) })),
    message: t(
      "Punteggio fuori intervallo per la scala {scala} (da {min} a {max})",
      "Score out of range for the {scala} scale ({min} to {max})",
    ),
    hint: t(
      "Ricontrollare il punteggio sulla scheda di valutazione, o il codice della scala usata",
      "Check the score on the assessment form, or the code of the scale used",
    ),
    condition: t(
      "punt fuori intervallo: scala 1 e 2: 0-100; 3 (Katz): 0-6; 4 (FIM): 18-126; 9: 0-999",
      "punt outside range: scala 1,2: 0-100; 3 (Katz): 0-6; 4 (FIM): 18-126; 9: 0-999",
    ),
    source: fonti(
      norma(
        "proposta di sioc sugli intervalli pubblicati delle scale",
        "proposed by sioc on the published ranges of the scales",
      ),
    ),
    example: { wrong: t("scala 1, punt 105"), right: t("scala 1, punt 100") },
  },
]);

/** D – domain of single fields. */
export const regoleDominio: readonly Regola[] = [...inLettura, ...diRecord];

function residenzaIgnota(r: ClearRecord, c: Contesto): Verdetto {
  const { comuni, mra } = c.tabelle;
  const comune =
    letta(r, "com_res") && r.com_res !== "999999" && comuni?.valid(r.com_res, r.data_amm) === false;
  const asl =
    letta(r, "asl_res") &&
    letta(r, "reg_res") &&
    r.asl_res !== "999" &&
    mra?.valid(r.reg_res + r.asl_res, r.data_amm) === false;
  if (!comune && !asl) return false;
  const trovati: Rilievo[] = [];
  if (comune) trovati.push({ campi: ["com_res"] });
  if (asl) trovati.push({ campi: ["asl_res"] });
  return trovati;
}

function diagnosiIgnota(r: ClearRecord, c: Contesto): Verdetto {
  let trovate: Rilievo[] | undefined;
  for (const campo of diagnosi) {
    const codice = r[campo];
    if (codice === "" || c.tabelle.icd9cm?.valid(codice, r.data_amm) !== false || r.failed.has(campo))
      continue;
    (trovate ??= []).push({ campi: [campo] });
  }
  return trovate ?? false;
}

function letta(r: ClearRecord, campo: keyof ClearRecord & Colonna): boolean {
  return r[campo] !== "" && !r.failed.has(campo);
}
