import { codeOf, propertyOf } from "./driver.ts";
import { DbFault, type FaultKind, type Reason } from "./fault.ts";

/** Numbers of ORA- messages. */
const ORA: readonly (readonly [readonly number[], FaultKind, Reason])[] = [
  [[1005, 1017, 28000, 28001, 28009], "login", "password"],
  [[1045, 1031], "query", "permission"],
  [[12505, 12514, 12516, 12521], "login", "noDatabase"],
  [[12541, 12543, 12545, 12560], "connect", "refused"],
  [[12170, 12535], "connect", "noAnswer"],
  [[1033, 1034, 1089, 12528, 12520, 18, 20], "connect", "busy"],
  [[942], "query", "noTable"],
  [[904], "query", "noColumn"],
  [[1456, 1453, 16000], "query", "writes"],
  [[1722, 1830, 1839, 1840, 1841, 1843, 1847, 1858, 1861, 6502], "query", "conversion"],
  [[1555, 1652, 4031], "query", "resources"],
  [[1013], "timeout", "other"],
  [[28, 1012, 1092, 2396, 3113, 3114, 3135, 12537, 12547, 12570], "lost", "other"],
];

/** The driver's own. */
const NJS: Readonly<Record<string, readonly [FaultKind, Reason]>> = {
  "NJS-101": ["login", "noPassword"],
  "NJS-123": ["timeout", "other"],
  "NJS-500": ["lost", "other"],
  "NJS-501": ["lost", "other"],
  "NJS-521": ["lost", "other"],
  "NJS-503": ["connect", "refused"],
  "NJS-504": ["connect", "refused"],
  "NJS-510": ["connect", "noAnswer"],
  "NJS-511": ["connect", "refused"],
  "NJS-505": ["tls", "certOther"],
  "NJS-506": ["tls", "certUnknown"],
  "NJS-507": ["tls", "certName"],
  "NJS-508": ["tls", "certName"],
  "NJS-530": ["connect", "unknownHost"],
  "NJS-517": ["login", "noDatabase"],
  "NJS-518": ["login", "noDatabase"],
  "NJS-519": ["login", "noDatabase"],
};

/** The fault behind an error of oracledb; what is none stays as it is. */
export function faultOf(error: unknown, phase: "connect" | "query", sql = ""): unknown {
  if (error instanceof DbFault) return error;
  const number = Number(propertyOf(error, "errorNum"));
  if (number > 0) {
    const code = `ORA-${String(number).padStart(5, "0")}`;
    const [, kind, reason] = ORA.find(([numbers]) => numbers.includes(number)) ?? [
      [],
      "query",
      reasonOf(number),
    ];
    const offset = Number(propertyOf(error, "offset"));
    const at = kind === "query" && offset > 0 && offset < sql.length ? { line: lineAt(sql, offset) } : {};
    return new DbFault({ kind, reason, code, ...at });
  }
  const code = codeOf(error);
  const [kind, reason] = NJS[code] ?? [phase === "connect" ? "connect" : "query", "other"];
  if (code === "") return error;
  // Before there was a connection there was none to lose.
  return new DbFault(
    kind === "lost" && phase === "connect"
      ? { kind: "connect", reason: "notThis", code }
      : { kind, reason, code },
  );
}

/** 900–999 but for those named are mistakes in the text of the statement. */
function reasonOf(number: number): Reason {
  return number >= 900 && number <= 999 ? "syntax" : "other";
}

function lineAt(sql: string, offset: number): number {
  return sql.slice(0, offset).split("\n").length;
}
