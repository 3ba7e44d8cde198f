/** What a number format makes of a number, as far as it changes what a person would write down. */
export type CellFormat =
  | { readonly kind: "plain" | "percent" | "date" }
  /** Leading zeros up to `width` digits: 030, stored as 30. */
  | { readonly kind: "zeros"; readonly width: number }
  /** `elapsed` counts hours beyond 24. */
  | { readonly kind: "dateTime" | "time" | "elapsed"; readonly seconds: boolean };

export const PLAIN: CellFormat = { kind: "plain" };
const DATE: CellFormat = { kind: "date" };
const PERCENT: CellFormat = { kind: "percent" };

/** Formats that have a number and no text. Source: ECMA-376 part 1, § 18.8.30; 27–36 and 50–58 by locale. */
export function builtInFormat(id: number): CellFormat {
  if (id === 9 || id === 10) return PERCENT;
  if (id >= 14 && id <= 17) return DATE;
  if (id === 18 || id === 20) return { kind: "time", seconds: false };
  if (id === 19 || id === 21 || id === 45 || id === 47) return { kind: "time", seconds: true };
  if (id === 22) return { kind: "dateTime", seconds: false };
  if (id === 32 || id === 33) return { kind: "time", seconds: id === 33 };
  if (id === 46) return { kind: "elapsed", seconds: true };
  return (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? DATE : PLAIN;
}

/** Letters that stand for parts of a date, in their order, and what is shown beside them. */
interface Section {
  readonly letters: string;
  readonly elapsed: boolean;
  /** Everything but letters, colours, spaces and texts: `0.00`, `000`. */
  readonly shape: string;
  /** A text stands among the digits. */
  readonly hasText: boolean;
}

/** The format of positive numbers in a format code, such as `dd/mm/yyyy;@`. */
export function formatOf(code: string): CellFormat {
  const { letters, elapsed, shape, hasText } = firstSection(code);
  const runs = letters.replace(/(.)\1+/g, "$1");
  const hasTime = /[hsa]/.test(runs);
  // an m after hours or before seconds is of minutes
  const hasDate = /[ymd]/.test(runs.replace(/(?<=h)m|m(?=s)/g, ""));
  const seconds = runs.includes("s");
  if (hasTime) return { kind: hasDate ? "dateTime" : elapsed ? "elapsed" : "time", seconds };
  if (hasDate) return DATE;
  if (shape.includes("%")) return PERCENT;
  return /^0{2,}$/.test(shape) && !hasText ? { kind: "zeros", width: shape.length } : PLAIN;
}

/**
 * Piece by piece: a quoted text, an escaped or padding character, a bracket (colour, locale, condition, elapsed
 * time), AM/PM, anything else. `_x` leaves the space of an x, `*x` fills with it: neither is content.
 */
const PIECE = /"[^"]*"?|\\[\s\S]?|[_*][\s\S]?|\[([^\]]*)\]?|am\/pm|a\/p|general|[\s\S]/giy;

function firstSection(code: string): Section {
  let [letters, shape, elapsed, hasText] = ["", "", false, false];
  for (const [piece, bracket] of code.slice(0, 512).matchAll(PIECE)) {
    if (piece === ";") break;
    if (bracket !== undefined) {
      if (!/^(?:h+|m+|s+)$/i.test(bracket)) continue;
      elapsed = true;
      letters += /s/i.test(bracket) ? "s" : "h";
    } else if (/^[dmyhs]$/i.test(piece)) letters += piece.toLowerCase();
    else if (/^a/i.test(piece) && piece.length > 1) letters += "a";
    else if (piece.startsWith('"') || piece.startsWith("\\")) hasText = true;
    else if (piece.length === 1) shape += piece;
  }
  return { letters, shape, elapsed, hasText };
}
