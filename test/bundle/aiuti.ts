import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isoFrom } from "../../src/core/dates.ts";
import {
  buildManifest,
  leggimi,
  LEGGIMI,
  MANIFEST,
  openBundle,
  printManifest,
  type BundleOptions,
  type FileFacts,
  type Manifest,
  type ManifestInput,
} from "../../src/bundle/index.ts";
import { textFor } from "../../src/text/index.ts";

export const NAME = "SIOC_030_2026T1_000042";
export const ANA = "SIOC_1_ANA_030_2026_T1_001.xml";
export const RIC = "SIOC_2_RIC_030_2026_T1_001.xml";

export function cartella(): string {
  return mkdtempSync(join(tmpdir(), "sioc-bundle-"));
}

export function facts(bytes: Uint8Array | string): FileFacts {
  return { size: Buffer.byteLength(bytes), sha256: createHash("sha256").update(bytes).digest("hex") };
}

export const CIPHER: Readonly<Record<string, string>> = {
  [`${ANA}.gpg`]: "encrypted registry",
  [`${RIC}.gpg`]: "encrypted stays",
};

export function input(over: Partial<ManifestInput> = {}): ManifestInput {
  const dataset = (n: 1 | 2, xml: string): ManifestInput["datasets"][number] => ({
    dataset: n,
    file: `${xml}.gpg`,
    xml,
    by_tipo: { I: 1150, V: 49, C: 5 },
    by_azienda: new Map([
      ["302", 4],
      ["301", 1200],
    ]),
    clear: { size: 5000, sha256: "a".repeat(64) },
    encrypted: facts(CIPHER[`${xml}.gpg`] ?? ""),
  });
  return {
    tool: { name: "sioc", version: "0.1.0" },
    run: 42,
    regione: "030",
    periodo: "2026T1",
    prepared_on: isoFrom(2026, 4, 20),
    datasets: [dataset(1, ANA), dataset(2, RIC)],
    rules: { version: "2026.1", count: 97, disabled: [], severities_changed: { "OC-C-010": "scarto" } },
    layout: { version: "ricostruzione-0.1", official: false, sha256: "b".repeat(64) },
    xsd: [
      { dataset: 1, file: "/opt/sioc/anagrafica.xsd", sha256: "c".repeat(64), official: false },
      { dataset: 2, file: "ricovero.xsd", sha256: "d".repeat(64), official: false },
    ],
    cuni: { key_check_value: "a1b2c3", id_rec_template: "{cod_str}{num_ric}" },
    recipient: { format: "openpgp", fingerprint: "0A".repeat(20), not_after: isoFrom(2028, 3, 12) },
    signer: { format: "openpgp", fingerprint: "F0".repeat(20) },
    sources: [{ azienda: "301", file: "arrivo/301/ricoveri.csv", sha256: "e".repeat(64), rows: 1204 }],
    ...over,
  };
}

/** A small true bundle's manifest, LEGGIMI included. */
export function manifestOf(over: Partial<ManifestInput> = {}): { manifest: Manifest; leggimi: string } {
  const draft = buildManifest(input(over));
  const testo = leggimi(draft, textFor("it"));
  return { manifest: { ...draft, attachments: [{ file: LEGGIMI, ...facts(testo) }] }, leggimi: testo };
}

/** Writes a small true bundle; returns the paths published. */
export async function scrivi(
  folder: string,
  options: Partial<BundleOptions> = {},
): Promise<readonly string[]> {
  const writer = openBundle(folder, NAME, { folder: true, zip: true, force: false, ...options });
  const { manifest, leggimi: testo } = manifestOf();
  for (const [name, bytes] of Object.entries(CIPHER)) writer.add(name, bytes);
  writer.add(LEGGIMI, testo);
  writer.add(MANIFEST, printManifest(manifest));
  writer.add("manifest.json.asc", "signature");
  return writer.commit();
}
