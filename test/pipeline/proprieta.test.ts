import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { caricaLayout, type Campo } from "../../src/tracciato/index.ts";
import { rigaValida, type Patch } from "../rules/riga-valida.ts";
import { apri } from "./bundle-aperto.ts";
import { apriCorsa, tomlDi } from "./corsa.ts";

const layout = caricaLayout();
const campi = new Map(
  [...layout.dataset[1].campi, ...layout.dataset[2].campi].map((campo) => [campo.colonna as string, campo]),
);
const RUNS = process.env["SLOW"] ? 200 : 12;
const FLAT = '[[source]]\nazienda = "105"\nmapping = "m.toml"\nricoveri = "r.csv"';

/** Cells people send: a right code, another field's code, blank, nearly right, hostile. */
function cellOf(campo: Campo | undefined): fc.Arbitrary<string> {
  const codes =
    campo?.codici === undefined ? [] : [...(layout.codici.get(campo.codici)?.valori.keys() ?? [])];
  const right = codes.length > 0 ? fc.constantFrom(...codes) : fc.constant(campo?.esempio ?? "1");
  const odd = fc.constantFrom(
    "",
    " ",
    "0",
    "9",
    "99",
    "999",
    "12-34",
    '<&">',
    "]]>",
    "à",
    "😀",
    "AB12CD",
    "123456",
    "2026-02-30",
    "25:00",
    "=1+1",
    "V58",
    "E8889",
    "-1",
    "1.5",
  );
  return fc.oneof(
    { weight: 30, arbitrary: right },
    { weight: 3, arbitrary: odd },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }).map((s) => s.replace(/[;"\r\n\0]/g, "")) },
  );
}

const UNTOUCHED = new Set(["num_ric", "cod_ident", "cod_reg", "tipo"]);

/** A sound row in which a few cells were changed. */
const riga: fc.Arbitrary<Patch> = fc
  .subarray(
    Object.keys(rigaValida()).filter((name) => !UNTOUCHED.has(name)),
    { maxLength: 6 },
  )
  .chain((names) =>
    fc.record(Object.fromEntries(names.map((name) => [name, cellOf(campi.get(name.replace(/_\d$/, "")))]))),
  );

function csv(rows: readonly Patch[]): string {
  const names = Object.keys(rigaValida());
  return (
    [
      names,
      ...rows.map((patch, i) =>
        names.map((name) => ({ ...rigaValida(patch), num_ric: String(i + 1) })[name] ?? ""),
      ),
    ]
      .map((cells) => cells.join(";"))
      .join("\n") + "\n"
  );
}

describe("whatever the rows hold", () => {
  it("what the rules accept the schema accepts, and no row is lost", async () => {
    const corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("m.toml", '[file]\nencoding = "utf-8"\ndelimiter = ";"\nquote = ""\n');
    await fc.assert(
      fc.asyncProperty(fc.array(riga, { minLength: 20, maxLength: 60 }), async (rows) => {
        corsa.write("r.csv", csv(rows));
        const made = await corsa.prepare({ run: "1", force: true });
        const findings = corsa.findings();
        expect(findings.filter((f) => f.code === "OC-F-016")).toEqual([]);
        const { record, scartati, righe } = made.riepilogo.totals;
        expect(righe).toBe(rows.length);
        const refused = new Set(findings.filter((f) => f.esito === "scarto").map((f) => f.riga));
        // Rows that did not become records were said to be unreadable; records that are not sent have a reason.
        expect(righe - record + scartati).toBe(refused.size);
        if (made.manifest === undefined) return;
        const { xml } = await apri(corsa, made.paths[0] ?? "");
        const sent = [...xml.values()].map((text) => text.split("<fls:Assistenza>").length - 1);
        expect(sent).toEqual([record - scartati, record - scartati]);
      }),
      { numRuns: RUNS },
    );
    corsa.remove();
  }, 600_000);
});
