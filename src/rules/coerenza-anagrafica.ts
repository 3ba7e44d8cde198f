import type { ClearRecord } from "../model/record.ts";
import { affine, fonti, norma, NOSTRA } from "./fonte.ts";
import { annoDi, type Misure } from "./misure.ts";
import { defineRegole, defineRegoleRecord, t, type Contesto, type Regola } from "./regola.ts";
import { AREA_TEAM, regioneDellaProvincia, UE27 } from "./territori.ts";

const ricondotta = defineRegole("lettura", [
  {
    code: "OC-C-012",
    esito: "segnalazione",
    dataset: [1],
    campi: ["reg_res"],
    params: ["valore"],
    message: t("Residenza {valore} ricondotta a 999", "Residence {valore} mapped to 999"),
    hint: t(
      "Non serve correggere: nel SIOC residenti all'estero e senza fissa dimora hanno regione 999, ASL 999, comune 999999",
      "Nothing to correct: in SIOC residents abroad and people of no fixed abode have region 999, ASL 999, comune 999999",
    ),
    condition: t(
      "Valeva 098 (senza fissa dimora) o 998 (estero): ricondotto a 999, 999, 999999",
      "Input had 098 (no fixed abode) or 998 (abroad): translated to 999/999/999999",
    ),
    source: fonti(affine("SISM, che usa 098 e 998; SIAR ha solo 999")),
    example: { wrong: t("reg_res 998"), right: t("reg_res 999, asl_res 999, com_res 999999") },
  },
]);

const diRecord = defineRegoleRecord([
  {
    code: "OC-C-006",
    esito: "segnalazione",
    dataset: [1],
    campi: ["anno_nasc", "data_amm"],
    fails: (r, _c, m) => r.anno_nasc === "9999" || m.eta() > 105,
    message: t(
      "Età improbabile (oltre 105 anni) o anno di nascita non noto",
      "Implausible age (over 105) or birth year not known",
    ),
    hint: t(
      "Controllare anno_nasc sul documento o in anagrafe; se è giusto, o davvero non noto, non serve altro",
      "Check anno_nasc on the document or in the registry; if it is right, or really not known, nothing else is needed",
    ),
    condition: t(
      "anno di data_amm - anno_nasc > 105, o anno_nasc=9999",
      "age = year(data_amm)-anno_nasc > 105; or anno_nasc=9999",
    ),
    source: fonti(
      affine("SISM 3941 (18-100)"),
      norma("soglia proposta da sioc", "threshold proposed by sioc"),
    ),
    example: {
      wrong: t("anno_nasc 1915, data_amm 2026-02-02"),
      right: t("anno_nasc 1935, data_amm 2026-02-02"),
    },
  },
  {
    code: "OC-C-007",
    esito: "scarto",
    dataset: [1],
    campi: ["anno_nasc", "data_amm"],
    fails: (_r, _c, m) => m.eta() < 0 || m.eta() > 120,
    message: t(
      "L'anno di nascita non è coerente con la data di ammissione",
      "The birth year is not consistent with the admission date",
    ),
    hint: t(
      "Correggere anno_nasc (o l'anno di data_amm); 9999 se l'anno di nascita non è noto",
      "Correct anno_nasc (or the year of data_amm); 9999 if the birth year is not known",
    ),
    condition: t(
      "anno_nasc diverso da 9999 e successivo all'anno di data_amm, o età superiore a 120",
      "anno_nasc != 9999 and (anno_nasc > year(data_amm) or age > 120)",
    ),
    source: fonti(affine("EMUR 3005, SISM 3370")),
    example: {
      wrong: t("anno_nasc 2027, data_amm 2026-02-02"),
      right: t("anno_nasc 1927, data_amm 2026-02-02"),
    },
  },
  {
    code: "OC-C-008",
    esito: "segnalazione",
    dataset: [1],
    campi: ["anno_nasc", "data_amm"],
    fails: (_r, _c, m) => m.eta() < 18,
    message: t("Assistito minorenne: verificare", "Patient under 18: check"),
    hint: t(
      "Controllare anno_nasc; se la persona è davvero minorenne non serve altro",
      "Check anno_nasc; if the person really is under 18 nothing else is needed",
    ),
    condition: t(
      "anno di data_amm - anno_nasc < 18 (escluso anno_nasc 9999)",
      "age < 18 (anno_nasc 9999 excluded)",
    ),
    source: fonti(
      norma(
        "proposta di sioc; i minori sono ammessi con il pediatra per D.M. 70/2015, 10.1",
        "proposed by sioc; minors are admitted with the paediatrician by decree 70/2015, 10.1",
      ),
    ),
    example: { wrong: t("anno_nasc 2012"), right: t("anno_nasc 1942") },
  },
  {
    code: "OC-C-009",
    esito: "segnalazione",
    dataset: [1],
    campi: ["cod_ident", "anno_nasc", "genere"],
    confronta: ["cod_ident", "anno_nasc", "genere", "tipo_ci"],
    fails: diversoDalCodiceFiscale,
    message: t(
      "Anno di nascita o genere diversi da quelli del codice fiscale",
      "Birth year or gender differ from those in the codice fiscale",
    ),
    hint: t(
      "Controllare che il codice fiscale sia di questa persona, poi anno_nasc e genere",
      "Check that the codice fiscale belongs to this person, then anno_nasc and genere",
    ),
    condition: t(
      "tipo_ci=0 e le due cifre dell'anno nel codice fiscale diverse da anno_nasc mod 100 (escluso 9999), o giorno > 40 discorde da genere=2, con genere 1 o 2. L'omocodia è sciolta prima del confronto",
      "tipo_ci=0: two-digit year of CF != anno_nasc mod 100 (9999 excluded); or (CF day>40) != (genere=2), genere in {1,2}. De-omocoded before comparing",
    ),
    source: fonti(NOSTRA),
    example: {
      wrong: t("RSSMRA85T10A562S, genere 2"),
      right: t("RSSMRA85T10A562S, anno_nasc 1985, genere 1"),
    },
  },
  {
    code: "OC-C-010",
    esito: "scarto",
    dataset: [1],
    campi: ["reg_res", "com_res"],
    fails: comuneDiAltraRegione,
    message: t(
      "Il comune di residenza non appartiene alla regione di residenza",
      "The municipality of residence is not in the region of residence",
    ),
    hint: t(
      "Correggere com_res o reg_res: le prime tre cifre del comune (ISTAT) sono la provincia",
      "Correct com_res or reg_res: the first three digits of the comune (ISTAT) are the province",
    ),
    condition: t(
      "reg_res diversa da 999, com_res diverso da 999999 e regione della provincia (prime 3 cifre di com_res) diversa da reg_res. Provincia sconosciuta: la regola non si applica",
      "reg_res<>999, com_res<>999999 and region(province=first 3 digits of com_res) != reg_res. Unknown province: skipped",
    ),
    source: fonti(affine("EMUR 20074")),
    example: {
      wrong: t("reg_res 080, com_res 058091 (Roma)"),
      right: t("reg_res 120, com_res 058091 (Roma)"),
    },
  },
  {
    code: "OC-C-011",
    esito: "scarto",
    dataset: [1],
    campi: ["reg_res", "asl_res", "com_res"],
    fails(r) {
      const estero =
        Number(r.reg_res === "999") + Number(r.asl_res === "999") + Number(r.com_res === "999999");
      return estero === 1 || estero === 2;
    },
    message: t(
      "Regione, ASL e comune di residenza non coerenti per una persona residente all'estero",
      "Region, ASL and municipality of residence inconsistent for a person resident abroad",
    ),
    hint: t(
      "Per chi risiede all'estero valgono insieme reg_res 999, asl_res 999, com_res 999999; per chi risiede in Italia nessuno dei tre",
      "A resident abroad has reg_res 999, asl_res 999 and com_res 999999 together; a resident in Italy none of the three",
    ),
    condition: t(
      "Vale almeno uno fra reg_res=999, asl_res=999, com_res=999999, ma non tutti e tre",
      "Not all-or-none: one of reg_res=999, asl_res=999, com_res=999999 holds but not all three",
    ),
    source: fonti(affine("SISM 3602, EMUR 20077")),
    example: {
      wrong: t("reg_res 999, asl_res 105, com_res 999999"),
      right: t("reg_res 999, asl_res 999, com_res 999999"),
    },
  },
  {
    code: "OC-C-013",
    esito: "scarto",
    dataset: [1],
    campi: ["stato_est", "reg_res"],
    fails: (r) => r.stato_est !== "" && r.reg_res !== "999",
    message: t(
      "Stato estero indicato per una persona residente in Italia",
      "Foreign state given for a person resident in Italy",
    ),
    hint: t(
      "Svuotare stato_est, o mettere la residenza all'estero (999, 999, 999999)",
      "Empty stato_est, or set the residence abroad (999, 999, 999999)",
    ),
    condition: t("stato_est compilato e reg_res diversa da 999", "stato_est filled and reg_res<>999"),
    source: fonti(affine("EMUR 2007")),
    example: { wrong: t("reg_res 080, stato_est FR"), right: t("reg_res 999, stato_est FR") },
  },
  {
    code: "OC-C-014",
    esito: "segnalazione",
    dataset: [1],
    campi: ["stato_est"],
    fails: (r) => r.stato_est === "IT",
    message: t("Lo stato estero di residenza è l'Italia", "The foreign state of residence is Italy"),
    hint: t(
      "Indicare lo stato in cui la persona risiede, o la residenza italiana con stato_est vuoto",
      "Give the state the person lives in, or the Italian residence with stato_est blank",
    ),
    condition: t("stato_est=IT", "stato_est=IT"),
    source: fonti(affine("EMUR 20073")),
    example: { wrong: t("stato_est IT"), right: t("stato_est CH") },
  },
  {
    code: "OC-C-015",
    esito: "scarto",
    dataset: [1],
    campi: ["tipo_ci", "cittad"],
    fails: (r) => r.cittad === "IT" && (r.tipo_ci === "1" || r.tipo_ci === "97" || r.tipo_ci === "2"),
    message: t("Codice STP o ENI con cittadinanza italiana", "STP or ENI code with Italian citizenship"),
    hint: t(
      "Correggere cittad, o indicare il codice fiscale: STP ed ENI sono per stranieri non iscritti al SSN",
      "Correct cittad, or give the codice fiscale: STP and ENI are for foreigners not enrolled in the health service",
    ),
    condition: t(
      "tipo_ci 1, 97 o 2 e cittad=IT",
      "tipo_ci in {1,97} and cittad=IT; or tipo_ci=2 and cittad=IT",
    ),
    source: fonti(
      norma(
        "proposta di sioc: STP ed ENI sono per stranieri non iscritti",
        "proposed by sioc: STP and ENI are for foreigners not enrolled",
      ),
    ),
    example: { wrong: t("tipo_ci 1, cittad IT"), right: t("tipo_ci 1, cittad MA") },
  },
  {
    code: "OC-C-016",
    esito: "segnalazione",
    dataset: [1],
    campi: ["tipo_ci", "cittad"],
    fails: codicePerAltri,
    message: t(
      "STP per un cittadino UE, o ENI per un cittadino non UE",
      "STP for an EU citizen, or ENI for a non-EU citizen",
    ),
    hint: t(
      "Controllare cittad e il tipo di codice: STP è per cittadini non UE, ENI per cittadini UE non iscritti",
      "Check cittad and the kind of code: STP is for non-EU citizens, ENI for EU citizens not enrolled",
    ),
    condition: t(
      "tipo_ci 1 o 97 e cittad nell'UE a 27; o tipo_ci=2 e cittad fuori dall'UE a 27 (esclusi ZZ e XX)",
      "tipo_ci in {1,97} and cittad in EU27; or tipo_ci=2 and cittad not in EU27 (ZZ,XX excluded)",
    ),
    source: fonti(NOSTRA),
    example: { wrong: t("tipo_ci 2, cittad MA"), right: t("tipo_ci 2, cittad RO") },
  },
  {
    code: "OC-C-017",
    esito: "segnalazione",
    dataset: [1],
    campi: ["team", "tipo_ci", "stato_est"],
    fails: (r) => r.team !== "" && !AREA_TEAM.has(r.stato_est),
    message: t(
      "Codice dell'istituzione TEAM non coerente con lo stato estero di residenza",
      "TEAM institution code not consistent with the foreign state of residence",
    ),
    hint: t(
      "La TEAM è rilasciata da UE, Islanda, Liechtenstein, Norvegia, Svizzera e Regno Unito: correggere stato_est o svuotare team",
      "The TEAM is issued by the EU, Iceland, Liechtenstein, Norway, Switzerland and the United Kingdom: correct stato_est or empty team",
    ),
    condition: t(
      "team compilato e stato_est vuoto o fuori da UE a 27, IS, LI, NO, CH, GB",
      "team filled and stato_est blank or not in EU27+IS,LI,NO,CH,GB",
    ),
    source: fonti(affine("EMUR 2004/2005")),
    example: { wrong: t("team 0123456, stato_est US"), right: t("team 0123456, stato_est DE") },
  },
  {
    code: "OC-C-018",
    esito: "segnalazione",
    dataset: [1],
    campi: ["val_ci", "tipo_ci"],
    fails: (r) =>
      (r.val_ci === "0" && (r.tipo_ci === "97" || r.tipo_ci === "99")) ||
      (r.val_ci === "1" && (r.tipo_ci === "0" || r.tipo_ci === "4")),
    message: t(
      "Validità e tipologia del codice identificativo non coerenti",
      "Validity and type of the identifier not consistent",
    ),
    hint: t(
      "Ripetere la verifica TS/ANA: un codice non in banca dati ha val_ci 1 e tipologia 97 o 99, un codice fiscale riconosciuto val_ci 0",
      "Repeat the TS/ANA check: a code not in the data bank has val_ci 1 and type 97 or 99, a recognised codice fiscale val_ci 0",
    ),
    condition: t(
      "tipo_ci 97 o 99 e val_ci=0, oppure tipo_ci 0 o 4 e val_ci=1",
      "(tipo_ci in {97,99} and val_ci=0) or (tipo_ci in {0,4} and val_ci=1)",
    ),
    source: fonti(affine("EMUR, note ai campi"), NOSTRA),
    example: { wrong: t("val_ci 0, tipo_ci 99"), right: t("val_ci 1, tipo_ci 99") },
  },
]);

/** C – fields of the person. */
export const regoleAnagrafica: readonly Regola[] = [...ricondotta, ...diRecord];

function diversoDalCodiceFiscale(r: ClearRecord, _c: Contesto, m: Misure): boolean {
  if (r.tipo_ci !== "0" || r.cod_ident === "") return false;
  const { annoNascita2, genere } = m.giudizio();
  if (annoNascita2 === undefined || genere === undefined) return false;
  const anno = r.anno_nasc !== "" && r.anno_nasc !== "9999" && annoDi(r.anno_nasc) % 100 !== annoNascita2;
  return anno || ((r.genere === "1" || r.genere === "2") && r.genere !== genere);
}

function comuneDiAltraRegione(r: ClearRecord, c: Contesto): boolean {
  if (r.reg_res === "" || r.reg_res === "999" || r.com_res === "" || r.com_res === "999999") return false;
  const provincia = r.com_res.slice(0, 3);
  const regione = regioneDellaProvincia(provincia);
  if (regione !== undefined) return regione !== r.reg_res;
  if (/^\d{3}$/.test(provincia)) c.provinceIgnote?.add(provincia);
  return false;
}

function codicePerAltri(r: ClearRecord): boolean {
  if (r.cittad === "") return false;
  if (r.tipo_ci === "1" || r.tipo_ci === "97") return UE27.has(r.cittad);
  return r.tipo_ci === "2" && r.cittad !== "ZZ" && r.cittad !== "XX" && !UE27.has(r.cittad);
}
