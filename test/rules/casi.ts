import type { Gruppo } from "../../src/model/campi.ts";
import type { Mappa } from "../../src/model/mappa.ts";
import type { NomeTabella } from "../../src/model/tabelle.ts";
import type { RigaPosti } from "../../src/rules/index.ts";
import type { Patch } from "./riga-valida.ts";

/**
 * One passing and one failing input for every rule. Inputs are raw cells, so that the same case runs through
 * this room's evaluator (record rules) and through the whole pipeline (all of them).
 */
export interface Ingresso {
  /** Rows of one flat file, each over rigaValida(). By default one row without changes. */
  readonly righe?: readonly Patch[];
  /** Instead of `righe`: two files joined by num_ric; each takes its own columns of rigaValida() + patch. */
  readonly separati?: { readonly anagrafica: readonly Patch[]; readonly ricovero: readonly Patch[] };
  /** Detail files beside the flat file: rows in full, the header is the union of their columns. */
  readonly dettaglio?: Partial<Record<Gruppo, readonly Patch[]>>;
  /** `[file]` of the mapping, over UTF-8, `;`, automatic dates, zeros padded, dots of ICD kept. */
  readonly file?: Partial<Mappa["file"]>;
  /** Reference tables of the run; `posti` only for posti_letto. */
  readonly tabelle?: Partial<Record<NomeTabella, readonly Omit<RigaPosti, "posti">[] | readonly RigaPosti[]>>;
  /** Day of the run, 2026-04-10 by default. */
  readonly today?: string;
  /** The flat file as a dump with one INSERT a row, or in columns of {@link LARGHEZZA} characters; else CSV. */
  readonly come?: "sql" | "fixed";
  /** Change to the rendered flat file (rows of `;`-joined cells, LF). */
  readonly guasta?: (csv: string) => string | Uint8Array;
  /** The run's schemas are replaced by one that refuses what the rules accept. */
  readonly schemaEstraneo?: true;
}

export interface Caso {
  readonly code: string;
  readonly why: string;
  /** The rule stays silent. */
  readonly pass: Ingresso;
  /** The rule speaks. */
  readonly fail: Ingresso;
  /** Of a record rule: the others that rightly speak in `fail`; in `pass` none does but those of `ancheInPass`. */
  readonly anche?: readonly string[];
  readonly ancheInPass?: readonly string[];
}

const una = (patch: Patch = {}): Ingresso => ({ righe: [patch] });
const SEMPRE = { dal: "1900-01-01", al: "9999-12-31" } as const;

/** 88 characters shaped as a CUNI; they carry no checksum that any key made. */
const hash = (lettera: string): string => `${lettera.repeat(43)}=${lettera.repeat(43)}=`;

const ESTERO: Patch = { reg_res: "999", asl_res: "999", com_res: "999999", stato_est: "DE" };
const ANNA: Patch = { cod_ident: "FRRNNA31C55D612W", anno_nasc: "1931", genere: "2" };
const LUCA: Patch = { cod_ident: "VRDGPP38M15F205Y", anno_nasc: "1938", genere: "1" };
/** A valid STP of a non-EU citizen. */
const STP: Patch = { tipo_ci: "1", cod_ident: "STP0801050000001", cittad: "MA" };
const ENI: Patch = { tipo_ci: "2", cod_ident: "ENI0801050000001", cittad: "RO" };
const TEAM: Patch = { ...ESTERO, tipo_ci: "3", cod_ident: "DE-123456789", team: "0123456", cittad: "DE" };
const SENZA_PRESTAZIONI: Patch = { pre_data: "", pre_oper: "", pre_tipo: "", pre_qta: "" };
const SENZA_SECONDA: Patch = {
  val_data_2: "",
  val_mom_2: "",
  auton_2: "",
  mobil_2: "",
  dist_cogn_2: "",
  dist_comp_2: "",
  scala_2: "",
  punt_2: "",
};
/** A stay begun on 20 March and still open at the end of the quarter. */
const APERTO: Patch = {
  data_amm: "2026-03-20",
  data_dim: "",
  ora_dim: "",
  mod_dim: "",
  diag_dim: "",
  val_data: "2026-03-20",
  pre_data: "2026-03-20",
  ...SENZA_SECONDA,
};
/** A stay of so many days from 2 February: the assessments stay where they are. */
const finoAl = (data_dim: string): Patch => ({ data_dim });
const PRESTAZIONE: Patch = {
  num_ric: "1",
  pre_data: "2026-02-03",
  pre_oper: "3",
  pre_tipo: "1",
  pre_qta: "1",
};
/** A stay shortened to the day it began. */
const UN_GIORNO: Patch = {
  data_dim: "2026-02-02",
  val_data_2: "2026-02-02",
  pre_data: "2026-02-02",
};
/** Ten days in February, for the pairs of stays. */
const DAL_1_AL_10: Patch = {
  data_amm: "2026-02-01",
  data_dim: "2026-02-10",
  val_data: "2026-02-01",
  val_data_2: "2026-02-10",
};
const finoAl15 = (data_amm: string): Patch => ({
  num_ric: "2",
  data_amm,
  data_dim: "2026-02-15",
  val_data: data_amm,
  val_data_2: "2026-02-15",
  pre_data: "2026-02-12",
});
const ALTRA_STRUTTURA: Patch = { cod_str: "080124" };
const GIA_CIFRATO = (id: string, cuni: string): Patch => ({
  cod_ident: "",
  id_rec: hash(id),
  cuni: hash(cuni),
});

const formali: readonly Caso[] = [
  {
    code: "OC-F-001",
    why: "an accented letter in Windows-1252 is not UTF-8",
    pass: { righe: [{ num_ric: "1è" }], file: { encoding: "utf-8" } },
    fail: {
      righe: [{ num_ric: "1è" }],
      file: { encoding: "utf-8" },
      guasta: (csv) => new Uint8Array(Buffer.from(csv, "latin1")),
    },
  },
  {
    code: "OC-F-002",
    why: "cod_asl twice, cod_str missing",
    pass: una(),
    fail: { guasta: (csv) => csv.replace("cod_str", "cod_asl") },
  },
  {
    code: "OC-F-003",
    why: "one cell too many",
    pass: una(),
    fail: { righe: [{}, { num_ric: "2", ...ANNA }], guasta: (csv) => `${csv.trimEnd()};in più\n` },
  },
  {
    code: "OC-F-003",
    why: "quotes opened and never closed",
    pass: una({ num_ric: '"1"' }),
    fail: { righe: [{}, { num_ric: "2", ...ANNA }], guasta: (csv) => `${csv.trimEnd()};"aperte\n` },
  },
  { code: "OC-F-004", why: "blanks are not a value", pass: una(), fail: una({ genere: "  " }) },
  {
    code: "OC-F-004",
    why: "a cancellation needs its key only",
    pass: una({ tipo: "C", genere: "" }),
    fail: una({ tipo: "C", cod_str: "" }),
  },
  {
    code: "OC-F-005",
    why: "seven characters instead of six",
    pass: una(),
    fail: una({ cod_str: "0801234" }),
  },
  { code: "OC-F-006", why: "a control character", pass: una(), fail: una({ team: "12\u000134" }) },
  {
    code: "OC-F-007",
    why: "30 February does not exist",
    pass: una({ data_rich: "28/01/2026" }),
    fail: una({ data_rich: "30/02/2026" }),
  },
  {
    code: "OC-F-008",
    why: "there is no 24th hour",
    pass: una({ ora_amm: "00:10" }),
    fail: una({ ora_amm: "24:10" }),
  },
  {
    code: "OC-F-009",
    why: "a CUNI cut by a column of 87",
    pass: una(GIA_CIFRATO("A", "B")),
    fail: una({ ...GIA_CIFRATO("A", "B"), cuni: hash("B").slice(0, 87) }),
  },
  {
    code: "OC-F-010",
    why: "88 characters, but hexadecimal",
    pass: una(),
    fail: una({ ...GIA_CIFRATO("A", "B"), cuni: "ab".repeat(44) }),
  },
  { code: "OC-F-011", why: "fifteen characters", pass: una(), fail: una({ cod_ident: "RSSMRA85T10A562" }) },
  {
    code: "OC-F-011",
    why: "omocodia is admitted, 31 February is not",
    pass: una({ cod_ident: "RSSMRAURTMLARSNL" }),
    fail: una({ cod_ident: "RSSMRA85B71A562J", genere: "2" }),
  },
  {
    code: "OC-F-012",
    why: "the right letter is S",
    pass: una(),
    fail: una({ cod_ident: "RSSMRA85T10A562X" }),
  },
  {
    code: "OC-F-012",
    why: "the check digit of the numeric code",
    pass: una({ tipo_ci: "4", cod_ident: "12345678903" }),
    fail: una({ tipo_ci: "4", cod_ident: "12345678901" }),
  },
  {
    code: "OC-F-013",
    why: "twelve digits instead of thirteen",
    pass: una(STP),
    fail: una({ ...STP, cod_ident: "STP080105000001" }),
  },
  {
    code: "OC-F-013",
    why: "an STP given as ENI",
    pass: una(ENI),
    fail: una({ ...ENI, cod_ident: "STP0801050000001" }),
  },
  {
    code: "OC-F-013",
    why: "a TEAM number of 21 characters",
    pass: una(TEAM),
    fail: una({ ...TEAM, cod_ident: "1".repeat(21) }),
  },
  {
    code: "OC-F-013",
    why: "ten digits instead of eleven",
    pass: una({ tipo_ci: "4", cod_ident: "12345678903" }),
    fail: una({ tipo_ci: "4", cod_ident: "1234567890" }),
  },
  {
    code: "OC-F-014",
    why: "a codice fiscale in a column that is written",
    pass: una(TEAM),
    fail: una({ ...TEAM, team: "RSSMRA85T10A562S" }),
  },
  { code: "OC-F-015", why: "a spreadsheet made 080 a number", pass: una(), fail: una({ cod_reg: "80" }) },
  {
    code: "OC-F-016",
    why: "the schema refuses what no rule does",
    pass: una(),
    fail: { schemaEstraneo: true },
  },
];

const dominio: readonly Caso[] = [
  { code: "OC-D-001", why: "there is no tipo N", pass: una({ tipo: "V" }), fail: una({ tipo: "N" }) },
  {
    code: "OC-D-002",
    why: "040 is ISTAT's, ours are 041 and 042",
    pass: una(),
    fail: una({ cod_reg: "040" }),
  },
  {
    code: "OC-D-003",
    why: "the ASL was merged at the end of 2025",
    pass: { tabelle: { mra: [{ chiave: "080105", ...SEMPRE }] } },
    fail: {
      tabelle: {
        mra: [
          { chiave: "080105", dal: "1900-01-01", al: "2025-12-31" },
          { chiave: "080106", ...SEMPRE },
        ],
      },
    },
    anche: ["OC-D-010"],
  },
  {
    code: "OC-D-004",
    why: "the facility belongs to another ASL",
    pass: { tabelle: { sts11: [{ chiave: "080105080123", ...SEMPRE }] } },
    fail: { tabelle: { sts11: [{ chiave: "080106080123", ...SEMPRE }] } },
  },
  { code: "OC-D-005", why: "5 is no tipologia", pass: una(STP), fail: una({ tipo_ci: "5" }) },
  { code: "OC-D-006", why: "two digits are not a year", pass: una(), fail: una({ anno_nasc: "85" }) },
  {
    code: "OC-D-007",
    why: "a letter instead of a code",
    pass: una({ genere: "1" }),
    fail: una({ genere: "M" }),
  },
  {
    code: "OC-D-008",
    why: "the United Kingdom is GB",
    pass: una({ cittad: "GB" }),
    fail: una({ cittad: "UK" }),
  },
  { code: "OC-D-009", why: "040 is ISTAT's", pass: una(), fail: una({ reg_res: "040" }) },
  {
    code: "OC-D-010",
    why: "the comune is not in the table",
    pass: { tabelle: { comuni: [{ chiave: "037006", ...SEMPRE }] } },
    fail: { tabelle: { comuni: [{ chiave: "037007", ...SEMPRE }] } },
  },
  {
    code: "OC-D-010",
    why: "the ASL of residence is not in the table; abroad is always",
    pass: { righe: [ESTERO], tabelle: { mra: [{ chiave: "080105", ...SEMPRE }] } },
    fail: { righe: [{ asl_res: "199" }], tabelle: { mra: [{ chiave: "080105", ...SEMPRE }] } },
  },
  {
    code: "OC-D-011",
    why: "SIAD's 7 is not applicable",
    pass: una({ sogg_rich: "11" }),
    fail: una({ sogg_rich: "7" }),
  },
  {
    code: "OC-D-012",
    why: "the dot goes only where the mapping says so",
    pass: { righe: [{ diag_pri: "428.0" }], file: { icd_dot: true } },
    fail: { righe: [{ diag_pri: "428.0" }], file: { icd_dot: false } },
  },
  {
    code: "OC-D-013",
    why: "428 has more specific codes",
    pass: { tabelle: { icd9cm: ["428", "4280", "25000"].map((chiave) => ({ chiave, ...SEMPRE })) } },
    fail: {
      righe: [{ diag_pri: "428" }],
      tabelle: { icd9cm: ["428", "4280", "25000"].map((chiave) => ({ chiave, ...SEMPRE })) },
    },
  },
  { code: "OC-D-014", why: "autonomy goes to 3", pass: una({ auton: "3" }), fail: una({ auton: "4" }) },
  { code: "OC-D-015", why: "Barthel ends at 100", pass: una({ punt: "100" }), fail: una({ punt: "105" }) },
  {
    code: "OC-D-015",
    why: "FIM begins at 18",
    pass: una({ scala: "4", punt: "18" }),
    fail: una({ scala: "4", punt: "17" }),
  },
  {
    code: "OC-D-015",
    why: "Katz ends at 6",
    pass: una({ scala: "3", punt: "6" }),
    fail: una({ scala: "3", punt: "7" }),
  },
  {
    code: "OC-D-016",
    why: "no service is given zero times",
    pass: una({ pre_qta: "9999" }),
    fail: una({ pre_qta: "0" }),
  },
  { code: "OC-D-017", why: "4 is left free", pass: una({ mod_dim: "9" }), fail: una({ mod_dim: "4" }) },
  {
    code: "OC-D-018",
    why: "more than the whole",
    pass: una({ perc_ssn: "99,5" }),
    fail: una({ perc_ssn: "150" }),
  },
];

const obbligo: readonly Caso[] = [
  { code: "OC-O-001", why: "abroad, but where", pass: una(ESTERO), fail: una({ ...ESTERO, stato_est: "" }) },
  { code: "OC-O-002", why: "a TEAM names who issued it", pass: una(TEAM), fail: una({ ...TEAM, team: "" }) },
  {
    code: "OC-O-003",
    why: "a minor of 14",
    pass: una({ cod_ident: "NRELNE12B50A944T", genere: "2", anno_nasc: "2012", resp_gen: "1" }),
    fail: una({ cod_ident: "NRELNE12B50A944T", genere: "2", anno_nasc: "2012" }),
    anche: ["OC-C-008"],
    ancheInPass: ["OC-C-008"],
  },
  {
    code: "OC-O-003",
    why: "an unknown year is not a minor's",
    pass: una({ anno_nasc: "9999" }),
    fail: una({ ...STP, anno_nasc: "2009" }),
    anche: ["OC-C-008"],
    ancheInPass: ["OC-C-006"],
  },
  {
    code: "OC-O-004",
    why: "from a hospital, but which",
    pass: una({ sogg_rich: "3", prov: "2", str_prov: "080902" }),
    fail: una({ sogg_rich: "3", prov: "2" }),
  },
  {
    code: "OC-O-005",
    why: "a date without a mode",
    pass: una(APERTO),
    fail: una({
      data_dim: "2026-01-29",
      data_amm: "2026-01-20",
      mod_dim: "",
      val_data: "2026-01-20",
      val_data_2: "2026-01-29",
      data_rich: "2026-01-19",
      pre_data: "2026-01-21",
    }),
  },
  { code: "OC-O-005", why: "a mode without a date", pass: una(), fail: una({ ...APERTO, mod_dim: "5" }) },
  {
    code: "OC-O-006",
    why: "an hour of leaving, but not the day",
    pass: una(APERTO),
    fail: una({ ...APERTO, ora_dim: "11:00" }),
  },
  {
    code: "OC-O-007",
    why: "to rehabilitation, but where",
    pass: una({ mod_dim: "8", str_dest: "080902" }),
    fail: una({ mod_dim: "8" }),
  },
  {
    code: "OC-O-008",
    why: "to hospital, but why",
    pass: una({ mod_dim: "6", str_dest: "080902", mot_trasf: "1" }),
    fail: una({ mod_dim: "6", str_dest: "080902" }),
  },
  {
    code: "OC-O-009",
    why: "the admission assessment twice",
    pass: una({ val_mom_2: "2", mod_dim: "5" }),
    fail: una({ val_mom_2: "1", val_data_2: "2026-02-03", mod_dim: "5" }),
  },
  { code: "OC-O-009", why: "no admission assessment", pass: una(), fail: una({ val_mom: "2" }) },
  {
    code: "OC-O-010",
    why: "home, without a last assessment",
    pass: una({ ...SENZA_SECONDA, mod_dim: "1" }),
    fail: una(SENZA_SECONDA),
  },
  {
    code: "OC-O-011",
    why: "a scale without its score",
    pass: una({ scala: "", punt: "" }),
    fail: una({ punt: "" }),
  },
  { code: "OC-O-011", why: "a score without its scale", pass: una(), fail: una({ scala: "" }) },
  {
    code: "OC-O-012",
    why: "14 days in which nothing was done",
    pass: una({ ...SENZA_PRESTAZIONI, ...UN_GIORNO, pre_data: "" }),
    fail: una(SENZA_PRESTAZIONI),
  },
];

const coerenza: readonly Caso[] = [
  {
    code: "OC-C-001",
    why: "out the day before; the same day is fine",
    pass: una(UN_GIORNO),
    fail: una({ ...UN_GIORNO, data_dim: "2026-02-01", val_data_2: "2026-02-02" }),
    anche: ["OC-C-021", "OC-C-022"],
  },
  {
    code: "OC-C-002",
    why: "out before in, on one day",
    pass: una({ ...UN_GIORNO, ora_amm: "09:00" }),
    fail: una({ ...UN_GIORNO, ora_amm: "12:00" }),
  },
  {
    code: "OC-C-003",
    why: "the day after the quarter",
    pass: una({ ...APERTO, data_amm: "2026-03-31", val_data: "2026-03-31", pre_data: "2026-03-31" }),
    fail: una({ ...APERTO, ...SENZA_PRESTAZIONI, data_amm: "2026-04-01", val_data: "2026-04-01" }),
  },
  {
    code: "OC-C-003",
    why: "tomorrow",
    pass: { righe: [APERTO], today: "2026-03-20" },
    fail: { righe: [APERTO], today: "2026-03-19" },
  },
  {
    code: "OC-C-004",
    why: "discharged in the next quarter",
    pass: una(finoAl("2026-03-31")),
    fail: una(finoAl("2026-04-01")),
    anche: ["OC-C-026"],
    ancheInPass: ["OC-C-026"],
  },
  {
    code: "OC-C-004",
    why: "an update may close a stay late, an insert may not",
    pass: una({
      tipo: "V",
      data_amm: "2025-12-20",
      data_dim: "2025-12-30",
      val_data: "2025-12-20",
      val_data_2: "2025-12-30",
      data_rich: "",
      pre_data: "2025-12-21",
    }),
    fail: una({
      data_amm: "2025-12-20",
      data_dim: "2025-12-30",
      val_data: "2025-12-20",
      val_data_2: "2025-12-30",
      data_rich: "",
      pre_data: "2025-12-21",
    }),
    anche: ["OC-C-005"],
    ancheInPass: ["OC-C-005"],
  },
  {
    code: "OC-C-005",
    why: "the last stay of 2025",
    pass: una({
      data_amm: "2025-12-20",
      data_dim: "2026-01-01",
      val_data: "2025-12-20",
      val_data_2: "2026-01-01",
      data_rich: "",
      pre_data: "2025-12-21",
    }),
    fail: una({
      data_amm: "2025-12-20",
      data_dim: "2025-12-31",
      val_data: "2025-12-20",
      val_data_2: "2025-12-31",
      data_rich: "",
      pre_data: "2025-12-21",
    }),
    anche: ["OC-C-004"],
  },
  {
    code: "OC-C-006",
    why: "106 years",
    pass: una({ ...STP, anno_nasc: "1921" }),
    fail: una({ ...STP, anno_nasc: "1920" }),
  },
  { code: "OC-C-006", why: "not known", pass: una(), fail: una({ anno_nasc: "9999" }) },
  {
    code: "OC-C-007",
    why: "not yet born",
    pass: una({ ...STP, anno_nasc: "2026", resp_gen: "1" }),
    fail: una({ ...STP, anno_nasc: "2027", resp_gen: "1" }),
    anche: ["OC-C-008"],
    ancheInPass: ["OC-C-008"],
  },
  {
    code: "OC-C-007",
    why: "121 years",
    pass: una({ ...STP, anno_nasc: "1906" }),
    fail: una({ ...STP, anno_nasc: "1905" }),
    anche: ["OC-C-006"],
    ancheInPass: ["OC-C-006"],
  },
  {
    code: "OC-C-008",
    why: "17 years",
    pass: una({ ...STP, anno_nasc: "2008" }),
    fail: una({ ...STP, anno_nasc: "2009", resp_gen: "1" }),
  },
  { code: "OC-C-009", why: "another gender", pass: una({ genere: "9" }), fail: una({ genere: "2" }) },
  {
    code: "OC-C-009",
    why: "another year, under full omocodia",
    pass: una({ cod_ident: "RSSMRAURTMLARSNL" }),
    fail: una({ cod_ident: "RSSMRAURTMLARSNL", anno_nasc: "1958" }),
  },
  {
    code: "OC-C-010",
    why: "Rome is not in Emilia-Romagna",
    pass: una({ reg_res: "120", asl_res: "201", com_res: "058091" }),
    fail: una({ com_res: "058091" }),
  },
  {
    code: "OC-C-010",
    why: "an unknown province accuses nobody",
    pass: una({ com_res: "119001" }),
    fail: una({ com_res: "111001" }),
  },
  {
    code: "OC-C-011",
    why: "abroad with an Italian ASL",
    pass: una(ESTERO),
    fail: una({ ...ESTERO, asl_res: "105" }),
  },
  {
    code: "OC-C-012",
    why: "SISM's code for abroad",
    pass: una(ESTERO),
    fail: una({ ...ESTERO, reg_res: "998", asl_res: "998" }),
  },
  {
    code: "OC-C-013",
    why: "a resident of Bologna with a foreign state",
    pass: una(ESTERO),
    fail: una({ stato_est: "FR" }),
  },
  {
    code: "OC-C-014",
    why: "Italy is not abroad",
    pass: una(ESTERO),
    fail: una({ ...ESTERO, stato_est: "IT" }),
  },
  {
    code: "OC-C-015",
    why: "an Italian needs no STP",
    pass: una(STP),
    fail: una({ ...STP, cittad: "IT" }),
    anche: ["OC-C-016"],
  },
  { code: "OC-C-015", why: "nor an ENI", pass: una(ENI), fail: una({ ...ENI, cittad: "IT" }) },
  { code: "OC-C-016", why: "an STP for a Romanian", pass: una(STP), fail: una({ ...STP, cittad: "RO" }) },
  {
    code: "OC-C-016",
    why: "an ENI for a Moroccan; stateless is let be",
    pass: una({ ...ENI, cittad: "ZZ" }),
    fail: una({ ...ENI, cittad: "MA" }),
  },
  {
    code: "OC-C-017",
    why: "the United States issue no TEAM",
    pass: una({ ...TEAM, stato_est: "CH" }),
    fail: una({ ...TEAM, stato_est: "US" }),
  },
  {
    code: "OC-C-018",
    why: "unknown, yet in the data bank",
    pass: una({ tipo_ci: "99", val_ci: "1" }),
    fail: una({ tipo_ci: "99", val_ci: "0" }),
  },
  { code: "OC-C-018", why: "a codice fiscale nobody knows", pass: una(), fail: una({ val_ci: "1" }) },
  {
    code: "OC-C-019",
    why: "asked for after coming in",
    pass: una({ data_rich: "2026-02-02" }),
    fail: una({ data_rich: "2026-02-03" }),
  },
  {
    code: "OC-C-020",
    why: "four days late; three are let be",
    pass: una({ val_data: "2026-02-05" }),
    fail: una({ val_data: "2026-02-06" }),
  },
  {
    code: "OC-C-020",
    why: "four days early",
    pass: una({ val_data: "2026-01-30" }),
    fail: una({ val_data: "2026-01-29" }),
  },
  { code: "OC-C-021", why: "assessed after leaving", pass: una(), fail: una({ val_data_2: "2026-02-17" }) },
  {
    code: "OC-C-022",
    why: "served before coming",
    pass: una({ pre_data: "2026-02-02" }),
    fail: una({ pre_data: "2026-02-01" }),
  },
  {
    code: "OC-C-022",
    why: "an open stay is told up to the end of the quarter",
    pass: una({ ...APERTO, pre_data: "2026-03-31" }),
    fail: una({ ...APERTO, pre_data: "2026-04-01" }),
  },
  {
    code: "OC-C-023",
    why: "ends before it begins",
    pass: una({ sosp_ini: "2026-02-05", sosp_fin: "2026-02-08", sosp_mot: "1" }),
    fail: una({ sosp_ini: "2026-02-08", sosp_fin: "2026-02-05", sosp_mot: "1" }),
  },
  {
    code: "OC-C-023",
    why: "two overlap; on one shared day they only touch",
    pass: una({
      sosp_ini: "2026-02-05",
      sosp_fin: "2026-02-08",
      sosp_mot: "1",
      sosp_ini_2: "2026-02-08",
      sosp_fin_2: "2026-02-09",
      sosp_mot_2: "2",
    }),
    fail: una({
      sosp_ini: "2026-02-07",
      sosp_fin: "2026-02-09",
      sosp_mot: "1",
      sosp_ini_2: "2026-02-05",
      sosp_fin_2: "2026-02-08",
      sosp_mot_2: "2",
    }),
  },
  {
    code: "OC-C-023",
    why: "still away from a stay that is over",
    pass: una({
      ...APERTO,
      data_amm: "2026-03-20",
      val_data: "2026-03-20",
      pre_data: "2026-03-20",
      sosp_ini: "2026-03-25",
      sosp_mot: "1",
    }),
    fail: una({ sosp_ini: "2026-02-08", sosp_mot: "1" }),
  },
  {
    code: "OC-C-023",
    why: "outside the stay",
    pass: una({ sosp_ini: "2026-02-02", sosp_fin: "2026-02-16", sosp_mot: "1" }),
    fail: una({ sosp_ini: "2026-02-01", sosp_fin: "2026-02-05", sosp_mot: "1" }),
  },
  {
    code: "OC-C-024",
    why: "21 days; 20 are expected",
    pass: una(finoAl("2026-02-22")),
    fail: una(finoAl("2026-02-23")),
  },
  {
    code: "OC-C-024",
    why: "an open stay counts to the end of the quarter",
    pass: una({ ...APERTO, data_amm: "2026-03-11", val_data: "2026-03-11", pre_data: "2026-03-11" }),
    fail: una({ ...APERTO, data_amm: "2026-03-10", val_data: "2026-03-10", pre_data: "2026-03-10" }),
  },
  {
    code: "OC-C-025",
    why: "31 days: this alone, not 024",
    pass: una(finoAl("2026-02-22")),
    fail: una(finoAl("2026-03-05")),
  },
  {
    code: "OC-C-026",
    why: "43 days: this alone; 42 are 025's",
    pass: una(finoAl("2026-03-16")),
    fail: una(finoAl("2026-03-17")),
    ancheInPass: ["OC-C-025"],
  },
  {
    code: "OC-C-027",
    why: "the dead go nowhere",
    pass: una({ mod_dim: "1" }),
    fail: una({ mod_dim: "1", str_dest: "080902" }),
  },
  {
    code: "OC-C-027",
    why: "a reason of transfer without a transfer",
    pass: una(),
    fail: una({ mod_dim: "3", mot_trasf: "1" }),
  },
  {
    code: "OC-C-028",
    why: "a hospital does not ask from home",
    pass: una({ sogg_rich: "3", prov: "2", str_prov: "080902" }),
    fail: una({ sogg_rich: "3" }),
  },
  {
    code: "OC-C-028",
    why: "the emergency department is both or neither",
    pass: una({ sogg_rich: "14", prov: "4", str_prov: "080902" }),
    fail: una({ sogg_rich: "14" }),
  },
  {
    code: "OC-C-029",
    why: "from itself to itself",
    pass: una({ str_prov: "080902" }),
    fail: una({ str_prov: "080123" }),
  },
  {
    code: "OC-C-030",
    why: "autonomous with 55",
    pass: una({ auton: "1", punt: "60" }),
    fail: una({ auton: "1", punt: "55" }),
  },
  {
    code: "OC-C-030",
    why: "totally dependent with 95",
    pass: una({ auton: "3", punt: "90" }),
    fail: una({ auton: "3", punt: "95" }),
  },
  {
    code: "OC-C-031",
    why: "63 is a modified Barthel's",
    pass: una({ scala: "2", punt: "63" }),
    fail: una({ punt: "63" }),
  },
  { code: "OC-C-032", why: "a neighbour's stay", pass: una(), fail: una({ cod_reg: "090" }) },
  {
    code: "OC-C-032",
    why: "a neighbour's cancellation",
    pass: una({ tipo: "C" }),
    fail: una({ tipo: "C", cod_reg: "090" }),
  },
  {
    code: "OC-C-033",
    why: "the same diagnosis twice",
    pass: una({ diag_con2: "4019" }),
    fail: una({ diag_con2: "25000" }),
  },
  {
    code: "OC-C-033",
    why: "a concomitant equal to the principal",
    pass: una(),
    fail: una({ diag_con5: "4280" }),
  },
  {
    code: "OC-C-033",
    why: "an external cause comes second",
    pass: una({ diag_con2: "E8859" }),
    fail: una({ diag_pri: "E8859" }),
  },
];

const incrociate: readonly Caso[] = [
  ...["OC-X-001", "OC-X-002"].map((code) => ({
    code,
    why: "the same stay on two rows; a cancellation is judged too",
    pass: { righe: [{}, { num_ric: "2", ...ANNA }] },
    fail: { righe: [{}, { num_ric: "2" }] },
  })),
  {
    code: "OC-X-003",
    why: "stay 2 is in the stays file only",
    pass: {
      separati: { anagrafica: [{}, { num_ric: "2", ...ANNA }], ricovero: [{}, { num_ric: "2", ...ANNA }] },
    },
    fail: { separati: { anagrafica: [{}], ricovero: [{}, { num_ric: "2", ...ANNA }] } },
  },
  {
    code: "OC-X-004",
    why: "stay 2 is in the registry file only",
    pass: {
      separati: { anagrafica: [{}, { num_ric: "2", ...ANNA }], ricovero: [{}, { num_ric: "2", ...ANNA }] },
    },
    fail: { separati: { anagrafica: [{}, { num_ric: "2", ...ANNA }], ricovero: [{}] } },
  },
  {
    code: "OC-X-005",
    why: "one id_rec for two stays",
    pass: {
      righe: [
        { ...DAL_1_AL_10, ...GIA_CIFRATO("A", "C") },
        { ...finoAl15("2026-02-12"), ...GIA_CIFRATO("B", "C") },
      ],
    },
    fail: {
      righe: [
        { ...DAL_1_AL_10, ...GIA_CIFRATO("A", "C") },
        { ...finoAl15("2026-02-12"), ...GIA_CIFRATO("A", "C") },
      ],
    },
  },
  {
    code: "OC-X-005",
    why: "two id_rec for one stay",
    pass: { righe: [GIA_CIFRATO("A", "C"), { num_ric: "2", ...GIA_CIFRATO("B", "D") }] },
    fail: { righe: [GIA_CIFRATO("A", "C"), { num_ric: "2", ...GIA_CIFRATO("B", "C") }] },
  },
  {
    code: "OC-X-006",
    why: "from the 9th it overlaps, from the 10th it touches",
    pass: { righe: [DAL_1_AL_10, { ...finoAl15("2026-02-10"), ...ALTRA_STRUTTURA }] },
    fail: { righe: [DAL_1_AL_10, { ...finoAl15("2026-02-09"), ...ALTRA_STRUTTURA }] },
  },
  {
    code: "OC-X-007",
    why: "admitted two days after dying",
    pass: { righe: [DAL_1_AL_10, { ...finoAl15("2026-02-12"), ...ALTRA_STRUTTURA }] },
    fail: {
      righe: [
        { ...DAL_1_AL_10, mod_dim: "1" },
        { ...finoAl15("2026-02-12"), ...ALTRA_STRUTTURA },
      ],
    },
  },
  {
    code: "OC-X-008",
    why: "Italian in one stay, French in the other; unknown is let be",
    pass: { righe: [DAL_1_AL_10, { ...finoAl15("2026-02-12"), cittad: "XX" }] },
    fail: { righe: [DAL_1_AL_10, { ...finoAl15("2026-02-12"), cittad: "FR" }] },
  },
  {
    code: "OC-X-009",
    why: "back the day after; after a hospital it is another stay",
    pass: {
      righe: [{ ...DAL_1_AL_10, mod_dim: "6", str_dest: "080902", mot_trasf: "1" }, finoAl15("2026-02-11")],
    },
    fail: { righe: [DAL_1_AL_10, finoAl15("2026-02-11")] },
  },
  {
    code: "OC-X-010",
    why: "two patients, one bed",
    pass: {
      righe: [{}, { num_ric: "2", ...LUCA }],
      tabelle: { posti_letto: [{ chiave: "080105080123", ...SEMPRE, posti: 2 }] },
    },
    fail: {
      righe: [{}, { num_ric: "2", ...LUCA }],
      tabelle: { posti_letto: [{ chiave: "080105080123", ...SEMPRE, posti: 1 }] },
    },
  },
];

const sorgente: readonly Caso[] = [
  {
    code: "OC-S-001",
    why: "a service of stay 99, which nobody sent",
    pass: { righe: [SENZA_PRESTAZIONI], dettaglio: { prestazione: [PRESTAZIONE] } },
    fail: {
      righe: [SENZA_PRESTAZIONI],
      dettaglio: { prestazione: [PRESTAZIONE, { ...PRESTAZIONE, num_ric: "99" }] },
    },
  },
  {
    code: "OC-S-002",
    why: "number 1 in two facilities, the service does not say which",
    pass: {
      righe: [SENZA_PRESTAZIONI, { ...SENZA_PRESTAZIONI, ...ANNA, ...ALTRA_STRUTTURA }],
      dettaglio: {
        prestazione: [
          { ...PRESTAZIONE, cod_str: "080123" },
          { ...PRESTAZIONE, cod_str: "080124" },
        ],
      },
    },
    fail: {
      righe: [SENZA_PRESTAZIONI, { ...SENZA_PRESTAZIONI, ...ANNA, ...ALTRA_STRUTTURA }],
      dettaglio: { prestazione: [PRESTAZIONE] },
    },
  },
  {
    code: "OC-S-003",
    why: "nobody, though the type says codice fiscale",
    pass: una({ cod_ident: "", tipo_ci: "99", val_ci: "1" }),
    fail: una({ cod_ident: "" }),
  },
  {
    code: "OC-S-003",
    why: "no identifier is needed where the hashes come with the input",
    pass: una(GIA_CIFRATO("A", "B")),
    fail: una({ tipo: "C", cod_ident: "" }),
  },
  {
    code: "OC-S-004",
    why: "a line cut at its fortieth character",
    pass: { come: "fixed" },
    fail: {
      come: "fixed",
      righe: [{}, { num_ric: "2", ...ANNA }],
      guasta: (txt) => txt.slice(0, 40) + txt.slice(txt.indexOf("\n")),
    },
  },
  {
    code: "OC-S-005",
    why: "the time of the export in place of a date",
    pass: { come: "sql" },
    fail: { come: "sql", guasta: (sql) => sql.replace("'2026-01-31'", "SYSDATE") },
  },
  {
    code: "OC-S-006",
    why: "a letter of a million characters",
    pass: { come: "sql" },
    fail: { come: "sql", righe: [{ num_ric: "x".repeat(1_100_000) }] },
  },
];

/** Characters of a column where a case is rendered in fixed width. */
export const LARGHEZZA = 30;

export const CASI: readonly Caso[] = [
  ...sorgente,
  ...formali,
  ...dominio,
  ...obbligo,
  ...coerenza,
  ...incrociate,
];
