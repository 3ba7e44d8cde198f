import { describe, expect, it } from "vitest";

import { CODICI_GAF, codiceGaf } from "../../src/gaf/index.ts";
import { cerca } from "../../src/cli/explain/cerca.ts";
import { caricaLayout } from "../../src/tracciato/index.ts";
import { textFor } from "../../src/text/index.ts";

/** Written down from spec/gaf.md part C, not from the program. */
const CODICI =
  "AE00 IF00 IF01 IF02 IF03 IF04 IF05 IF06 IF07 IF08 IF09 IF10 IF11 IF12 IF13 IF14 IF15 IF99 MX00 MX01 MX11 MX20 MX21 MX22 MX23 MX99 DF01 DF02 DF03 DF99".split(
    " ",
  );
const layout = caricaLayout();

describe("the codes of the gateway", () => {
  it("are those of its libraries, no more and no fewer", () => {
    expect(CODICI_GAF.map(({ codice }) => codice).sort()).toEqual([...CODICI].sort());
  });

  it.each(CODICI)("sioc explain %s says what it is and what to do, in both languages", (codice) => {
    for (const lingua of ["it", "en"] as const) {
      const scheda = cerca(codice.toLowerCase(), layout, textFor(lingua));
      expect(scheda.codice).toBe(codice);
      const said = JSON.stringify(scheda);
      expect(said).toContain(codiceGaf(codice)?.significato[lingua]);
      expect(said).toContain(codiceGaf(codice)?.rimedio[lingua]);
    }
  });
});
