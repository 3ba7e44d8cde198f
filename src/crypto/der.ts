/**
 * The little DER we need in every worker: slices of a certificate, headers and trailers of CMS. By hand, because
 * loading asn1js and pkijs takes 0.4 s a thread and neither streams; tests use them as a second reader.
 * Nothing here is trusted to judge a certificate: node:crypto has parsed it before.
 */

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  context0: 0xa0,
  context1: 0xa1,
  context3: 0xa3,
} as const;

/** One element inside a buffer: where it starts, where its content starts, where it ends. */
export interface Element {
  readonly tag: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

/** The element at an offset, definite length, or undefined when there is none whole. */
export function elementAt(bytes: Uint8Array, start: number): Element | undefined {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || first === 0x80 || first > 0x84) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  let length = first < 0x80 ? first : 0;
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[start + 2 + i] ?? 0);
  const content = start + 2 + lengthBytes;
  const end = content + length;
  return end <= bytes.length ? { tag, start, content, end } : undefined;
}

/** The elements inside a constructed one; those after a broken one are left out. */
export function childrenOf(bytes: Uint8Array, parent: Element): readonly Element[] {
  const children: Element[] = [];
  for (let at = parent.content; at < parent.end;) {
    const child = elementAt(bytes, at);
    if (!child || child.end > parent.end) break;
    children.push(child);
    at = child.end;
  }
  return children;
}

/** The elements of the SEQUENCE or SET that the whole buffer is. */
export function partsOf(bytes: Uint8Array): readonly Element[] {
  const whole = elementAt(bytes, 0);
  return whole ? childrenOf(bytes, whole) : [];
}

export function wholeOf(bytes: Uint8Array, element: Element): Uint8Array {
  return bytes.subarray(element.start, element.end);
}

export function contentOf(bytes: Uint8Array, element: Element): Uint8Array {
  return bytes.subarray(element.content, element.end);
}

/** An element around its parts, definite length. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([headerOf(tag, length), ...parts]);
}

export function headerOf(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(tag, length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.of(tag, 0x80 + bytes.length, ...bytes);
}

/** SET OF in DER: the encodings in ascending order. */
export function setOf(tag: number, parts: readonly Uint8Array[]): Buffer {
  return element(tag, ...parts.toSorted((a, b) => Buffer.compare(a, b)));
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(TAG.oid, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

const GENERALIZED_TIME = 0x18;

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5, RFC 5652 §11.3). @param ms since 1970 */
export function time(ms: number): Buffer {
  const digits = `${new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+Z$/g, "")}Z`;
  const short = digits < "2050";
  return element(
    short ? TAG.utcTime : GENERALIZED_TIME,
    Buffer.from(short ? digits.slice(2) : digits, "latin1"),
  );
}

/** An element holding an OID, as dotted text. */
export function oidText(bytes: Uint8Array, at: Element): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of contentOf(bytes, at)) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [head = 0, ...rest] = numbers;
  const first = Math.min(Math.floor(head / 40), 2);
  return [first, head - first * 40, ...rest].join(".");
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest % 128) + 128);
  return bytes;
}
