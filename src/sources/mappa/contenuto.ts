import { gruppoDi } from "./colonne.ts";
import type { ColonnaNota } from "./nota.ts";
import { commonest, dateCount, type Profilo } from "./profilo.ts";
import { readValues } from "./valori.ts";

/** What the cells say of a pairing. */
export interface Contenuto {
  /** 1 they can be what the column holds · less if they look otherwise · near 0 they cannot. */
  readonly fit: number;
  /** 0–1: how much they would give the column away whatever the header says. */
  readonly telling: number;
}

const SURE = (telling = 0): Contenuto => ({ fit: 1, telling });
const DOUBT = (fit: number): Contenuto => ({ fit, telling: 0 });

/** Compares the cells of a file's column with what the layout says of ours. `repeats`: many rows a stay. */
export function contents(nota: ColonnaNota, profilo: Profilo, repeats = false): Contenuto {
  const key = `${nota.colonna}/${String(repeats)}`;
  const known = remembered.get(profilo) ?? new Map<string, Contenuto>();
  remembered.set(profilo, known);
  const found = known.get(key) ?? compared(nota, profilo, repeats);
  known.set(key, found);
  return found;
}

/** A table is tried in every role: its cells stay what they are. */
const remembered = new WeakMap<Profilo, Map<string, Contenuto>>();

function compared(nota: ColonnaNota, profilo: Profilo, repeats: boolean): Contenuto {
  const { filled, rows } = profilo;
  if (filled === 0) return DOUBT(nota.obbligatoria ? 0.8 : 0.95);
  const found = judged(nota, profilo, repeats);
  // Of two names that fit alike, a mandatory column is the one that is always filled.
  const whole = nota.obbligatoria ? 0.92 + 0.08 * (filled / rows) : 1;
  return { ...found, fit: found.fit * whole };
}

function judged(nota: ColonnaNota, profilo: Profilo, repeats: boolean): Contenuto {
  const share = (n: number): number => n / profilo.filled;
  const dates = share(dateCount(profilo) + profilo.datesOther);
  if (nota.tipo === "D") return days(profilo);
  if (nota.colonna === "cod_ident") return identifier(profilo);
  if (nota.colonna === "num_ric") return stayNumber(profilo, repeats);
  if (nota.colonna === "id_rec" || nota.colonna === "cuni")
    return profilo.longest === 88 ? SURE(0.3) : DOUBT(0.3);
  if (share(profilo.fiscali) > 0.3) return DOUBT(0);
  if (nota.tipo === "T") return time(profilo);
  if (nota.colonna === "anno_nasc") return year(profilo);
  // Eight digits may be a code that happens to look like a date.
  if (dates > 0.5 && (profilo.dates.get("aaaammgg") ?? 0) < profilo.filled * 0.5) return DOUBT(0.15);
  if (nota.codici !== undefined) return coded(nota, profilo);
  return patterned(nota, profilo);
}

function identifier({ fiscali, filled, unici, unicoSu }: Profilo): Contenuto {
  if (fiscali / filled < 0.3) return DOUBT(0.55);
  // The doctor has a codice fiscale too, the same on many rows.
  const varied = unici / unicoSu;
  return unicoSu > 20 && varied < 0.3 ? DOUBT(0.7) : SURE(fiscali / filled > 0.8 ? varied : 0.3);
}

function stayNumber({ unici, unicoSu, fiscali, filled, longest }: Profilo, repeats: boolean): Contenuto {
  if (fiscali / filled > 0.3 || longest > 40) return DOUBT(0.1);
  if (repeats) return unici > 1 || unicoSu < 5 ? SURE() : DOUBT(0.7);
  return unici / unicoSu > 0.9 ? SURE() : DOUBT(unici / unicoSu > 0.3 ? 0.9 : 0.6);
}

/** Days, but for the zeros that stand for none. */
function days(profilo: Profilo): Contenuto {
  const { filled, zeri, datesOther } = profilo;
  if (zeri === filled) return DOUBT(0.9);
  return dateCount(profilo) + datesOther > 0.5 * (filled - zeri) ? SURE() : DOUBT(0.35);
}

/** `10:30`, `1030`, or after its date. */
function time({ times, shapes, orari, filled }: Profilo): Contenuto {
  if ((times + orari) / filled > 0.5) return SURE();
  return DOUBT(/^9{3,4}$/.test(commonest(shapes) ?? "") ? 0.9 : 0.3);
}

/** The year, or the day the readers take it from. */
function year(profilo: Profilo): Contenuto {
  const { shapes, values, filled } = profilo;
  if (dateCount(profilo) > filled * 0.8) return DOUBT(0.85);
  if (!/^9{4}$/.test(commonest(shapes) ?? "")) return DOUBT(0.35);
  const sensible = [...(values ?? [])].filter(([value]) => /^(?:1899|19\d\d|20[012]\d|9999)$/.test(value));
  return sensible.reduce((sum, [, rows]) => sum + rows, 0) > filled * 0.8 ? SURE(0.2) : DOUBT(0.5);
}

function coded(nota: ColonnaNota, profilo: Profilo): Contenuto {
  const { values, filled, longest, digits } = profilo;
  if (values === undefined) return DOUBT(0.5);
  const { codici, capiti } = readValues(nota, values);
  const padded = nota.lunghezza === undefined ? 0 : (digits / filled) * Number(longest <= nota.lunghezza);
  if (codici + capiti > 0.8) return SURE(capiti > 0.8 && values.size > 1 ? capiti : capiti / 2);
  if (Math.max(codici + capiti, padded) > 0.5) return DOUBT(0.97);
  // Always the same, and nothing we know: a mark of the record, not a datum of the stay.
  if (values.size === 1 && profilo.rows > 20 && gruppoDi(nota.colonna) === undefined) return DOUBT(0.45);
  // Codes of their own, for the person to translate; or something else altogether.
  return DOUBT(values.size <= 30 ? 0.85 : 0.6);
}

/** Codes without a list: lengths and alphabets. */
function patterned({ pattern, lunghezza, colonna }: ColonnaNota, profilo: Profilo): Contenuto {
  const diagnosis = colonna.startsWith("diag_");
  if (diagnosis) return profilo.icd / profilo.filled > 0.5 ? SURE(profilo.icdDots > 0 ? 0.3 : 0) : DOUBT(0.4);
  if (pattern === undefined) return SURE();
  const shapes = [...profilo.shapes];
  const all = shapes.reduce((sum, [, n]) => sum + n, 0);
  const fitting = shapes.filter(([shape]) => couldMatch(shape, pattern, lunghezza));
  const share = fitting.reduce((sum, [, n]) => sum + n, 0) / all;
  return share > 0.5 ? SURE() : DOUBT(0.5);
}

/** Tries the pattern on values of that shape: of columns with many values the shapes alone are kept. */
function couldMatch(shape: string, pattern: RegExp, length = 0): boolean {
  const plain = shape.replace(",", ".").replaceAll("?", "");
  const tried = [
    plain.replaceAll("9", "1"),
    plain.replaceAll("9", "0"),
    plain.replace("9", "1").replaceAll("9", "0"),
  ];
  return tried.some((value) => pattern.test(/^\d+$/.test(value) ? value.padStart(length, "0") : value));
}
