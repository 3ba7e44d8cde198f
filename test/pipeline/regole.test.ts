import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { SiocError } from "../../src/core/errors.ts";
import { isRegolaRecord, REGOLE } from "../../src/rules/index.ts";
import { CARTELLA_PREDEFINITA } from "../../src/tracciato/index.ts";
import { CHIAVI_TABELLE } from "../../src/pipeline/tables.ts";
import { CASI, LARGHEZZA, type Ingresso } from "../rules/casi.ts";
import { rigaValida, SOLO_ANAGRAFICA, type Patch } from "../rules/riga-valida.ts";
import { apriCorsa, tomlDi, type Corsa } from "./corsa.ts";

/** These are seen only on the way to the XML: they need keys and a bundle. */
const DA_PREPARE: ReadonlySet<string> = new Set(["OC-F-009", "OC-F-010", "OC-F-014", "OC-F-016"]);
const RUOLO = { valutazione: "valutazioni", prestazione: "prestazioni", sospensione: "sospensioni" } as const;

let corsa: Corsa | undefined;
afterEach(() => {
  corsa?.remove();
  corsa = undefined;
});

describe("every rule through the whole pipeline", () => {
  it("has a case for every rule but those of the history (storia.test.ts)", () => {
    const here = REGOLE.filter(({ specie }) => specie !== "storia").map(({ code }) => code);
    expect([...new Set(CASI.map((c) => c.code))].sort()).toEqual(here.sort());
  });

  it.each(CASI.map((c) => [c.code, c.why, c] as const))(
    "%s is silent on the sound input: %s",
    async (code, _why, caso) => {
      expect(await codesOf(caso.pass, DA_PREPARE.has(code))).not.toContain(code);
    },
  );

  it.each(CASI.map((c) => [c.code, c.why, c] as const))("%s speaks when %s", async (code, _why, caso) => {
    const codes = await codesOf(caso.fail, DA_PREPARE.has(code));
    expect(codes).toContain(code);
    const allowed = new Set([code, ...(caso.anche ?? [])]);
    const record = REGOLE.filter(isRegolaRecord).map((r) => r.code);
    // Nothing else that judges a record may speak: a finding brings no others in its train.
    if (record.includes(code)) expect(codes.filter((c) => record.includes(c) && !allowed.has(c))).toEqual([]);
  });
});

/** Codes a run raises, the errors that stop it included as the rule they stand for. */
async function codesOf(ingresso: Ingresso, building: boolean): Promise<string[]> {
  corsa?.remove();
  corsa = await build(ingresso, building);
  try {
    if (building) await corsa.prepare();
    else await corsa.validate();
  } catch (error) {
    if (!(error instanceof SiocError)) throw error;
    const rule = STOPPED[error.code];
    if (rule !== undefined) return [rule];
    if (error.code !== "NOTHING_TO_SEND") throw error;
  }
  return corsa.findings().map((voce) => voce.code);
}

/** With one file only, a file-level refusal is the error of the run. */
const STOPPED: Readonly<Record<string, string>> = {
  SOURCE_ENCODING: "OC-F-001",
  SOURCE_HEADER: "OC-F-002",
  SOURCE_COLUMNS: "OC-F-002",
  SOURCE_COLUMNS_MISSING: "OC-F-002",
  CLEAR_IDENTIFIER: "OC-F-014",
};

async function build(ingresso: Ingresso, building: boolean): Promise<Corsa> {
  const files: string[] = ['azienda = "105"', 'mapping = "mappa.toml"', `ricoveri = "${flatName(ingresso)}"`];
  if (ingresso.separati) files.push('anagrafica = "anagrafica.csv"');
  for (const gruppo of Object.keys(ingresso.dettaglio ?? {}) as (keyof typeof RUOLO)[])
    files.push(`${RUOLO[gruppo]} = "${RUOLO[gruppo]}.csv"`);
  const tables = Object.keys(ingresso.tabelle ?? {}).map((nome) => `${nome} = "${nome}.csv"`);
  const more = [
    ...(tables.length > 0 ? ["[tables]", ...tables] : []),
    ...(ingresso.schemaEstraneo ? ["[schema]", 'folder = "schema"'] : []),
  ].join("\n");
  const made = await apriCorsa(tomlDi(`[[source]]\n${files.join("\n")}`, more), {
    chiavi: building,
    ...(ingresso.today === undefined ? {} : { today: ingresso.today }),
  });
  writeInput(made, ingresso);
  return made;
}

function writeInput(made: Corsa, ingresso: Ingresso): void {
  const file = { encoding: "utf-8", delimiter: ";", pad_zeros: true, ...ingresso.file };
  const entries = Object.entries(file).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  made.write("mappa.toml", `[file]\n${entries.join("\n")}\n`);
  if (ingresso.separati) {
    const { anagrafica, ricovero } = ingresso.separati;
    made.write(
      "anagrafica.csv",
      csv(
        anagrafica.map((patch) =>
          only(rigaValida(patch), [
            "num_ric",
            "tipo",
            "cod_reg",
            "cod_asl",
            "cod_str",
            "data_amm",
            ...SOLO_ANAGRAFICA,
          ]),
        ),
      ),
    );
    made.write("ricoveri.csv", csv(ricovero.map((patch) => without(rigaValida(patch), SOLO_ANAGRAFICA))));
  } else {
    const apart = Object.keys(ingresso.dettaglio ?? {});
    const rows = (ingresso.righe ?? [{}]).map((patch) => withoutGroups(rigaValida(patch), apart));
    const text = ingresso.come === "sql" ? sql(rows) : ingresso.come === "fixed" ? fixed(rows) : csv(rows);
    if (ingresso.come === "fixed") made.write("mappa.toml", fixedMappa(rows));
    made.write(flatName(ingresso), ingresso.guasta?.(text) ?? text);
  }
  for (const [gruppo, rows] of Object.entries(ingresso.dettaglio ?? {}))
    made.write(`${RUOLO[gruppo as keyof typeof RUOLO]}.csv`, csv(rows));
  for (const [nome, rows] of Object.entries(ingresso.tabelle ?? {}))
    made.write(`${nome}.csv`, table(nome as keyof typeof CHIAVI_TABELLE, rows));
  if (ingresso.schemaEstraneo) strangeSchema(join(made.folder, "schema"));
}

const PREFIX = {
  valutazione: /^(val_data|val_mom|auton|mobil|dist_|scala|punt)/,
  prestazione: /^pre_/,
  sospensione: /^sosp_/,
};

function withoutGroups(row: Patch, gruppi: readonly string[]): Patch {
  const cut = gruppi.map((gruppo) => PREFIX[gruppo as keyof typeof PREFIX]);
  return Object.fromEntries(Object.entries(row).filter(([name]) => !cut.some((re) => re.test(name))));
}

function only(row: Patch, names: readonly string[]): Patch {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? ""]));
}

function without(row: Patch, names: readonly string[]): Patch {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

/** Cells as they are: cases that need quoting bring their own quotes. */
function csv(rows: readonly Patch[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
      .map((cells) => cells.join(";"))
      .join("\n") + "\n"
  );
}

const flatName = ({ come }: Ingresso): string => `ricoveri.${come === "fixed" ? "txt" : (come ?? "csv")}`;

const columnsIn = (rows: readonly Patch[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

function sql(rows: readonly Patch[]): string {
  const names = columnsIn(rows);
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const tuples = rows.map((row) => `(${names.map((name) => quoted(row[name] ?? "")).join(", ")})`);
  return tuples.map((tuple) => `INSERT INTO ricovero (${names.join(", ")}) VALUES ${tuple};\n`).join("");
}

function fixed(rows: readonly Patch[]): string {
  const names = columnsIn(rows);
  return rows.map((row) => `${names.map((name) => (row[name] ?? "").padEnd(LARGHEZZA)).join("")}\n`).join("");
}

function fixedMappa(rows: readonly Patch[]): string {
  const spans = columnsIn(rows).map((name, i) => `${name} = [${i * LARGHEZZA + 1}, ${LARGHEZZA}]`);
  return `[file]\npad_zeros = true\n\n[fixed]\n${spans.join("\n")}\n`;
}

/** Widths of the pieces a table's key is made of. */
const WIDTHS = { mra: [3, 3], sts11: [3, 3, 6], comuni: [6], icd9cm: [9], posti_letto: [3, 3, 6] } as const;

function table(
  nome: keyof typeof CHIAVI_TABELLE,
  rows: readonly { chiave: string; dal: string; al: string; posti?: number }[],
): string {
  const header = [
    ...CHIAVI_TABELLE[nome],
    "valido_dal",
    "valido_al",
    ...(nome === "posti_letto" ? ["posti"] : []),
  ];
  const body = rows.map(({ chiave, dal, al, posti }) => {
    let at = 0;
    const parts = WIDTHS[nome].map((width) => chiave.slice(at, (at += width)));
    return [...parts, dal, al, ...(posti === undefined ? [] : [String(posti)])];
  });
  return [header, ...body].map((cells) => cells.join(";")).join("\n") + "\n";
}

/** The shipped folder with a schema 2 that admits one value of Autonomia less than the layout does. */
function strangeSchema(folder: string): void {
  mkdirSync(folder);
  for (const name of ["layout.toml", "paesi.csv", "SIOC_1_Anagrafica.xsd"])
    copyFileSync(join(CARTELLA_PREDEFINITA, name), join(folder, name));
  const xsd = readFileSync(join(CARTELLA_PREDEFINITA, "SIOC_2_Ricovero.xsd"), "utf8");
  const start = xsd.indexOf('<xs:simpleType name="autonomia">');
  const end = xsd.indexOf("</xs:simpleType>", start);
  const narrowed = xsd.slice(start, end).replace('<xs:enumeration value="2"/>', "");
  writeFileSync(join(folder, "SIOC_2_Ricovero.xsd"), xsd.slice(0, start) + narrowed + xsd.slice(end));
}
