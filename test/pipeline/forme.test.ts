import { relative, join, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parsePeriodo } from "../../src/core/periodo.ts";
import type { Prepared } from "../../src/pipeline/prepare.ts";
import {
  generate,
  type Atteso,
  type FormaId,
  type Generated,
  type GenerateOptions,
} from "../../src/synthetic/index.ts";
import { apri, type Aperto } from "./bundle-aperto.ts";
import { apriCorsa, tomlDi, type Corsa, type Voce } from "./corsa.ts";

/**
 * One seeded quarter, once as plain CSV, once as what five aziende really send: what the region transmits is the same
 * to the byte. Errors are those that every shape can hold (`raffrontabili`), so the discarded stays are the same too.
 */
interface Giro {
  readonly corsa: Corsa;
  readonly made: Generated;
  readonly prepared: Prepared;
  readonly aperto: Aperto;
  readonly findings: readonly Voce[];
}

const giri: Giro[] = [];
afterAll(() => {
  for (const { corsa } of giri) corsa.remove();
});

async function giro(shapes: readonly FormaId[], errors: GenerateOptions["errors"]): Promise<Giro> {
  const periodo = parsePeriodo("2026T1")!;
  const corsa = await apriCorsa("", { chiavi: true });
  const made = await generate(
    { ricoveri: 400, aziende: 5, seed: 21, periodo, regione: "080", errors, shapes, raffrontabili: true },
    join(corsa.folder, "arrivo"),
  );
  const local = (path: string): string => JSON.stringify(relative(corsa.folder, path).split(sep).join("/"));
  const sources = made.aziende.flatMap(({ codAsl, mappa, files }) => [
    "[[source]]",
    `azienda = "${codAsl}"`,
    `mapping = ${local(mappa)}`,
    ...Object.entries(files).map(([ruolo, path]) => `${ruolo} = ${local(path)}`),
  ]);
  corsa.write("sioc.toml", tomlDi(sources.join("\n")));
  const prepared = await corsa.prepare();
  const aperto = await apri(corsa, prepared.paths[0] ?? "");
  const done = { corsa, made, prepared, aperto, findings: corsa.findings() };
  giri.push(done);
  return done;
}

const piani = new Map<number, Promise<Giro>>();
function piano(errors: number): Promise<Giro> {
  const known = piani.get(errors) ?? giro(["a"], errors);
  piani.set(errors, known);
  return known;
}

/** `azienda line/nth code` */
function dove(azienda: string, { line, posto }: Pick<Atteso, "line" | "posto">, code: string): string {
  return `${azienda} ${line}${posto === undefined ? "" : `/${posto}`} ${code}`;
}

/** What the answer key has and findings.ndjson has not. */
function nonTrovati({ made, findings }: Giro): string[] {
  const found = new Set(
    findings.map(({ azienda, riga, posto, code }) =>
      dove(azienda, { line: riga ?? 0, ...(posto && { posto }) }, code),
    ),
  );
  return made.attesi
    .map((atteso) => dove(/^azienda-(\d+)/.exec(atteso.file)?.[1] ?? "?", atteso, atteso.code))
    .filter((atteso) => !found.has(atteso));
}

describe.each([
  { shapes: ["b", "h", "f", "g", "c"], errors: 0 },
  { shapes: ["b", "h", "f", "g", "c"], errors: 60 },
  { shapes: ["i", "g", "f", "e", "h"], errors: 60 },
] as const)("the same quarter in shapes $shapes with $errors errors", ({ shapes, errors }) => {
  let plain: Giro;
  let mixed: Giro;
  beforeAll(async () => {
    plain = await piano(errors);
    mixed = await giro(shapes, errors);
  });

  it("gives the datasets of the plain CSV, byte for byte", () => {
    expect([...mixed.aperto.xml.keys()]).toEqual([...plain.aperto.xml.keys()]);
    for (const [name, xml] of plain.aperto.xml) {
      expect(xml.length).toBeGreaterThan(100_000);
      expect(mixed.aperto.xml.get(name) === xml, name).toBe(true);
    }
  });

  it("discards the same stays for the same reasons", () => {
    const scarti = ({ findings }: Giro): string[] =>
      findings
        .flatMap(({ azienda, code, esito }) => (esito === "scarto" ? [`${azienda} ${code}`] : []))
        .sort();
    expect(scarti(mixed)).toEqual(scarti(plain));
    expect(scarti(plain).length > 0).toBe(errors > 0);
    expect(mixed.made.attesi.map(({ code }) => code)).toEqual(plain.made.attesi.map(({ code }) => code));
  });

  it("finds every error where the answer key says, whatever the shape", () => {
    for (const one of [plain, mixed]) expect(nonTrovati(one)).toEqual([]);
  });
});

describe("an error between two stays", () => {
  it("is said of the row to be corrected, in joined tables too", async () => {
    const codes = ["OC-X-006", "OC-X-007", "OC-X-008", "OC-X-009"];
    const one = await giro(["f", "c"], Object.fromEntries(codes.map((code) => [code, 6])));
    expect(new Set(one.made.attesi.flatMap(({ code, naturale }) => (naturale ? [] : [code])))).toEqual(
      new Set(codes),
    );
    expect(nonTrovati(one)).toEqual([]);
  });
});
