import { createHash } from "node:crypto";

import { parsePeriodo } from "../core/periodo.ts";
import { printable } from "../core/redact.ts";
import type { Message, TextKey } from "../text/index.ts";
import type { BundleReader } from "./leggi.ts";
import {
  printManifest,
  sum,
  totali,
  type DatasetManifest,
  type FileFacts,
  type Manifest,
} from "./manifest.ts";
import { isSafeName, MANIFEST, MAX_NAME, nomiRipetuti, SUFFIX } from "./nomi.ts";

/** One thing looked at. `detail` says what was found, and is empty when all is well. */
export interface Check {
  readonly key: TextKey;
  readonly ok: boolean;
  readonly detail: readonly Message[];
}

export interface Esiti {
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/**
 * Holds a bundle against its own manifest. Whether the manifest is its author's is for the signature, which crypto/
 * verifies over `reader.manifestBytes`.
 */
export async function checkBundle(reader: BundleReader): Promise<Esiti> {
  const { manifest: parsed } = reader;
  if (!parsed.ok) return esiti([check("manifest", parsed.problems)]);
  const { manifest } = parsed;
  const listed = filesOf(manifest);
  const present = listed.filter((f) => reader.size(f.name) !== undefined);
  return esiti([
    check("manifest", []),
    check("canonical", canonical(reader, manifest)),
    check("present", missing(reader, listed)),
    check("extra", extra(reader, listed)),
    check("size", sizes(reader, present)),
    check("sha256", await hashes(reader, present)),
    check("counts", counts(manifest)),
    check("names", names(manifest)),
  ]);
}

type CheckName = "manifest" | "canonical" | "present" | "extra" | "size" | "sha256" | "counts" | "names";
type DetailName =
  | "canonical"
  | "missing"
  | "extra"
  | "size"
  | "sha256"
  | "unreadable"
  | "by_tipo"
  | "by_azienda"
  | "totals"
  | "pairs"
  | "empty"
  | "extension"
  | "duplicate"
  | "name"
  | "period";

function check(name: CheckName, detail: readonly Message[]): Check {
  return { key: `bundle.check.${name}`, ok: detail.length === 0, detail };
}

function detail(name: DetailName, data: Readonly<Record<string, string | number>> = {}): Message {
  return { key: `bundle.detail.${name}`, data };
}

function esiti(checks: readonly Check[]): Esiti {
  return { ok: checks.every((c) => c.ok), checks };
}

interface Listed extends FileFacts {
  readonly name: string;
}

function filesOf(manifest: Manifest): readonly Listed[] {
  return [
    ...manifest.datasets.map((d) => ({ name: d.file, ...d.encrypted })),
    ...manifest.attachments.map(({ file, size, sha256 }) => ({ name: file, size, sha256 })),
  ];
}

function canonical(reader: BundleReader, manifest: Manifest): Message[] {
  const same = Buffer.from(printManifest(manifest), "utf8").equals(reader.manifestBytes);
  return same ? [] : [detail("canonical")];
}

function missing(reader: BundleReader, listed: readonly Listed[]): Message[] {
  return listed
    .filter((f) => reader.size(f.name) === undefined)
    .map((f) => detail("missing", { name: f.name }));
}

function extra(reader: BundleReader, listed: readonly Listed[]): Message[] {
  const known = new Set([MANIFEST, ...listed.map((f) => f.name)]);
  if (reader.signature !== undefined) known.add(reader.signature.name);
  const unknown = [...reader.names.filter((name) => !known.has(name)), ...reader.strangers];
  return unknown.map((name) => detail("extra", { name: printable(name) }));
}

function sizes(reader: BundleReader, present: readonly Listed[]): Message[] {
  return present
    .map(({ name, size }) => ({ name, expected: size, found: reader.size(name) ?? 0 }))
    .filter(({ expected, found }) => expected !== found)
    .map((data) => detail("size", data));
}

async function hashes(reader: BundleReader, present: readonly Listed[]): Promise<Message[]> {
  const problems: Message[] = [];
  for (const { name, sha256 } of present) {
    const found = await hash(reader, name);
    if (found !== sha256) problems.push(detail(found === undefined ? "unreadable" : "sha256", { name }));
  }
  return problems;
}

/** SHA-256 of a file of the bundle, or undefined if it cannot be read to its end. */
async function hash(reader: BundleReader, name: string): Promise<string | undefined> {
  const sha256 = createHash("sha256");
  try {
    for await (const chunk of reader.stream(name)) sha256.update(chunk);
  } catch {
    return undefined;
  }
  return sha256.digest("hex");
}

function counts(manifest: Manifest): Message[] {
  const { datasets, unpaired } = manifest;
  const [ana, ric] = [
    manifest.totals["1"].records - unpaired["1"],
    manifest.totals["2"].records - unpaired["2"],
  ];
  return [
    ...datasets.flatMap(countsOfFile),
    ...([1, 2] as const).filter((n) => !sameTotals(manifest, n)).map((n) => detail("totals", { dataset: n })),
    ...(ana === ric ? [] : [detail("pairs", { ana, ric })]),
  ];
}

function countsOfFile(d: DatasetManifest): Message[] {
  const facts = { name: d.file, records: d.records };
  const tipi = d.by_tipo.I + d.by_tipo.V + d.by_tipo.C;
  const aziende = sum(Object.values(d.by_azienda));
  return [
    ...(tipi === d.records ? [] : [detail("by_tipo", { ...facts, sum: tipi })]),
    ...(aziende === d.records ? [] : [detail("by_azienda", { ...facts, sum: aziende })]),
  ];
}

function sameTotals({ datasets, totals }: Manifest, dataset: 1 | 2): boolean {
  const found = totali(datasets, dataset);
  const said = totals[dataset];
  const tipi = (["I", "V", "C"] as const).every((t) => found.by_tipo[t] === said.by_tipo[t]);
  return tipi && found.records === said.records;
}

/** What GAF would refuse at the door: IF04 extension, IF07 period, IF08 empty, IF12 repeated. Source: gaf.md Part C. */
function names(manifest: Manifest): Message[] {
  const all = manifest.datasets.flatMap((d) => [d.file, d.xml]);
  const period = parsePeriodo(manifest.periodo);
  return [
    ...manifest.datasets
      .filter((d) => !hasExtension(d, manifest))
      .map((d) => detail("extension", { name: d.file })),
    ...manifest.datasets.filter(isEmpty).map((d) => detail("empty", { name: d.file })),
    ...nomiRipetuti(all).map((name) => detail("duplicate", { name })),
    ...all.filter((name) => !isSafeName(name)).map((name) => detail("name", { name, max: MAX_NAME })),
    ...(period === undefined ? [detail("period", { name: manifest.periodo })] : []),
  ];
}

function hasExtension({ file, xml }: DatasetManifest, { recipient }: Manifest): boolean {
  return xml.endsWith(".xml") && file.startsWith(xml) && file.endsWith(SUFFIX[recipient.format]);
}

function isEmpty({ records, clear, encrypted }: DatasetManifest): boolean {
  return records === 0 || clear.size === 0 || encrypted.size === 0;
}
