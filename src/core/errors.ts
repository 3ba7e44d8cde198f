/**
 * Bad circumstances. Bad *data* never comes here: it becomes a finding (model/finding.ts).
 * One row a code: its exit code is the contract of docs/reference/exit-codes.md; the sentences are in text/.
 */
export const EXIT = {
  ok: 0,
  data: 1,
  usage: 2,
  partial: 3,
  source: 20,
  keys: 21,
  ledger: 22,
  network: 23,
  refused: 24,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** code → exit code. Codes are stable; sentences may change. */
export const ERRORS = {
  // flags and configuration
  USAGE: EXIT.usage,
  CONFIG_MISSING: EXIT.usage,
  CONFIG_ABSENT: EXIT.usage,
  CONFIG_INVALID: EXIT.usage,
  CONFIG_EXISTS: EXIT.usage,
  SETTING_INVALID: EXIT.usage,
  SETTING_MISSING: EXIT.usage,
  ANSWER_MISSING: EXIT.usage,
  CODE_UNKNOWN: EXIT.usage,
  LAYOUT_INVALID: EXIT.usage,
  SCHEMA_INVALID: EXIT.usage,
  TABLE_INVALID: EXIT.usage,
  MAPPING_INVALID: EXIT.usage,
  MAPPING_MISSING: EXIT.usage,
  FILE_TWICE: EXIT.usage,
  PERIODO_FUTURE: EXIT.usage,
  ID_REC_TEMPLATE: EXIT.usage,
  ID_REC_COLUMN: EXIT.usage,
  OUTPUT_EXISTS: EXIT.usage,
  OUTPUT_UNWRITABLE: EXIT.usage,
  // sources
  SOURCE_MISSING: EXIT.source,
  SOURCE_NOT_A_FILE: EXIT.source,
  SOURCE_EMPTY: EXIT.source,
  SOURCE_HEADER_ONLY: EXIT.source,
  SOURCE_BINARY: EXIT.source,
  SOURCE_ENCODING: EXIT.source,
  SOURCE_HEADER: EXIT.source,
  SOURCE_COLUMNS: EXIT.source,
  SOURCE_COLUMNS_MISSING: EXIT.source,
  SOURCE_DELIMITER: EXIT.source,
  SOURCE_UNREADABLE: EXIT.source,
  SOURCE_CHANGED: EXIT.source,
  SOURCE_TIPO: EXIT.source,
  SOURCE_SAVE_AS: EXIT.source,
  SOURCE_XLSX: EXIT.source,
  SOURCE_PROTECTED: EXIT.source,
  SOURCE_TABLE_MISSING: EXIT.source,
  SOURCE_TABLE_CHOOSE: EXIT.source,
  SOURCE_SQL_TRUNCATED: EXIT.source,
  SOURCE_SQL_REFUSED: EXIT.source,
  SOURCE_SQL_CHARSET: EXIT.source,
  SOURCE_SQL_SYNTAX: EXIT.source,
  SOURCE_SQL_COMPUTED: EXIT.source,
  SOURCE_SQL_ORDER: EXIT.source,
  SOURCE_SQL_EMPTY: EXIT.source,
  MAP_NOTHING: EXIT.source,
  SOURCE_RECORD: EXIT.source,
  SOURCE_ARCHIVE: EXIT.source,
  SOURCE_EXPANDS: EXIT.source,
  SOURCE_WRAPPED: EXIT.source,
  SOURCE_STDIN: EXIT.usage,
  SOURCE_FIXED: EXIT.source,
  NOTHING_READ: EXIT.source,
  // databases
  DB_CONNECTION_MISSING: EXIT.usage,
  DB_URL: EXIT.usage,
  DB_SERVICE: EXIT.usage,
  DB_ENV_PASSWORD: EXIT.usage,
  DB_DRIVER_MISSING: EXIT.usage,
  DB_QUERY_FILE: EXIT.source,
  DB_QUERY: EXIT.source,
  DB_COLUMNS: EXIT.source,
  DB_VALUE: EXIT.source,
  DB_ROOT_CERT: EXIT.keys,
  DB_TLS: EXIT.keys,
  DB_LOGIN: EXIT.keys,
  DB_CONNECT: EXIT.network,
  DB_LOST: EXIT.network,
  DB_TIMEOUT: EXIT.network,
  // keys and certificates
  KEY_MISSING: EXIT.keys,
  KEY_PERMISSIONS: EXIT.keys,
  KEY_MALFORMED: EXIT.keys,
  KEY_CHECK_DIFFERS: EXIT.keys,
  KEY_SELF_TEST: EXIT.keys,
  KEY_EXPIRED: EXIT.keys,
  KEY_NOT_YET_VALID: EXIT.keys,
  KEY_WEAK: EXIT.keys,
  KEY_USAGE: EXIT.keys,
  KEY_NOT_RSA: EXIT.keys,
  KEY_REVOKED: EXIT.keys,
  KEY_PIN_DIFFERS: EXIT.keys,
  KEY_PASSPHRASE: EXIT.keys,
  KEY_PAIR_DIFFERS: EXIT.keys,
  KEY_UNRECOGNISED: EXIT.keys,
  KEY_NOT_A_FILE: EXIT.keys,
  KEY_OWNER: EXIT.keys,
  KEY_IS_PRIVATE: EXIT.keys,
  KEY_IS_PUBLIC: EXIT.keys,
  KEY_SEVERAL: EXIT.keys,
  KEY_ALGORITHM: EXIT.keys,
  KEY_CERTIFICATE_MISSING: EXIT.keys,
  KEY_LOCKED: EXIT.keys,
  SECRET_COMMAND: EXIT.keys,
  SECRET_EMPTY: EXIT.keys,
  // the ledger
  LEDGER_LOCKED: EXIT.ledger,
  LEDGER_DAMAGED: EXIT.ledger,
  LEDGER_DISK: EXIT.ledger,
  LEDGER_VERSION: EXIT.ledger,
  LEDGER_KEY: EXIT.ledger,
  LEDGER_REGION: EXIT.ledger,
  LEDGER_CONNECT: EXIT.ledger,
  LEDGER_ABSENT: EXIT.ledger,
  LEDGER_ELSEWHERE: EXIT.ledger,
  RUN_UNKNOWN: EXIT.usage,
  RUN_FILE: EXIT.usage,
  RUN_STATE: EXIT.ledger,
  RUN_AGAIN: EXIT.ledger,
  RUN_CONFIRM: EXIT.usage,
  RUN_UNREADABLE: EXIT.data,
  RUN_KEY: EXIT.keys,
  AUDIT_BROKEN: EXIT.ledger,
  // what the Ministry sends back
  RECEIPT_SHAPE: EXIT.source,
  RECEIPT_MAP: EXIT.usage,
  // data refused as a whole
  TOO_MANY_SCARTI: EXIT.data,
  NOTHING_TO_SEND: EXIT.data,
  CLEAR_IDENTIFIER: EXIT.data,
  SCHEMA_REFUSES: EXIT.data,
  BUNDLE_UNREADABLE: EXIT.data,
  BUNDLE_NOT_READ: EXIT.data,
  // a dataset read back
  XML_ENCODING: EXIT.data,
  XML_DOCTYPE: EXIT.data,
  XML_FOREIGN: EXIT.data,
  XML_TRUNCATED: EXIT.data,
  XML_TOO_LARGE: EXIT.data,
  // the machine
  DISK: EXIT.usage,
  INTERRUPTED: EXIT.interrupted,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof ERRORS;
/** What a sentence may mention: names, positions, counts — never a cell of the input. */
export type ErrorData = Readonly<Record<string, string | number>>;

export class SiocError extends Error {
  override readonly name = "SiocError";
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, data: ErrorData, options?: ErrorOptions) {
    // The message is for us (--debug); people read the catalogue's sentence.
    super(`${code} ${JSON.stringify(data)}`, options);
    this.code = code;
    this.data = data;
  }

  get exit(): ExitCode {
    return ERRORS[this.code];
  }
}

/** Builds the error to throw: `throw siocError("KEY_EXPIRED", { fingerprint, on }, { cause })`. */
export function siocError(code: ErrorCode, data: ErrorData = {}, options?: ErrorOptions): SiocError {
  return new SiocError(code, data, options);
}

/** The errno of a failed system call ("ENOENT"), or undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
