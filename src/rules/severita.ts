import { printable } from "../core/redact.ts";
import type { Esito } from "../model/finding.ts";
import type { Message } from "../text/index.ts";
import { regolaDi } from "./regole.ts";

/** What is wrong with the severities of a configuration: unknown codes and severities that may not change. */
export function checkSeverities(severities: ReadonlyMap<string, Esito>): readonly Message[] {
  const problems: Message[] = [];
  for (const [code, esito] of severities) {
    const regola = regolaDi(code);
    if (regola === undefined)
      problems.push({ key: "rules.severity.unknown", data: { code: printable(code) } });
    else if (regola.fissa && esito !== regola.esito) {
      problems.push({ key: "rules.severity.fixed", data: { code, esito: regola.esito } });
    }
  }
  return problems;
}
