import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { parse } from "smol-toml";

import { siocError } from "../core/errors.ts";
import { PACKAGE_ROOT } from "../core/package-root.ts";
import { COLONNE, GRUPPI, type Colonna, type Gruppo } from "../model/campi.ts";
import type { Campo, CodeList, DatasetLayout, Layout, Obbligo, Testo, TipoCampo } from "./layout.ts";

/** The layout shipped with the program: a reconstruction, see its README. */
export const CARTELLA_PREDEFINITA = join(PACKAGE_ROOT, "xsd", "ricostruzione-0.1");

type Table = Readonly<Record<string, unknown>>;

/**
 * Reads a specification folder (layout.toml, its code files, its schemas).
 * @throws LAYOUT_INVALID naming the first entry that does not hold together.
 */
export function caricaLayout(cartella: string = CARTELLA_PREDEFINITA): Layout {
  const folder = resolve(cartella);
  const path = join(folder, "layout.toml");
  const bytes = read(path);
  const doc = parseToml(path, bytes.toString("utf8"));
  const codici = new Map(
    entries(doc, "codici").map(([nome, table]) => [nome, codeList(folder, nome, table)]),
  );
  const context = { path, codici };
  const dataset = sub(doc, "dataset", path);
  return {
    versione: text(doc, "versione", path),
    ufficiale: doc["ufficiale"] === true,
    nota: testo(doc, "nota", path),
    cartella: folder,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    dataset: {
      1: datasetLayout(sub(dataset, "1", path), 1, folder, context),
      2: datasetLayout(sub(dataset, "2", path), 2, folder, context),
    },
    codici,
    locali: list(doc, "locale", path).map((table) => campo(table, 1, context)),
  };
}

interface Context {
  readonly path: string;
  readonly codici: ReadonlyMap<string, CodeList>;
}

function datasetLayout(table: Table, numero: 1 | 2, folder: string, context: Context): DatasetLayout {
  const where = `dataset.${numero}`;
  const campi = list(table, "campo", where).map((entry) => campo(entry, numero, context));
  const ordine = strings(table, "ordine", where).map((name) => colonna(name, where));
  checkGruppi(campi, context.path);
  const known = new Set(campi.map((c) => c.colonna));
  if (ordine.length !== known.size || campi.length !== known.size || ordine.some((c) => !known.has(c))) {
    throw invalid(context.path, `${where}.ordine`);
  }
  return {
    numero,
    nome: text(table, "nome", where),
    titolo: testo(table, "titolo", where),
    root: text(table, "root", where),
    record: text(table, "record", where),
    namespace: text(table, "namespace", where),
    prefix: text(table, "prefix", where),
    xsd: join(folder, text(table, "xsd", where)),
    campi,
    ordine,
  };
}

function campo(table: Table, dataset: 1 | 2, context: Context): Campo {
  const numero = text(table, "numero", context.path);
  const where = `campo ${numero}`;
  const optional = (key: string): string | undefined =>
    table[key] === undefined ? undefined : text(table, key, where);
  const codici = optional("codici");
  if (codici !== undefined && !context.codici.has(codici)) throw invalid(context.path, `${where} codici`);
  const pattern = optional("pattern");
  const gruppo = optional("gruppo");
  const regola = optional("regola");
  const inCancellazione = optional("in_cancellazione");
  return {
    numero,
    colonna: colonna(text(table, "colonna", where), where),
    dataset,
    nome: testo(table, "nome", where),
    path: optional("path") ?? "",
    ...(gruppo === undefined ? {} : { gruppo: oneOf<Gruppo>(gruppo, GRUPPI, where) }),
    tipo: oneOf<TipoCampo>(text(table, "tipo", where), ["AN", "N", "A", "D", "T"], where),
    lunghezza: positive(table["lunghezza"], where),
    esatta: table["esatta"] === true,
    chiave: table["chiave"] === true,
    obbligo: oneOf<Obbligo>(text(table, "obbligo", where), ["OBB", "NBB", "FAC"], where),
    ...(table["condizione"] === undefined ? {} : { condizione: testo(table, "condizione", where) }),
    ...(codici === undefined ? {} : { codici }),
    ...(pattern === undefined ? {} : { pattern: new RegExp(`^(?:${pattern})$`) }),
    ...(regola === undefined ? {} : { regola }),
    sensibile: table["sensibile"] === true,
    hash: table["hash"] === true,
    ...(inCancellazione === undefined ? {} : { inCancellazione }),
    provenienza: text(table, "provenienza", where),
    esempio: optional("esempio") ?? "",
  };
}

/** Most columns a repeating group may have: one bit each in a mark of 16 (pipeline/children.ts). */
const MAX_GRUPPO = 15;

/** Detail rows come by the million and are held as numbers: their columns are dates or whole numbers. */
function checkGruppi(campi: readonly Campo[], path: string): void {
  for (const gruppo of GRUPPI) {
    const mine = campi.filter((campo) => campo.gruppo === gruppo);
    if (mine.length > MAX_GRUPPO) throw invalid(path, `gruppo ${gruppo}`);
    const odd = mine.find((campo) => !isWhole(campo));
    if (odd) throw invalid(path, `campo ${odd.numero} tipo`);
  }
}

function isWhole(campo: Campo): boolean {
  if (campo.tipo === "D") return true;
  return campo.tipo === "N" && campo.lunghezza <= 9 && campo.pattern?.test("1.5") !== true;
}

function codeList(folder: string, nome: string, table: Table): CodeList {
  const where = `codici.${nome}`;
  const valori = new Map<string, Testo>();
  if (table["file"] !== undefined) {
    for (const [code, testo] of codeFile(join(folder, text(table, "file", where)))) valori.set(code, testo);
  }
  for (const [code, label] of entries(table, "valori")) {
    valori.set(code, { it: text(label, "it", where), en: text(label, "en", where) });
  }
  const aliases = isTable(table["ricondotti"]) ? Object.entries(table["ricondotti"]) : [];
  return {
    nome,
    titolo: testo(table, "titolo", where),
    provenienza: text(table, "provenienza", where),
    valori,
    ricondotti: new Map(aliases.map(([theirs, ours]) => [theirs, String(ours)])),
  };
}

/** `codice;it;en` with a header: our own file, no quoting. */
function codeFile(path: string): [string, Testo][] {
  const [, ...lines] = read(path).toString("utf8").trim().split(/\r?\n/);
  return lines.map((line) => {
    const [code = "", it = "", en = ""] = line.split(";");
    return [code, { it, en }];
  });
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw siocError("LAYOUT_INVALID", { path, where: "file" }, { cause: error });
  }
}

function parseToml(path: string, source: string): Table {
  try {
    return parse(source);
  } catch (error) {
    throw siocError("LAYOUT_INVALID", { path, where: "TOML" }, { cause: error });
  }
}

function invalid(path: string, where: string): Error {
  return siocError("LAYOUT_INVALID", { path, where });
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sub(table: Table, key: string, where: string): Table {
  const value = table[key];
  if (!isTable(value)) throw invalid(where, key);
  return value;
}

function entries(table: Table, key: string): [string, Table][] {
  const value = table[key];
  return isTable(value)
    ? Object.entries(value).map(([name, entry]) => [name, isTable(entry) ? entry : {}])
    : [];
}

function list(table: Table, key: string, where: string): Table[] {
  const value = table[key];
  if (!Array.isArray(value) || !value.every(isTable)) throw invalid(where, key);
  return value;
}

function text(table: Table, key: string, where: string): string {
  const value = table[key];
  if (typeof value !== "string") throw invalid(where, key);
  return value;
}

function testo(table: Table, key: string, where: string): Testo {
  const value = sub(table, key, where);
  return { it: text(value, "it", where), en: text(value, "en", where) };
}

function strings(table: Table, key: string, where: string): string[] {
  const value = table[key];
  if (!Array.isArray(value)) throw invalid(where, key);
  return value.map(String);
}

function positive(value: unknown, where: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1) throw invalid(where, "lunghezza");
  return value;
}

function oneOf<T extends string>(value: string, allowed: readonly T[], where: string): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw invalid(where, value);
  return found;
}

function colonna(name: string, where: string): Colonna {
  return oneOf<Colonna>(name, COLONNE, where);
}
