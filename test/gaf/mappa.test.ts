import { describe, expect, it } from "vitest";

import { SiocError } from "../../src/core/errors.ts";
import { mappaEsiti } from "../../src/gaf/ricevute/mappa.ts";
import { text } from "./aiuti.ts";

function problems(source: string): string {
  try {
    mappaEsiti(source, "m.toml", text);
  } catch (error) {
    if (error instanceof SiocError && error.code === "RECEIPT_MAP") return String(error.data["problems"]);
    throw error;
  }
  return "";
}

describe("a map of the outcomes", () => {
  it.each<[why: string, source: string, expected: readonly string[]]>([
    [
      "two mistakes are told at once",
      `elemento = "Z"\n[fields]\ncodes = "a"`,
      ["elemento", "codes", "fields.code"],
    ],
    ["nothing to recognise the record by", `element = "Z"\n[fields]\ncode = "a"`, ["riconoscere il record"]],
    [
      "a value that means two things",
      `element = "Z"\n[key]\nid_rec = "k"\n[fields]\ncode = "a"\n[kinds]\nscarto = ["s"]\nanomalia = ["S"]`,
      ["scarto e in anomalia"],
    ],
    [
      "a bad pattern",
      `element = "Z"\nfile_name = "("\n[key]\nid_rec = "k"\n[fields]\ncode = "a"`,
      ["espressione regolare"],
    ],
    ["a place that is no path", `element = "Z"\n[key]\nid_rec = "//k"\n[fields]\ncode = "a"`, ["key.id_rec"]],
  ])("%s", (_, source, expected) => {
    const told = problems(source);
    for (const part of expected) expect(told).toContain(part);
  });

  it("is accepted with an ordinal in place of a key", () => {
    expect(problems(`element = "Z"\n[fields]\ncode = "a"\nordinal = "b/@n"`)).toBe("");
  });
});
