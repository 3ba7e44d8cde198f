/**
 * JSON with one way of being written: keys sorted by code unit at every level, two spaces, one newline at the end.
 * The same data give the same bytes, so a signature or a hash over them can be made again.
 * @throws Error for what JSON has no words for (NaN, functions): a defect.
 */
export function canonicalJson(value: unknown): string {
  return `${print(value, "")}\n`;
}

function print(value: unknown, indent: string): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return block(
      "[",
      "]",
      indent,
      value.map((item: unknown) => inner + print(item, inner)),
    );
  }
  if (typeof value === "object") return block("{", "}", indent, members(value, inner));
  throw new Error(`not for JSON: ${typeof value}`);
}

function members(value: object, inner: string): string[] {
  // Entries, not a sorted copy: an object puts keys that look like numbers (aziende) first, whatever their order.
  const entries: [string, unknown][] = Object.entries(value);
  return entries
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, v]) => `${inner}${JSON.stringify(key)}: ${print(v, inner)}`);
}

function block(open: string, close: string, indent: string, lines: readonly string[]): string {
  return lines.length === 0 ? open + close : `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}
