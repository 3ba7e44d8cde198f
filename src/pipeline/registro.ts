import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { hostname, userInfo } from "node:os";

import type { Config } from "../config/config.ts";
import { SiocError, siocError } from "../core/errors.ts";
import { readKeyFile } from "../crypto/index.ts";
import {
  openLedger,
  openScratchLedger,
  recoverRuns,
  LEDGER_KEY_BYTES,
  type OpenLedger,
} from "../ledger/index.ts";
import { isPublished } from "./pubblicato.ts";
import type { Ambient } from "./setup.ts";

export interface RegistroOptions {
  /** Makes a ledger that is not there yet. */
  readonly create: boolean;
  /** Takes the one lock of the region, to the end, and mends what a killed run left half done. */
  readonly lock: boolean;
}

/**
 * Opens the region's ledger for the length of `work`.
 * @throws SETTING_MISSING without a region, LEDGER_LOCKED at once, LEDGER_*, KEY_* of its private files
 */
export async function withRegistro<T>(
  config: Config,
  ambient: Pick<Ambient, "now">,
  { create, lock }: RegistroOptions,
  work: (ledger: OpenLedger) => Promise<T>,
): Promise<T> {
  const ledger = await openHere({ ...optionsOf(config, ambient), create });
  try {
    const release = lock ? await ledger.store.lock() : undefined;
    try {
      if (lock) await recoverRuns(ledger, isPublished);
      return await work(ledger);
    } finally {
      await release?.();
    }
  } finally {
    await ledger.close();
  }
}

/**
 * A region that has a ledger in a file and now names a server that has none would begin again, and send everything as
 * new. @throws LEDGER_ELSEWHERE
 */
async function openHere(options: Parameters<typeof openLedger>[0]): Promise<OpenLedger> {
  const moved = options.url !== undefined && options.create && existsSync(options.file);
  try {
    return await openLedger({ ...options, create: options.create && !moved });
  } catch (error) {
    if (moved && isAbsent(error)) throw siocError("LEDGER_ELSEWHERE", { file: options.file });
    throw error;
  }
}

/** As {@link withRegistro}, for who only looks: without a ledger, an empty one that leaves nothing behind. */
export async function besideRegistro<T>(
  config: Config,
  ambient: Pick<Ambient, "now">,
  work: (ledger: OpenLedger) => Promise<T>,
): Promise<T> {
  try {
    return await withRegistro(config, ambient, { create: false, lock: false }, work);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  const { regione, now, who } = optionsOf(config, ambient);
  const scratch = await openScratchLedger({ secret: randomBytes(LEDGER_KEY_BYTES), regione, now, who });
  try {
    return await work(scratch);
  } finally {
    await scratch.close();
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof SiocError && error.code === "LEDGER_ABSENT";
}

function optionsOf(
  config: Config,
  { now }: Pick<Ambient, "now">,
): Omit<Parameters<typeof openLedger>[0], "create"> {
  const regione = config.get("regione");
  if (regione === undefined) throw siocError("SETTING_MISSING", { name: "regione", flag: "--regione" });
  const urlFile = config.get("ledger.url_file");
  return {
    file: config.get("ledger.file") ?? "registro/registro.db",
    keyFile: config.get("ledger.key_file") ?? "registro/registro.key",
    ...(urlFile === undefined ? {} : { url: readKeyFile(urlFile).toString("utf8").trim() }),
    readKey: readKeyFile,
    regione,
    now,
    who: operator(),
  };
}

/** Who runs us, as the log must say: the person behind sudo, where there is one. */
function operator(): string {
  const name = process.env["SUDO_USER"] ?? userName();
  return `${name}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container without an entry for its user.
    return `uid-${process.geteuid?.() ?? "?"}`;
  }
}
