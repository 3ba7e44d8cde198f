import { giornoARoma } from "../../core/orologio.ts";

/** `2026-05`: the month of an instant (ms since 1970) on Italian clocks. */
export function monthOf(ms: number): string {
  return giornoARoma(ms).slice(0, 7);
}

export function monthAfter(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}

/**
 * Month from whose first day, at midnight in Italy, the log of `month` is to be gone: twelve whole months after it
 * ended. Source: D.M. 4-8-2025, all. 1 §4.1.3.2, "conservati per dodici mesi e cancellati alla scadenza".
 */
export function expiryOf(month: string): string {
  const next = monthAfter(month);
  return `${Number(next.slice(0, 4)) + 1}${next.slice(4)}`;
}
