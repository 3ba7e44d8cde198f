import { setImmediate } from "node:timers/promises";
import iconv from "iconv-lite";

import { openPart } from "../../core/atomic.ts";
import type { Forma } from "../forma.ts";

/** Characters kept before they are encoded and written. */
export const CHUNK = 512 * 1024;

/** A text file being written, lines in and chunks out. */
export interface Testo {
  /** What is written so far, under this name, after {@link flush}. */
  readonly part: string;
  /** A line, or more with the ends between them. */
  add(line: string): void;
  /** Bytes as they are, after what was added before. */
  addBytes(bytes: Uint8Array): void;
  flush(): void;
  pausa(): Promise<unknown> | undefined;
  commit(): void;
  discard(): void;
}

/** @throws OUTPUT_UNWRITABLE, DISK (here and later) */
export function apriTesto(path: string, { encoding, eol }: Pick<Forma, "encoding" | "eol">): Testo {
  const part = openPart(path);
  let pending: string[] = [];
  let size = 0;
  let wrote = false;
  const flush = (): void => {
    if (pending.length > 0) part.write(encode(pending.join(eol) + eol, encoding));
    pending = [];
    size = 0;
    wrote = true;
  };
  return {
    part: `${path}.part`,
    add(line) {
      pending.push(line);
      size += line.length;
      if (size >= CHUNK) flush();
    },
    addBytes(bytes) {
      flush();
      part.write(bytes);
    },
    flush,
    pausa() {
      if (!wrote) return undefined;
      wrote = false;
      return setImmediate();
    },
    commit() {
      flush();
      part.commit();
    },
    discard: () => {
      part.discard();
    },
  };
}

function encode(text: string, encoding: Forma["encoding"]): string | Uint8Array {
  if (encoding === "utf-8") return text;
  return encoding === "utf-16le" ? Buffer.from(text, "utf16le") : iconv.encode(text, encoding);
}
