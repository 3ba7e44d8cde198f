/**
 * What stands between the quotes of a string, as the server would keep it. The first two work on Latin-1 text, one
 * character a byte, before it is decoded: that is where `\303\250` is an è.
 */

const MYSQL: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  // kept for LIKE, also outside of it
  "%": "\\%",
  _: "\\_",
};

/** `\n`, `\'` … of MySQL; anything else after a backslash is itself. */
export function unescapeMysql(bytes: string): string {
  return bytes.replace(/\\([\s\S])/g, (_, c: string) => (Object.hasOwn(MYSQL, c) ? (MYSQL[c] ?? c) : c));
}

const POSTGRES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/**
 * E'…' of PostgreSQL. `utf8` says that \u is to become UTF-8 bytes.
 * @returns undefined for a code point that has no place in the encoding, or does not exist.
 */
export function unescapePostgres(bytes: string, utf8: boolean): string | undefined {
  let unsound = 0;
  const code = (hex: string): string => {
    const point = Number.parseInt(hex, 16);
    const sound = point > 0 && point < PRIVATE && (utf8 || point < 0x80);
    if (!sound) unsound++;
    return sound ? String.fromCodePoint(point) : "";
  };
  const units = bytes.replace(
    /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))|[\u0080-\u00ff]+/g,
    (whole: string, octal?: string, hex?: string, u?: string, U?: string, c?: string) => {
      if (octal !== undefined) return byte(Number.parseInt(octal, 8));
      if (hex !== undefined) return byte(Number.parseInt(hex, 16));
      if (u !== undefined || U !== undefined) return code(u ?? U ?? "");
      if (c !== undefined) return Object.hasOwn(POSTGRES, c) ? (POSTGRES[c] ?? c) : c;
      return Array.from(whole, (one) => byte(one.charCodeAt(0))).join("");
    },
  );
  return unsound === 0 && !/\p{Surrogate}/u.test(units) ? toBytes(units) : undefined;
}

/** Bytes beyond ASCII are kept apart from code points, in a private plane, until all are bytes. */
const PRIVATE = 0x10ff00;
const byte = (n: number): string =>
  (n & 255) < 0x80 ? String.fromCharCode(n & 255) : String.fromCodePoint(PRIVATE + (n & 255));

function toBytes(text: string): string {
  return text.replace(/[^\u0000-\u007f]+/gu, (run) =>
    Array.from(run, (one) => {
      const point = one.codePointAt(0) ?? 0;
      return point >= PRIVATE
        ? String.fromCharCode(point - PRIVATE)
        : Buffer.from(one, "utf8").toString("latin1");
    }).join(""),
  );
}

/** `\0061`, `\+000061` of U&'…' and UNISTR, also `\u0061` and `\U00000061`. Undefined if a `\` begins none of them. */
export function unescapeUnicode(text: string, escape = "\\"): string | undefined {
  const e = escape.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const pattern = new RegExp(
    `${e}(?:(${e})|([0-9A-Fa-f]{4})|\\+([0-9A-Fa-f]{6})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|)`,
    "g",
  );
  let unsound = 0;
  const result = text.replace(pattern, (_, self?: string, ...hex: readonly (string | undefined)[]) => {
    if (self !== undefined) return self;
    const point = Number.parseInt(hex.slice(0, 4).find((h) => h !== undefined) ?? "", 16);
    const sound = point <= 0x10ffff;
    if (!sound) unsound++;
    return sound ? String.fromCodePoint(point) : "";
  });
  return unsound === 0 && !/\p{Surrogate}/u.test(result) ? result : undefined;
}
