/** What the schema found wrong, without the value it found. */
export type XsdKind =
  | "facet"
  | "type"
  | "unexpected-element"
  | "missing-element"
  | "missing-attribute"
  | "unexpected-attribute"
  | "unexpected-text"
  | "unknown-root"
  | "identity"
  | "not-well-formed"
  | "other";

export interface XsdProblem {
  /** Line in the bytes validated, from 1. */
  readonly line: number;
  /** Local name of the element, or of the element that holds the attribute; "" when the schema does not know it. */
  readonly element: string;
  readonly attribute?: string;
  readonly kind: XsdKind;
  /** Which facet of the type is broken: `enumeration`, `pattern`, `length`… */
  readonly facet?: string;
  /** Elements the schema wanted there. */
  readonly expected?: readonly string[];
}

/** As libxml2-wasm reports it. The message may quote the value: it goes no further than this file. */
export interface XsdDetail {
  readonly message: string;
  readonly line: number;
}

const FACETS = new Set([
  "enumeration",
  "pattern",
  "length",
  "minLength",
  "maxLength",
  "minInclusive",
  "maxInclusive",
  "minExclusive",
  "maxExclusive",
  "totalDigits",
  "fractionDigits",
  "whiteSpace",
]);

// Anchored at the start: what comes after may hold text of the document, made to look like anything.
const SUBJECT = /^Element '(?:\{[^}']*\})?([^'{}]*)'(?:, attribute '(?:\{[^}']*\})?([^'{}]*)')?: /;
const ATTRIBUTE = /^The attribute '(?:\{[^}']*\})?([^'{}]*)' is (required but missing|not allowed)/;
const EXPECTED = /Expected is (?:one of )?\( ([^()]*) \)/;
const QUALIFIED = /(?:\{[^}]*\})?([^\s,{}*#]+)/g;

/**
 * Line, names and kind of a libxml2 message; the value it quotes is dropped, and so is every name that is not in
 * `names` (the schema's own), since a name of a foreign file could itself be somebody's code.
 */
export function readProblem({ message, line }: XsdDetail, names: ReadonlySet<string>): XsdProblem {
  const known = (name: string | undefined): string => (name !== undefined && names.has(name) ? name : "");
  const subject = SUBJECT.exec(message);
  const rest = subject === null ? "" : message.slice(subject[0].length);
  const aboutAttribute = ATTRIBUTE.exec(rest);
  const attribute = known(subject?.[2] ?? aboutAttribute?.[1]);
  const kind = kindOf(rest, aboutAttribute?.[2]);
  const facet = /^\[facet '([A-Za-z]+)'\]/.exec(rest)?.[1] ?? "";
  return {
    line,
    element: known(subject?.[1]),
    ...(attribute === "" ? {} : { attribute }),
    kind,
    ...(FACETS.has(facet) ? { facet } : {}),
    ...expected(kind, rest, names),
  };
}

/** Only two kinds of message list what was expected, and they quote no value. */
function expected(kind: XsdKind, rest: string, names: ReadonlySet<string>): { expected?: readonly string[] } {
  if (kind !== "unexpected-element" && kind !== "missing-element") return {};
  const list = EXPECTED.exec(rest)?.[1] ?? "";
  const found = [...list.matchAll(QUALIFIED)].map(([, name = ""]) => name).filter((name) => names.has(name));
  return found.length === 0 ? {} : { expected: found };
}

function kindOf(rest: string, attribute: string | undefined): XsdKind {
  if (attribute !== undefined)
    return attribute === "not allowed" ? "unexpected-attribute" : "missing-attribute";
  // A message that begins with the quoted value: "'…' is not a valid value of the … type".
  if (rest.startsWith("'")) return "type";
  return KINDS.find(([start]) => rest.startsWith(start))?.[1] ?? "other";
}

const KINDS: readonly (readonly [string, XsdKind])[] = [
  ["[facet '", "facet"],
  ["This element is not expected", "unexpected-element"],
  ["Missing child element(s)", "missing-element"],
  ["Character content", "unexpected-text"],
  ["No matching global", "unknown-root"],
  ["Duplicate key-sequence", "identity"],
  ["No match found for key-sequence", "identity"],
  ["Not all fields of key", "identity"],
];
