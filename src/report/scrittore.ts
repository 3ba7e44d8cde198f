import type { PartFile } from "../core/atomic.ts";

/** Text is written to disk in pieces of about this size. */
export const BUFFER_BYTES = 65_536;

/** Text appended to a file that gets its name at commit. */
export interface Scrittore {
  readonly path: string;
  append(line: string): void;
  /** Writes what is pending: a full disk shows here, before any file is renamed. */
  flush(): void;
  commit(): void;
  discard(): void;
}

/** Gathers small lines into large writes. `line` may be of any length; at most one line over the buffer is held. */
export function scrittore(part: PartFile): Scrittore {
  let pending = "";
  const flush = (): void => {
    if (pending !== "") part.write(pending);
    pending = "";
  };
  return {
    path: part.path,
    append(line) {
      pending += line;
      if (pending.length >= BUFFER_BYTES) flush();
    },
    flush,
    commit() {
      flush();
      part.commit();
    },
    discard() {
      pending = "";
      part.discard();
    },
  };
}
