import type { Esito, Finding } from "../model/finding.ts";
import type { Position } from "../model/record.ts";
import { esitoDi, regolaDi } from "../rules/index.ts";
import { FLAG, type ColumnArrays } from "./columns.ts";

/** What the rules that need the whole run look at, and how they tell what they find. */
export interface RunColumns {
  readonly count: number;
  readonly columns: ColumnArrays;
  /** Region, ASL and struttura codes in one; `columns.struttura` indexes this. */
  readonly strutture: readonly string[];
  readonly numRicOf: (row: number) => string;
  readonly severities: ReadonlyMap<string, Esito>;
  readonly report: (finding: Finding) => void;
}

export type Hit = (
  code: string,
  row: number,
  dataset: 1 | 2,
  params?: Readonly<Record<string, string | number>>,
) => void;

/** Reports a finding on a row of the columns, and marks the row with what it came to. */
export function hitter({ columns, strutture, numRicOf, severities, report }: RunColumns): Hit {
  return (code, row, dataset, params) => {
    const esito = esitoDi(code, severities);
    const struttura = strutture[columns.struttura[row] ?? 0]?.slice(6);
    const numRic = numRicOf(row);
    report({
      code,
      esito,
      at: positionOf(columns, row, dataset),
      campi: regolaDi(code)?.campi ?? [],
      ...(params === undefined ? {} : { params }),
      ...(struttura !== undefined && /^[0-9A-Z]{6}$/.test(struttura) ? { struttura } : {}),
      ...(numRic === "" ? {} : { numRic }),
    });
    columns.flags[row] = (columns.flags[row] ?? 0) | FLAG.segnalato | (esito === "scarto" ? FLAG.scarto : 0);
  };
}

export function positionOf(columns: ColumnArrays, row: number, dataset: 1 | 2): Position {
  return dataset === 1
    ? { file: columns.file1[row] ?? 0, line: columns.line1[row] ?? 0 }
    : { file: columns.file2[row] ?? 0, line: columns.line2[row] ?? 0 };
}
