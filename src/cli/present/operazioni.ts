import type { Prepared } from "../../pipeline/prepare.ts";
import type { Text } from "../../text/index.ts";

/** What goes with which operation, what stays, what has gone: the lines of `prepare` on the ledger. */
export function operazioniLines(prepared: Prepared, text: Text): string[] {
  const { bilancio, assenti, cancellati, same, superati } = prepared;
  const { coppie, scomparsi } = assenti;
  const { operazioni, inviati, invariati, inAttesa } = bilancio;
  // More than the pairs' old keys: what has gone was asked for, and is among the cancellations.
  const gone = cancellati > coppie.length ? 0 : scomparsi.length;
  const operations = { ...operazioni, C: operazioni.C + cancellati };
  return [
    ...(inviati + cancellati > 0 ? [text("cli.prepare.operations", operations)] : []),
    ...(invariati + inAttesa > 0 ? [text("cli.prepare.unchanged", { invariati, inAttesa })] : []),
    ...(coppie.length > 0 ? [text("cli.prepare.pairs", { count: coppie.length })] : []),
    ...(gone > 0 ? [text("cli.prepare.gone", { count: gone })] : []),
    ...(same === undefined ? [] : [text("cli.prepare.same", { bundle: same })]),
    ...superati.map((bundle) => text("cli.prepare.stale", { bundle })),
  ];
}
