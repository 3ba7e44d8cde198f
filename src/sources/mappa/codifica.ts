import { isUtf8 } from "node:buffer";

import type { Mappa } from "../../model/mappa.ts";
import { headOf } from "../bytes/bytes.ts";
import { openBytes } from "../bytes/open.ts";
import { kindOf } from "../kind.ts";
import { DEFAULT_FILE, type OpenOptions } from "../source.ts";

const HEAD = 1024 * 1024;

/**
 * Accented letters of code page 850, as DOS programs still write them: in Windows-1252 the same bytes are signs that
 * do not follow a letter. Lower case à ç è é ì ò ù; capitals À É Ì.
 */
const DOS: ReadonlySet<number> = new Set([0x82, 0x85, 0x87, 0x8a, 0x8d, 0x95, 0x97, 0xb7, 0x90, 0xde]);
/** À È É Ì Ò Ù à è é ì ò ù of Windows-1252. */
const WINDOWS: ReadonlySet<number> = new Set([
  ...[0xc0, 0xc8, 0xc9, 0xcc, 0xd2, 0xd9],
  ...[0xe0, 0xe8, 0xe9, 0xec, 0xf2, 0xf9],
]);

/** `[file]` for looking at a text whose encoding nobody declared: readers never take one for cp850 by themselves. */
export async function fileSeen(path: string, open: OpenOptions): Promise<Mappa["file"]> {
  const file = open.file ?? DEFAULT_FILE;
  if (file.encoding !== "auto") return file;
  const bytes = await openBytes(path, open);
  const head = await headOf(bytes, HEAD);
  const kind = kindOf(bytes, head, open);
  return (kind === "csv" || kind === "fixed") && looksDos(head) ? { ...file, encoding: "cp850" } : file;
}

/** Letters followed by what only in a DOS code page is a letter too, and none as Windows writes them. */
export function looksDos(head: Uint8Array): boolean {
  if (isUtf8(head) || head.includes(0)) return false;
  let [dos, windows] = [0, 0];
  for (const [i, byte] of head.entries()) {
    if (byte < 0x80 || !isLetter(head[i - 1] ?? 0)) continue;
    if (DOS.has(byte)) dos++;
    else if (WINDOWS.has(byte)) windows++;
  }
  return dos > windows;
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
