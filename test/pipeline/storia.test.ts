import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { EXIT, type SiocError } from "../../src/core/errors.ts";
import { listRuns } from "../../src/ledger/index.ts";
import { REGOLE } from "../../src/rules/index.ts";
import { rigaValida, SOLO_ANAGRAFICA, type Patch } from "../rules/riga-valida.ts";
import { listens, random, skipped } from "../sources/db/helpers.ts";
import { apri } from "./bundle-aperto.ts";
import { apriCorsa, tomlDi, type Corsa } from "./corsa.ts";
import { csv, flat, senzaSeconda } from "./righe.ts";

const FLAT = '[[source]]\nazienda = "105"\nricoveri = "ricoveri.csv"';
const ANNA: Patch = { num_ric: "2", cod_ident: "FRRNNA31C55D612W", anno_nasc: "1931", genere: "2" };
const GIUSEPPE: Patch = { num_ric: "3", cod_ident: "VRDGPP38M15F205Y", anno_nasc: "1938" };
const APERTO: Patch = { data_dim: "", ora_dim: "", mod_dim: "", diag_dim: "", ...senzaSeconda };
/** The same person's, in January. */
const GENNAIO: Patch = {
  ...{ data_rich: "2026-01-08", data_amm: "2026-01-10", data_dim: "2026-01-20" },
  ...{ val_data: "2026-01-10", val_data_2: "2026-01-20", pre_data: "2026-01-11", pre_qta: "5" },
};

const server = await listens(5432);

let corsa: Corsa;
afterEach(() => {
  corsa.remove();
});

async function regione(more = ""): Promise<Corsa> {
  corsa = await apriCorsa(tomlDi(FLAT, more), { chiavi: true });
  return corsa;
}

/** The bundle's records of dataset 2: `I 2026-02-02`, in order. */
async function spediti(path: string | undefined): Promise<string[]> {
  const { xml } = await apri(corsa, path ?? "");
  const due = [...xml.values()].at(-1) ?? "";
  return due
    .split("<fls:Assistenza")
    .slice(1)
    .map((record) => / tipo="([IVC])"/.exec(record)?.[1] ?? "?");
}

const codici = (periodo?: string): string[] => corsa.findings(periodo).map(({ code }) => code);

describe("the operation of each record", () => {
  it("is I for what is new, none for what is unchanged, V for what changed", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    const first = await corsa.prepare();
    expect(await spediti(first.paths[0])).toEqual(["I", "I"]);
    await corsa.accetta(1);

    corsa.write("ricoveri.csv", flat({}, { ...ANNA, mod_dim: "3", str_dest: "" }, GIUSEPPE));
    const second = await corsa.prepare();
    expect(second.exit).toBe(EXIT.ok);
    expect(second.bilancio).toMatchObject({ inviati: 2, invariati: 1, inAttesa: 0 });
    expect(await spediti(second.paths[0])).toEqual(["V", "I"]);
  });

  it("is I again for what the Ministry discarded", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare();
    await corsa.accetta(1, [2]);
    const again = await corsa.prepare();
    expect(again.bilancio).toMatchObject({ inviati: 1, invariati: 1, inAttesa: 0 });
    expect(await spediti(again.paths[0])).toEqual(["I"]);
  });

  it("is C of the old key and I of the new when the admission or the identifier was corrected", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, cod_ident: "VRDGPP38M15F205Y" }));
    const made = await corsa.prepare();
    expect(made.assenti.coppie).toHaveLength(1);
    expect((await spediti(made.paths[0])).sort()).toEqual(["C", "I"]);
    await corsa.accetta(2);
    expect((await corsa.prepare()).bilancio).toMatchObject({ inviati: 0, invariati: 2, inAttesa: 0 });
  });

  it("is C for what has gone only when it is asked for and confirmed", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}));
    const listed = await corsa.prepare();
    expect([listed.manifest, listed.assenti.scomparsi.length]).toEqual([undefined, 1]);
    const asked = await corsa.prepare({}, { cancelMissing: true });
    expect([asked.refused?.code, asked.exit, asked.paths]).toEqual(["RUN_CONFIRM", EXIT.usage, []]);
    const confirm = (count: number): Promise<boolean> => Promise.resolve(count === 1);
    const made = await corsa.prepare({}, { cancelMissing: true, confirm });
    expect(await spediti(made.paths[0])).toEqual(["C"]);
    await corsa.accetta(made.manifest?.run === undefined ? 2 : Number(made.bundleName.slice(-6)));
    corsa.write("ricoveri.csv", flat({}, ANNA));
    expect(await spediti((await corsa.prepare()).paths[0])).toEqual(["I"]);
  });

  it("does not take a refused row for a stay that has gone", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, mod_dim: "77" }));
    expect((await corsa.prepare()).assenti).toEqual({
      coppie: [],
      scomparsi: [],
      incerte: [],
    });
  });

  it("does not take for gone a stay whose row has a new key and is refused", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, cod_ident: "VRDGPP38M15F205Y", mod_dim: "77" }));
    expect((await corsa.prepare()).assenti).toEqual({ coppie: [], scomparsi: [], incerte: [] });
  });

  it("does not cancel an open stay because its number begins again with somebody else", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true, today: "2026-07-10" });
    corsa.write("ricoveri.csv", flat(APERTO));
    await corsa.prepare();
    await corsa.accetta(1);
    const maggio = {
      ...senzaSeconda,
      num_ric: "1",
      data_amm: "2026-05-04",
      data_rich: "",
      val_data: "2026-05-04",
      pre_data: "2026-05-05",
      data_dim: "2026-05-12",
    };
    corsa.write("ricoveri.csv", flat({ ...GIUSEPPE, ...maggio }));
    expect((await corsa.diff({ periodo: "2026T2" })).conteggi).toEqual({ I: 1, V: 0, C: 0 });
    // The same person: the admission was corrected.
    corsa.write("ricoveri.csv", flat(maggio));
    expect((await corsa.diff({ periodo: "2026T2" })).conteggi).toEqual({ I: 1, V: 0, C: 1 });
  });

  it("leaves alone a cancellation the azienda goes on exporting", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, tipo: "C" }));
    await corsa.prepare();
    await corsa.accetta(2);
    const again = await corsa.prepare();
    expect([again.bilancio.invariati, codici()]).toEqual([2, []]);
  });

  it("is made anew with --force when only the bundle is to change", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    await corsa.prepare();
    const forced = await corsa.prepare({ force: true });
    expect([forced.same, forced.bundleName]).toEqual([undefined, "SIOC_080_2026T1_000002"]);
    expect((await corsa.registro(listRuns)).map(({ stato }) => stato)).toEqual(["superseded", "prepared"]);
  });

  it("cancels nothing that may be in a row whose key cannot be read", async () => {
    await regione();
    const illeggibile = { ...GENNAIO, data_amm: "2026-01-99" };
    corsa.write("ricoveri.csv", flat({ ...GENNAIO, num_ric: "" }));
    await corsa.prepare();
    await corsa.accetta(1);
    // Another stay of the same person, and no number to tell them apart.
    corsa.write("ricoveri.csv", flat({ ...illeggibile, num_ric: "" }, { num_ric: "" }));
    const made = await corsa.prepare();
    expect([made.assenti.coppie, made.assenti.incerte]).toEqual([[], ["105"]]);
    expect(await spediti(made.paths[0])).toEqual(["I"]);
    const asked = await corsa.prepare({}, { cancelMissing: true, confirm: () => Promise.resolve(true) });
    expect(asked.refused).toMatchObject({ code: "RUN_UNREADABLE", data: { aziende: "105" } });
  });

  it("says nothing is gone from an azienda with a file that cannot be read", async () => {
    corsa = await apriCorsa(tomlDi(`${FLAT}\n[[source]]\nazienda = "105"\nricoveri = "altri.csv"`), {
      chiavi: true,
    });
    corsa.write("ricoveri.csv", flat({}));
    corsa.write("altri.csv", flat(ANNA));
    await corsa.prepare();
    corsa.write("altri.csv", "");
    // Its bundle that was not sent is not replaced by a shorter one.
    expect((await corsa.prepare()).refused).toMatchObject({ code: "RUN_AGAIN" });
    await corsa.accetta(1);
    const { exit, assenti } = await corsa.prepare();
    expect([exit, assenti.scomparsi]).toEqual([EXIT.source, []]);
  });
});

describe("a ledger that was lost", () => {
  it("is missed when there are bundles it does not know", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    expect((await corsa.prepare()).notes.map(({ key }) => key)).not.toContain("cli.note.new_ledger");
    rmSync(join(corsa.folder, "registro"), { recursive: true });
    expect((await corsa.prepare()).notes.map(({ key }) => key)).toContain("cli.note.new_ledger");
  });

  it.skipIf(!server)(
    `is not begun again on a server while it is in a file${server ? "" : skipped("no PostgreSQL on 127.0.0.1:5432")}`,
    async () => {
      await regione();
      corsa.write("ricoveri.csv", flat({}));
      await corsa.prepare();
      const url = corsa.write("url", `postgresql://postgres@127.0.0.1:5432/postgres?schema=${random()}\n`);
      await expect(corsa.prepare({ "ledger-url-file": url })).rejects.toMatchObject({
        code: "LEDGER_ELSEWHERE",
      });
    },
  );
});

describe("what is on its way", () => {
  it("is not prepared twice: the same data give the bundle that is there", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    const first = await corsa.prepare();
    const second = await corsa.prepare();
    expect([second.exit, second.same, second.paths]).toEqual([EXIT.ok, first.bundleName, []]);
    expect(readdirSync(join(corsa.folder, "uscita")).filter((name) => name.startsWith("SIOC_"))).toHaveLength(
      1,
    );
  });

  it("is made again when its bundle is no longer there", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    const first = await corsa.prepare();
    rmSync(first.paths[0] ?? "", { recursive: true });
    const second = await corsa.prepare();
    expect(second.bundleName).not.toBe(first.bundleName);
    expect((await corsa.registro(listRuns)).map(({ stato }) => stato)).toEqual(["superseded", "prepared"]);
  });

  it("names the bundle that is no longer true when nothing takes its place", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({ stato_civ: "4" }));
    const { bundleName } = await corsa.prepare();
    corsa.write("ricoveri.csv", flat({}));
    expect((await corsa.prepare()).superati).toEqual([bundleName]);
  });

  it("is known to whoever writes next, when its run was killed before it could say so", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    await corsa.prepare();
    await corsa.registro(({ store }) => store.run("UPDATE run SET stato = 'preparing'"));
    expect((await corsa.registro(listRuns)).map(({ stato }) => stato)).toEqual(["prepared"]);
  });

  it("is not all taken for new under another CUNI key, unless the change is said", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    await corsa.prepare();
    await corsa.accetta(1);
    const key = corsa.read("chiavi/cuni-test.key");
    corsa.write(
      "chiavi/cuni-test.key",
      key.replace(/^./, (digit) => (digit === "1" ? "2" : "1")),
    );
    const refused: unknown = await corsa.prepare().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "RUN_KEY", data: { run: 1 } });
    const { found = "" } = (refused as SiocError).data;
    const { assenti } = await corsa.prepare({ "key-check": String(found) });
    expect(assenti.coppie).toHaveLength(1);
  });

  it("never takes the number of a run the ledger knows", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    await corsa.prepare();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await expect(corsa.prepare({}, { run: 1, force: true })).rejects.toMatchObject({ code: "RUN_STATE" });
    expect((await corsa.registro(listRuns)).map(({ stato }) => stato)).toEqual(["prepared"]);
  });

  it("waits for the outcome once it was sent", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    const { bundleName } = await corsa.prepare();
    await corsa.registro(async (ledger) => {
      const { markSent } = await import("../../src/ledger/index.ts");
      await markSent(ledger, 1, { all: "1", byFile: new Map() });
    });
    const again = await corsa.prepare();
    expect(again.refused).toMatchObject({ code: "RUN_AGAIN", data: { bundle: bundleName } });
    expect(again.exit).toBe(EXIT.ledger);
    corsa.write("ricoveri.csv", flat({}, ANNA));
    const more = await corsa.prepare();
    expect(more.bilancio).toMatchObject({ inviati: 1, invariati: 0, inAttesa: 1 });
  });

  it("writes nothing on a dry run, not even a ledger", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}));
    const dry = await corsa.prepare({}, { dryRun: true });
    expect(dry.bilancio.inviati).toBe(1);
    expect(existsSync(join(corsa.folder, "registro"))).toBe(false);
  });
});

/** A year in the past of each rule, and the row that breaks it. */
const CASI: Readonly<Record<string, () => Promise<string[]>>> = {
  "OC-H-001": async () => dopoAcquisito({ tipo: "I" }, "I"),
  "OC-H-002": async () => dopoAcquisito({ ...ANNA, tipo: "C" }, "auto"),
  "OC-H-003": async () => dopoAcquisito({ tipo: "V" }, "I"),
  "OC-H-004": async () => {
    await regione();
    corsa.write("ricoveri.csv", flat(APERTO));
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat(NEL_SECONDO));
    await corsa.prepare({ periodo: "2026T2", today: "2026-07-10" });
    return codici("2026T2");
  },
  "OC-H-005": async () => dopoAcquisito(APERTO, "auto"),
  "OC-H-006": async () => {
    const due = '[[source]]\nazienda = "105"\nricoveri = "r.csv"\nanagrafica = "a.csv"';
    corsa = await apriCorsa(tomlDi(due), { chiavi: true });
    const intera = rigaValida({});
    const parte = (mia: (name: string) => boolean, patch: Patch = {}): string =>
      csv([{ ...Object.fromEntries(Object.entries(intera).filter(([name]) => mia(name))), ...patch }]);
    const anagrafica = (name: string): boolean =>
      SOLO_ANAGRAFICA.includes(name) ||
      ["num_ric", "cod_reg", "cod_asl", "cod_str", "data_amm"].includes(name);
    corsa.write("a.csv", parte(anagrafica));
    corsa.write(
      "r.csv",
      parte((name) => !SOLO_ANAGRAFICA.includes(name)),
    );
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("a.csv", parte(anagrafica, { tipo: "C" }));
    corsa.write(
      "r.csv",
      parte(() => true, { num_ric: "9", ...ANNA }),
    );
    await corsa.prepare();
    return codici();
  },
  "OC-H-007": async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true, today: "2026-06-15" });
    corsa.write("ricoveri.csv", flat({}));
    await corsa.prepare();
    return codici();
  },
  "OC-H-008": async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare();
    await corsa.accetta(1, [2]);
    corsa.write("ricoveri.csv", flat({}, GIUSEPPE));
    await corsa.prepare();
    return codici();
  },
};

const NEL_SECONDO: Patch = {
  ...GIUSEPPE,
  data_amm: "2026-02-20",
  data_dim: "2026-03-02",
};

async function dopoAcquisito(patch: Patch, tipo: string): Promise<string[]> {
  await regione();
  corsa.write("ricoveri.csv", flat({}));
  await corsa.prepare();
  await corsa.accetta(1);
  corsa.write("ricoveri.csv", flat(patch, ...(patch["num_ric"] === "2" ? [{}] : [])));
  await corsa.prepare({ tipo });
  return codici();
}

describe("the rules of the history", () => {
  it.each(Object.keys(CASI))("%s speaks when it should", async (code) => {
    expect(await CASI[code]?.()).toContain(code);
  });

  it("do not ask for what is there under another key", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat(APERTO, ANNA));
    await corsa.prepare();
    await corsa.accetta(1, [2]);
    corsa.write("ricoveri.csv", flat(APERTO, { ...GIUSEPPE, num_ric: "2" }));
    await corsa.prepare();
    expect(codici()).not.toContain("OC-H-008");
    corsa.write("ricoveri.csv", flat({ ...APERTO, ...ANNA, num_ric: "1" }));
    await corsa.prepare({ periodo: "2026T2", today: "2026-07-10" });
    expect(codici("2026T2")).not.toContain("OC-H-004");
  });

  it("have a case each", () => {
    corsa = { remove: () => undefined } as Corsa;
    const storia = REGOLE.filter(({ specie }) => specie === "storia").map(({ code }) => code);
    expect(Object.keys(CASI)).toEqual(storia);
  });
});

describe("diff", () => {
  it("names the columns that changed, and writes nothing", async () => {
    await regione();
    corsa.write("ricoveri.csv", flat({}, ANNA, GIUSEPPE));
    await corsa.prepare();
    await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, stato_civ: "4", auton: "3" }));
    const { voci, conteggi, scomparsi } = await corsa.diff();
    expect(conteggi).toEqual({ I: 0, V: 1, C: 0 });
    expect(scomparsi).toBe(1);
    expect(voci.map(({ operazione, motivo, colonne, riga }) => [operazione, motivo, colonne, riga])).toEqual([
      ["V", "changed", ["stato_civ", "auton"], 3],
      ["C", "gone", [], 4],
    ]);
    expect((await corsa.registro(listRuns)).length).toBe(1);
  });
});
