import { fromDay, isoFrom, toDay, type IsoDate } from "./dates.ts";

/** A reporting quarter (D.M. 4-8-2025 art. 5 c. 2). */
export interface Periodo {
  /** `2026T1` */
  readonly code: string;
  readonly anno: number;
  readonly trimestre: 1 | 2 | 3 | 4;
  readonly first: IsoDate;
  readonly last: IsoDate;
  /** Ordinary deadline: 45 days after the last day. */
  readonly termine: IsoDate;
  /** Last deadline: 30 more. */
  readonly ultimo: IsoDate;
}

/** The quarter of a code such as `2026T1` (also `2026-T1`, `T1 2026`), or undefined. */
export function parsePeriodo(text: string): Periodo | undefined {
  const m = /^(\d{4})[- ]?T([1-4])$/i.exec(text.trim()) ?? swapped(text);
  if (!m) return undefined;
  const anno = Number(m[1]);
  const trimestre = Number(m[2]) as Periodo["trimestre"];
  if (anno < 2026 || anno > 2099) return undefined;
  return periodoOf(anno, trimestre);
}

function swapped(text: string): [string, string, string] | undefined {
  const m = /^T([1-4])[- /]?(\d{4})$/i.exec(text.trim());
  return m?.[1] && m[2] ? [m[0], m[2], m[1]] : undefined;
}

/** The quarter that ended last before the given day: what a region prepares on that day. */
export function lastEndedPeriodo(today: IsoDate): Periodo {
  return shiftPeriodo(periodoAt(today), -1);
}

/** The quarter the day belongs to. */
export function periodoAt(day: IsoDate): Periodo {
  return periodoNumber(Number(day.slice(0, 4)) * 4 + Math.floor((Number(day.slice(5, 7)) - 1) / 3));
}

/** So many quarters later; earlier when negative. */
export function shiftPeriodo({ anno, trimestre }: Periodo, quarters: number): Periodo {
  return periodoNumber(anno * 4 + trimestre - 1 + quarters);
}

/** Quarters numbered in a row. */
function periodoNumber(n: number): Periodo {
  return periodoOf(Math.floor(n / 4), ((n % 4) + 1) as Periodo["trimestre"]);
}

function periodoOf(anno: number, trimestre: Periodo["trimestre"]): Periodo {
  const first = isoFrom(anno, trimestre * 3 - 2, 1);
  const next = trimestre === 4 ? isoFrom(anno + 1, 1, 1) : isoFrom(anno, trimestre * 3 + 1, 1);
  const last = toDay(next) - 1;
  return {
    code: `${anno}T${trimestre}`,
    anno,
    trimestre,
    first,
    last: fromDay(last),
    termine: fromDay(last + 45),
    ultimo: fromDay(last + 75),
  };
}
