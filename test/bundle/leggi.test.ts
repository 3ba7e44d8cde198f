import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import {
  checkBundle,
  LEGGIMI,
  MANIFEST,
  openBundleForReading,
  printManifest,
  type BundleReader,
  type Esiti,
  type Manifest,
} from "../../src/bundle/index.ts";
import { CATALOGUES, textFor } from "../../src/text/index.ts";
import { ANA, cartella, facts, manifestOf, NAME, RIC, scrivi } from "./aiuti.ts";
import { zipOf, type Voce } from "./zip-ostili.ts";

const text = textFor("it");

async function check(path: string): Promise<Esiti> {
  const reader = await openBundleForReading(path, text);
  const esiti = await checkBundle(reader);
  reader.close();
  return esiti;
}

function failed(esiti: Esiti): string[] {
  return esiti.checks.filter((c) => !c.ok).map((c) => c.key.replace("bundle.check.", ""));
}

async function bytesOf(reader: BundleReader, name: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of reader.stream(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function bundle(): Promise<string> {
  const folder = cartella();
  await scrivi(folder);
  return folder;
}

describe("a true bundle", () => {
  it.each([
    ["folder", NAME],
    ["zip", `${NAME}.zip`],
  ])("reads back as %s: every byte, manifest, signature", async (form, name) => {
    const folder = await bundle();
    const reader = await openBundleForReading(join(folder, name), text);
    expect(reader.form).toBe(form);
    expect(reader.name).toBe(name);
    expect(reader.names).toEqual(readdirSync(join(folder, NAME)).sort());
    for (const file of reader.names) {
      const original = readFileSync(join(folder, NAME, file));
      expect(reader.size(file)).toBe(original.length);
      expect((await bytesOf(reader, file)).equals(original), file).toBe(true);
    }
    expect(reader.manifest).toEqual({ ok: true, manifest: manifestOf().manifest });
    expect(reader.signature).toMatchObject({ name: "manifest.json.asc", format: "openpgp" });
    expect(Buffer.from(reader.signature?.bytes ?? []).toString()).toBe("signature");
    await expect(bytesOf(reader, "absent")).rejects.toMatchObject({ code: "BUNDLE_NOT_READ" });
    reader.close();
  });

  it.each([[NAME], [`${NAME}.zip`]])("passes every check: %s", async (name) => {
    const esiti = await check(join(await bundle(), name));
    expect(failed(esiti)).toEqual([]);
    expect(esiti.ok).toBe(true);
    expect(esiti.checks).toHaveLength(8);
    for (const { key } of esiti.checks) expect(CATALOGUES.it[key]).toBeTypeOf("string");
  });

  const zip = spawnSync("zip", ["-v"]).status === 0;

  it.skipIf(!zip)(
    "passes also when a person made the zip again, compressed, with or without the folder",
    async () => {
      const folder = await bundle();
      const [deep, flat] = [join(folder, "deep.zip"), join(folder, "flat.zip")];
      execFileSync("zip", ["-qr9", deep, NAME], { cwd: folder });
      execFileSync("zip", ["-qj9", flat, ...readdirSync(join(folder, NAME)).map((f) => join(NAME, f))], {
        cwd: folder,
      });
      expect((await check(deep)).ok).toBe(true);
      expect((await check(flat)).ok).toBe(true);
    },
  );
});

describe("a bundle that was touched", () => {
  it(
    "shows it for each byte of each file the manifest covers, in folder and zip",
    { timeout: 120_000 },
    async () => {
      const folder = await bundle();
      const { manifest } = manifestOf();
      const covered = [...manifest.datasets.map((d) => d.file), ...manifest.attachments.map((a) => a.file)];
      const zipPath = join(folder, `${NAME}.zip`);
      const zip = readFileSync(zipPath);
      for (const file of covered) {
        const path = join(folder, NAME, file);
        const bytes = readFileSync(path);
        const inZip = zip.indexOf(bytes);
        expect(inZip).toBeGreaterThan(0);
        // Every byte of the datasets; the long text is sampled, its hash is one hash.
        const step = file === LEGGIMI ? 97 : 1;
        for (let n = 0; n < bytes.length; n += step) {
          writeFileSync(path, flip(bytes, n));
          expect(failed(await check(join(folder, NAME))), `${file} ${n}`).toEqual(["sha256"]);
          writeFileSync(zipPath, flip(zip, inZip + n));
          expect(failed(await check(zipPath)), `${file} ${n} in zip`).toEqual(["sha256"]);
        }
        writeFileSync(path, bytes);
        writeFileSync(zipPath, zip);
      }
      expect((await check(join(folder, NAME))).ok).toBe(true);
    },
  );

  it("shows it for each byte of what the manifest says of its files; the rest is for the signature", async () => {
    const folder = join(await bundle(), NAME);
    const bytes = readFileSync(join(folder, MANIFEST));
    const { manifest } = manifestOf();
    const sums = [
      ...manifest.datasets.map((d) => d.encrypted.sha256),
      ...manifest.attachments.map((a) => a.sha256),
    ];
    const facts = [
      ...sums,
      `${ANA}.gpg`,
      `${RIC}.gpg`,
      LEGGIMI,
      '"records": 1204',
      '"I": 1150',
      '"V": 49',
      '"301": 1200',
    ];
    for (const fact of facts) {
      const at = bytes.indexOf(fact);
      expect(at, fact).toBeGreaterThan(0);
      for (let n = at; n < at + fact.length; n += 1) {
        // The name of an azienda is in no other place.
        if (fact.startsWith('"301') && n < at + 5) continue;
        writeFileSync(join(folder, MANIFEST), flip(bytes, n));
        expect((await check(folder)).ok, `${fact} +${n - at}`).toBe(false);
      }
    }
  });

  it.each([
    [
      "shorter",
      (path: string) => {
        writeFileSync(path, "x");
      },
      ["size", "sha256"],
    ],
    [
      "gone",
      (path: string) => {
        rmSync(path);
      },
      ["present"],
    ],
    [
      "empty",
      (path: string) => {
        writeFileSync(path, "");
      },
      ["size", "sha256"],
    ],
  ])("names a dataset that is %s", async (_, touch, expected) => {
    const folder = await bundle();
    touch(join(folder, NAME, `${ANA}.gpg`));
    const esiti = await check(join(folder, NAME));
    expect(failed(esiti)).toEqual(expected);
    expect(JSON.stringify(esiti)).toContain(ANA);
  });

  it("names files, hidden files and folders that were put in", async () => {
    const folder = join(await bundle(), NAME);
    writeFileSync(join(folder, "clear.xml"), "");
    writeFileSync(join(folder, "RSSMRA80A01H501U .csv"), "");
    writeFileSync(join(folder, ".DS_Store"), "");
    mkdirSync(join(folder, "sub"));
    const esiti = await check(folder);
    expect(failed(esiti)).toEqual(["extra"]);
    expect(esiti.checks.flatMap((c) => c.detail.map((d) => d.data?.["name"]))).toEqual([
      "clear.xml",
      ".DS_Store",
      "[omesso] .csv",
      "sub",
    ]);
  });

  it("shows a manifest written another way, though it says the same", async () => {
    const folder = join(await bundle(), NAME);
    writeFileSync(join(folder, MANIFEST), JSON.stringify(manifestOf().manifest));
    expect(failed(await check(folder))).toEqual(["canonical"]);
  });

  it("stops at a manifest that cannot be read", async () => {
    const folder = join(await bundle(), NAME);
    writeFileSync(join(folder, MANIFEST), "{}");
    const esiti = await check(folder);
    expect(esiti.checks.map((c) => [c.key, c.ok])).toEqual([["bundle.check.manifest", false]]);
  });

  it.each<[string, string, string, (m: Manifest) => Partial<Manifest>]>([
    ["records that are not I+V+C", "counts", "by_tipo", (m) => first(m, { by_tipo: { I: 1, V: 1, C: 1 } })],
    [
      "records that are not the aziende's",
      "counts",
      "by_azienda",
      (m) => first(m, { by_azienda: { "301": 3 } }),
    ],
    [
      "totals that are not the sum",
      "counts",
      "totals",
      (m) => ({
        totals: { ...m.totals, 1: { records: 1, by_tipo: { I: 1, V: 0, C: 0 } } },
      }),
    ],
    ["datasets out of step", "counts", "pairs", () => ({ unpaired: { 1: 3, 2: 0 } })],
    ["a name without .xml (IF04)", "names", "extension", (m) => first(m, { xml: `${ANA}x` })],
    [
      "an empty XML (IF08)",
      "names",
      "empty",
      (m) => first(m, { clear: { size: 0, sha256: "a".repeat(64) } }),
    ],
    ["a repeated name (IF12)", "names", "duplicate", (m) => ({ datasets: [...m.datasets, m.datasets[0]!] })],
    ["a quarter before the flow began (IF07)", "names", "period", () => ({ periodo: "2025T4" })],
  ])("foresees or shows %s", async (_, name, detail, change) => {
    const folder = join(await bundle(), NAME);
    const { manifest } = manifestOf();
    writeFileSync(join(folder, MANIFEST), printManifest({ ...manifest, ...change(manifest) }));
    const found = (await check(folder)).checks.find((c) => c.key === `bundle.check.${name}`);
    expect(found?.ok).toBe(false);
    expect(found?.detail.map((d) => d.key)).toContain(`bundle.detail.${detail}`);
  });
});

describe("what is not a bundle", () => {
  const refused = async (path: string): Promise<string> => {
    const error: unknown = await openBundleForReading(path, text).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "BUNDLE_NOT_READ", exit: 1 });
    return String((error as { data: Record<string, string> }).data["reason"]);
  };

  it("is refused with the reason: missing, other file, no manifest, damaged zip", async () => {
    const folder = cartella();
    writeFileSync(join(folder, "a.txt"), "");
    writeFileSync(join(folder, "a.zip"), "not a zip");
    writeFileSync(join(folder, "empty.zip"), "");
    expect(await refused(join(folder, "absent"))).toBe("non esiste");
    expect(await refused(join(folder, "a.txt"))).toContain("né una cartella");
    expect(await refused(folder)).toBe("manca manifest.json");
    expect(await refused(join(folder, "a.zip"))).toContain("danneggiato");
    expect(await refused(join(folder, "empty.zip"))).toContain("danneggiato");
  });

  it("is a zip cut short anywhere", async () => {
    const folder = await bundle();
    const zip = readFileSync(join(folder, `${NAME}.zip`));
    const cut = join(folder, "cut.zip");
    for (let n = 1; n < zip.length; n += 61) {
      writeFileSync(cut, zip.subarray(0, n));
      expect(await refused(cut), String(n)).toContain("danneggiato");
    }
  });

  it.skipIf(process.platform === "win32")("is a folder with a link in it, or a link", async () => {
    const folder = await bundle();
    const path = join(folder, NAME, `${RIC}.gpg`);
    rmSync(path);
    symlinkSync("/etc/passwd", path);
    expect(await refused(join(folder, NAME))).toContain("collegamento");
    symlinkSync(NAME, join(folder, "link"));
    expect(await refused(join(folder, "link"))).toContain("collegamento");
  });

  const { manifest, leggimi } = manifestOf();
  const good: readonly Voce[] = [{ name: `b/${MANIFEST}`, data: Buffer.from(printManifest(manifest)) }];

  it("is not one of the hostile zips below without what makes them hostile", async () => {
    const path = join(cartella(), "x.zip");
    writeFileSync(path, zipOf([...good, { name: `b/${LEGGIMI}`, data: Buffer.from(leggimi) }]));
    const reader = await openBundleForReading(path, text);
    expect(facts(await bytesOf(reader, LEGGIMI))).toEqual(facts(leggimi));
    reader.close();
  });

  const zeros = Buffer.alloc(30 * 1024 * 1024);
  it.each<[string, readonly Voce[], RegExp]>([
    ["a name that climbs", [{ name: "b/../../x" }], /più di una cartella|non ammesso/],
    ["a folder that climbs", [{ name: "../x" }], /più di una cartella/],
    ["an absolute name", [{ name: "/etc/passwd" }], /più di una cartella/],
    ["a drive", [{ name: "C:\\x" }], /più di una cartella/],
    ["a backslash", [{ name: "b/..\\x" }], /non ammesso/],
    ["a hidden file", [{ name: "b/.bashrc" }], /non ammesso/],
    ["a subfolder", [{ name: "b/c/x" }], /più di una cartella/],
    ["an identifier for a name", [{ name: "b/RSSMRA80A01H501U/x" }], /\[omesso\]/],
    ["a terminal sequence for a name", [{ name: "b/\u001b[31mx" }], /non ammesso \(b\/�/],
    ["a repeated name", [{ name: "b/x" }, { name: "b/x" }], /stesso nome/],
    ["a name repeated in capitals", [{ name: "b/x" }, { name: "b/X" }], /stesso nome/],
    ["a link", [{ name: "b/x", mode: 0o120_777, data: Buffer.from("/etc/passwd") }], /collegamento/],
    ["a device", [{ name: "b/x", mode: 0o060_600 }], /collegamento/],
    ["a password", [{ name: "b/x", flags: 1, data: Buffer.alloc(20), size: 8 }], /parola d'ordine/],
    ["an unknown compression", [{ name: "b/x", method: 12 }], /modo sconosciuto/],
    ["a second name", [{ name: "b/x", extra: unicodeName("../evil") }], /non ammesso/],
    [
      "a bomb",
      [{ name: "b/x", method: 8, data: deflateRawSync(zeros), size: zeros.length }],
      /oltre ogni misura/,
    ],
    [
      "entries that share bytes",
      [
        { name: "b/x", data: Buffer.alloc(9) },
        { name: "b/y", shared: true },
      ],
      /stesso posto/,
    ],
  ])("is a zip with %s", async (_, entries, reason) => {
    const path = join(cartella(), "x.zip");
    writeFileSync(path, zipOf([...good, ...entries]));
    expect(await refused(path)).toMatch(reason);
  });

  it("is a zip whose manifest alone would fill the memory", async () => {
    const path = join(cartella(), "x.zip");
    const big = Buffer.alloc(17 * 1024 * 1024, " ");
    writeFileSync(path, zipOf([{ name: MANIFEST, data: big }]));
    expect(await refused(path)).toContain("troppo grande");
  });

  it("is a zip with more entries than a bundle ever has", async () => {
    const path = join(cartella(), "x.zip");
    writeFileSync(path, zipOf(Array.from({ length: 10_001 }, (_, n) => ({ name: `b/${n}` }))));
    expect(await refused(path)).toContain("troppi file");
  });

  it("gives no more bytes than a lying entry declares", async () => {
    const path = join(cartella(), "x.zip");
    const data = deflateRawSync(zeros);
    writeFileSync(path, zipOf([...good, { name: "b/x", method: 8, data, size: 10 }]));
    const reader = await openBundleForReading(path, text);
    await expect(bytesOf(reader, "x")).rejects.toMatchObject({ code: "BUNDLE_NOT_READ" });
    reader.close();
  });
});

function flip(bytes: Buffer, n: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[n] = (copy[n] ?? 0) ^ 1;
  return copy;
}

function first(m: Manifest, over: Partial<Manifest["datasets"][number]>): Partial<Manifest> {
  return { datasets: m.datasets.map((d, n) => (n === 0 ? { ...d, ...over } : d)) };
}

/** Info-ZIP Unicode Path extra field. */
function unicodeName(name: string): Buffer {
  const bytes = Buffer.from(name);
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + bytes.length, 2);
  head.writeUInt8(1, 4);
  return Buffer.concat([head, bytes]);
}
