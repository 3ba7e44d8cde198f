import { parseIsoDate } from "../../src/core/dates.ts";
import { parsePeriodo } from "../../src/core/periodo.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { ClearRecord } from "../../src/model/record.ts";
import type { Tabelle } from "../../src/model/tabelle.ts";
import {
  compileRules,
  tabellaDatata,
  tabellaDiagnosi,
  tabellaPosti,
  type Contesto,
  type OpzioniRegole,
  type RigaPosti,
} from "../../src/rules/index.ts";
import type { Ingresso } from "./casi.ts";

/** Region 080, first quarter of 2026, run on 10 April. */
export function contesto(tabelle: Tabelle = {}, today = "2026-04-10"): Contesto {
  return { periodo: parsePeriodo("2026T1")!, today: parseIsoDate(today)!, regione: "080", tabelle };
}

export function tabelleDi(ingresso: Ingresso): Tabelle {
  const { mra, sts11, comuni, icd9cm, posti_letto } = ingresso.tabelle ?? {};
  return {
    ...(mra && { mra: tabellaDatata(mra) }),
    ...(sts11 && { sts11: tabellaDatata(sts11) }),
    ...(comuni && { comuni: tabellaDatata(comuni) }),
    ...(icd9cm && { icd9cm: tabellaDiagnosi(icd9cm) }),
    ...(posti_letto && { posti_letto: tabellaPosti(posti_letto as readonly RigaPosti[]) }),
  };
}

/** Every finding of the record rules on one record. */
export function giudica(
  r: ClearRecord,
  c: Contesto = contesto(),
  severities?: OpzioniRegole["severities"],
): readonly Finding[] {
  const findings: Finding[] = [];
  compileRules({ tabelle: c.tabelle, ...(severities && { severities }) })(r, c, (f) => findings.push(f));
  return findings;
}

export function codici(findings: readonly Finding[]): readonly string[] {
  return findings.map((f) => f.code);
}
