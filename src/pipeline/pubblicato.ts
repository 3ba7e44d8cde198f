import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { MANIFEST } from "../bundle/index.ts";

/** True if the bundle stands where it was to be put, with that manifest; a zip appears whole or not at all. */
export function isPublished(run: { bundle: string; folder: string; manifestSha256: string }): boolean {
  const folder = join(run.folder, run.bundle);
  if (existsSync(`${folder}.zip`)) return true;
  const manifest = join(folder, MANIFEST);
  if (!existsSync(manifest)) return false;
  return createHash("sha256").update(readFileSync(manifest)).digest("hex") === run.manifestSha256;
}
