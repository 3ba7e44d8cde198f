import { describe, expect, it } from "vitest";

import { labelled } from "../../src/cli/present/avvolto.ts";
import { wordsOf } from "../../src/cli/errors.ts";
import { siocError } from "../../src/core/errors.ts";
import { textFor } from "../../src/text/index.ts";

const SENTENCE = "una frase abbastanza lunga da non stare in una riga di trenta posti";

describe("sentences on stderr", () => {
  it("stay one line when stderr is no terminal: logs are read line by line", () => {
    const line = labelled("nota:", " ", SENTENCE, { isErrTty: false, errColumns: 30 });
    expect(line).toBe(`nota: ${SENTENCE}`);
  });

  it("are wrapped under their label on a terminal", () => {
    const lines = labelled("nota:", " ", SENTENCE, { isErrTty: true, errColumns: 30 }).split("\n");
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.every((line) => line.length <= 30)).toBe(true);
    expect(lines.slice(1).every((line) => /^ {6}\S/.test(line))).toBe(true);
  });

  it("keep the lists they hold, each item under its own dash", () => {
    const text = labelled("errore:", " ", `tre:\n  - ${SENTENCE}`, { isErrTty: true, errColumns: 30 });
    expect(text.split("\n").slice(0, 3)).toEqual([
      "errore: tre:",
      "  - una frase abbastanza lunga",
      "    da non stare in una riga",
    ]);
  });
});

describe("codes of the system", () => {
  it.each([
    ["ENOENT", "it", "non esiste"],
    ["EACCES", "it", "permesso negato"],
    ["ENOTDIR", "en", "it is not a folder"],
    ["EXDEV", "it", "EXDEV"],
  ] as const)("%s in %s is said as «%s»", (reason, lingua, words) => {
    const error = siocError("CONFIG_MISSING", { file: "x.toml", reason });
    expect(wordsOf(error, textFor(lingua)).message).toContain(`(${words})`);
  });
});
