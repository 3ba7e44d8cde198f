import { once } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { ZipFile } from "yazl";

import type { PartFile } from "../../core/atomic.ts";
import { CHUNK } from "./testo.ts";

/** An entry written piece by piece. */
interface Voce {
  write(text: string): void;
  /** What to wait for, if more was written than has gone out. */
  pausa(): Promise<unknown> | undefined;
  end(text: string): void;
}

/** A zip on its way into a file. */
interface Zip {
  add(name: string, text: string): void;
  stream(name: string): Voce;
  /** @throws DISK */
  end(): Promise<void>;
  discard(): void;
}

/** The same content gives the same bytes: dates in a zip are local time without a zone. */
const OPTIONS = { mtime: new Date(2026, 0, 1, 12, 0, 0), forceDosTimestamp: true, mode: 0o100_600 };

export function apriZip(part: PartFile): Zip {
  const zip = new ZipFile();
  const stop = new AbortController();
  const file = new Writable({
    write(bytes: Uint8Array, _, done) {
      try {
        part.write(bytes);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const poured = pipeline(zip.outputStream, file, { signal: stop.signal });
  // Who waits for it hears of the failure; if nobody does, discard() was called.
  poured.catch(() => undefined);
  return {
    add(name, text) {
      zip.addBuffer(Buffer.from(text, "utf8"), name, OPTIONS);
    },
    stream(name) {
      const entry = new PassThrough({ highWaterMark: CHUNK });
      zip.addReadStream(entry, name, OPTIONS);
      let full = false;
      return {
        write(text) {
          full = !entry.write(text);
        },
        pausa() {
          if (!full) return undefined;
          full = false;
          return Promise.race([once(entry, "drain"), poured]);
        },
        end(text) {
          entry.end(text);
        },
      };
    },
    end() {
      zip.end();
      return poured;
    },
    discard() {
      stop.abort();
    },
  };
}
