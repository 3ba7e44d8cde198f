/**
 * Errors to plant: one row an error, which knows the rule it must raise. Each is made on a stay that is sound
 * otherwise, so that nothing else is raised; where the same defect does break a second rule, `anche` says so.
 */
import { toDay } from "../core/dates.ts";
import type { CampiPrestazione, CampiSospensione, CampiValutazione } from "../model/campi.ts";
import type { Formato } from "./forma.ts";
import { COMUNI, comuniDi } from "./luoghi.ts";
import { residenzaEstera, type TipoPersona } from "./persona.ts";
import { iso, type Reparto, type RicoveroSintetico, type Vincoli } from "./ricovero.ts";

/** The row of the export that holds the defect. In a flat file all are the stay's. */
export type Dove = "anagrafica" | "ricoveri" | "valutazioni" | "prestazioni" | "sospensioni";

export interface Errore {
  readonly code: string;
  readonly dove: Dove;
  /** Columns the file must have, as they are in the layout, for the defect to be written. */
  readonly colonne: readonly string[];
  readonly anche?: readonly string[];
  readonly persona?: TipoPersona;
  readonly vincoli?: (reparto: Reparto) => Vincoli;
  /** Only files of this kind can hold it. */
  readonly formato?: Formato;
  /** A day that is none: not where days are of a type that refuses it. */
  readonly nonGiorno?: true;
  /** Concerns columns that separate files repeat: planted in flat files only, where the row is one. */
  readonly soloPiatto?: true;
  readonly applica: (r: RicoveroSintetico, reparto: Reparto) => void;
  /** The defect is in a second stay of the same person: what this one is, given the first. */
  readonly seguito?: (primo: RicoveroSintetico, reparto: Reparto) => Vincoli & { readonly copia?: true };
}

type Fields = Partial<Omit<RicoveroSintetico, "persona">>;
type Extra = Omit<Errore, "code" | "dove" | "colonne" | "applica">;
type Change = (r: RicoveroSintetico, reparto: Reparto) => Fields;

function on(dove: Dove): (code: string, columns: string, change: Change, extra?: Extra) => Errore {
  return (code, columns, change, extra = {}) => ({
    code,
    dove,
    colonne: columns.split(" "),
    applica: (r, reparto) => {
      Object.assign(r, change(r, reparto));
    },
    ...extra,
  });
}

/** An error in one row of a group, the first of them. */
function inValutazione(
  code: string,
  columns: string,
  change: (v: CampiValutazione, r: RicoveroSintetico) => Partial<CampiValutazione>,
  extra?: Extra,
): Errore {
  return on("valutazioni")(
    code,
    columns,
    (r) => ({ valutazioni: first(r.valutazioni, (v) => change(v, r)) }),
    extra,
  );
}

function inPrestazione(
  code: string,
  columns: string,
  change: (p: CampiPrestazione, r: RicoveroSintetico) => Partial<CampiPrestazione>,
): Errore {
  return on("prestazioni")(code, columns, (r) => ({
    prestazioni: first(r.prestazioni, (p) => change(p, r)),
  }));
}

function first<T extends object>(rows: readonly T[], change: (row: T) => Partial<T>): T[] {
  return rows.map((row, i) => (i === 0 ? { ...row, ...change(row) } : row));
}

const ana = on("anagrafica");
const ric = on("ricoveri");
const con = (vincoli: Vincoli): Extra => ({ vincoli: () => vincoli });
const chi = (persona: TipoPersona): Extra => ({ persona });
const PIATTO = { soloPiatto: true } as const;

const amm = (r: RicoveroSintetico): number => toDay(r.data_amm);
const dim = (r: RicoveroSintetico): number => toDay(r.data_dim);
const primo = (reparto: Reparto): number => toDay(reparto.periodo.first);
const ultimo = (reparto: Reparto): number => toDay(reparto.periodo.last);

const FORMALI: readonly Errore[] = [
  // Servers and spreadsheets give every row its columns: only text cut by hand can have too many.
  ric("OC-F-003", "num_ric", () => ({ inPiu: 1 }), { ...PIATTO, formato: "csv" }),
  ric("OC-S-004", "num_ric", () => ({ inPiu: 1 }), { ...PIATTO, formato: "fisso" }),
  ana("OC-F-004", "stato_civ", () => ({ stato_civ: "" })),
  ana("OC-F-005", "com_res", () => ({ com_res: "9990061" })),
  ric(
    "OC-F-006",
    "str_prov",
    ({ str_prov }) => ({ str_prov: `${str_prov.slice(0, 3)}\u000b${str_prov.slice(4)}` }),
    con({ prov: "2" }),
  ),
  ric("OC-F-007", "data_rich", ({ data_amm }) => ({ data_rich: `${data_amm.slice(0, 4)}-02-30` }), {
    nonGiorno: true,
  }),
  ric("OC-F-008", "ora_amm", () => ({ ora_amm: "25:10" })),
  ana("OC-F-011", "cod_ident", ({ cod_ident }) => ({ cod_ident: `9${cod_ident.slice(1)}` })),
  ana("OC-F-012", "cod_ident", ({ cod_ident }) => ({ cod_ident: withOtherLast(cod_ident) })),
  ana("OC-F-013", "cod_ident", ({ cod_ident }) => ({ cod_ident: cod_ident.slice(0, -1) }), chi("stp")),
  ana("OC-F-015", "com_res", (_, { regione }) => withLostZero(regione)),
];

const DOMINIO: readonly Errore[] = [
  ric("OC-D-002", "cod_reg", () => ({ cod_reg: "999" }), PIATTO),
  ana("OC-D-005", "tipo_ci", () => ({ tipo_ci: "5" })),
  ana("OC-D-006", "anno_nasc", () => ({ anno_nasc: "1850" })),
  ana("OC-D-007", "stato_civ", () => ({ stato_civ: "15" })),
  ana("OC-D-008", "cittad", () => ({ cittad: "QQ" })),
  ana("OC-D-009", "reg_res", () => ({ reg_res: "555" })),
  ric("OC-D-011", "sogg_rich", () => ({ sogg_rich: "77" })),
  ric("OC-D-012", "diag_pri", () => ({ diag_pri: "ABC1" })),
  inValutazione("OC-D-014", "auton", () => ({ auton: "7" })),
  inValutazione("OC-D-015", "scala punt", () => ({ scala: "1", punt: "150" })),
  inPrestazione("OC-D-016", "pre_tipo", () => ({ pre_tipo: "77" })),
  ric("OC-D-017", "mod_dim", () => ({ mod_dim: "44" })),
  ric("OC-D-018", "perc_ssn", () => ({ perc_ssn: "150" })),
];

const OBBLIGO: readonly Errore[] = [
  ana("OC-O-001", "reg_res stato_est", () => residenzaEstera("")),
  ana("OC-O-002", "team", () => ({ team: "" }), chi("team")),
  ana("OC-O-003", "resp_gen", () => ({ resp_gen: "" }), chi("minore")),
  ric("OC-O-004", "str_prov", () => ({ str_prov: "" }), con({ prov: "2" })),
  ric("OC-O-005", "mod_dim", () => ({ mod_dim: "" })),
  ric("OC-O-006", "ora_dim", () => ({ ora_dim: "10:00" }), con({ stato: "aperto" })),
  ric("OC-O-007", "str_dest", () => ({ str_dest: "" }), con({ modDim: "8" })),
  ric("OC-O-008", "mot_trasf", () => ({ mot_trasf: "" }), con({ modDim: "6" })),
  ric(
    "OC-O-009",
    "val_mom",
    (r) => ({ valutazioni: first(r.valutazioni, () => ({ val_mom: "2" })) }),
    PIATTO,
  ),
  ric("OC-O-010", "val_mom", (r) => ({ valutazioni: r.valutazioni.filter((v) => v.val_mom !== "3") })),
  inValutazione("OC-O-011", "scala punt", () => ({ scala: "1", punt: "" })),
  ric("OC-O-012", "pre_data", () => ({ prestazioni: [] })),
];

const ANAGRAFICA: readonly Errore[] = [
  ana(
    "OC-C-006",
    "anno_nasc",
    (_, { periodo }) => ({ anno_nasc: String(periodo.anno - 110) }),
    chi("anonimo"),
  ),
  ana("OC-C-007", "anno_nasc", (_, { periodo }) => ({ anno_nasc: String(periodo.anno - 125) }), {
    persona: "anonimo",
    anche: ["OC-C-006"],
  }),
  ana("OC-C-008", "anno_nasc", () => ({}), chi("minore")),
  ana("OC-C-009", "genere cod_ident", ({ genere }) => ({ genere: genere === "1" ? "2" : "1" })),
  ana("OC-C-010", "com_res", (r) => ({ com_res: elsewhere(r.reg_res) })),
  ana("OC-C-011", "asl_res", () => ({ asl_res: "999" })),
  ana("OC-C-012", "reg_res", () => ({ ...residenzaEstera("FR"), reg_res: "998" })),
  ana("OC-C-013", "stato_est", () => ({ stato_est: "FR" })),
  ana("OC-C-014", "stato_est reg_res", () => residenzaEstera("IT")),
  ana("OC-C-015", "cittad", () => ({ cittad: "IT" }), chi("eni")),
  ana("OC-C-016", "cittad", () => ({ cittad: "RO" }), chi("stp")),
  ana("OC-C-017", "stato_est team", () => ({ stato_est: "MA" }), chi("team")),
  ana("OC-C-018", "val_ci", () => ({ val_ci: "1" })),
];

const RICOVERO: readonly Errore[] = [
  ric("OC-C-001", "data_dim", (r) => ({ data_dim: iso(amm(r) - 2), prestazioni: [], sospensioni: [] }), {
    vincoli: (reparto) => ({ amm: primo(reparto) + 20, durata: 8, modDim: "5" }),
  }),
  ric(
    "OC-C-002",
    "ora_amm ora_dim",
    () => ({ ora_amm: "15:00", ora_dim: "09:00" }),
    con({ durata: 0, modDim: "5" }),
  ),
  ric("OC-C-003", "data_amm", (_, reparto) => admittedOn(ultimo(reparto) + 3), {
    ...PIATTO,
    vincoli: () => ({ stato: "aperto" }),
  }),
  ric("OC-C-004", "data_dim", (_, reparto) => ({ data_dim: iso(ultimo(reparto) + 4) }), {
    vincoli: (reparto) => ({ amm: ultimo(reparto) - 5, durata: 4, modDim: "5" }),
  }),
  ric("OC-C-019", "data_rich", (r) => ({ data_rich: iso(amm(r) + 1) })),
  inValutazione("OC-C-020", "val_data", (_, r) => ({ val_data: iso(amm(r) - 5) })),
  on("valutazioni")("OC-C-021", "val_data_2", (r) => ({
    valutazioni: r.valutazioni
      .filter((v) => v.val_mom === "1")
      .concat(discharge(r).map((v) => ({ ...v, val_data: iso(dim(r) + 1) }))),
  })),
  inPrestazione("OC-C-022", "pre_data", (_, r) => ({ pre_data: iso(amm(r) - 1) })),
  on("sospensioni")("OC-C-023", "sosp_ini", (r) => ({ sospensioni: [backwards(r)] })),
  ric("OC-C-024", "data_dim", () => ({}), con({ durata: 25 })),
  ric("OC-C-025", "data_dim", () => ({}), con({ durata: 35 })),
  ric("OC-C-026", "data_dim", () => ({}), con({ durata: 50 })),
  ric("OC-C-027", "mot_trasf", () => ({ mot_trasf: "9" })),
  ric("OC-C-028", "sogg_rich", () => ({ sogg_rich: "14" }), con({ prov: "1" })),
  ric("OC-C-029", "str_prov", ({ cod_str }) => ({ str_prov: cod_str }), con({ prov: "2" })),
  inValutazione("OC-C-030", "scala punt", () => ({ auton: "1", scala: "1", punt: "20" })),
  inValutazione("OC-C-031", "scala punt", () => ({ auton: "2", scala: "1", punt: "43" })),
  ric("OC-C-032", "cod_reg", (_, { regione }) => ({ cod_reg: regione === "010" ? "020" : "010" }), PIATTO),
  ric("OC-C-033", "diag_con1", ({ diag_pri }) => ({ diag_con1: diag_pri })),
];

const FRA_RICOVERI: readonly Errore[] = [
  ric("OC-X-001", "num_ric", () => ({}), {
    ...PIATTO,
    anche: ["OC-X-002", "OC-X-006"],
    seguito: () => ({ copia: true }),
  }),
  // Said of the later stay (X-008, of its registry row).
  ric("OC-X-006", "cod_ident", () => ({}), {
    vincoli: (reparto) => ({ amm: primo(reparto) + 10, durata: 9 }),
    seguito: (r, reparto) => ({ amm: amm(r) + 2, durata: 5, struttura: another(r, reparto) }),
  }),
  ric("OC-X-007", "cod_ident", () => ({}), {
    vincoli: (reparto) => ({ amm: primo(reparto) + 5, durata: 9, modDim: "1" }),
    seguito: (r) => ({ amm: dim(r) + 3, durata: 7 }),
  }),
  ana("OC-X-008", "cittad", () => ({ cittad: "FR" }), {
    vincoli: (reparto) => ({ amm: primo(reparto) + 5, durata: 9, modDim: "2" }),
    seguito: (r) => ({ amm: dim(r) + 4, durata: 7 }),
  }),
  ric("OC-X-009", "cod_ident", () => ({}), {
    vincoli: (reparto) => ({ amm: primo(reparto) + 5, durata: 9, modDim: "2" }),
    seguito: (r) => ({ amm: dim(r) + 1, durata: 7, struttura: r.cod_str }),
  }),
];

export const ERRORI: readonly Errore[] = [
  ...FORMALI,
  ...DOMINIO,
  ...OBBLIGO,
  ...ANAGRAFICA,
  ...RICOVERO,
  ...FRA_RICOVERI,
];

/** Codes `--errors CODE=N` accepts. */
export const CODICI_PIANTABILI: readonly string[] = ERRORI.map(({ code }) => code);

/** Any letter but the right one. */
function withOtherLast(code: string): string {
  return code.slice(0, -1) + (code.endsWith("A") ? "B" : "A");
}

/** A comune of the region whose code begins with 0 (every region has one), as a spreadsheet leaves it. */
function withLostZero(regione: string): Fields {
  const comune = comuniDi(regione).find(({ istat }) => istat.startsWith("0"));
  return { reg_res: regione, com_res: comune?.istat.slice(1) ?? "1001" };
}

function elsewhere(regione: string): string {
  return (
    COMUNI.find((comune) => comune.regione !== regione && comune.istat.startsWith("1"))?.istat ?? "108033"
  );
}

/** An admission on another day, of a stay with nothing in it yet. */
function admittedOn(day: number): Fields {
  const assessment: CampiValutazione = {
    val_data: iso(day),
    val_mom: "1",
    auton: "2",
    mobil: "2",
    dist_cogn: "1",
    dist_comp: "1",
    scala: "",
    punt: "",
  };
  return { data_amm: iso(day), data_rich: "", valutazioni: [assessment], prestazioni: [], sospensioni: [] };
}

function discharge(r: RicoveroSintetico): CampiValutazione[] {
  return r.valutazioni.filter((v) => v.val_mom === "3");
}

function backwards(r: RicoveroSintetico): CampiSospensione {
  return { sosp_ini: iso(amm(r) + 3), sosp_fin: iso(amm(r) + 2), sosp_mot: "1" };
}

function another(r: RicoveroSintetico, { strutture }: Reparto): string {
  return strutture.find((struttura) => struttura !== r.cod_str) ?? r.cod_str;
}
