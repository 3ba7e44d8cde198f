import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 and size of bytes that pass by: call `update` with each chunk, `hex` once at the end. */
export interface Checksum {
  update(chunk: Uint8Array): void;
  /** 64 lower-case hex digits. */
  hex(): string;
  readonly sizeBytes: number;
}

export function checksum(): Checksum {
  const hash = createHash("sha256");
  let size = 0;
  return {
    update(chunk) {
      hash.update(chunk);
      size += chunk.length;
    },
    hex: () => hash.digest("hex"),
    get sizeBytes() {
      return size;
    },
  };
}

/** SHA-256 of a small thing, 64 lower-case hex digits. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 and size of a file, read in constant memory. Errors of the file system pass through. */
export async function checksumFile(
  path: string,
): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  const sum = checksum();
  const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1024 * 1024 });
  for await (const chunk of stream) sum.update(chunk);
  return { sha256: sum.hex(), sizeBytes: sum.sizeBytes };
}
