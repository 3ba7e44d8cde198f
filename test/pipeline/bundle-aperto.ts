import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseManifest, type Manifest } from "../../src/bundle/index.ts";
import { loadOpener, openSealed, readVerificationKey } from "../../src/crypto/index.ts";
import type { Corsa } from "./corsa.ts";

export interface Aperto {
  readonly manifest: Manifest;
  /** Clear text by XML name. */
  readonly xml: ReadonlyMap<string, string>;
}

/** Opens a bundle with the test keys and checks what is inside against the manifest. */
export async function apri(
  corsa: Corsa,
  path: string,
  format: "openpgp" | "cms" = "openpgp",
): Promise<Aperto> {
  const parsed = parseManifest(readFileSync(join(path, "manifest.json")));
  if (!parsed.ok) throw new Error("manifest");
  const { manifest } = parsed;
  const ext = format === "openpgp" ? "asc" : "pem";
  const key = join(corsa.folder, `chiavi/destinatario-test-privata.${ext}`);
  const verify = format === "openpgp" ? [join(corsa.folder, "chiavi/firmatario-test.asc")] : [];
  const opener = await loadOpener({ key, verify });
  await Promise.all(verify.map(readVerificationKey));
  const xml = new Map<string, string>();
  for (const dataset of manifest.datasets) {
    const chunks: Uint8Array[] = [];
    const { content, report } = openSealed(createReadStream(join(path, dataset.file)), opener, {
      now: Date.parse("2026-04-10T12:00:00Z"),
    });
    for await (const chunk of content) chunks.push(chunk);
    const clear = Buffer.concat(chunks);
    if (createHash("sha256").update(clear).digest("hex") !== dataset.clear.sha256) throw new Error("sha256");
    if (report()?.ok === false) throw new Error("signature");
    xml.set(dataset.xml, clear.toString("utf8"));
  }
  return { manifest, xml };
}

/** Every file below a folder, as relative paths. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
