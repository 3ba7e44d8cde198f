import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openBundle } from "../../src/bundle/index.ts";
import type { Ledger } from "../../src/ledger/index.ts";

export interface SeedRun {
  readonly id: number;
  readonly stato: string;
  /** Stati of its files; two accepted ones unless said. */
  readonly files?: readonly string[];
  readonly idUpload?: string;
  readonly sentAt?: string;
  readonly bundle?: string;
  readonly form?: "folder" | "zip" | "both" | "none";
}

export const bundleName = (id: number): string => `SIOC_030_2026T1_${String(id).padStart(6, "0")}`;

/** A run in the ledger, and on disk the bundle it tells of. */
export async function seedRun(ledger: Ledger, folder: string, seed: SeedRun): Promise<void> {
  const { id, stato, files = ["accepted", "accepted"], form = "folder" } = seed;
  const name = bundleName(id);
  const manifest = JSON.stringify({ run: id });
  const names = files.map((_, i) => `SIOC_${i + 1}_RIC_030_2026_T1_${String(id).padStart(3, "0")}.xml.gpg`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (form !== "none") {
    const writer = openBundle(folder, name, { folder: form !== "zip", zip: form !== "folder", force: false });
    for (const file of names) writer.add(file, `cifrato ${file}`);
    for (const [file, content] of [
      ["manifest.json", manifest],
      ["manifest.json.asc", "firma"],
      ["LEGGIMI.txt", "leggimi"],
    ] as const)
      writer.add(file, content);
    await writer.commit();
  }
  const at = "2026-05-10T10:00:00.000Z";
  await ledger.store.run(
    `INSERT INTO run (id, periodo, stato, bundle, folder, manifest_sha256, content, prepared_at, prepared_on, who,
      versions, key_check, id_rec, sent_at)
     VALUES (?1, '2026T1', ?2, ?3, ?4, ?5, ?6, ?7, '2026-05-10', 'prova', '{}', 'A', 'x', ?8)`,
    [id, stato, seed.bundle ?? name, folder, sha256(manifest), Buffer.alloc(32), at, seed.sentAt ?? null],
  );
  for (const [i, file] of names.entries())
    await ledger.store.run(
      "INSERT INTO file (run, name, dataset, prog, records, sha256, stato, id_upload) VALUES (?1, ?2, 1, ?3, 1, 'x', ?4, ?5)",
      [id, file, i + 1, files[i] ?? "", seed.idUpload ?? null],
    );
  await ledger.store.run(
    "INSERT INTO receipt (id, sha256, at, specie, name, run, verdetto, kept) VALUES (?1, 'x', ?2, 'fus', 'esito.xml', ?1, 'applied', ?3)",
    [id, at, join(folder, "ricevute", `${id}.xml`)],
  );
  mkdirSync(join(folder, "ricevute"), { recursive: true });
  writeFileSync(join(folder, "ricevute", `${id}.xml`), "<esito/>");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
