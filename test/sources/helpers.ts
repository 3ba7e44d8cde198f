import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SiocError } from "../../src/core/errors.ts";
import { openSource, parseBlock, type OpenOptions, type ParsedRows } from "../../src/sources/index.ts";
import { textFor } from "../../src/text/index.ts";

export const text = textFor("it");
const folder = mkdtempSync(join(tmpdir(), "sioc-sources-"));
let serial = 0;

/** Writes bytes to a new temporary file and gives its path. */
export function fileOf(content: string | Uint8Array, name = `f${serial++}.csv`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export interface ReadResult {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly bad: readonly ParsedRows["bad"][number][];
  readonly blank: number;
  readonly notes: readonly string[];
  readonly sha256: string;
  readonly physicalLines: number;
}

/** Opens and reads a whole file, as the pipeline would on one thread. */
export async function readAll(path: string, options: Partial<OpenOptions> = {}): Promise<ReadResult> {
  const source = await openSource(path, { text, ...options });
  const all = {
    rows: [] as (readonly string[])[],
    lines: [] as number[],
    bad: [] as ParsedRows["bad"][number][],
  };
  let blank = 0;
  for await (const block of source.blocks()) {
    const parsed = parseBlock(source.format, block);
    all.rows.push(...parsed.rows);
    all.lines.push(...parsed.lines);
    all.bad.push(...parsed.bad);
    blank += parsed.blank;
  }
  const end = source.end();
  const notes = [...source.notes, ...end.notes].map((note) => note.key);
  return { ...all, blank, notes, header: source.header, sha256: end.sha256, physicalLines: end.lines };
}

/** The error a promise is refused with; anything but a SiocError fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<SiocError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SiocError) return error;
    throw error;
  }
  throw new Error("accepted");
}
