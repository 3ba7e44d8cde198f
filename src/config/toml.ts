import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { Ajv, type ErrorObject, type SchemaObject, type ValidateFunction } from "ajv";
import { parse, TomlError } from "smol-toml";

import { errnoOf, siocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import type { Text } from "../text/index.ts";
import { nearest } from "./nearest.ts";

export interface TomlOptions {
  /** What a mistake in the file is called. */
  readonly code: "CONFIG_INVALID" | "MAPPING_INVALID" | "LAYOUT_INVALID" | "TABLE_INVALID" | "RECEIPT_MAP";
  /** Puts the list of mistakes in words. */
  readonly text: Text;
}

declare const typed: unique symbol;
/** A JSON Schema, and the type of what satisfies it: `const schema: SchemaOf<Config> = {…}`. */
export type SchemaOf<T> = SchemaObject & { readonly [typed]?: T };

/** A mistake found after the schema, by the caller's own checks. `path` as keys from the root. */
export interface Problem {
  readonly path: readonly string[];
  readonly sentence: string;
}

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a TOML file against a JSON Schema; every mistake is told at once, with its key, line and a suggestion.
 * No value of the file is ever repeated: a configuration may hold what must not be shown. `check` finds what a
 * schema cannot see.
 * @throws CONFIG_MISSING if there is no such file; `options.code` with `file`, `count` and a multi-line `problems`.
 */
export function loadToml<T>(
  path: string,
  schema: SchemaOf<T>,
  options: TomlOptions,
  check: (value: T) => readonly Problem[] = () => [],
): T {
  const source = readText(path, options);
  const value = parseToml(source, basename(path), schema, options);
  const problems = check(value);
  if (problems.length > 0) throw tomlProblems(source, basename(path), problems, options);
  return value;
}

/** As {@link loadToml}, for text already read; `file` is the name told in errors. */
export function parseToml<T>(source: string, file: string, schema: SchemaOf<T>, options: TomlOptions): T {
  const value = parsed(source, file, options);
  const validate = validatorOf(schema);
  if (validate(value)) return value;
  const problems = relevant(validate.errors ?? []).map((error) => problemOf(error, options.text));
  throw tomlProblems(source, file, problems, options);
}

/** Compiling a schema takes longer than reading a file: a run has one mapping an azienda, all of the same schema. */
const compiled = new Map<string, ValidateFunction>();

function validatorOf<T>(schema: SchemaOf<T>): ValidateFunction<T> {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known) return known as ValidateFunction<T>;
  const made = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true }).compile<T>(schema);
  compiled.set(key, made);
  return made;
}

/** The error for mistakes a schema cannot see, in the same words. `source` is the TOML text, for the line numbers. */
export function tomlProblems(
  source: string,
  file: string,
  problems: readonly Problem[],
  { code, text }: TomlOptions,
): Error {
  const told = new Set(problems.map((problem) => sentenceOf(source, problem, text)));
  const list = [...told].map((sentence) => `  - ${sentence}`).join("\n");
  return siocError(code, { file: printable(file), count: told.size, problems: list });
}

/** @throws CONFIG_MISSING, or `options.code` when the file cannot be read as UTF-8 text of a sensible size. */
export function readText(path: string, { code, text }: TomlOptions): string {
  const file = printable(basename(path));
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw siocError("CONFIG_MISSING", { file, reason: errnoOf(error) ?? "?" }, { cause: error });
  }
  try {
    if (bytes.length <= MAX_BYTES) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // told below
  }
  throw siocError(code, { file, count: 1, problems: `  - ${text("config.problem.encoding")}` });
}

function parsed(source: string, file: string, { code, text }: TomlOptions): unknown {
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The library's message quotes the line; only its first line, without quotations, says what is wrong.
    const problems = `  - ${syntaxSentence(source, error, text)}`;
    throw siocError(code, { file: printable(file), count: 1, problems });
  }
}

/** The frequent mistakes by name. Of the line at fault only the name of a table is told, never a value. */
function syntaxSentence(source: string, { message, line, column }: TomlError, text: Text): string {
  const at = source.split(/\r?\n/)[line - 1] ?? "";
  const open = /control characters/i.test(message) && column > at.length;
  if (open || /unfinished string/i.test(message)) return text("config.problem.unclosed", { line });
  if (/leading zero/i.test(message)) return text("config.problem.zeros", { line, column });
  if (!/already defined/i.test(message)) return text("config.problem.syntax", { line, column });
  const table = /^\s*\[+([^\]]+)\]/.exec(at)?.[1];
  return table === undefined
    ? text("config.problem.twice", { line })
    : text("config.problem.tableTwice", { line, table: printable(table.trim(), 120) });
}

/** anyOf/oneOf repeat the mistakes of each branch and then their own: one is enough. */
function relevant(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors
    .filter((e) => e.keyword === "anyOf" || e.keyword === "oneOf")
    .map((e) => e.schemaPath);
  return errors.filter(
    (e) =>
      e.keyword !== "propertyNames" &&
      e.keyword !== "if" &&
      !choices.some((choice) => e.schemaPath !== choice && e.schemaPath.startsWith(`${choice}/`)),
  );
}

function problemOf(error: ErrorObject, text: Text): Problem {
  const path = pointer(error.instancePath);
  if (error.propertyName !== undefined)
    return unknownKey(path, error.propertyName, allowedNames(error), text);
  const params: Readonly<Record<string, unknown>> = error.params;
  const { required, additional } = {
    required: params["missingProperty"],
    additional: params["additionalProperty"],
  };
  if (typeof required === "string")
    return { path: [...path, required], sentence: text("config.problem.required") };
  if (typeof additional === "string") return unknownKey(path, additional, siblings(error), text);
  if (error.keyword === "enum" || error.keyword === "const")
    return { path, sentence: choiceSentence(error, text) };
  return { path, sentence: plainSentence(error, text) };
}

function unknownKey(path: readonly string[], key: string, known: readonly string[], text: Text): Problem {
  const guess = nearest(key, known);
  const sentence =
    guess === undefined ? text("config.problem.unknown") : text("config.problem.unknownNear", { guess });
  return { path: [...path, key], sentence };
}

function siblings(error: ErrorObject): readonly string[] {
  const parent: unknown = error.parentSchema;
  if (typeof parent !== "object" || parent === null || !("properties" in parent)) return [];
  const properties: unknown = parent.properties;
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

function allowedNames(error: ErrorObject): readonly string[] {
  return error.keyword === "enum" ? strings(error.schema) : [];
}

function choiceSentence(error: ErrorObject, text: Text): string {
  const allowed = error.keyword === "const" ? [String(error.schema)] : strings(error.schema);
  const values = allowed.slice(0, 20).map(quoted).join(", ");
  const data: unknown = error.data;
  const guess = typeof data === "string" ? nearest(data, allowed) : undefined;
  const sentence = text("config.problem.enum", { values });
  return guess === undefined ? sentence : `${sentence}; ${text("config.problem.near", { guess })}`;
}

function plainSentence(error: ErrorObject, text: Text): string {
  const params: Readonly<Record<string, unknown>> = error.params;
  const limit = typeof params["limit"] === "number" ? params["limit"] : 0;
  switch (error.keyword) {
    case "type":
      return typeSentence(strings([params["type"]].flat()), error.data, text);
    case "minimum":
    case "exclusiveMinimum":
    case "maximum":
    case "exclusiveMaximum":
      return text("config.problem.range", { limit: `${params["comparison"] === "<=" ? "≤" : "≥"} ${limit}` });
    case "minLength":
    case "minItems":
    case "minProperties":
      return text("config.problem.short", { limit });
    case "maxLength":
    case "maxItems":
      return text("config.problem.long", { limit });
    case "uniqueItems":
      return text("config.problem.repeated");
    default:
      return text("config.problem.form");
  }
}

function typeSentence(types: readonly string[], data: unknown, text: Text): string {
  const names = types.map(typeKey).map((key) => text(key));
  const sentence = text("config.problem.type", { type: names.join(" / ") });
  const unquoted = types.includes("string") && typeof data === "number";
  return unquoted ? `${sentence}: ${text("config.problem.quote")}` : sentence;
}

function typeKey(type: string) {
  switch (type) {
    case "string":
      return "config.type.string";
    case "integer":
    case "number":
      return "config.type.number";
    case "boolean":
      return "config.type.boolean";
    case "array":
      return "config.type.array";
    default:
      return "config.type.object";
  }
}

function sentenceOf(source: string, { path, sentence }: Problem, text: Text): string {
  const line = lineOfKey(source, path);
  const key = printable(path.join("."), 120);
  if (key === "") return sentence;
  return line === undefined
    ? text("config.problem.at", { key, problem: sentence })
    : text("config.problem.atLine", { key, line, problem: sentence });
}

/**
 * Line where a key is set, 1-based, or that of the nearest parent table; undefined if not found. TOML parsers keep
 * no positions: this looks at `[table]` headers and `key =` line by line, enough for files written by people.
 */
export function lineOfKey(source: string, path: readonly string[]): number | undefined {
  const seen = new Map<string, number>();
  let table: readonly string[] = [];
  source.split(/\r?\n/).forEach((line, index) => {
    const header = /^\s*\[\[?([^\]]+)\]\]?/.exec(line)?.[1];
    const key = header === undefined ? /^\s*((?:"[^"]*"|'[^']*'|[\w.\s-])+?)\s*=/.exec(line)?.[1] : undefined;
    if (header !== undefined) table = keysOf(header);
    const here = key === undefined ? (header === undefined ? undefined : table) : [...table, ...keysOf(key)];
    if (here !== undefined && !seen.has(joined(here))) seen.set(joined(here), index + 1);
  });
  for (let n = path.length; n > 0; n--) {
    const line = seen.get(joined(path.slice(0, n).filter((part) => !/^\d+$/.test(part))));
    if (line !== undefined) return line;
  }
  return undefined;
}

function keysOf(dotted: string): readonly string[] {
  const parts = dotted.match(/"[^"]*"|'[^']*'|[^.\s"']+/g) ?? [];
  return parts.map((part) => part.replace(/^(["'])(.*)\1$/, "$2"));
}

const joined = (path: readonly string[]): string =>
  JSON.stringify(path.filter((part) => !/^\d+$/.test(part)));
const quoted = (value: string): string => `"${value}"`;

function pointer(instancePath: string): readonly string[] {
  const parts = instancePath.split("/").slice(1);
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function strings(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.filter((v): v is string => typeof v === "string") : [];
}
