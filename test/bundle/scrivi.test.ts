import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { LEGGIMI, MANIFEST, openBundle, sweep, type BundleOptions } from "../../src/bundle/index.ts";
import { ANA, cartella, NAME, RIC, scrivi } from "./aiuti.ts";

const FILES = [LEGGIMI, `${ANA}.gpg`, `${RIC}.gpg`, MANIFEST, "manifest.json.asc"].sort();
const BOTH = { folder: true, zip: true, force: false };
const NOW = Date.UTC(2026, 3, 20);

/** A process number that is nobody's any more. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

/** What a killed run leaves: a staging with some content. */
function leftover(folder: string, owner = `${deadPid()} ${hostname()}`): string {
  const staging = join(folder, `.${NAME}.part`);
  mkdirSync(join(staging, NAME), { recursive: true });
  writeFileSync(join(staging, "pid"), owner);
  writeFileSync(join(staging, NAME, "half.xml.gpg"), "half");
  return staging;
}

describe("a bundle", () => {
  it("appears as folder and zip with all its files, for its owner only, and nothing beside", async () => {
    const folder = cartella();
    const published = await scrivi(folder);
    expect(published).toEqual([join(folder, NAME), join(folder, `${NAME}.zip`)]);
    expect(readdirSync(folder).sort()).toEqual([NAME, `${NAME}.zip`]);
    expect(readdirSync(join(folder, NAME)).sort()).toEqual(FILES);
    if (process.platform === "win32") return;
    expect(statSync(join(folder, NAME)).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, `${NAME}.zip`)).mode & 0o777).toBe(0o600);
    for (const file of FILES) expect(statSync(join(folder, NAME, file)).mode & 0o777, file).toBe(0o600);
  });

  it.each<[Partial<BundleOptions>, string[], string]>([
    [{ zip: false }, [NAME], "folder alone"],
    [{ folder: false }, [`${NAME}.zip`], "zip alone"],
  ])("may be one of the two: %j", async (options, expected) => {
    const folder = cartella();
    await scrivi(folder, options);
    expect(readdirSync(folder)).toEqual(expected);
  });

  it("cannot be seen under its name until commit, and leaves nothing after discard", async () => {
    const folder = join(cartella(), "new", "folder");
    const writer = openBundle(folder, NAME, BOTH);
    writer.add(MANIFEST, "{}");
    const file = writer.file("open.gpg");
    file.write(Buffer.from("bytes"));
    expect(readdirSync(folder)).toEqual([`.${NAME}.part`]);
    writer.discard();
    writer.discard();
    expect(readdirSync(folder)).toEqual([]);
    await scrivi(folder);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("takes files that worker threads write themselves", async () => {
    const folder = cartella();
    const writer = openBundle(folder, NAME, BOTH);
    writeFileSync(writer.pathOf("a.xml.gpg"), "by a worker", { flag: "wx", mode: 0o600 });
    await writer.commit();
    expect(readFileSync(join(folder, NAME, "a.xml.gpg"), "utf8")).toBe("by a worker");
    writer.discard();
    expect(existsSync(join(folder, NAME))).toBe(true);
  });

  it.each([["../x"], ["a/b"], ["a b"], [""], [".hidden"]])("refuses the file name %j", (name) => {
    const writer = openBundle(cartella(), NAME, BOTH);
    expect(() => writer.pathOf(name)).toThrow("bundle file name");
    writer.discard();
  });

  it("refuses the same name twice, also without capitals", () => {
    const writer = openBundle(cartella(), NAME, BOTH);
    writer.add("a.gpg", "1");
    expect(() => {
      writer.add("A.gpg", "2");
    }).toThrow("bundle file name");
    writer.discard();
  });

  it("does not commit with a file open, missing or nobody's", async () => {
    const folder = cartella();
    const writer = openBundle(folder, NAME, BOTH);
    const file = writer.file("a.gpg");
    await expect(writer.commit()).rejects.toThrow("still open");
    file.close();
    writer.pathOf("never-written.gpg");
    await expect(writer.commit()).rejects.toThrow("not those announced");
    writer.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "says when it cannot write there",
    () => {
      const folder = cartella();
      chmodSync(folder, 0o500);
      expect(() => openBundle(folder, NAME, BOTH)).toThrow(
        expect.objectContaining({ code: "OUTPUT_UNWRITABLE" }),
      );
    },
  );

  it("says when the output folder is a file", () => {
    const file = join(cartella(), "file");
    writeFileSync(file, "");
    expect(() => openBundle(file, NAME, BOTH)).toThrow(
      expect.objectContaining({ code: "OUTPUT_UNWRITABLE" }),
    );
  });
});

describe("the zip", () => {
  it("has the same bytes for the same content, in another run, time zone and umask", async () => {
    const [a, b] = [cartella(), cartella()];
    await scrivi(a);
    const zone = process.env["TZ"];
    const umask = process.umask(0o077);
    process.env["TZ"] = "Pacific/Auckland";
    await scrivi(b);
    process.umask(umask);
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
    const zip = readFileSync(join(a, `${NAME}.zip`));
    expect(readFileSync(join(b, `${NAME}.zip`)).equals(zip)).toBe(true);
  });

  const unzip = spawnSync("unzip", ["-v"]).status === 0;

  it.skipIf(!unzip)("is a good zip for unzip, and holds the folder's bytes", async () => {
    const folder = cartella();
    await scrivi(folder);
    const zip = join(folder, `${NAME}.zip`);
    expect(execFileSync("unzip", ["-t", zip], { encoding: "utf8" })).toContain("No errors detected");
    const out = cartella();
    execFileSync("unzip", ["-q", zip, "-d", out]);
    expect(readdirSync(out)).toEqual([NAME]);
    for (const file of FILES) {
      expect(readFileSync(join(out, NAME, file)).equals(readFileSync(join(folder, NAME, file))), file).toBe(
        true,
      );
    }
  });

  it("holds larger files whole", async () => {
    const folder = cartella();
    const writer = openBundle(folder, NAME, BOTH);
    const file = writer.file("big.gpg");
    const block = Buffer.alloc(1024 * 1024, 7);
    for (let n = 0; n < 20; n += 1) file.write(block);
    file.close();
    await writer.commit();
    expect(statSync(join(folder, `${NAME}.zip`)).size).toBeGreaterThan(20 * 1024 * 1024);
  });
});

describe("a bundle that is already there", () => {
  it.each([
    [
      "the folder",
      (folder: string) => {
        mkdirSync(join(folder, NAME));
      },
    ],
    [
      "the zip",
      (folder: string) => {
        writeFileSync(join(folder, `${NAME}.zip`), "old");
      },
    ],
  ])("is not touched: %s", (_, make) => {
    const folder = cartella();
    make(folder);
    expect(() => openBundle(folder, NAME, BOTH)).toThrow(expect.objectContaining({ code: "OUTPUT_EXISTS" }));
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("is not touched when it came while this one was being made", async () => {
    const folder = cartella();
    const writer = openBundle(folder, NAME, BOTH);
    writer.add("a.gpg", "new");
    mkdirSync(join(folder, NAME));
    writeFileSync(join(folder, NAME, "theirs"), "");
    await expect(writer.commit()).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    writer.discard();
    expect(readdirSync(folder)).toEqual([NAME]);
    expect(readdirSync(join(folder, NAME))).toEqual(["theirs"]);
  });

  it("is replaced whole with force, a zip of the old one included", async () => {
    const folder = cartella();
    mkdirSync(join(folder, NAME));
    writeFileSync(join(folder, NAME, "old"), "");
    writeFileSync(join(folder, `${NAME}.zip`), "old");
    await scrivi(folder, { force: true, zip: false });
    expect(readdirSync(folder)).toEqual([NAME]);
    expect(readdirSync(join(folder, NAME)).sort()).toEqual(FILES);
  });

  it("stays when replacing it is given up", () => {
    const folder = cartella();
    mkdirSync(join(folder, NAME));
    const writer = openBundle(folder, NAME, { ...BOTH, force: true });
    writer.add("a.gpg", "new");
    writer.discard();
    expect(readdirSync(folder)).toEqual([NAME]);
  });

  it("is not made twice at the same time", () => {
    const folder = cartella();
    const writer = openBundle(folder, NAME, BOTH);
    expect(() => openBundle(folder, NAME, BOTH)).toThrow(expect.objectContaining({ code: "OUTPUT_EXISTS" }));
    writer.discard();
  });
});

describe("after a kill", () => {
  it("sweep removes what the dead run left, and only that", async () => {
    const folder = cartella();
    leftover(folder);
    writeFileSync(join(folder, "mine.part"), "");
    mkdirSync(join(folder, ".other.part"));
    writeFileSync(join(folder, ".SIOC_file.part"), "a file, not a staging");
    expect(sweep(folder, NOW)).toEqual([`.${NAME}.part`]);
    expect(readdirSync(folder).sort()).toEqual([".SIOC_file.part", ".other.part", "mine.part"]);
    expect(sweep(join(folder, "not-there"), NOW)).toEqual([]);
    await scrivi(folder);
  });

  it("a new run clears the way by itself", async () => {
    const folder = cartella();
    leftover(folder);
    await scrivi(folder);
    expect(readdirSync(folder).sort()).toEqual([NAME, `${NAME}.zip`]);
    expect(readdirSync(join(folder, NAME)).sort()).toEqual(FILES);
  });

  it.each([
    ["a run that lives", () => `${process.ppid} ${hostname()}`, false],
    ["a run that had our number before us (containers)", () => `${process.pid} ${hostname()}`, true],
    ["a run killed before it wrote who it was", () => "", true],
    ["another machine's, of today", () => `${deadPid()} elsewhere`, false],
  ])("judges %s by its mark", (_, owner, swept) => {
    const folder = cartella();
    const staging = leftover(folder, owner());
    utimesSync(join(staging, "pid"), NOW / 1000, NOW / 1000);
    expect(sweep(folder, NOW + 1000).length > 0).toBe(swept);
    expect(existsSync(staging)).toBe(!swept);
  });

  it("takes another machine's for dead after a day", () => {
    const folder = cartella();
    const staging = leftover(folder, "1 elsewhere");
    utimesSync(join(staging, "pid"), NOW / 1000, NOW / 1000);
    expect(sweep(folder, NOW + 86_400_001)).toHaveLength(1);
  });

  it("does not sweep a run of its own that is going on", () => {
    const folder = cartella();
    const writer = openBundle(folder, NAME, BOTH);
    expect(sweep(folder, NOW)).toEqual([]);
    writer.discard();
  });

  // The steps of a replacement, in order; a kill may come after any of them.
  const place = (folder: string, name: string): string => join(folder, name);
  const staged = (folder: string, ...name: string[]): string => join(folder, `.${NAME}.part`, ...name);
  const STEPS: readonly ((folder: string) => void)[] = [
    (f) => {
      renameSync(place(f, `${NAME}.zip`), staged(f, "old", `${NAME}.zip`));
    },
    (f) => {
      renameSync(place(f, NAME), staged(f, "old", NAME));
    },
    (f) => {
      renameSync(staged(f, NAME), place(f, NAME));
    },
    (f) => {
      renameSync(staged(f, `${NAME}.zip`), place(f, `${NAME}.zip`));
    },
  ];

  it.each([
    [0, "old", true],
    [1, "old", false],
    [2, "old", true],
    [3, "new", false],
    [4, "new", true],
  ])("a replacement killed after step %i leaves the %s bundle, whole", (steps, which, zipped) => {
    const folder = cartella();
    mkdirSync(place(folder, NAME));
    writeFileSync(join(folder, NAME, "old"), "");
    writeFileSync(place(folder, `${NAME}.zip`), "old");
    leftover(folder);
    rmSync(staged(folder, NAME), { recursive: true });
    mkdirSync(staged(folder, NAME));
    writeFileSync(staged(folder, NAME, "new"), "");
    writeFileSync(staged(folder, `${NAME}.zip`), "new");
    mkdirSync(staged(folder, "old"));
    for (const step of STEPS.slice(0, steps)) step(folder);
    sweep(folder, NOW);
    expect(readdirSync(folder).sort()).toEqual(zipped ? [NAME, `${NAME}.zip`] : [NAME]);
    expect(readdirSync(join(folder, NAME))).toEqual([which]);
    if (zipped) expect(readFileSync(place(folder, `${NAME}.zip`), "utf8")).toBe(which);
  });
});
