import type { Testo } from "../tracciato/layout.ts";
import { t } from "./regola.ts";

/** Provenance in words: the decree, a sibling flow, a region, ourselves. Tags as in spec/rules.md. */
export function fonti(...parti: readonly Testo[]): Testo {
  return t(parti.map((p) => p.it).join("; "), parti.map((p) => p.en).join("; "));
}

/** The decree itself. */
export function decreto(punto: string): Testo {
  return t(`D.M. 4-8-2025, ${punto}`, `Decree of 4 August 2025, ${punto}`);
}

/** A sibling NSIS flow; the number is that flow's own error code. */
export function affine(flusso: string): Testo {
  return t(`per analogia con ${flusso}`, `by analogy with ${flusso}`);
}

export function regione(nome: string): Testo {
  return t(`prassi della Regione ${nome}`, `practice of the region ${nome}`);
}

/** Anything else that was published: a decree on standards, a classification. */
export function norma(it: string, en: string): Testo {
  return t(it, en);
}

/** Proposed by sioc: no published source. */
export const NOSTRA: Testo = t(
  "proposta di sioc, senza fonte pubblicata",
  "proposed by sioc, no published source",
);
