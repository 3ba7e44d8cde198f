import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseManifest } from "../../src/bundle/index.ts";
import { loadOpener, openSealed } from "../../src/crypto/index.ts";
import { leggiDataset } from "./leggi-xml.ts";
import type { FileRicevuto } from "./ministero.ts";

/** Opens a bundle as the Ministry does: its own private key, then a parser of its own. @throws Error */
export async function apriFornitura(
  bundle: string,
  chiavePrivata: string,
  nowMs: number,
): Promise<FileRicevuto[]> {
  const parsed = parseManifest(readFileSync(join(bundle, "manifest.json")));
  if (!parsed.ok) throw new Error("manifest");
  const opener = await loadOpener({ key: chiavePrivata, verify: [] });
  const files: FileRicevuto[] = [];
  for (const { file, dataset, records } of parsed.manifest.datasets) {
    const chunks: Uint8Array[] = [];
    const { content } = openSealed(createReadStream(join(bundle, file)), opener, { now: nowMs });
    for await (const chunk of content) chunks.push(chunk);
    const read = leggiDataset(Buffer.concat(chunks).toString("utf8"), dataset);
    if (read.length !== records)
      throw new Error(`${file}: ${read.length} records, ${records} in the manifest`);
    files.push({ nome: file, dataset, records: read });
  }
  return files;
}
