/** Digits a sheet keeps of a number, and shows at most. */
const DIGITS = 15;

const INTEGER = /^-?\d{1,400}$/;
/** A decimal already written as a person would, of so few digits that all of them are shown. */
const SHORT = /^-?(?:0|[1-9]\d{0,8})\.\d{0,5}[1-9]$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The number in a cell, or undefined if there is none: `NaN`, `INF`, or more than a double can hold.
 * @param raw the text of the value, as the file has it
 */
export function parseNumber(raw: string): number | undefined {
  if (raw.length > 400 || !DECIMAL.test(raw)) return undefined;
  const value = Number(raw);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * A number as a person would type it: integers in full, decimals with a dot, never an exponent. Of decimals the 15
 * digits a sheet shows: 0.1 + 0.2 is 0.3. An integer keeps the digits the file has, be they more.
 */
export function numberText(raw: string, value: number): string {
  if (SHORT.test(raw)) return raw;
  if (!INTEGER.test(raw)) return decimalText(value);
  const digits = raw.replace(/^(-?)0+(?=\d)/, "$1");
  return digits === "-0" ? "0" : digits;
}

export function decimalText(value: number): string {
  return plain(String(Number(value.toPrecision(DIGITS))));
}

/** 1.5e+21 → 1500000000000000000000, 2.5e-7 → 0.00000025. */
function plain(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text === "-0" ? "0" : text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return point >= digits.length
    ? sign + digits.padEnd(point, "0")
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** More digits than a sheet keeps: those of a code typed as a number are already lost. */
export function isBeyondDigits(value: number): boolean {
  return Math.abs(value) >= 10 ** DIGITS;
}
