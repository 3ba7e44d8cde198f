import type { Difetto } from "./codice-fiscale.ts";

/** Code given by a health company to a foreigner not enrolled: STP (non-EU) or ENI (EU), and 13 digits. */
export interface StpEni {
  readonly sigla: "STP" | "ENI";
  /** By practice region (3), ASL (3) and progressive (7); only that they are digits is checked. */
  readonly cifre: string;
}

/** Source: patterns of the Ministry's interconnection library (spec/cuni.md §3). */
export function parseStp(text: string): StpEni | Difetto {
  return parse(text, "STP");
}

export function parseEni(text: string): StpEni | Difetto {
  return parse(text, "ENI");
}

function parse(text: string, sigla: StpEni["sigla"]): StpEni | Difetto {
  const cifre = text.slice(3);
  return text.startsWith(sigla) && /^[0-9]{13}$/.test(cifre) ? { sigla, cifre } : "structure";
}
