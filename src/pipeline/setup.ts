import type { Config } from "../config/config.ts";
import type { IsoDate } from "../core/dates.ts";
import { siocError } from "../core/errors.ts";
import { lastEndedPeriodo, parsePeriodo, type Periodo } from "../core/periodo.ts";
import { compileIdRec, ID_REC_TEMPLATE } from "../identity/index.ts";
import { checkSeverities } from "../rules/index.ts";
import { giorno, type Message, type Text } from "../text/index.ts";
import { caricaLayout, type Layout } from "../tracciato/index.ts";
import { readTables, type RigheTabelle } from "./tables.ts";

/** What the command line knows and the configuration does not. */
export interface Ambient {
  readonly text: Text;
  readonly today: IsoDate;
  /** ms since 1970. */
  readonly now: number;
  /** Of the program. */
  readonly version: string;
  readonly signal: AbortSignal;
  readonly progress: (event: Progress) => void;
  /** Asks for a secret without echo; absent when nobody is there to answer. */
  readonly prompt?: (question: string) => Promise<string>;
}

export type Fase = "lettura" | "incroci" | "scrittura" | "pacchetto";

export interface Progress {
  readonly fase: Fase;
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly scarti: number;
}

const TIPI = ["auto", "I", "V", "C"] as const;
export type Tipo = (typeof TIPI)[number];

/** Settings of a run, checked, before any file of an azienda is opened. */
export interface Setup {
  readonly config: Config;
  readonly layout: Layout;
  readonly periodo: Periodo;
  readonly regione: string;
  readonly tabelle: RigheTabelle;
  /** `auto`: the ledger tells I from V. */
  readonly tipo: Tipo;
  readonly idRecTemplate: string;
  readonly outputFolder: string;
  /** Where findings, worklists and summary go. */
  readonly reportFolder: string;
  readonly notes: readonly Message[];
}

/** @throws SETTING_MISSING, CONFIG_INVALID, LAYOUT_INVALID, TABLE_INVALID, ID_REC_* */
export async function setUp(config: Config, { text, today }: Ambient): Promise<Setup> {
  const regione = config.get("regione");
  if (regione === undefined) throw siocError("SETTING_MISSING", { name: "regione", flag: "--regione" });
  const problems = checkSeverities(config.severities);
  if (problems.length > 0) {
    const list = problems.map(({ key, data }) => `  - ${text(key, data)}`).join("\n");
    throw siocError("CONFIG_INVALID", { file: "sioc.toml", count: problems.length, problems: list });
  }
  const declared = config.get("periodo");
  const periodo = declared === undefined ? lastEndedPeriodo(today) : parsePeriodo(declared);
  if (!periodo) throw siocError("SETTING_INVALID", { name: "periodo", allowed: "2026T1 …" });
  if (periodo.first > today)
    throw siocError("PERIODO_FUTURE", { periodo: periodo.code, oggi: giorno(today) });
  const idRecTemplate = config.get("identity.id_rec") ?? ID_REC_TEMPLATE;
  compileIdRec(idRecTemplate);
  const outputFolder = config.get("output.folder") ?? "uscita";
  const tipo = config.get("tipo");
  return {
    config,
    layout: caricaLayout(config.get("schema.folder")),
    periodo,
    regione,
    tabelle: await readTables(config.tables, text),
    tipo: TIPI.find((known) => known === tipo) ?? "auto",
    idRecTemplate,
    outputFolder,
    reportFolder: `${outputFolder}/controlli/${periodo.code}`,
    notes: declared === undefined ? [{ key: "report.note.periodo", data: { periodo: periodo.code } }] : [],
  };
}
