import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { isDatabase, TIPI_FONTE, type TipoFonte } from "../model/fonte.ts";
import { RUOLI_CONFIG, type RuoloConfig } from "../model/ruolo.ts";
import type { Text } from "../text/index.ts";
import { AZIENDA } from "./options.ts";
import type { Problem } from "./toml.ts";

/** Where the URL of a database comes from; never written in sioc.toml itself, since it may hold a password. */
export interface ConnessioneConfig {
  /** Absolute path of a file (0600) whose first line is the URL. */
  readonly urlFile?: string;
  /** Program and arguments that print the URL. */
  readonly urlCommand?: readonly string[];
  /** Service of pg_service.conf. */
  readonly service?: string;
  /** Absolute path of a SQLite file. */
  readonly database?: string;
  /** Seconds a statement may take. */
  readonly timeout: number;
}

/**
 * One azienda's delivery: absolute paths, patterns expanded (a pattern without a match stays as it is). For a
 * database the files are the queries.
 */
export interface SourceConfig {
  readonly azienda: string;
  readonly tipo: TipoFonte;
  readonly files: Partial<Record<RuoloConfig, readonly string[]>>;
  readonly mappe: Partial<Record<RuoloConfig, string>>;
  readonly connessione?: ConnessioneConfig;
}

export type RawSource = Readonly<Record<string, unknown>>;

export const TIMEOUT_SECONDS = 600;

export function sourceOf(raw: RawSource, base: string): SourceConfig {
  const tipo = TIPI_FONTE.find((name) => name === raw["tipo"]) ?? "auto";
  const files: Partial<Record<RuoloConfig, readonly string[]>> = {};
  const mappe: Partial<Record<RuoloConfig, string>> = {};
  const mapping = raw["mapping"];
  for (const ruolo of RUOLI_CONFIG) {
    const patterns = [raw[ruolo] ?? []].flat().map(String);
    if (patterns.length > 0) files[ruolo] = patterns.flatMap((pattern) => expand(resolve(base, pattern)));
    const own = typeof mapping === "string" ? mapping : isRaw(mapping) ? mapping[ruolo] : undefined;
    if (typeof own === "string") mappe[ruolo] = resolve(base, own);
  }
  const connessione = isDatabase(tipo) ? connessioneOf(raw["connection"], base) : undefined;
  return { azienda: String(raw["azienda"]), tipo, files, mappe, ...(connessione && { connessione }) };
}

function connessioneOf(value: unknown, base: string): ConnessioneConfig {
  const raw = isRaw(value) ? value : {};
  const path = (key: string): string | undefined =>
    typeof raw[key] === "string" ? resolve(base, raw[key]) : undefined;
  const [urlFile, database] = [path("url_file"), path("database")];
  const command = raw["url_command"];
  const { service, timeout } = { service: raw["service"], timeout: raw["timeout"] };
  return {
    ...(urlFile === undefined ? {} : { urlFile }),
    ...(Array.isArray(command) ? { urlCommand: command.map(String) } : {}),
    ...(typeof service === "string" ? { service } : {}),
    ...(database === undefined ? {} : { database }),
    timeout: typeof timeout === "number" ? timeout : TIMEOUT_SECONDS,
  };
}

/** `arrivo/301/*.csv` → its files in name order; `*` and `?` in the last part only. */
export function expand(path: string): string[] {
  const pattern = basename(path);
  if (!/[*?]/.test(pattern)) return [path];
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const re = new RegExp(`^${escaped}$`);
  const folder = dirname(path);
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => re.test(name) && !name.startsWith("."))
    : [];
  return names.length === 0 ? [path] : names.sort().map((name) => join(folder, name));
}

const WAYS = ["url_file", "url_command", "service", "database"] as const;

/** What the schema cannot see: a database needs one way to be reached, a file none. */
export function connectionProblems(sources: readonly RawSource[], text: Text): Problem[] {
  return sources.flatMap((raw, i) => {
    const tipo = TIPI_FONTE.find((name) => name === raw["tipo"]) ?? "auto";
    const connection = raw["connection"];
    const path = ["source", String(i), "connection"];
    if (!isDatabase(tipo))
      return connection === undefined ? [] : [{ path, sentence: text("config.connection.notDatabase") }];
    const given = WAYS.filter((way) => isRaw(connection) && connection[way] !== undefined);
    const allowed = waysOf(tipo);
    // PostgreSQL has ways of its own: PGHOST, PGSERVICE, .pgpass.
    const enough = given.length === 1 || (given.length === 0 && tipo === "postgres");
    if (enough && given.every((way) => allowed.includes(way))) return [];
    return [{ path, sentence: text("config.connection.oneOf", { tipo, allowed: allowed.join(", ") }) }];
  });
}

function waysOf(tipo: TipoFonte): readonly (typeof WAYS)[number][] {
  if (tipo === "sqlite") return ["database"];
  return tipo === "postgres" ? ["url_file", "url_command", "service"] : ["url_file", "url_command"];
}

const TEXT = { type: "string", minLength: 1 };
const TEXTS = { type: ["string", "array"], minLength: 1, minItems: 1, items: TEXT };

/** One `[[source]]` of sioc.toml. */
export const SOURCE_SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["azienda", "ricoveri"],
  properties: {
    azienda: { type: "string", pattern: AZIENDA.pattern },
    tipo: { enum: TIPI_FONTE },
    connection: {
      type: "object",
      additionalProperties: false,
      properties: {
        url_file: TEXT,
        url_command: { type: "array", minItems: 1, items: TEXT },
        service: TEXT,
        database: TEXT,
        timeout: { type: "integer", minimum: 1, maximum: 86_400 },
      },
    },
    mapping: {
      type: ["string", "object"],
      additionalProperties: false,
      properties: Object.fromEntries(RUOLI_CONFIG.map((ruolo) => [ruolo, TEXT])),
    },
    ...Object.fromEntries(RUOLI_CONFIG.map((ruolo) => [ruolo, TEXTS])),
  },
} as const;

function isRaw(value: unknown): value is RawSource {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
