import { CODICI_GAF, FONTE_GAF, type CodiceGaf } from "../../gaf/index.ts";
import type { Text } from "../../text/index.ts";
import type { Scheda } from "./scheda.ts";

export const FAMIGLIE_GAF = ["AE", "IF", "MX", "DF"] as const;
export type FamigliaGaf = (typeof FAMIGLIE_GAF)[number];

export function codiciGaf(famiglia: FamigliaGaf): readonly CodiceGaf[] {
  return CODICI_GAF.filter(({ codice }) => codice.startsWith(famiglia));
}

export function schedaGaf(codice: CodiceGaf, text: Text): Scheda {
  const l = text.lingua;
  const { significato, rimedio, previsto } = codice;
  const foreseen = previsto?.[l] ?? (codice.seguito === "look" ? text("explain.gaf.unforeseen") : undefined);
  return {
    specie: "gaf",
    codice: codice.codice,
    titolo: significato[l],
    voci: [
      [text("explain.label.fase"), text(`explain.fase.${codice.fase}`)],
      [text("explain.label.seguito"), text(`explain.seguito.${codice.seguito}`)],
      [text("explain.label.rimedio"), rimedio[l]],
      ...(foreseen === undefined ? [] : [[text("explain.label.prima"), foreseen] as const]),
      [text("explain.label.fonte"), FONTE_GAF[l]],
    ],
    sezioni: [],
    data: {
      code: codice.codice,
      stage: codice.fase,
      next: codice.seguito,
      meaning: significato[l],
      hint: rimedio[l],
      ...(previsto && { foreseen: previsto[l] }),
      source: FONTE_GAF[l],
    },
  };
}
