import { toDay } from "../core/dates.ts";
import type { ClearRecord, Prestazione, Valutazione } from "../model/record.ts";
import { affine, decreto, fonti, norma, NOSTRA } from "./fonte.ts";
import { AVVIO, defineRegoleRecord, t, type Contesto, type RegolaRecord, type RigaRecord } from "./regola.ts";
import { righeDi } from "./righe.ts";
import { sospensioniSbagliate } from "./sospensioni.ts";

/** C – dates of the stay, of what happened in it, and its length. */
export const regoleTempi: readonly RegolaRecord[] = defineRegoleRecord([
  {
    code: "OC-C-001",
    esito: "scarto",
    dataset: [2],
    campi: ["data_amm", "data_dim"],
    fails: (r) => r.data_dim !== "" && r.data_dim < r.data_amm,
    message: t(
      "La data di dimissione precede la data di ammissione",
      "The discharge date is before the admission date",
    ),
    hint: t(
      "Correggere data_amm o data_dim: spesso sono scambiati giorno e mese, o è sbagliato l'anno",
      "Correct data_amm or data_dim: often day and month are swapped, or the year is wrong",
    ),
    condition: t("data_dim < data_amm", "data_dim < data_amm"),
    source: fonti(affine("EMUR 3007")),
    example: {
      wrong: t("data_amm 2026-02-10, data_dim 2026-02-09"),
      right: t("data_amm 2026-02-10, data_dim 2026-02-10"),
    },
  },
  {
    code: "OC-C-002",
    esito: "scarto",
    dataset: [2],
    campi: ["data_amm", "ora_amm", "data_dim", "ora_dim"],
    fails: (r) =>
      r.ora_dim !== "" &&
      r.ora_amm !== "" &&
      r.data_dim !== "" &&
      r.data_dim === r.data_amm &&
      r.ora_dim < r.ora_amm,
    message: t(
      "L'ora di dimissione precede l'ora di ammissione",
      "The discharge time is before the admission time",
    ),
    hint: t(
      "Ricovero di un solo giorno: correggere ora_amm o ora_dim, o la data se la dimissione è del giorno dopo",
      "One-day stay: correct ora_amm or ora_dim, or the date if discharge was the next day",
    ),
    condition: t(
      "data_dim=data_amm, entrambe le ore presenti e ora_dim < ora_amm",
      "data_dim=data_amm and both times filled and ora_dim < ora_amm",
    ),
    source: fonti(affine("EMUR")),
    example: { wrong: t("ora_amm 15:30, ora_dim 09:00"), right: t("ora_amm 09:00, ora_dim 15:30") },
  },
  {
    code: "OC-C-003",
    esito: "scarto",
    dataset: [1, 2],
    campi: ["data_amm"],
    fails: (r, c) => r.data_amm > c.periodo.last || r.data_amm > c.today,
    message: t(
      "La data di ammissione è successiva al trimestre di riferimento, o a oggi",
      "The admission date is after the reference quarter, or after today",
    ),
    hint: t(
      "Correggere data_amm; se è giusta, il ricovero va inviato con il trimestre in cui è iniziato",
      "Correct data_amm; if it is right, send the stay with the quarter in which it began",
    ),
    condition: t(
      "data_amm > ultimo giorno del trimestre di riferimento, o > giorno dell'elaborazione",
      "data_amm > last day of the reference quarter, or > run date",
    ),
    source: fonti(affine("EMUR 1001")),
    example: {
      wrong: t("trimestre 2026T1, data_amm 2026-04-01", "quarter 2026T1, data_amm 2026-04-01"),
      right: t("trimestre 2026T1, data_amm 2026-03-31", "quarter 2026T1, data_amm 2026-03-31"),
    },
  },
  {
    code: "OC-C-004",
    esito: "scarto",
    dataset: [2],
    campi: ["data_dim"],
    confronta: ["data_dim", "tipo"],
    fails: (r, c) =>
      r.data_dim !== "" && (r.data_dim > c.periodo.last || (r.tipo === "I" && r.data_dim < c.periodo.first)),
    message: t(
      "La data di dimissione non è compresa nel trimestre di riferimento",
      "The discharge date is outside the reference quarter",
    ),
    hint: t(
      "Se la dimissione è di un trimestre successivo lasciare vuoti i campi di dimissione: si completa poi con V. Se è di uno precedente inviarla con quel trimestre",
      "If discharge falls in a later quarter leave the discharge fields blank and complete it then with V. If in an earlier one send it with that quarter",
    ),
    condition: t(
      "data_dim compilata e fuori dal trimestre con tipo=I (con V: successiva all'ultimo giorno)",
      "data_dim filled and outside [first,last day of quarter] on tipo=I (on V: > last day)",
    ),
    source: fonti(decreto("art. 5 c. 2"), affine("EMUR 1002")),
    example: {
      wrong: t(
        "trimestre 2026T1, data_dim 2026-04-01, tipo I",
        "quarter 2026T1, data_dim 2026-04-01, tipo I",
      ),
      right: t(
        "trimestre 2026T1, data_dim 2026-03-31, tipo I",
        "quarter 2026T1, data_dim 2026-03-31, tipo I",
      ),
    },
  },
  {
    code: "OC-C-005",
    esito: "scarto",
    dataset: [2],
    campi: ["data_amm", "data_dim"],
    confronta: ["data_dim"],
    fails: (r) => r.data_dim !== "" && r.data_dim < AVVIO,
    message: t(
      "Ricovero concluso prima dell'avvio della rilevazione (1/1/2026)",
      "Stay ended before the flow started (1 January 2026)",
    ),
    hint: t(
      "Togliere il ricovero dall'invio; se è ancora aperto o è finito nel 2026 correggere data_dim",
      "Remove the stay from the file; if it is still open or ended in 2026 correct data_dim",
    ),
    condition: t("data_dim < 2026-01-01", "data_dim < 2026-01-01"),
    source: fonti(decreto("art. 5 c. 1")),
    example: {
      wrong: t("data_amm 2025-12-20, data_dim 2025-12-31"),
      right: t("data_amm 2025-12-20, data_dim 2026-01-02"),
    },
  },
  {
    code: "OC-C-019",
    esito: "scarto",
    dataset: [2],
    campi: ["data_rich", "data_amm"],
    fails: (r) => r.data_rich > r.data_amm,
    message: t("La data della richiesta è successiva all'ammissione", "The request date is after admission"),
    hint: t(
      "Correggere data_rich, o lasciarla vuota se non è nota: è facoltativa",
      "Correct data_rich, or leave it blank if it is not known: it is optional",
    ),
    condition: t("data_rich > data_amm", "data_rich > data_amm"),
    source: fonti(affine("SICOF S.2.40.017.004")),
    example: {
      wrong: t("data_rich 2026-02-12, data_amm 2026-02-10"),
      right: t("data_rich 2026-02-08, data_amm 2026-02-10"),
    },
  },
  {
    code: "OC-C-020",
    esito: "segnalazione",
    dataset: [2],
    campi: ["val_data", "val_mom", "data_amm"],
    fails: (r, c) => righeDi(r.valutazioni, ["val_data", "val_mom"], isAmmissioneLontana, r, c),
    message: t(
      "La valutazione di ammissione dista più di 3 giorni dalla data di ammissione",
      "The admission assessment is more than 3 days away from the admission date",
    ),
    hint: t(
      "Controllare val_data; se la valutazione è stata fatta più tardi, è intermedia (val_mom=2)",
      "Check val_data; if the assessment was made later, it is an intermediate one (val_mom=2)",
    ),
    condition: t(
      "val_mom=1 e val_data prima di data_amm-3 o dopo data_amm+3 giorni",
      "val_mom=1 and (val_data < data_amm-3 or val_data > data_amm+3 days)",
    ),
    source: fonti(
      affine("FAR 1915 (entro l'ammissione)"),
      norma("intervallo proposto da sioc", "window proposed by sioc"),
    ),
    example: {
      wrong: t("data_amm 2026-02-02, val_data 2026-02-09, val_mom 1"),
      right: t("data_amm 2026-02-02, val_data 2026-02-03, val_mom 1"),
    },
  },
  {
    code: "OC-C-021",
    esito: "scarto",
    dataset: [2],
    campi: ["val_data", "data_amm", "data_dim"],
    fails: (r, c) => righeDi(r.valutazioni, ["val_data", "val_mom"], isValutazioneEsterna, r, c),
    message: t("La data della valutazione è esterna al ricovero", "The assessment date is outside the stay"),
    hint: t(
      "Correggere val_data, o attribuire la valutazione al ricovero giusto",
      "Correct val_data, or attach the assessment to the right stay",
    ),
    condition: t(
      "val_mom 2 o 3 e val_data < data_amm, o data_dim compilata e val_data > data_dim",
      "val_mom in {2,3} and (val_data < data_amm or (data_dim filled and val_data > data_dim))",
    ),
    source: fonti(NOSTRA),
    example: {
      wrong: t("data_dim 2026-02-16, val_data 2026-02-20, val_mom 3"),
      right: t("data_dim 2026-02-16, val_data 2026-02-16, val_mom 3"),
    },
  },
  {
    code: "OC-C-022",
    esito: "scarto",
    dataset: [2],
    campi: ["pre_data", "data_amm", "data_dim"],
    fails: (r, c) => righeDi(r.prestazioni, ["pre_data"], isPrestazioneEsterna, r, c),
    message: t("La data della prestazione è esterna al ricovero", "The service date is outside the stay"),
    hint: t(
      "Correggere pre_data, o attribuire la prestazione al ricovero giusto; per un ricovero aperto fermarsi alla fine del trimestre",
      "Correct pre_data, or attach the service to the right stay; for an open stay stop at the end of the quarter",
    ),
    condition: t(
      "pre_data compilata e < data_amm, o > data_dim, o > ultimo giorno del trimestre se il ricovero è aperto",
      "pre_data filled and (pre_data < data_amm or > data_dim, or > last day of quarter if open)",
    ),
    source: fonti(affine("SIAD"), NOSTRA),
    example: {
      wrong: t("data_dim 2026-02-16, pre_data 2026-02-18"),
      right: t("data_dim 2026-02-16, pre_data 2026-02-15"),
    },
  },
  {
    code: "OC-C-023",
    esito: "scarto",
    dataset: [2],
    campi: ["sosp_ini", "sosp_fin", "data_amm", "data_dim"],
    fails: sospensioniSbagliate,
    message: t("Sospensione con date non coerenti", "Suspension with inconsistent dates"),
    hint: t(
      "Controllare sosp_ini e sosp_fin: in ordine, dentro il ricovero, senza sovrapposizioni, e con la fine se il ricovero è concluso",
      "Check sosp_ini and sosp_fin: in order, inside the stay, not overlapping, and with an end if the stay is closed",
    ),
    condition: t(
      "sosp_fin < sosp_ini, o intervallo esterno al ricovero, o due sospensioni sovrapposte (lo stesso giorno di confine è ammesso), o sosp_fin vuota con data_dim compilata",
      "sosp_fin<sosp_ini, or interval outside the stay, or two suspensions overlap (touching days allowed), or sosp_fin blank while data_dim filled",
    ),
    source: fonti(affine("SIAR_2, SIAD")),
    example: {
      wrong: t("sosp_ini 2026-02-08, sosp_fin 2026-02-05"),
      right: t("sosp_ini 2026-02-05, sosp_fin 2026-02-08"),
    },
  },
  degenza({
    code: "OC-C-024",
    oltre: 20,
    fino: 30,
    message: t(
      "Degenza di {giorni} giorni, superiore a 20 (degenza media attesa 15-20)",
      "Stay of {giorni} days, longer than 20 (expected average 15-20)",
    ),
    condition: t(
      "Durata del ricovero > 20 giorni (differenza fra le date; se aperto, fino all'ultimo giorno del trimestre)",
      "Length of stay > 20 days (date difference; if open, up to last day of quarter)",
    ),
    source: norma(
      "D.M. 70/2015, 10.1: 15-20 giorni, da verificare sul testo in Gazzetta",
      "Decree 70/2015, 10.1: 15-20 days, to verify on the Gazette text",
    ),
    example: { wrong: t("21 giorni", "21 days"), right: t("20 giorni", "20 days") },
  }),
  degenza({
    code: "OC-C-025",
    oltre: 30,
    fino: 42,
    message: t("Degenza di {giorni} giorni, superiore a 30", "Stay of {giorni} days, longer than 30"),
    condition: t(
      "Durata del ricovero > 30 giorni. Sostituisce OC-C-024",
      "Length of stay > 30 days. Replaces OC-C-024",
    ),
    source: norma(
      "D.M. 77/2022, par. 11: prognosi entro 30 giorni; Regione Liguria 15-30; da verificare sul testo in Gazzetta",
      "Decree 77/2022, par. 11: prognosis within 30 days; Regione Liguria 15-30; to verify on the Gazette text",
    ),
    example: { wrong: t("31 giorni", "31 days"), right: t("30 giorni", "30 days") },
  }),
  degenza({
    code: "OC-C-026",
    oltre: 42,
    fino: Infinity,
    message: t(
      "Degenza di {giorni} giorni, superiore a 6 settimane: verificare se manca la dimissione",
      "Stay of {giorni} days, longer than six weeks: check whether the discharge is missing",
    ),
    condition: t(
      "Durata del ricovero > 42 giorni. Sostituisce OC-C-025. Fa pensare a una dimissione non registrata",
      "Length of stay > 42 days. Replaces OC-C-025. Suggests a missing discharge",
    ),
    source: norma(
      "indicatore delle 6 settimane: ricordo non verificato dell'Intesa del 2020",
      "six-week indicator: unverified recollection of the 2020 agreement",
    ),
    example: { wrong: t("43 giorni", "43 days"), right: t("42 giorni", "42 days") },
  }),
]);

interface Soglia extends Pick<RigaRecord, "code" | "message" | "condition" | "source" | "example"> {
  readonly oltre: number;
  readonly fino: number;
}

/** The three thresholds share one measure; each fires in its own range, so only the highest does. */
function degenza({ oltre, fino, ...testi }: Soglia): RigaRecord {
  return {
    ...testi,
    esito: "segnalazione",
    dataset: [2],
    campi: ["data_amm", "data_dim"],
    params: ["giorni"],
    fails(r, _c, m) {
      if (r.data_amm === "") return false;
      const giorni = m.degenza();
      return giorni > oltre && giorni <= fino ? [{ params: { giorni } }] : false;
    },
    hint: t(
      "Controllare data_amm e data_dim; se il ricovero è finito inserire la dimissione, se è davvero così lungo non serve altro",
      "Check data_amm and data_dim; if the stay has ended enter the discharge, if it really is that long nothing else is needed",
    ),
  };
}

function isAmmissioneLontana(v: Valutazione, r: ClearRecord): boolean {
  if (v.val_mom !== "1" || v.val_data === "" || v.val_data === r.data_amm || r.data_amm === "") return false;
  return Math.abs(toDay(v.val_data) - toDay(r.data_amm)) > 3;
}

function isValutazioneEsterna(v: Valutazione, r: ClearRecord): boolean {
  if ((v.val_mom !== "2" && v.val_mom !== "3") || v.val_data === "") return false;
  return v.val_data < r.data_amm || (r.data_dim !== "" && v.val_data > r.data_dim);
}

function isPrestazioneEsterna(p: Prestazione, r: ClearRecord, c: Contesto): boolean {
  if (p.pre_data === "") return false;
  return p.pre_data < r.data_amm || p.pre_data > (r.data_dim === "" ? c.periodo.last : r.data_dim);
}
