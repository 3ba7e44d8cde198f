import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SiocError } from "../../src/core/errors.ts";
import { decode32, encode32 } from "../../src/identity/base64.ts";
import { keyedHmac } from "../../src/core/hmac.ts";
import {
  CUNI_ANONIMO,
  cuniFunction,
  judgeShape,
  keyCheckValue,
  parseChiave,
  selfTest,
} from "../../src/identity/index.ts";

const numRuns = process.env["SLOW"] ? 10_000 : 100;
const fixture = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), "utf8"));
const HEX = "fb1d2e4a57bb1a52ef44868618abfccf42ceb952d417d5416323cf2f078b0ef9";
const CF = "RSSMRA80A01H501U";

interface Vector {
  readonly key: string;
  readonly input: string;
  readonly cuni: string;
  readonly note: string;
}

interface Wycheproof {
  readonly testGroups: readonly {
    readonly tagSize: number;
    readonly tests: readonly { tcId: number; key: string; msg: string; tag: string; result: string }[];
  }[];
}

/** node:crypto, as cuni.md §1 words it. */
function oracle(key: string, data: string): string {
  const h1 = createHmac("sha256", Buffer.from(key, "hex")).update(data, "utf8").digest();
  const h2 = createHmac("sha256", key).update(h1).digest();
  return h1.toString("base64") + h2.toString("base64");
}

function thrown(action: () => unknown): SiocError {
  try {
    action();
  } catch (error) {
    if (error instanceof SiocError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("CUNI", () => {
  it.each(fixture("vectors/cuni.json") as Vector[])(
    "equals the Ministry's class: $note",
    ({ key, input, cuni }) => {
      const hash = cuniFunction(parseChiave(key));
      expect(hash(input)).toBe(cuni);
      expect(hash.verify(cuni)).toBe("ok");
    },
  );

  it("equals node:crypto for any text, one function reused over all of them", () => {
    const hash = cuniFunction(parseChiave(HEX));
    const unit = fc.oneof(
      fc.constantFrom("A", "9", "é", "€", "🏥", " "),
      fc.string({ unit: "grapheme", maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 200 }), (text) => {
        fc.pre(/[^\u0000-\u0020]/.test(text));
        expect(hash(text)).toBe(oracle(HEX, text));
      }),
      { numRuns: numRuns * 5 },
    );
  });

  it.each(["", "  ", "\t\n\u0000", "\ud800", "A\udfffB"])("does not hash %j", (text) => {
    expect(() => cuniFunction(parseChiave(HEX))(text)).toThrow(RangeError);
  });

  it("keeps the text out of what it throws", () => {
    expect(() => cuniFunction(parseChiave(HEX))(`${CF}\ud800`)).toThrow(/^not hashable$/);
  });

  it("makes two functions with different keys that do not disturb each other", () => {
    const [a, b] = [cuniFunction(parseChiave(HEX)), cuniFunction(parseChiave(HEX.toUpperCase()))];
    const [first, second] = [a(CF), b(CF)];
    expect([a(CF), b(CF)]).toEqual([first, second]);
    expect(first.slice(0, 44)).toBe(second.slice(0, 44));
    expect(first.slice(44)).not.toBe(second.slice(44));
  });
});

describe("verifying a CUNI", () => {
  const hash = cuniFunction(parseChiave(HEX));
  const good = hash(CF);

  it.each([
    { cuni: good, is: "ok", why: "made with this key" },
    { cuni: good.slice(1), is: "length", why: "87 characters" },
    { cuni: "", is: "length", why: "empty" },
    { cuni: "=" + good.slice(1), is: "shape", why: "= out of place" },
    { cuni: good.replaceAll("/", "_").replaceAll("+", "-"), is: "shape", why: "URL alphabet" },
    { cuni: oracle(HEX.toUpperCase(), CF), is: "checksum", why: "same key in another case" },
    { cuni: oracle("0".repeat(64), CF), is: "checksum", why: "another key" },
    { cuni: CUNI_ANONIMO, is: "checksum", why: "the Ministry's constant, made with the national key" },
    { cuni: good.slice(44) + good.slice(0, 44), is: "checksum", why: "halves swapped" },
  ])("$is: $why", ({ cuni, is }) => {
    expect(hash.verify(cuni)).toBe(is);
  });

  it("finds any one changed character", () => {
    for (let at = 0; at < 88; at += 1) {
      for (const char of "Aa0+/=B") {
        if (char !== good.charAt(at))
          expect(hash.verify(good.slice(0, at) + char + good.slice(at + 1))).not.toBe("ok");
      }
    }
  });

  it("refuses a first half that decodes to the same bytes but is not written as Base64 is", () => {
    const canonical = good.charAt(42);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const stray = alphabet.charAt(alphabet.indexOf(canonical) + 1);
    const other = good.slice(0, 42) + stray + good.slice(43);
    expect(Buffer.from(other.slice(0, 44), "base64")).toEqual(Buffer.from(good.slice(0, 44), "base64"));
    expect(hash.verify(other)).toBe("checksum");
  });

  it("judges the shape alone without a key", () => {
    expect([judgeShape(good), judgeShape(`${good} `), judgeShape("-".repeat(88))]).toEqual([
      "ok",
      "length",
      "shape",
    ]);
  });
});

describe("keyed HMAC", () => {
  const { testGroups } = fixture("corpus/wycheproof/hmac_sha256_test.json") as Wycheproof;

  it.each(testGroups)("gives Wycheproof's verdict on every case of a group", ({ tagSize, tests }) => {
    const out = new Uint8Array(32);
    for (const { tcId, key, msg, tag, result } of tests) {
      keyedHmac(Buffer.from(key, "hex"))(Buffer.from(msg, "hex"), out);
      const ours = Buffer.from(out.subarray(0, tagSize / 8)).toString("hex");
      expect([tcId, ours === tag ? "valid" : "invalid"]).toEqual([tcId, result]);
    }
  });

  it("leaves nothing of one message in the next", () => {
    const mac = keyedHmac(Buffer.from(HEX, "hex"));
    const out = new Uint8Array(32);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        mac(message, out);
        expect(Buffer.from(out)).toEqual(
          createHmac("sha256", Buffer.from(HEX, "hex")).update(message).digest(),
        );
      }),
      { numRuns },
    );
  });
});

describe("Base64 of 32 bytes", () => {
  it("equals Node's and comes back", () => {
    const text = Buffer.alloc(44);
    const back = new Uint8Array(32);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        encode32(bytes, text, 0);
        expect(text.toString("latin1")).toBe(Buffer.from(bytes).toString("base64"));
        decode32(text.toString("latin1"), back);
        expect(back).toEqual(bytes);
      }),
      { numRuns: numRuns * 5 },
    );
  });
});

describe("key", () => {
  it.each(["\n", "\r\n", ""])("is read with %j after it, its case kept", (end) => {
    expect(parseChiave(HEX + end).reveal()).toBe(HEX);
    expect(parseChiave(HEX.toUpperCase() + end).reveal()).toBe(HEX.toUpperCase());
  });

  it.each([
    { text: "", why: "empty" },
    { text: HEX.slice(1), why: "63 characters" },
    { text: `${HEX}0`, why: "65 characters" },
    { text: `${HEX.slice(1)}g`, why: "a letter that is not hexadecimal" },
    { text: ` ${HEX}`, why: "a blank before" },
    { text: `${HEX}\n\n`, why: "two line ends" },
    { text: `\ufeff${HEX}`, why: "BOM" },
    { text: `${HEX.slice(0, 32)}\n${HEX.slice(32)}`, why: "split over two lines" },
    { text: HEX.replace("1", "１"), why: "full-width digit" },
  ])("is refused without showing it: $why", ({ text }) => {
    const error = thrown(() => parseChiave(text));
    expect(error.code).toBe("KEY_MALFORMED");
    expect(JSON.stringify(error) + error.message).not.toContain(HEX.slice(8, 24));
  });

  it("does not show itself when printed", () => {
    const key = parseChiave(HEX);
    expect(inspect(key, { depth: 9 }) + JSON.stringify(key)).not.toContain(HEX.slice(0, 8));
  });

  it("has a check value that depends on every character and on their case, and does not contain it", () => {
    const value = keyCheckValue(parseChiave(HEX));
    expect(value).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
    expect(keyCheckValue(parseChiave(HEX))).toBe(value);
    expect(keyCheckValue(parseChiave(HEX.toUpperCase()))).not.toBe(value);
    expect(HEX.toUpperCase()).not.toContain(value.slice(0, 4));
    // Pinned: it stands in configurations, so it may not change from one version to the next.
    expect(value).toBe("5F2E-FBBD");
  });
});

describe("self-test", () => {
  it("passes", () => {
    expect(() => {
      selfTest();
    }).not.toThrow();
  });

  it.each([
    { why: "a wrong first half", make: () => Object.assign(() => "x", { verify: () => "ok" as const }) },
    {
      why: "a key whose case is lost",
      make: (key: ReturnType<typeof parseChiave>) => cuniFunction(parseChiave(key.reveal().toLowerCase())),
    },
    {
      why: "a broken verification",
      make: (key: ReturnType<typeof parseChiave>) =>
        Object.assign((id: string) => cuniFunction(key)(id), { verify: () => "checksum" as const }),
    },
  ])("fails on $why", ({ make }) => {
    expect(
      thrown(() => {
        selfTest(make);
      }).code,
    ).toBe("KEY_SELF_TEST");
  });
});
