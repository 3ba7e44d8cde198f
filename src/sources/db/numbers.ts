/** Numbers that a driver gives as JavaScript's, put as the server would write them. */

/**
 * A decimal that was divided by 10^scale on its way here. Exact while the digits fit: below 2^52 units of the last
 * place rounding gives them back. @returns undefined when they may not.
 */
export function decimalText(value: number, scale: number): string | undefined {
  const units = Math.abs(value) * 10 ** scale;
  return units < 2 ** 52 ? value.toFixed(scale) : undefined;
}

/** A single-precision number with the fewest digits that give it back: 0.1, not 0.10000000149011612. */
export function singleText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}
