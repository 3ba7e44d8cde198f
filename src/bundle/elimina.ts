import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmdirSync, unlinkSync } from "node:fs";
import { join, resolve } from "node:path";

import { syncFolder } from "../core/atomic.ts";
import { SiocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import type { Text } from "../text/index.ts";
import { lstat, onDisk } from "./disco.ts";
import { openBundleForReading } from "./leggi.ts";
import { isSafeName, LEGGIMI, MANIFEST, SIGNATURE } from "./nomi.ts";

/** A bundle as whoever made it remembers it. */
export interface BundlePlace {
  readonly folder: string;
  readonly name: string;
  readonly manifestSha256: string;
  /** Names of the dataset files. */
  readonly files: readonly string[];
}

/**
 * What stands at the place of a bundle: `bundle` that very one; `absent` nothing; `other` something else, not to be
 * touched; `link` a symbolic link; `name` the name is not one of ours.
 */
export interface BundleFound {
  readonly is: "bundle" | "absent" | "other" | "link" | "name";
  /** Paths, folder before zip. */
  readonly paths: readonly string[];
}

const BUNDLE_NAME = /^SIOC_\d{3}_\d{4}T[1-4]_\d{6,}$/;

/**
 * Looks, and touches nothing.
 * @param begun deleting it was begun before: then a folder whose manifest is gone already is still that bundle
 */
export async function findBundle(place: BundlePlace, begun: boolean, text: Text): Promise<BundleFound> {
  if (!BUNDLE_NAME.test(place.name) || !place.files.every(isSafeName)) return { is: "name", paths: [] };
  const paths = [join(resolve(place.folder), place.name), join(resolve(place.folder), `${place.name}.zip`)];
  const there = paths.filter((path) => lstat(path) !== undefined);
  for (const path of there) {
    const is = await judge(path, place, begun, text);
    if (is !== "bundle") return { is, paths: [path] };
  }
  return { is: there.length > 0 ? "bundle" : "absent", paths: there };
}

async function judge(
  path: string,
  place: BundlePlace,
  begun: boolean,
  text: Text,
): Promise<BundleFound["is"]> {
  const stats = lstat(path);
  if (stats?.isSymbolicLink() === true) return "link";
  if (stats?.isDirectory() === true) return judgeFolder(path, place, begun);
  if (stats?.isFile() !== true || !path.endsWith(".zip")) return "other";
  try {
    const reader = await openBundleForReading(path, text);
    reader.close();
    return sha256(reader.manifestBytes) === place.manifestSha256 ? "bundle" : "other";
  } catch (error) {
    if (error instanceof SiocError) return "other";
    throw error;
  }
}

function judgeFolder(path: string, place: BundlePlace, begun: boolean): BundleFound["is"] {
  const manifest = join(path, MANIFEST);
  const stats = lstat(manifest);
  if (stats === undefined) return begun ? "bundle" : "other";
  if (!stats.isFile()) return "link";
  return onDisk(manifest, () => sha256(readFileSync(manifest))) === place.manifestSha256 ? "bundle" : "other";
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export interface BundleRemoved {
  readonly files: number;
  /** What was in the folder and is not the bundle's: left there, with the folder. Printable names. */
  readonly strangers: readonly string[];
}

/**
 * Deletes a bundle that {@link findBundle} found. Names come from the one who made it, never from the folder; a link
 * is not followed. The manifest goes last: until then it can be told whose the rest is. To be called again after a
 * kill.
 * @param step called before each deletion. @throws DISK
 */
export function removeBundle(
  place: BundlePlace,
  { paths }: BundleFound,
  step: (path: string) => void = () => undefined,
): BundleRemoved {
  let files = 0;
  let strangers: readonly string[] = [];
  const remove = (path: string): void => {
    if (lstat(path)?.isFile() !== true) return;
    step(path);
    onDisk(path, () => {
      unlinkSync(path);
    });
    files++;
  };
  for (const path of paths) {
    if (path.endsWith(".zip")) {
      remove(path);
      continue;
    }
    for (const name of [...place.files, LEGGIMI, ...Object.values(SIGNATURE), MANIFEST])
      remove(join(path, name));
    strangers = onDisk(path, () => readdirSync(path)).map((name) => printable(name));
    if (strangers.length > 0) continue;
    step(path);
    onDisk(path, () => {
      rmdirSync(path);
    });
  }
  onDisk(place.folder, () => {
    syncFolder(resolve(place.folder));
  });
  return { files, strangers };
}
