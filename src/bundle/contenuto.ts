import type { Message } from "../text/index.ts";

/** The files of a bundle, wherever they are kept. */
export interface Content {
  /** Name → bytes it says it holds. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Things that are not files of a bundle (subfolders, hidden files), by printable name. */
  readonly strangers: readonly string[];
  /** Ends with an error if there is more or less than it says, or no such file. */
  stream(name: string): AsyncIterable<Uint8Array>;
  close(): void;
}

/** Thrown inside this room; comes out as BUNDLE_NOT_READ with the reason in words. */
export class Unreadable extends Error {
  readonly reason: Message;

  constructor(reason: Message, options?: ErrorOptions) {
    super(reason.key, options);
    this.reason = reason;
  }
}
