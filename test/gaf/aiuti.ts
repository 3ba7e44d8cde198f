import { readdirSync, readFileSync } from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";

import { SiocError } from "../../src/core/errors.ts";
import { readRicevute, type MappaEsiti } from "../../src/gaf/index.ts";
import type { Ricevuta, Scarti } from "../../src/model/ricevuta.ts";
import { textFor } from "../../src/text/index.ts";

export const text = textFor("it");
export const ESITI = new URL("../../fixtures/esiti/", import.meta.url);
export const sample = (name: string): Buffer => readFileSync(new URL(name, ESITI));
export const SAMPLES: readonly string[] = readdirSync(ESITI).filter(
  (name) => !/\.(?:js|md|toml)$/.test(name),
);

export function read(
  content: Uint8Array | string,
  name = "esito.xml",
  map?: MappaEsiti,
): Promise<readonly Ricevuta[]> {
  return readRicevute(Buffer.from(content), { name, text, ...(map && { map }) });
}

/** The one list of discards in a text. */
export async function fus(content: Uint8Array | string, map?: MappaEsiti, name = "fus.xml"): Promise<Scarti> {
  const [only, ...others] = await read(content, name, map);
  if (only?.specie !== "scarti" || others.length > 0) throw new Error("not one list");
  return only;
}

/** Kinds of what was read, or the error's code and what it says was seen. */
export async function outcome(
  content: Uint8Array | string,
  name?: string,
  map?: MappaEsiti,
): Promise<string> {
  try {
    return (await read(content, name, map)).map(({ specie }) => specie).join(" ");
  } catch (error) {
    if (!(error instanceof SiocError)) throw error;
    return `${error.code}: ${String(error.data["seen"])}`;
  }
}

export interface ZipOptions {
  readonly stored?: boolean;
  readonly flags?: number;
  /** Size and checksum the directory declares, instead of the truth. */
  readonly declared?: number;
  readonly crc?: number;
}

/** A zip by hand: a writer would refuse the names and sizes that must be tried. */
export function zipOf(
  entries: readonly (readonly [string, string | Uint8Array])[],
  options: ZipOptions = {},
): Buffer {
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [entry, content] of entries) {
    const bytes = Buffer.from(content);
    const packed = options.stored === true ? bytes : deflateRawSync(bytes);
    const name = Buffer.from(entry, "latin1");
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(options.flags ?? 0, 2);
    head.writeUInt16LE(options.stored === true ? 0 : 8, 4);
    head.writeUInt32LE(options.crc ?? crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(options.declared ?? bytes.length, 18);
    head.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    local.push(Buffer.from("PK\x03\x04"), head, name, packed);
    central.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), head, tail, name);
    offset += 4 + head.length + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from("PK\x05\x06"), end]);
}
