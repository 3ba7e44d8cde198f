import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";

import { FILE_MODE, FOLDER_MODE, syncFolder } from "../core/atomic.ts";
import { errnoOf, siocError } from "../core/errors.ts";
import { lstat, onDisk } from "./disco.ts";

/**
 * A bundle being made: `.<name>.part/` beside its place, for its owner only.
 *   <name>/      the files, as they will be
 *   <name>.zip   the zip, as it will be
 *   old/         what was there before, while it is being replaced
 *   pid          who is making it
 */
export interface Staging {
  readonly path: string;
  readonly content: string;
  readonly zip: string;
  readonly old: string;
}

export function stagingOf(outputFolder: string, name: string): Staging {
  const path = join(resolve(outputFolder), `.${name}.part`);
  return { path, content: join(path, name), zip: join(path, `${name}.zip`), old: join(path, "old") };
}

/** Stagings of this process: a process number may come back after a kill, in a container nearly always does. */
const OURS = new Set<string>();

/**
 * Makes the staging of a bundle, after clearing one left by a dead run.
 * @throws OUTPUT_EXISTS while a live run makes the same bundle; OUTPUT_UNWRITABLE.
 */
export function makeStaging(outputFolder: string, name: string): Staging {
  const staging = stagingOf(outputFolder, name);
  onDisk(
    outputFolder,
    () => mkdirSync(outputFolder, { recursive: true, mode: FOLDER_MODE }),
    "OUTPUT_UNWRITABLE",
  );
  if (lstat(staging.path) !== undefined) {
    if (isAlive(staging.path)) throw siocError("OUTPUT_EXISTS", { path: staging.path });
    clear(outputFolder, name);
  }
  try {
    onDisk(
      staging.path,
      () => {
        make(staging);
      },
      "OUTPUT_UNWRITABLE",
    );
  } catch (error) {
    clear(outputFolder, name);
    throw error;
  }
  return staging;
}

function make(staging: Staging): void {
  mkdirSync(staging.path, { mode: FOLDER_MODE });
  OURS.add(staging.path);
  writeFileSync(join(staging.path, "pid"), `${process.pid} ${hostname()}\n`, { mode: FILE_MODE, flag: "wx" });
  mkdirSync(staging.content, { mode: FOLDER_MODE });
}

/**
 * Removes a staging. If its run was stopped while replacing a bundle and nothing took the place yet, what was there
 * is put back first.
 */
export function clear(outputFolder: string, name: string): void {
  const staging = stagingOf(outputFolder, name);
  onDisk(staging.path, () => {
    restore(outputFolder, name, staging);
    rmSync(staging.path, { recursive: true, force: true });
  });
  OURS.delete(staging.path);
}

function restore(outputFolder: string, name: string, staging: Staging): void {
  const places = [name, `${name}.zip`];
  if (lstat(staging.old) === undefined) return;
  if (places.some((place) => lstat(join(outputFolder, place)) !== undefined)) return;
  for (const place of places) {
    const kept = join(staging.old, place);
    if (lstat(kept) !== undefined) renameSync(kept, join(outputFolder, place));
  }
  syncFolder(outputFolder);
}

const STAGING = /^\.(SIOC_[A-Za-z0-9_.-]+)\.part$/;

/**
 * Removes what dead runs left half made in the output folder; names what it removed. Stagings of live runs of this
 * machine stay; those of another machine (a shared folder) stay for a day.
 * @throws DISK, OUTPUT_UNWRITABLE if the folder is there and cannot be listed.
 */
export function sweep(outputFolder: string, nowMs: number): readonly string[] {
  return list(outputFolder).filter((entry) => {
    const name = STAGING.exec(entry)?.[1];
    const path = join(resolve(outputFolder), entry);
    if (name === undefined || lstat(path)?.isDirectory() !== true || isAlive(path, nowMs)) return false;
    clear(outputFolder, name);
    return true;
  });
}

function list(folder: string): readonly string[] {
  if (lstat(folder) === undefined) return [];
  return onDisk(folder, () => readdirSync(folder), "OUTPUT_UNWRITABLE");
}

const DAY_MS = 86_400_000;

/** Whether the run that made the staging still lives. Without a clock another machine's run counts as alive. */
function isAlive(path: string, nowMs?: number): boolean {
  if (OURS.has(path)) return true;
  const file = join(path, "pid");
  const [pid, host] = read(file).split(/\s+/);
  const number = Number(pid);
  if (!Number.isSafeInteger(number) || number <= 0 || host === undefined) return false;
  if (host !== hostname()) return nowMs === undefined || nowMs - (lstat(file)?.mtimeMs ?? 0) < DAY_MS;
  return number !== process.pid && isRunning(number);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}
