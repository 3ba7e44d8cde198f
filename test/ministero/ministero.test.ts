import { describe, expect, it } from "vitest";

import { annoCasuale } from "./caso.ts";
import { Perfetto, type Guasto } from "./perfetto.ts";

const SLOW = process.env["SLOW"] !== undefined;
const CUNI = "0123456789abcdef".repeat(4);

describe("a year with a sender that makes no mistake", () => {
  it.each(Array.from({ length: SLOW ? 300 : 25 }, (_, i) => i + 1))(
    "leaves the Ministry with the region's truth (seed %i)",
    async (seed) => {
      const wrong = await annoCasuale({ seed, chiaveCuni: CUNI, mittente: new Perfetto() });
      expect(wrong).toEqual([]);
    },
  );
});

describe("a year with a sender that errs", () => {
  const GUASTI: readonly Guasto[] = [
    "V after a rejection",
    "forgets the old key",
    "halves apart",
    "believes what it sent",
    "never cancels",
    "I of everything",
    "cancels one half",
    "forgets that a key is free again",
    "loses a row",
    "sends what did not change",
    "sends what it must discard",
  ];

  it.each(GUASTI)("shows it: %s", async (guasto) => {
    const caught: number[] = [];
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const wrong = await annoCasuale({ seed, chiaveCuni: CUNI, mittente: new Perfetto(guasto) });
      if (wrong.length > 0) caught.push(seed);
    }
    expect(caught.length).toBeGreaterThan(1);
  });
});
