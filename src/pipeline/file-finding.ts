import { siocError, type ErrorCode } from "../core/errors.ts";
import type { Finding } from "../model/finding.ts";
import type { Text } from "../text/index.ts";
import type { FonteFailure } from "./inputs.ts";

/** What is wrong with a file itself, which its azienda can mend; the rest (paths, mappings) is the region's own. */
const DELL_AZIENDA: Readonly<Partial<Record<ErrorCode, "OC-F-001" | "OC-F-002">>> = {
  SOURCE_EMPTY: "OC-F-001",
  SOURCE_HEADER_ONLY: "OC-F-001",
  SOURCE_BINARY: "OC-F-001",
  SOURCE_ENCODING: "OC-F-001",
  SOURCE_DELIMITER: "OC-F-001",
  SOURCE_SAVE_AS: "OC-F-001",
  SOURCE_XLSX: "OC-F-001",
  SOURCE_PROTECTED: "OC-F-001",
  SOURCE_SQL_TRUNCATED: "OC-F-001",
  SOURCE_SQL_REFUSED: "OC-F-001",
  SOURCE_SQL_CHARSET: "OC-F-001",
  SOURCE_SQL_SYNTAX: "OC-F-001",
  SOURCE_SQL_COMPUTED: "OC-F-001",
  SOURCE_SQL_ORDER: "OC-F-001",
  SOURCE_SQL_EMPTY: "OC-F-001",
  SOURCE_ARCHIVE: "OC-F-001",
  SOURCE_EXPANDS: "OC-F-001",
  SOURCE_WRAPPED: "OC-F-001",
  SOURCE_HEADER: "OC-F-002",
  SOURCE_COLUMNS: "OC-F-002",
  SOURCE_COLUMNS_MISSING: "OC-F-002",
};

/** The line of the azienda's worklist for a file refused whole, or undefined when it is not the azienda's to mend. */
export function fileFinding({ error }: FonteFailure, file: number, text: Text): Finding | undefined {
  const code = DELL_AZIENDA[error.code];
  if (code === undefined) return undefined;
  const { line, columns, name } = error.data;
  const motivo = text(`error.${error.code}`, error.data).split("\n")[0] ?? "";
  return {
    code,
    esito: "scarto",
    at: { file, line: typeof line === "number" ? line : 1 },
    campi: [],
    params: code === "OC-F-001" ? { motivo } : { colonne: String(columns ?? name ?? motivo) },
  };
}

/** One failure is the error of the run; several are told together, each with its azienda. */
export function nothingRead(failures: readonly FonteFailure[], text: Text): Error {
  const [only] = failures;
  if (only && failures.length === 1) return only.error;
  const lines = failures.map(
    ({ azienda, error }) => `  - ${azienda}: ${text(`error.${error.code}`, error.data)}`,
  );
  return siocError("NOTHING_READ", { count: failures.length, problems: lines.join("\n") });
}
