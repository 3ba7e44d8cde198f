import type { Esito } from "../model/finding.ts";
import { regoleCoerenza } from "./coerenza.ts";
import { regoleDominio } from "./dominio.ts";
import { regoleFormali } from "./formali.ts";
import { regoleIncrociate } from "./incrociate.ts";
import { regoleObbligo } from "./obbligo.ts";
import type { Regola } from "./regola.ts";
import { regoleSorgente } from "./sorgente.ts";
import { regoleStoria } from "./storia.ts";

/** Changes whenever a rule is added, changed or withdrawn: manifest and reports carry it. */
export const VERSIONE_REGOLE = "2026.2";

const perCodice = (a: Regola, b: Regola): number => (a.code < b.code ? -1 : 1);

/** Every rule, in the order of evaluation: S, F, D, O, C, X, H, and by number in each family. */
export const REGOLE: readonly Regola[] = [
  regoleSorgente,
  regoleFormali,
  regoleDominio,
  regoleObbligo,
  regoleCoerenza,
  regoleIncrociate,
  regoleStoria,
].flatMap((famiglia) => [...famiglia].sort(perCodice));

const PER_CODICE: ReadonlyMap<string, Regola> = new Map(REGOLE.map((regola) => [regola.code, regola]));

/** The rule of a code such as `OC-C-010`, or undefined. */
export function regolaDi(code: string): Regola | undefined {
  return PER_CODICE.get(code);
}

/** Severity in force: the configuration's where it may have one, else the table's. Unknown codes are our bug. */
export function esitoDi(code: string, severities?: ReadonlyMap<string, Esito>): Esito {
  const regola = PER_CODICE.get(code);
  if (regola === undefined) throw new Error(`no rule ${code}`);
  return regola.fissa ? regola.esito : (severities?.get(code) ?? regola.esito);
}
