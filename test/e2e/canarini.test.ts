import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";

import yauzl from "yauzl";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parsePeriodo } from "../../src/core/periodo.ts";
import { FORME, generate } from "../../src/synthetic/index.ts";
import { BIN, has, sioc, tempFolder, type Ran } from "./sioc.ts";

/**
 * Plants hundreds of identifiers and names, runs every command on them, also those that must fail, and looks for
 * each, in six forms, in everything that was written: files, screens, names. Only the input may hold them.
 */
const folder = tempFolder();
const cwd = folder.path;
const planted = new Set<string>();
const screens: Ran[] = [];
/** The one file that may hold identifiers, and says so. */
const EXPORT = "da-verificare.csv";

beforeAll(async () => {
  const periodo = parsePeriodo("2026T1");
  if (!periodo) throw new Error("periodo");
  const made = await generate(
    {
      ricoveri: 540,
      aziende: FORME.length,
      shapes: FORME,
      seed: 11,
      periodo,
      regione: "030",
      errors: 60,
      onIdentificativo: (text) => planted.add(text),
    },
    join(cwd, "arrivo"),
  );
  await run("keys", "generate", "--folder", "chiavi");
  const sources = made.aziende.map((azienda) => [
    "[[source]]",
    `azienda = "${azienda.codAsl}"`,
    `mapping = ${JSON.stringify(azienda.mappa)}`,
    ...Object.entries(azienda.files).map(([ruolo, path]) => `${ruolo} = ${JSON.stringify(path)}`),
  ]);
  const head = [
    'regione = "030"',
    'periodo = "2026T1"',
    "[recipient]",
    'file = "chiavi/destinatario-test.asc"',
    "[signer]",
    'key = "chiavi/firmatario-test-privata.asc"',
    "[identity]",
    'key_file = "chiavi/cuni-test.key"',
  ];
  writeFileSync(join(cwd, "sioc.toml"), [...head, ...sources.flat(), ""].join("\n"));
  spoil(String(made.aziende[0]?.files.ricoveri));
  for (const azienda of made.aziende) spoilOther(String(azienda.files.ricoveri));

  await run("doctor");
  await run("doctor", "--json");
  await run("validate");
  await run("validate", "--json");
  await run("prepare");
  await run("prepare", "--json", "--today", "2026-04-10");
  await run("prepare", "--max-scarti", "0%");
  await afterwards();
  await run("identifiers", "export", "--file", EXPORT);
  for (const azienda of made.aziende) {
    for (const path of Object.values(azienda.files)) {
      await run("map", path);
      await run("map", path, "--check", azienda.mappa);
      // Without its mapping, and in the wrong role: must fail without showing a cell.
      await run("validate", path, "--regione", "030");
      await run("validate", path, "--regione", "030", "--mapping", azienda.mappa, "--debug");
    }
  }
  for (const [i, name] of readdirSync(join(cwd, "guasti")).entries()) {
    const file = join("guasti", name);
    const ways = [
      ["validate", file, "--regione", "030", "--debug"],
      ["map", file, "--debug"],
      ["prepare", file, "--debug"],
    ];
    // The damaged CSV files in every way, the many others in turn: each run costs a start of the program.
    for (const [j, args] of ways.entries()) if (!name.includes("azienda-") || j === i % 3) await run(...args);
  }
  for (const azienda of made.aziende.slice(0, 6)) {
    const path = String(azienda.files.ricoveri);
    screens.push(piped(path, "validate", "-", "--regione", "030", "--mapping", azienda.mappa, "--debug"));
    screens.push(piped(path, "map", "-"));
  }
  await databases();
  const [code = ""] = planted;
  await run("explain", code);
  await run("validate", `${code}.csv`, "--regione", "030");
  await run("verify", code);
  await run(code);
  await run("--config", `${code}.toml`, "validate");
}, 600_000);

afterAll(folder.remove);

async function run(...args: string[]): Promise<void> {
  screens.push(await sioc(args, cwd));
}

/** What follows a bundle: its sending, the Ministry's words (which name people), what is remembered. */
async function afterwards(): Promise<void> {
  const [code = ""] = planted;
  await run("sent", "1", "--id-upload", "4711");
  const scarto = (riga: number): string =>
    `<Scarto><NumeroRecord>${riga}</NumeroRecord><CodiceErrore>E1</CodiceErrore>` +
    `<Descrizione>Assistito ${code} non trovato</Descrizione><Tipo>S</Tipo></Scarto>`;
  mkdirSync(join(cwd, "guasti"), { recursive: true });
  writeFileSync(join(cwd, "guasti", "4711.xml"), `<Fus>${[3, 4, 5].map(scarto).join("")}</Fus>`);
  writeFileSync(join(cwd, "guasti", "ignoto.xml"), `<X><${code}/><Y>${code}</Y></X>`);
  await run("outcomes", "guasti/4711.xml");
  await run("outcomes", "guasti/ignoto.xml", "--debug");
  await run("diff");
  await run("diff", "--json");
  await run("prepare");
  for (const what of ["status", "deadlines", "clean"]) await run(what);
  await run("status", "1", "--json");
  await run("ledger", "check");
  await run("ledger", "export", "--file", "registro.jsonl");
  await run("ledger", "backup", "--file", "copia.db");
  await run("audit", "verify");
  await run("audit", "export", "--file", "eventi.jsonl");
}

/** The first azienda's file, damaged in the ways that make programs show what they read. */
function spoil(path: string): void {
  const text = readFileSync(path, "utf8");
  const [header = "", ...rows] = text.split("\n");
  const [code = ""] = planted;
  mkdirSync(join(cwd, "guasti"), { recursive: true });
  const write = (name: string, content: string | Buffer): void => {
    writeFileSync(join(cwd, "guasti", name), content);
  };
  write("senza-intestazione.csv", rows.join("\n"));
  write("virgolette.csv", text.replaceAll(";", ';"'));
  write(
    "colonne-spostate.csv",
    [header, ...rows.map((row) => row.split(";").reverse().join(";"))].join("\n"),
  );
  write(
    "identificativo-ovunque.csv",
    [
      header,
      header
        .split(";")
        .map(() => code)
        .join(";"),
    ].join("\n"),
  );
  write("nul.csv", text.replace(code, `${code}\0`));
  write("utf16.csv", Buffer.from(text, "utf16le"));
  write(`${code}.csv`, text);
  write("latino.csv", Buffer.concat([Buffer.from(text), Buffer.from([0xc3])]));
}

/** Dumps, workbooks and archives cut, bent, or made to say what must not be run. */
function spoilOther(path: string): void {
  const bytes = readFileSync(path);
  const write = (how: string, content: Uint8Array): void => {
    writeFileSync(join(cwd, "guasti", `${how}-${path.split(/[/\\]/).slice(-2).join("-")}`), content);
  };
  write("meta", bytes.subarray(0, bytes.length / 2));
  write("compresso.gz", gzipSync(bytes));
  write("compresso-a-meta.gz", gzipSync(bytes).subarray(0, -30));
  if (!path.endsWith(".sql")) return;
  const [code = ""] = planted;
  const bent: Readonly<Record<string, string>> = {
    funzione: `INSERT INTO t VALUES (lower('${code}'), '${code}');\n`,
    apici: `INSERT INTO t (a) VALUES ('${code});\n`,
    programma: `COPY t FROM PROGRAM 'echo ${code}';\n`,
    include: `\\i /tmp/${code}.sql\n`,
    tabella: `INSERT INTO "${code}" ("${code}") VALUES (1);\n`,
    aggiorna: `UPDATE dwh.ricovero SET id_assistito = '${code}';\n`,
  };
  for (const [how, sql] of Object.entries(bent)) {
    const text = Buffer.from(sql);
    write(how, text);
    write(`${how}-in-fondo`, Buffer.concat([bytes, text]));
  }
}

/** As a shell's `command < file` would. */
function piped(path: string, ...args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    input: readFileSync(path),
    encoding: "utf8",
  });
  return { code: status ?? -1, stdout, stderr };
}

/** Where the address, the query or the database's own words hold an identifier: a password is one too. */
async function databases(): Promise<void> {
  const [code = ""] = planted;
  mkdirSync(join(cwd, "guasti", "db"));
  const at = (name: string): string => join("guasti", "db", name);
  const query = `SELECT '${code}'::integer AS num_ric`;
  writeFileSync(join(cwd, at("query.sql")), query);
  const urls = [
    `postgres://postgres:${code}@127.0.0.1:5432/postgres`,
    `mysql://${code}:${code}@127.0.0.1:1/x`,
  ];
  for (const [i, url] of urls.entries()) {
    writeFileSync(join(cwd, at(`${i}.url`)), url, { mode: 0o600 });
    const toml = [
      'regione = "030"',
      "[[source]]",
      'azienda = "900"',
      `tipo = "${url.startsWith("mysql") ? "mysql" : "postgres"}"`,
      'ricoveri = "query.sql"',
      `connection = { url_file = "${i}.url", timeout = 5 }`,
    ];
    writeFileSync(join(cwd, at(`${i}.toml`)), toml.join("\n"));
    await run("validate", "--config", at(`${i}.toml`), "--debug");
    await run("doctor", "--config", at(`${i}.toml`), "--online");
    await run("config", "show", "--config", at(`${i}.toml`));
  }
}

/** Raw, reversed, Base64, hexadecimal, UTF-16 and hashed without a key. */
function forms(canary: string): Buffer[] {
  const bytes = Buffer.from(canary, "utf8");
  return [
    bytes,
    Buffer.from(Array.from(canary).reverse().join("")),
    Buffer.from(bytes.toString("base64").replace(/=+$/, "").slice(0, -1)),
    Buffer.from(bytes.toString("hex")),
    Buffer.from(canary, "utf16le"),
    Buffer.from(createHash("sha256").update(bytes).digest("hex")),
  ];
}

function written(): { name: string; bytes: Buffer }[] {
  const isInput = (path: string): boolean =>
    // Of what the Ministry sent the bytes are kept as they came.
    /^(arrivo|guasti|registro[/\\]ricevute)[/\\]/.test(path) || path === EXPORT || path === "sioc.toml";
  return readdirSync(cwd, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isInput(path.slice(cwd.length + 1)))
    .map((path) => ({ name: path.slice(cwd.length + 1), bytes: readFileSync(path) }));
}

/** What a workbook holds, inflated. */
async function unzipped(path: string): Promise<Buffer> {
  const zip = await yauzl.openPromise(path);
  const parts: Buffer[] = [];
  for await (const entry of zip.eachEntry()) parts.push(await buffer(await zip.openReadStreamPromise(entry)));
  return Buffer.concat(parts);
}

describe("planted identifiers", () => {
  // Short TEAM numbers and short names occur in any text by chance.
  const canaries = (): string[] => [...planted].filter((text) => text.length >= 8);

  it("are many, and are really in the input", async () => {
    expect(canaries().length).toBeGreaterThan(400);
    const paths = readdirSync(join(cwd, "arrivo"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const plain = (path: string): Promise<Buffer> =>
      path.endsWith(".xlsx") ? unzipped(path) : readFile(path);
    const input = await Promise.all(paths.map(plain));
    const found = canaries().filter((canary) =>
      input.some((bytes) => bytes.includes(canary) || bytes.includes(Buffer.from(canary, "utf16le"))),
    );
    expect(found.length).toBe(canaries().length);
  });

  it("are found by this search when they are there", () => {
    const [canary = ""] = canaries();
    for (const form of forms(canary))
      expect(search([{ name: "x", bytes: Buffer.concat([Buffer.from("…"), form]) }])).not.toEqual([]);
  });

  it("are in no file but the input, whatever command ran and however it ended", () => {
    const files = written();
    expect(files.length).toBeGreaterThan(10);
    expect(search(files)).toEqual([]);
  });

  it("are on no screen", () => {
    expect(screens.filter((ran) => ran.code !== 0).length).toBeGreaterThan(10);
    expect(
      search(
        screens.flatMap(({ stdout, stderr }, i) =>
          [stdout, stderr].map((text) => ({ name: `screen ${i}`, bytes: Buffer.from(text) })),
        ),
      ),
    ).toEqual([]);
  });

  it.skipIf(!has("strace", ["-V"]))(
    "are in no byte the program writes and no name it opens, as strace sees them",
    () => {
      const log = join(cwd, "strace.log");
      const calls = "trace=write,pwrite64,writev,openat,rename,renameat2,execve,sendto";
      const args = [
        "-f",
        "-s",
        "1048576",
        "-e",
        calls,
        "-o",
        log,
        process.execPath,
        BIN,
        "prepare",
        "--threads",
        "2",
        "--output",
        "strace-out",
        // Another ledger: this one has a bundle of these data already.
        "--ledger",
        "strace-registro/registro.db",
        "--ledger-key-file",
        "strace-registro/registro.key",
      ];
      spawnSync("strace", args, { cwd, stdio: "ignore" });
      const text = readFileSync(log);
      rmSync(log);
      expect(text.includes("manifest.json")).toBe(true);
      // strace writes a zero byte as \\0: UTF-16 would look so.
      const utf16 = canaries().map((canary) => Buffer.from(Array.from(canary).join("\\0")));
      const needles = [
        ...canaries().flatMap((canary) => forms(canary).filter((form) => !form.includes(0))),
        ...utf16,
      ];
      expect(needles.filter((needle) => text.includes(needle))).toHaveLength(0);
    },
    300_000,
  );

  it("make no command fail as a defect of the program", () => {
    expect(screens.filter((ran) => ran.code === 70 || ran.code < 0).map((ran) => ran.stderr)).toEqual([]);
  });

  /** Names of places where a canary was found: never the canary. */
  function search(places: readonly { name: string; bytes: Buffer }[]): string[] {
    const needles = canaries().flatMap(forms);
    const all = Buffer.concat(places.flatMap(({ bytes }) => [bytes, Buffer.from("\n")]));
    const hit = needles.filter((needle) => all.includes(needle));
    if (hit.length === 0) return [];
    return places.filter(({ bytes }) => hit.some((needle) => bytes.includes(needle))).map(({ name }) => name);
  }
});
