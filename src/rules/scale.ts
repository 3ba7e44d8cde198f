import type { Valutazione } from "../model/record.ts";

interface Scala {
  readonly nome: string;
  readonly min: number;
  readonly max: number;
}

/** Published ranges; 9 is any other scale, bounded by the three digits of the field. */
const SCALE: ReadonlyMap<string, Scala> = new Map([
  ["1", { nome: "Barthel", min: 0, max: 100 }],
  ["2", { nome: "Barthel modif.", min: 0, max: 100 }],
  ["3", { nome: "ADL Katz", min: 0, max: 6 }],
  ["4", { nome: "FIM", min: 18, max: 126 }],
  ["9", { nome: "9", min: 0, max: 999 }],
]);

/** True if scale and score are both there and the score is not one the scale can give. */
export function isFuoriScala(v: Valutazione): boolean {
  if (v.scala === "" || v.punt === "") return false;
  const scala = SCALE.get(v.scala);
  if (scala === undefined) return false;
  const punti = Number(v.punt);
  return !(Number.isInteger(punti) && punti >= scala.min && punti <= scala.max);
}

/** Name and range of a scale, for the sentence of OC-D-015. */
export function intervalloDi(codice: string): Readonly<Record<string, string | number>> {
  const scala = SCALE.get(codice);
  return scala ? { scala: scala.nome, min: scala.min, max: scala.max } : {};
}
