import { codeOf, propertyOf } from "./driver.ts";
import { DbFault, networkFault, sqlstateFault } from "./fault.ts";

/** pg has no codes of its own for these; its sentences are fixed and hold no data. */
const SENTENCES: readonly (readonly [RegExp, DbFault])[] = [
  [/^timeout expired$/, new DbFault({ kind: "connect", reason: "noAnswer" })],
  [/^The server does not support SSL/, new DbFault({ kind: "tls", reason: "noTls" })],
  [/^There was an error establishing an SSL/, new DbFault({ kind: "connect", reason: "notThis" })],
  [/^Connection terminated/, new DbFault({ kind: "connect", reason: "notThis" })],
  [/^SASL: .*must be a (non-empty )?string/, new DbFault({ kind: "login", reason: "noPassword" })],
  [/^SASL/, new DbFault({ kind: "login", reason: "password" })],
];

export function connectFault(error: unknown): unknown {
  if (error instanceof DbFault) return error;
  const code = codeOf(error);
  if (isSqlstate(code)) return sqlstateFault(code);
  const message = error instanceof Error ? error.message : "";
  const known = networkFault(code) ?? SENTENCES.find(([re]) => re.test(message))?.[1];
  if (known !== undefined) return known;
  // pg makes plain errors of what it cannot parse: the other side speaks another protocol.
  const plain = error instanceof Error && error.constructor === Error;
  return plain ? new DbFault({ kind: "connect", reason: "notThis", code }) : error;
}

/** Once connected, whatever is not the server's refusal is the connection. */
export function queryFault(error: unknown, sql: string): DbFault {
  const code = codeOf(error);
  if (!isSqlstate(code)) return new DbFault({ kind: "lost", code });
  const position = Number(propertyOf(error, "position"));
  return position > 0 ? sqlstateFault(code, sql.slice(0, position).split("\n").length) : sqlstateFault(code);
}

function isSqlstate(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
}
