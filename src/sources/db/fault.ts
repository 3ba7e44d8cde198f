/** What went wrong with a database. Never the words of the server or the driver: they quote data and addresses. */
export type FaultKind =
  /** The package is not installed. */
  | "driver"
  /** Nobody answers, or not as a database. Trying again is safe. */
  | "connect"
  /** The certificate does not hold. */
  | "tls"
  /** The server does not let us in. */
  | "login"
  /** The server refuses the query. */
  | "query"
  /** Its answer took too long. */
  | "timeout"
  /** The connection broke after it was made. */
  | "lost"
  /** A value that the driver cannot give exactly. */
  | "value";

/** Sentences of the catalogue, `sources.db.<reason>`. */
export type Reason =
  | "refused"
  | "unknownHost"
  | "unreachable"
  | "noAnswer"
  | "busy"
  | "notThis"
  | "noTls"
  | "certUnknown"
  | "certExpired"
  | "certName"
  | "certOther"
  | "password"
  | "noPassword"
  | "noDatabase"
  | "syntax"
  | "noTable"
  | "noColumn"
  | "noFunction"
  | "permission"
  | "writes"
  | "conversion"
  | "encoding"
  | "several"
  | "notRows"
  | "resources"
  | "locked"
  | "damaged"
  | "other";

interface Facts {
  readonly kind: FaultKind;
  readonly reason?: Reason;
  /** SQLSTATE, errno or the driver's own code. */
  readonly code?: string;
  /** Line of the query, from 1. */
  readonly line?: number;
  /** Name of the column concerned. */
  readonly column?: string;
  /** Rows of the same batch before the one concerned. */
  readonly before?: number;
}

export class DbFault extends Error {
  override readonly name = "DbFault";
  readonly kind: FaultKind;
  readonly reason: Reason;
  readonly code: string;
  readonly line: number | undefined;
  readonly column: string | undefined;
  readonly before: number;

  constructor({ kind, reason = "other", code = "", line, column, before = 0 }: Facts) {
    super(`${kind} ${reason} ${code}`);
    this.kind = kind;
    this.reason = reason;
    // A code is a code: whatever a driver may put there instead is not repeated.
    this.code = /^[\w-]{1,40}$/.test(code) ? code : "";
    this.line = line;
    this.column = column;
    this.before = before;
  }

  /** The same of a row that has `before` others ahead of it in its batch. */
  after(before: number): DbFault {
    const { kind, reason, code, column = "" } = this;
    return new DbFault({ kind, reason, code, column, before });
  }
}

const NETWORK: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "unknownHost",
  EAI_AGAIN: "unknownHost",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "noAnswer",
  ENOENT: "refused",
  EACCES: "refused",
  ECONNRESET: "notThis",
  EPIPE: "notThis",
  PROTOCOL_CONNECTION_LOST: "notThis",
};

const TLS: Readonly<Record<string, Reason>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "certUnknown",
  SELF_SIGNED_CERT_IN_CHAIN: "certUnknown",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certUnknown",
  UNABLE_TO_GET_ISSUER_CERT: "certUnknown",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certUnknown",
  CERT_HAS_EXPIRED: "certExpired",
  CERT_NOT_YET_VALID: "certExpired",
  ERR_TLS_CERT_ALTNAME_INVALID: "certName",
  HOSTNAME_MISMATCH: "certName",
};

/** The fault behind a code of Node's sockets and TLS, if it is one. */
export function networkFault(code: string): DbFault | undefined {
  const tls = TLS[code] ?? (/^(CERT_|CRL_|ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code) ? "certOther" : undefined);
  if (tls !== undefined) return new DbFault({ kind: "tls", reason: tls, code });
  const reason = NETWORK[code];
  return reason === undefined ? undefined : new DbFault({ kind: "connect", reason, code });
}

const CLASSES: readonly (readonly [RegExp, FaultKind, Reason])[] = [
  [/^28/, "login", "password"],
  [/^3D/, "login", "noDatabase"],
  [/^(53300|57P03|08004)/, "connect", "busy"],
  // 57014: cancelled by a person or by a limit of the server's own; ours is watched here and comes first.
  [/^(57P0|57014|25P03|08|40)/, "lost", "other"],
  [/^25006/, "query", "writes"],
  [/^42501/, "query", "permission"],
  [/^(42601|42P10|42702|42803)/, "query", "syntax"],
  [/^(42P01|42S02|3F)/, "query", "noTable"],
  [/^(42703|42S22)/, "query", "noColumn"],
  [/^(42883|42725)/, "query", "noFunction"],
  [/^55/, "query", "locked"],
  [/^5[34]/, "query", "resources"],
  [/^22021/, "query", "encoding"],
  [/^22/, "query", "conversion"],
];

/** The fault a SQLSTATE stands for (ISO/IEC 9075, PostgreSQL's errcodes.txt). */
export function sqlstateFault(code: string, line?: number): DbFault {
  const [, kind, reason] = CLASSES.find(([re]) => re.test(code)) ?? [/^/, "query", "other"];
  return new DbFault({ kind, reason, code, ...(line === undefined ? {} : { line }) });
}
