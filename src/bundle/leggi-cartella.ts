import { constants, createReadStream, closeSync, fstatSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { printable } from "../core/redact.ts";
import { Unreadable, type Content } from "./contenuto.ts";
import { lstat } from "./disco.ts";
import { isSafeName } from "./nomi.ts";

/** Links are not followed, at listing as at opening. Windows has no such flag. */
const FLAGS = constants.O_RDONLY | (process.platform === "win32" ? 0 : constants.O_NOFOLLOW);

/** A bundle in a folder. @throws Unreadable for links; the system's own errors. */
export function folderContent(folder: string): Promise<Content> {
  const sizes = new Map<string, number>();
  const strangers: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    const stats = lstat(join(folder, name));
    if (stats === undefined) continue;
    if (stats.isSymbolicLink()) throw new Unreadable({ key: "bundle.reason.link", data: { name } });
    if (stats.isFile() && isSafeName(name)) sizes.set(name, stats.size);
    else strangers.push(printable(name));
  }
  return Promise.resolve({
    sizes,
    strangers,
    stream: (name) => stream(folder, name, sizes.get(name)),
    close: () => undefined,
  });
}

async function* stream(folder: string, name: string, size: number | undefined): AsyncIterable<Uint8Array> {
  if (size === undefined) throw new Unreadable({ key: "bundle.detail.missing", data: { name } });
  const fd = openSync(join(folder, name), FLAGS);
  try {
    if (!fstatSync(fd).isFile()) throw new Unreadable({ key: "bundle.reason.link", data: { name } });
    let left = size;
    for await (const chunk of createReadStream("", { fd, autoClose: false }) as AsyncIterable<Uint8Array>) {
      left -= chunk.length;
      if (left < 0) break;
      yield chunk;
    }
    if (left !== 0) throw new Unreadable({ key: "bundle.detail.unreadable", data: { name } });
  } finally {
    closeSync(fd);
  }
}
