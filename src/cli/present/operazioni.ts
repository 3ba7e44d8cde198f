import type { Prepared } from "../../pipeline/prepare.ts";
import type { Text } from "../../text/index.ts";

/** What goes with which operation, what stays, what has gone: the lines of `prepare` on the ledger. */
export function operazioniLines({ manifest, bilancio, assenti, same }: Prepared, text: Text): string[] {
  const { coppie, scomparsi } = assenti;
  const { invariati, inAttesa } = bilancio;
  return [
    ...(manifest ? [text("cli.prepare.operations", perTipo(manifest))] : []),
    ...(invariati + inAttesa > 0 ? [text("cli.prepare.unchanged", { invariati, inAttesa })] : []),
    ...(coppie.length > 0 ? [text("cli.prepare.pairs", { count: coppie.length })] : []),
    ...(scomparsi.length > 0 ? [text("cli.prepare.gone", { count: scomparsi.length })] : []),
    ...(same === undefined ? [] : [text("cli.prepare.same", { bundle: same })]),
  ];
}

/** Of the stays: the larger of the two datasets, which differ only where one half goes alone. */
function perTipo({ datasets }: NonNullable<Prepared["manifest"]>): Record<"I" | "V" | "C", number> {
  const of = (dataset: 1 | 2, tipo: "I" | "V" | "C"): number =>
    datasets.filter((d) => d.dataset === dataset).reduce((sum, d) => sum + d.by_tipo[tipo], 0);
  const larger = (tipo: "I" | "V" | "C"): number => Math.max(of(1, tipo), of(2, tipo));
  return { I: larger("I"), V: larger("V"), C: larger("C") };
}
