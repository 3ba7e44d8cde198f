import {
  compileIdRec,
  idRecText,
  parseChiave,
  pseudonymDeps,
  pseudonymise,
  type PseudonymDeps,
} from "../identity/index.ts";
import type { Esito, Finding } from "../model/finding.ts";
import { PARTE, type ClearRecord, type SafeRecord } from "../model/record.ts";
import { compileRules, esitoDi, luogoDi, regolaDi } from "../rules/index.ts";
import type { Bozza, Segnala } from "../tracciato/index.ts";
import { completeIdentity, judgeGivenHashes, type IdentityNotes } from "./identify.ts";
import type { StationInit } from "./jobs.ts";
import type { SharedOutcomes } from "./outcomes.ts";
import { openTables } from "./tables.ts";

/** Findings of the block being read. */
export interface Collected {
  readonly segnala: Segnala;
  readonly findings: Finding[];
  readonly report: (finding: Finding) => void;
}
export type Collector = () => Collected;

/** What the judging of one record came to. */
export interface Judged extends IdentityNotes {
  readonly scarto: boolean;
  readonly segnalato: boolean;
  /** The identifier broke no rule of its own: the rules between stays may compare it. */
  readonly identificato: boolean;
}

/** Judges one record by everything that needs no other record; later replaces its identifier. */
export interface Judge {
  /** OC-X-003 is a scarto, as it is unless the configuration says otherwise. */
  readonly refusesHalves: boolean;
  /** Provinces OC-C-010 met and does not know. */
  readonly province: ReadonlySet<string>;
  readonly collector: Collector;
  /** F, D, O, C and identifier rules; `first` is the index of the record's first finding in `collected`. */
  judge(bozza: Bozza, collected: Collected, first: number, outcomes: SharedOutcomes | undefined): Judged;
  /** The text Id_Rec is made from, for the tags of the settling; "" when it cannot be made. */
  idSource(record: ClearRecord): string;
  /** The Id_Rec a record would go with, also one that is refused; "" when it cannot be made, or nothing is built. */
  idRec(record: ClearRecord): string;
  /** Of people without an identifier. Present only when building. */
  readonly cuniSconosciuto: string | undefined;
  /**
   * Clear → safe, present only when building; undefined (with findings) when CUNI or Id_Rec come out wrong.
   * After this the draft no longer holds the identifier.
   */
  readonly pseudonymise: ((bozza: Bozza, collected: Collected) => SafeRecord | undefined) | undefined;
}

export function makeJudge(init: StationInit): Judge {
  const tabelle = openTables(init.tabelle);
  const rules = compileRules({ severities: init.severities, tabelle });
  const province = new Set<string>();
  const contesto = {
    provinceIgnote: province,
    periodo: init.periodo,
    today: init.today,
    regione: init.regione,
    tabelle,
  };
  const idRec = compileIdRec(init.idRecTemplate);
  const deps =
    init.build &&
    pseudonymDeps({ ...init.build, key: parseChiave(init.build.cuniKey), idRecTemplate: init.idRecTemplate });
  return {
    refusesHalves: esitoDi("OC-X-003", init.severities) === "scarto",
    province,
    collector: () => openCollector((code) => esitoDi(code, init.severities)),
    judge(bozza, collected, first, outcomes) {
      const notes = completeIdentity(bozza, collected.segnala, outcomes);
      judgeGivenHashes(bozza, collected.segnala);
      dropCancellationNoise(bozza, collected.findings, first);
      rules(asClear(bozza), contesto, collected.report);
      return { ...notes, ...nameFindings(bozza, collected.findings, first) };
    },
    idSource: (record) => idRecText(record, idRec),
    idRec: (record) => {
      const source = idRecText(record, idRec);
      return source === record.id_rec || !deps ? record.id_rec : deps.cuni(source);
    },
    cuniSconosciuto: deps?.cuniSconosciuto,
    pseudonymise: deps && ((bozza, collected) => toSafe(bozza, collected, deps)),
  };
}

/** Reading is over: the draft is a ClearRecord (their only difference is who may still write to it). */
export function asClear(bozza: Bozza): ClearRecord {
  return bozza;
}

function openCollector(esitoDi: (code: string) => Esito): Collected {
  const findings: Finding[] = [];
  return {
    findings,
    report: (finding) => {
      findings.push(finding);
    },
    segnala: (code, colonna, at, params) => {
      findings.push({
        code,
        esito: esitoDi(code),
        at,
        campi: [colonna],
        ...(params === undefined ? {} : { params }),
      });
    },
  };
}

const CHIAVE: ReadonlySet<string> = new Set([
  "tipo",
  "cod_reg",
  "cod_asl",
  "cod_str",
  "data_amm",
  "id_rec",
  "cod_ident",
]);

/** Of the mandatory fields only the key is asked of a cancellation (rules.md, OC-F-004). */
function concernsCancellation({ code, campi: [campo] }: Finding): boolean {
  return (
    regolaDi(code)?.suCancellazione !== false &&
    (code !== "OC-F-004" || campo === undefined || CHIAVE.has(campo))
  );
}

/** On tipo=C only the rules marked so apply; what reading said of the other fields is taken back. */
function dropCancellationNoise(bozza: Bozza, findings: Finding[], first: number): void {
  if (bozza.tipo !== "C" || findings.length === first) return;
  const kept = findings.splice(first).filter((finding) => concernsCancellation(finding));
  findings.push(...kept);
}

const IDENTIFICATIVO: ReadonlySet<string> = new Set(["OC-F-011", "OC-F-012", "OC-F-013"]);

/** Adds struttura and local number to the record's findings, and says what they come to. */
function nameFindings(
  bozza: Bozza,
  findings: Finding[],
  first: number,
): Pick<Judged, "scarto" | "segnalato" | "identificato"> {
  let scarto = false;
  let identificato = true;
  const luogo = findings.length > first ? luogoDi(asClear(bozza)) : {};
  for (let i = first; i < findings.length; i++) {
    const finding = findings[i];
    if (!finding) continue;
    if (finding.esito === "scarto") scarto = true;
    if (IDENTIFICATIVO.has(finding.code)) identificato = false;
    findings[i] = { ...finding, ...luogo };
  }
  return { scarto, segnalato: findings.length > first, identificato };
}

/** OC-F-009 and OC-F-010 on the values to be sent. */
function toSafe(bozza: Bozza, collected: Collected, deps: PseudonymDeps): SafeRecord | undefined {
  const { record, cuni, idRec } = pseudonymise(asClear(bozza), deps);
  const at = bozza.at[1];
  let refused = false;
  for (const [colonna, esito] of [
    ["cuni", cuni],
    ["id_rec", idRec],
  ] as const) {
    // A wrong shape was said when the row was judged.
    if (esito === "ok" || esito === "shape") continue;
    if (colonna === "cuni" && (bozza.parte & PARTE.anagrafica) === 0) continue;
    collected.segnala(esito === "length" ? "OC-F-009" : "OC-F-010", colonna, at);
    refused ||= collected.findings.at(-1)?.esito === "scarto";
  }
  return refused ? undefined : record;
}
