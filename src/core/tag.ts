/**
 * 64-bit tags: what the cross-record rules and the joins compare instead of keys and identifiers. They live
 * in memory only. Not cryptographic: with n keys two differ yet collide with odds n²/2⁶⁵ (3 in 10⁸ for a million).
 * Two interleaved 32-bit multiplicative hashes (after cyrb53, public domain).
 */
export interface Tag {
  hi: number;
  lo: number;
}

/** Writes the tag of a text into `out` (no allocation on the hot path). Both halves are never 0 together. */
export function tagOf(text: string, out: Tag, seed = 0): Tag {
  let h1 = 0xdeadbeef ^ seed;
  let h2 = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ c, 2654435761);
    h2 = Math.imul(h2 ^ c, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  out.hi = h2 >>> 0;
  out.lo = h1 >>> 0 || 1;
  return out;
}

/**
 * Tag → row number, open addressing in shared memory: built on one thread, then read by all.
 * The first row of a tag is kept; later ones are refused by {@link TagIndex.add}.
 */
export class TagIndex {
  readonly #slots: Uint32Array;
  readonly #mask: number;

  private constructor(slots: Uint32Array) {
    this.#slots = slots;
    this.#mask = slots.length / 3 - 1;
  }

  /** Room for `count` tags at most half full. */
  static withRoomFor(count: number): TagIndex {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(4, count * 2)));
    return new TagIndex(new Uint32Array(new SharedArrayBuffer(capacity * 12)));
  }

  /** The same index on another thread. */
  static over(memory: SharedArrayBuffer): TagIndex {
    return new TagIndex(new Uint32Array(memory));
  }

  get memory(): SharedArrayBuffer {
    // Made in withRoomFor or given to over: always shared.
    return this.#slots.buffer as SharedArrayBuffer;
  }

  /** Stores the row of a tag; returns the row already there, or -1 when it was new. */
  add(tag: Readonly<Tag>, row: number): number {
    const at = this.#find(tag);
    const present = this.#slots[at + 2] ?? 0;
    if (present !== 0) return present - 1;
    this.#slots[at] = tag.hi;
    this.#slots[at + 1] = tag.lo;
    this.#slots[at + 2] = row + 1;
    return -1;
  }

  /** The row of a tag, or -1. */
  get(tag: Readonly<Tag>): number {
    return (this.#slots[this.#find(tag) + 2] ?? 0) - 1;
  }

  #find(tag: Readonly<Tag>): number {
    let slot = (tag.lo ^ (tag.hi >>> 7)) & this.#mask;
    for (let tries = 0; tries <= this.#mask; tries++) {
      const at = slot * 3;
      if (this.#slots[at + 2] === 0) return at;
      if (this.#slots[at] === tag.hi && this.#slots[at + 1] === tag.lo) return at;
      slot = (slot + 1) & this.#mask;
    }
    throw new Error("a tag index is full");
  }
}
