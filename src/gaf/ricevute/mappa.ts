import { basename } from "node:path";

import { parseToml, readText, tomlProblems, type Problem, type SchemaOf } from "../../config/toml.ts";
import type { Text } from "../../text/index.ts";
import { CAMPI, type CampoScarto } from "./nomi.ts";
import { fold } from "./xml.ts";

/** How the list of discards is written, for when its names are none of those we know. */
export interface MappaEsiti {
  /** Element of one rejection, folded. */
  readonly element: string;
  /** Where each part stands: the last steps of a path, folded; `@` marks an attribute. */
  readonly where: ReadonlyMap<string, readonly CampoScarto[]>;
  readonly scarto: ReadonlySet<string>;
  readonly anomalia: ReadonlySet<string>;
  /** Taken for a rejection that says neither. */
  readonly otherwise: "scarto" | "anomalia";
  readonly datasets: ReadonlyMap<string, 1 | 2>;
  /** Named groups of it are read in the name of the file. */
  readonly fileName?: RegExp;
  /** Where the file says that the list is not whole, and by what values. */
  readonly partial?: { readonly where: string; readonly values: ReadonlySet<string> };
}

const CHIAVE = ["cod_reg", "cod_asl", "cod_str", "data_amm", "id_rec"] as const;
/** Key of the TOML → part of a rejection. */
const VOCI = {
  code: "codice",
  description: "descrizione",
  field: "campo",
  kind: "specie",
  ordinal: "ordinale",
  dataset: "dataset",
} as const;

interface RawMappa {
  readonly element: string;
  readonly file_name?: string;
  readonly key?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly kinds?: {
    readonly scarto?: string[];
    readonly anomalia?: string[];
    readonly otherwise?: "scarto" | "anomalia";
  };
  readonly datasets?: Readonly<Record<"1" | "2", string[]>>;
  readonly partial?: { readonly where: string; readonly values?: string[] };
}

const STEP = "[\\p{L}_][\\p{L}\\p{N}_.-]*";
/** `Codice`, `Errore/Codice`, `@codice`, `Errore/@codice`. */
const PLACE = { type: "string", maxLength: 200, pattern: `^(?:${STEP}/)*@?${STEP}$` } as const;
const VALUES = {
  type: "array",
  minItems: 1,
  maxItems: 50,
  items: { type: "string", minLength: 1, maxLength: 100 },
} as const;

const table = (properties: object, more: object = {}): object => ({
  type: "object",
  additionalProperties: false,
  properties,
  ...more,
});

const SCHEMA: SchemaOf<RawMappa> = {
  type: "object",
  additionalProperties: false,
  required: ["element", "fields"],
  properties: {
    element: { type: "string", maxLength: 100, pattern: `^${STEP}$` },
    file_name: { type: "string", minLength: 1, maxLength: 200 },
    key: table(Object.fromEntries(CHIAVE.map((name) => [name, PLACE]))),
    fields: table(Object.fromEntries(Object.keys(VOCI).map((name) => [name, PLACE])), { required: ["code"] }),
    kinds: table({ scarto: VALUES, anomalia: VALUES, otherwise: { enum: ["scarto", "anomalia"] } }),
    datasets: table({ "1": VALUES, "2": VALUES }),
    partial: table({ where: PLACE, values: VALUES }, { required: ["where"] }),
  },
};

/**
 * Reads a map of the outcomes; every mistake is told at once.
 * @throws CONFIG_MISSING if there is no such file, RECEIPT_MAP.
 */
export function readMappaEsiti(path: string, text: Text): MappaEsiti {
  return mappaEsiti(readText(path, { code: "RECEIPT_MAP", text }), basename(path), text);
}

/** As {@link readMappaEsiti}, for text already read. */
export function mappaEsiti(source: string, file: string, text: Text): MappaEsiti {
  const options = { code: "RECEIPT_MAP", text } as const;
  const raw = parseToml(source, file, SCHEMA, options);
  const problems = problemsOf(raw, text);
  if (problems.length > 0) throw tomlProblems(source, file, problems, options);
  const values = (list: readonly string[] | undefined): ReadonlySet<string> =>
    new Set((list ?? []).map(foldValue));
  const fileName = regexOf(raw.file_name);
  return {
    element: fold(raw.element),
    where: placesOf(raw),
    scarto: values(raw.kinds?.scarto),
    anomalia: values(raw.kinds?.anomalia),
    otherwise: raw.kinds?.otherwise ?? "scarto",
    datasets: new Map([
      ...(raw.datasets?.["1"] ?? []).map((v) => [foldValue(v), 1] as const),
      ...(raw.datasets?.["2"] ?? []).map((v) => [foldValue(v), 2] as const),
    ]),
    ...(fileName === undefined ? {} : { fileName }),
    ...(raw.partial === undefined
      ? {}
      : {
          partial: {
            where: foldPlace(raw.partial.where),
            values: values(raw.partial.values ?? ["true", "1", "S", "SI"]),
          },
        }),
  };
}

/** What a schema cannot see: a rejection nobody can join to a record, a value that means two things, a bad pattern. */
function problemsOf(raw: RawMappa, text: Text): readonly Problem[] {
  const named = raw.file_name === undefined ? undefined : regexOf(raw.file_name);
  const joined = raw.key !== undefined || raw.fields["ordinal"] !== undefined;
  const both = (raw.kinds?.scarto ?? [])
    .map(foldValue)
    .filter((v) => (raw.kinds?.anomalia ?? []).map(foldValue).includes(v));
  return [
    ...(joined ? [] : [{ path: ["key"], sentence: text("outcomes.map.no_key") }]),
    ...(both.length === 0 ? [] : [{ path: ["kinds"], sentence: text("outcomes.map.both") }]),
    ...(raw.file_name === undefined || named !== undefined
      ? []
      : [{ path: ["file_name"], sentence: text("outcomes.map.pattern") }]),
  ];
}

function placesOf({ key = {}, fields }: RawMappa): ReadonlyMap<string, readonly CampoScarto[]> {
  const where = new Map<string, CampoScarto[]>();
  const add = (place: string, campo: CampoScarto): void => {
    const folded = foldPlace(place);
    where.set(folded, [...(where.get(folded) ?? []), campo]);
  };
  for (const campo of CAMPI) if (key[campo] !== undefined) add(key[campo], campo);
  for (const [name, campo] of Object.entries(VOCI)) if (fields[name] !== undefined) add(fields[name], campo);
  return where;
}

function foldPlace(place: string): string {
  return place
    .split("/")
    .map((step) => (step.startsWith("@") ? `@${fold(step)}` : fold(step)))
    .join("/");
}

/** Values are compared ignoring case and blanks around. */
export function foldValue(value: string): string {
  return value.trim().toLowerCase();
}

function regexOf(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(pattern, "iu");
  } catch {
    return undefined;
  }
}
