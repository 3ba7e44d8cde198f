import type { Profilo } from "./profilo.ts";

/** What the form of an identifier says of its kind. */
const FORME: readonly (readonly [code: string, pattern: RegExp])[] = [
  ["0", /^[A-Z]{6}[0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/i],
  ["1", /^STP\d{13}$/i],
  ["2", /^ENI\d{13}$/i],
  ["4", /^\d{11}$/],
  ["3", /^(?=.*\d)[A-Z0-9 -]{12,20}$/i],
];

/**
 * The azienda's codes for the kind of identifier, told by the identifiers themselves: their code for a codice fiscale
 * is the one that stands beside codici fiscali.
 */
export function kindsBeside(kinds: Profilo, identifiers: Profilo): ReadonlyMap<string, string> {
  const seen = new Map<string, Map<string, number>>();
  for (const [row, kind] of kinds.prime.entries()) {
    if (kind === "") continue;
    const form = formOf(identifiers.prime[row] ?? "");
    const counts = seen.get(kind) ?? new Map<string, number>();
    seen.set(kind, counts.set(form, (counts.get(form) ?? 0) + 1));
  }
  const found = [...seen].flatMap(([kind, counts]): readonly (readonly [string, string, number])[] => {
    const rows = [...counts.values()].reduce((a, b) => a + b, 0);
    const [form = "", n = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    const code = form === "" ? nobody(kind) : form;
    return code !== "" && n > 0.9 * rows ? [[kind, code, n]] : [];
  });
  // A second code for the same form is the rarer case: an STP that is in no registry.
  found.sort((a, b) => b[2] - a[2]);
  const taken = new Set<string>();
  return new Map(
    found.flatMap(([kind, code]) => {
      const own = taken.has(code) ? (code === "1" ? "97" : "") : code;
      taken.add(code);
      return own === "" ? [] : [[kind, own] as const];
    }),
  );
}

/** Where there is no identifier: anonymous by law, or unknown. */
const nobody = (kind: string): string => (/^a|8$/i.test(kind) ? "98" : /^[xsu?]|9$/i.test(kind) ? "99" : "");

const formOf = (identifier: string): string =>
  FORME.find(([, pattern]) => pattern.test(identifier))?.[0] ?? "";

/** Nearly all identifiers are valid: where nearly all are 1, 1 means valid, the contrary of ours. */
export function reversedValidity(
  values: ReadonlyMap<string, number>,
): ReadonlyMap<string, string> | undefined {
  if ([...values.keys()].some((value) => value !== "0" && value !== "1")) return undefined;
  const [no = 0, yes = 0] = [values.get("0"), values.get("1")];
  return yes > 3 * no
    ? new Map([...values.keys()].map((value) => [value, value === "1" ? "0" : "1"]))
    : undefined;
}

/** Levels counted from 0, where ours begin with 1. */
export function shiftedLevels(values: ReadonlyMap<string, number>): ReadonlyMap<string, string> | undefined {
  const levels = [...values.keys()].filter((value) => value !== "9");
  if (!levels.includes("0") || levels.length < 2 || levels.some((value) => !/^[0-2]$/.test(value)))
    return undefined;
  return new Map(levels.map((value) => [value, String(Number(value) + 1)]));
}

/** Amounts from 0, none, to 2, full, where ours go the other way. */
export function shiftedSupport(values: ReadonlyMap<string, number>): ReadonlyMap<string, string> | undefined {
  const levels = shiftedLevels(values);
  return levels && new Map([...levels.keys()].map((value) => [value, String(3 - Number(value))]));
}
