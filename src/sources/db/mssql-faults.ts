import { codeOf, propertyOf } from "./driver.ts";
import { DbFault, networkFault, type FaultKind, type Reason } from "./fault.ts";

/** Numbers of sys.messages. */
const NUMBERS: Readonly<Record<number, readonly [FaultKind, Reason]>> = {
  18456: ["login", "password"],
  18452: ["login", "password"],
  18487: ["login", "password"],
  18488: ["login", "password"],
  4060: ["login", "noDatabase"],
  208: ["query", "noTable"],
  207: ["query", "noColumn"],
  195: ["query", "noFunction"],
  102: ["query", "syntax"],
  156: ["query", "syntax"],
  105: ["query", "syntax"],
  229: ["query", "permission"],
  230: ["query", "permission"],
  916: ["query", "permission"],
  3906: ["query", "writes"],
  1205: ["lost", "other"],
  1222: ["query", "locked"],
  6005: ["lost", "other"],
  596: ["lost", "other"],
  241: ["query", "conversion"],
  242: ["query", "conversion"],
  245: ["query", "conversion"],
  8114: ["query", "conversion"],
  8115: ["query", "conversion"],
};

const CODES: Readonly<Record<string, readonly [FaultKind, Reason]>> = {
  ELOGIN: ["login", "password"],
  ECONNCLOSED: ["lost", "other"],
  ENOTOPEN: ["lost", "other"],
  EABORT: ["lost", "other"],
  EINSTLOOKUP: ["connect", "unknownHost"],
};

/** The fault behind an error of mssql; what is none stays as it is. */
export function faultOf(error: unknown, phase: "connect" | "query"): unknown {
  if (error instanceof DbFault) return error;
  const number = propertyOf(error, "number") ?? propertyOf(propertyOf(error, "originalError"), "number");
  const known = typeof number === "number" ? NUMBERS[number] : undefined;
  const code = codeOf(error);
  if (known !== undefined && typeof number === "number") {
    const line = propertyOf(error, "lineNumber");
    const at = known[0] === "query" && typeof line === "number" && line > 0 ? { line } : {};
    return new DbFault({ kind: known[0], reason: known[1], code: String(number), ...at });
  }
  if (code === "ETIMEOUT")
    return new DbFault(phase === "connect" ? { kind: "connect", reason: "noAnswer" } : { kind: "timeout" });
  const socket = networkFault(causeOf(error));
  if (socket !== undefined)
    return phase === "query" ? new DbFault({ kind: "lost", code: socket.code }) : socket;
  if (code === "ESOCKET")
    return phase === "connect"
      ? new DbFault({ kind: "connect", reason: "unreachable", code })
      : new DbFault({ kind: "lost", code });
  const [kind, reason] = CODES[code] ?? ["query", "other"];
  if (code === "") return error;
  return new DbFault({ kind, reason, code: typeof number === "number" ? String(number) : code });
}

/** The code of the socket, below mssql's and tedious's own. */
function causeOf(error: unknown): string {
  const below = propertyOf(error, "originalError") ?? propertyOf(error, "cause");
  if (below === undefined || below === error) return "";
  const code = codeOf(below);
  return networkFault(code) === undefined ? causeOf(below) : code;
}
