import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname } from "node:path";

import { FILE_MODE, syncFolder } from "../core/atomic.ts";
import { appendEvent } from "./audit/append.ts";
import type { Ledger } from "./ledger.ts";
import { guard } from "./store/fault.ts";
import { ensureFolder } from "./store/sqlite-file.ts";

export interface Backup {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A copy of the SQLite ledger as it is at this moment, also while others write; whole under its name, or not there.
 * The key is not in it. Whoever calls looks first whether the name is free.
 * @returns undefined on PostgreSQL, whose own tools copy it. @throws LEDGER_DISK, LEDGER_DAMAGED
 */
export async function backupLedger(ledger: Ledger, path: string): Promise<Backup | undefined> {
  const { store } = ledger;
  if (store.kind !== "sqlite") return undefined;
  const part = `${path}.part`;
  try {
    guard(path, () => {
      ensureFolder(dirname(path));
      rmSync(part, { force: true });
      // SQLite writes into an empty file of ours, with our permissions.
      closeSync(openSync(part, "wx", FILE_MODE));
    });
    await store.run("VACUUM INTO ?1", [part]);
    const backup = guard(path, () => settled(part, path));
    await store.transaction(() => appendEvent(ledger, { what: "ledger.backup", data: { ...backup } }));
    return backup;
  } finally {
    rmSync(part, { force: true });
  }
}

/** ISO instant of the last copy made with this ledger; undefined when none was. @throws LEDGER_* */
export async function lastBackup({ store }: Ledger): Promise<string | undefined> {
  const [row] = await store.rows("SELECT max(at) FROM event WHERE what = 'ledger.backup'");
  return typeof row?.[0] === "string" ? row[0] : undefined;
}

/** VACUUM INTO does not wait for the disk. */
function settled(part: string, path: string): Backup {
  const fd = openSync(part, "r+");
  try {
    fsyncSync(fd);
    const backup = fingerprintOf(fd);
    renameSync(part, path);
    syncFolder(dirname(path));
    return backup;
  } finally {
    closeSync(fd);
  }
}

function fingerprintOf(fd: number): Backup {
  const hash = createHash("sha256");
  const portion = Buffer.alloc(1 << 20);
  let bytes = 0;
  for (let n = 0; (n = readSync(fd, portion, 0, portion.length, bytes)) > 0; bytes += n)
    hash.update(portion.subarray(0, n));
  return { bytes, sha256: hash.digest("hex") };
}
