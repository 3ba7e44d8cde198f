import { codeOf, propertyOf } from "./driver.ts";
import { DbFault, networkFault, sqlstateFault, type FaultKind, type Reason } from "./fault.ts";

/** errno → what it means, where the SQLSTATE does not say (mysqld_error.h). */
const ERRNO: Readonly<Record<number, readonly [FaultKind, Reason]>> = {
  1040: ["connect", "busy"],
  1203: ["connect", "busy"],
  1226: ["connect", "busy"],
  1044: ["login", "noDatabase"],
  1045: ["login", "password"],
  1049: ["login", "noDatabase"],
  1698: ["login", "password"],
  1053: ["lost", "other"],
  1317: ["lost", "other"],
  1927: ["lost", "other"],
  1969: ["lost", "other"],
  3024: ["lost", "other"],
  1064: ["query", "syntax"],
  1046: ["query", "noTable"],
  1142: ["query", "permission"],
  1143: ["query", "permission"],
  1227: ["query", "permission"],
  1290: ["query", "writes"],
  1305: ["query", "noFunction"],
  1792: ["query", "writes"],
  1205: ["query", "locked"],
};

/** mysql2 hides the reason of a failed handshake behind one code; the sentence is OpenSSL's, fixed. */
const HANDSHAKE: readonly (readonly [RegExp, Reason])[] = [
  [/expired|not yet valid/i, "certExpired"],
  [/self[- ]signed|unable to (get|verify)/i, "certUnknown"],
  [/does not match|altnames/i, "certName"],
];

export function connectFault(error: unknown): DbFault {
  const code = codeOf(error);
  if (code === "HANDSHAKE_NO_SSL_SUPPORT") return new DbFault({ kind: "tls", reason: "noTls" });
  if (code === "HANDSHAKE_SSL_ERROR") {
    const message = error instanceof Error ? error.message : "";
    const [, reason] = HANDSHAKE.find(([re]) => re.test(message)) ?? [/^/, "certOther"];
    return new DbFault({ kind: "tls", reason });
  }
  const fault = networkFault(code);
  if (fault !== undefined) return fault;
  const said = queryFault(error);
  // Before the first statement nothing is lost: there was no connection.
  return said.kind === "lost" ? new DbFault({ kind: "connect", reason: "notThis", code }) : said;
}

export function queryFault(error: unknown): DbFault {
  const errno = propertyOf(error, "errno");
  const state = propertyOf(error, "sqlState");
  if (typeof errno !== "number" || errno < 1000 || typeof state !== "string")
    return new DbFault({ kind: "lost", code: codeOf(error) });
  // "… near '…' at line 3": of that sentence only the number may be used.
  const line = /at line (\d+)$/.exec(String(propertyOf(error, "sqlMessage")))?.[1];
  const at = line === undefined ? {} : { line: Number(line) };
  const known = ERRNO[errno];
  if (known !== undefined) {
    const [kind, reason] = known;
    return new DbFault({ kind, reason, code: String(errno), ...at });
  }
  const { kind, reason } = sqlstateFault(state);
  return new DbFault({ kind, reason, code: String(errno), ...at });
}
