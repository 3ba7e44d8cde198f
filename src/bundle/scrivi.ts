import { closeSync, mkdirSync, openSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";

import { FILE_MODE, FOLDER_MODE, syncFolder, writeFully } from "../core/atomic.ts";
import { siocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import { lstat, onDisk, syncFile } from "./disco.ts";
import { isSafeName } from "./nomi.ts";
import { clear, makeStaging, type Staging } from "./staging.ts";
import { writeZip } from "./zip.ts";

export interface BundleOptions {
  readonly folder: boolean;
  readonly zip: boolean;
  /** Replaces a bundle of the same name. */
  readonly force: boolean;
}

/** A file of the bundle open for writing. */
export interface BundleFile {
  readonly path: string;
  write(bytes: Uint8Array): void;
  close(): void;
}

/** A bundle being made; it appears whole at {@link BundleWriter.commit} or never. */
export interface BundleWriter {
  readonly name: string;
  /**
   * Where a file of the bundle is to be written, for worker threads that open it themselves (`wx`, 0600).
   * @throws Error for a name that is not safe or was already given: a defect.
   */
  pathOf(name: string): string;
  file(name: string): BundleFile;
  add(name: string, bytes: Uint8Array | string): void;
  /**
   * Makes everything durable, then gives it its name: a kill at any moment leaves nothing or a whole bundle (with
   * folder and zip, possibly the folder alone). Returns the paths published.
   * @throws OUTPUT_EXISTS, DISK; then what was there before is still there.
   */
  commit(): Promise<readonly string[]>;
  /** Leaves nothing. Safe to call twice and after commit. */
  discard(): void;
}

/**
 * Starts a bundle in a hidden folder beside its place.
 * @throws OUTPUT_EXISTS if a bundle of that name is there (without `force`) or being made; OUTPUT_UNWRITABLE.
 */
export function openBundle(outputFolder: string, name: string, options: BundleOptions): BundleWriter {
  if (!name.startsWith("SIOC_") || !isSafeName(name))
    throw new Error(`bundle name not safe: ${printable(name)}`);
  if (!options.folder && !options.zip) throw new Error("a bundle is a folder, a zip or both");
  const place: Place = { outputFolder, name, ...options };
  refuseExisting(place);
  const staging = makeStaging(outputFolder, name);
  const names = new Set<string>();
  const open = new Set<number>();
  let live = true;

  const pathOf = (file: string): string => {
    if (!isSafeName(file) || names.has(file.toLowerCase()))
      throw new Error(`bundle file name: ${printable(file)}`);
    names.add(file.toLowerCase());
    return join(staging.content, file);
  };
  const openFile = (file: string): BundleFile => {
    const path = pathOf(file);
    const fd = onDisk(path, () => openSync(path, "wx", FILE_MODE));
    open.add(fd);
    return {
      path,
      write: (bytes) => {
        onDisk(path, () => {
          writeFully(fd, bytes);
        });
      },
      close: () => {
        if (open.delete(fd)) closeSync(fd);
      },
    };
  };
  const end = (): void => {
    for (const fd of open) closeSync(fd);
    open.clear();
    if (live) clear(outputFolder, name);
    live = false;
  };
  return {
    name,
    pathOf,
    file: openFile,
    add(file, bytes) {
      const opened = openFile(file);
      opened.write(typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes);
      opened.close();
    },
    async commit() {
      if (open.size > 0) throw new Error("bundle: a file is still open");
      const files = settle(staging, names);
      if (options.zip) await wrapDisk(staging.zip, () => writeZip(staging.content, files, name, staging.zip));
      const published = publish(place, staging);
      end();
      return published;
    },
    discard: end,
  };
}

interface Place extends BundleOptions {
  readonly outputFolder: string;
  readonly name: string;
}

function targets({ outputFolder, name }: Place): { readonly folder: string; readonly zip: string } {
  return { folder: join(outputFolder, name), zip: join(outputFolder, `${name}.zip`) };
}

function refuseExisting(place: Place): void {
  if (place.force) return;
  for (const path of Object.values(targets(place))) {
    const there = onDisk(place.outputFolder, () => lstat(path), "OUTPUT_UNWRITABLE");
    if (there !== undefined) throw siocError("OUTPUT_EXISTS", { path });
  }
}

/** Makes the content durable. @throws Error if it is not the files announced: a defect. */
function settle(staging: Staging, names: ReadonlySet<string>): readonly string[] {
  return onDisk(staging.content, () => {
    const files = readdirSync(staging.content);
    if (files.length !== names.size || files.some((f) => !names.has(f.toLowerCase()))) {
      throw new Error("bundle: the files written are not those announced");
    }
    for (const file of files) syncFile(join(staging.content, file));
    syncFolder(staging.content);
    return files;
  });
}

/** Old aside, new in place. When a step fails, those done are undone. */
function publish(place: Place, staging: Staging): readonly string[] {
  refuseExisting(place);
  const target = targets(place);
  const moves = [
    ...(place.force ? aside(target, place.name, staging) : []),
    ...(place.folder ? [{ from: staging.content, to: target.folder }] : []),
    ...(place.zip ? [{ from: staging.zip, to: target.zip }] : []),
  ];
  onDisk(place.outputFolder, () => {
    syncFolder(staging.path);
    moveAll(moves);
    syncFolder(place.outputFolder);
  });
  return [...(place.folder ? [target.folder] : []), ...(place.zip ? [target.zip] : [])];
}

interface Move {
  readonly from: string;
  readonly to: string;
}

/** The folder goes last: until then the old bundle is still whole at its place. */
function aside(target: { folder: string; zip: string }, name: string, staging: Staging): readonly Move[] {
  const moves = [
    { from: target.zip, to: join(staging.old, `${name}.zip`) },
    { from: target.folder, to: join(staging.old, name) },
  ].filter(({ from }) => lstat(from) !== undefined);
  if (moves.length > 0) {
    onDisk(staging.old, () => {
      mkdirSync(staging.old, { mode: FOLDER_MODE });
    });
  }
  return moves;
}

function moveAll(moves: readonly Move[]): void {
  const done: Move[] = [];
  try {
    for (const move of moves) {
      renameSync(move.from, move.to);
      done.push(move);
    }
  } catch (error) {
    for (const { from, to } of done.reverse()) renameSync(to, from);
    throw error;
  }
}

async function wrapDisk(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    onDisk(path, () => {
      throw error;
    });
  }
}
