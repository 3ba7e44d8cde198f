import { headerOf, TAG } from "./der.ts";

/** The Ministry's Java (BouncyCastle) cuts content in pieces of this size; so do we. */
const FRAME_BYTES = 1000;
const FULL_HEADER = headerOf(TAG.octetString, FRAME_BYTES);
/** Whole frames gathered before they go on. */
const GATHERED = 64;
const STEP = FULL_HEADER.length + FRAME_BYTES;

export interface Framer {
  put(chunk: Uint8Array): void;
  end(): void;
}

/**
 * Content as the pieces of a BER constructed OCTET STRING: 1000 bytes each, the last shorter. The result depends on
 * the bytes only, never on how they were cut when they came.
 * @param next must use the bytes before it returns: the buffer is used again
 */
export function framer(next: (bytes: Uint8Array) => void): Framer {
  const frames = new Uint8Array(STEP * GATHERED);
  for (let i = 0; i < GATHERED; i++) frames.set(FULL_HEADER, i * STEP);
  let frame = 0;
  let used = 0;
  return {
    put(chunk) {
      for (let at = 0; at < chunk.length;) {
        const size = Math.min(chunk.length - at, FRAME_BYTES - used);
        frames.set(chunk.subarray(at, at + size), frame * STEP + FULL_HEADER.length + used);
        at += size;
        used += size;
        if (used < FRAME_BYTES) continue;
        used = 0;
        if (++frame < GATHERED) continue;
        frame = 0;
        next(frames);
      }
    },
    end() {
      if (frame > 0) next(frames.subarray(0, frame * STEP));
      if (used === 0) return;
      const start = frame * STEP + FULL_HEADER.length;
      next(headerOf(TAG.octetString, used));
      next(frames.subarray(start, start + used));
    },
  };
}
