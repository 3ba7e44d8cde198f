import { basename } from "node:path";

import { siocError, type SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { TipoDatabase } from "../../model/fonte.ts";
import type { Text } from "../../text/index.ts";
import type { Driver, Target } from "./driver.ts";
import { DbFault } from "./fault.ts";

/** How people call each kind. */
export const KINDS: Readonly<Record<TipoDatabase, string>> = {
  postgres: "PostgreSQL",
  mysql: "MySQL/MariaDB",
  mssql: "SQL Server",
  oracle: "Oracle",
  sqlite: "SQLite",
};

/** What an error may name. */
export interface Circumstances {
  readonly tipo: TipoDatabase;
  readonly driver: Driver;
  readonly text: Text;
  /** Known once the address has been read. */
  readonly target?: Target;
  /** Name of the query's file. */
  readonly file: string;
  readonly seconds: number;
  /** Rows read so far. */
  readonly rows: number;
}

/** The server, without credentials: `db.asl.example:5432`; the name of a SQLite file. */
export function hostOf({ host, port }: Target): string {
  if (port === undefined) return printable(basename(host));
  const name = host.includes(":") && !host.startsWith("/") ? `[${host}]` : host;
  return printable(`${name}:${port}`);
}

/**
 * The error for what a driver threw. A fault keeps codes only; anything else is a defect of ours, or of a driver, and
 * loses its words, which may quote data.
 */
export function dbError(error: unknown, about: Circumstances): Error {
  if (!(error instanceof DbFault)) return error instanceof Error && isOurs(error) ? error : defect(error);
  const { tipo, driver, text, target, file, seconds, rows } = about;
  const kind = KINDS[tipo];
  const host = target === undefined ? "?" : hostOf(target);
  const reason = withCode(text(`sources.db.${error.reason}`), error, text);
  switch (error.kind) {
    case "driver":
      return siocError("DB_DRIVER_MISSING", { kind, command: `npm install ${driver.packages.join(" ")}` });
    case "connect":
      return siocError("DB_CONNECT", { kind, host, reason });
    case "tls":
      return siocError("DB_TLS", { kind, host, reason });
    case "login":
      return siocError("DB_LOGIN", { kind, host, reason });
    case "query":
      return siocError("DB_QUERY", { kind, file, reason });
    case "timeout":
      return siocError("DB_TIMEOUT", { kind, host, file, seconds });
    case "lost":
      return lost(error, { kind, host, file, rows });
    case "value":
      return siocError("DB_VALUE", {
        file,
        row: rows + error.before + 1,
        column: printable(error.column ?? "?", 40),
      });
  }
}

function lost(error: DbFault, data: { kind: string; host: string; file: string; rows: number }): SiocError {
  return siocError("DB_LOST", { ...data, code: error.code === "" ? "" : ` (${error.code})` });
}

/** `permesso negato (42501, riga 3)` */
function withCode(sentence: string, { code, line }: DbFault, text: Text): string {
  const facts = [code, line === undefined ? "" : text("sources.db.line", { line })].filter((f) => f !== "");
  return facts.length === 0 ? sentence : `${sentence} (${facts.join(", ")})`;
}

/** Errors made by us may pass as they are. */
function isOurs(error: Error): boolean {
  return error.name === "SiocError";
}

function defect(error: unknown): Error {
  return new Error(`db: ${error instanceof Error ? error.name : typeof error} from a driver`);
}
