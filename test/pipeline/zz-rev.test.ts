import { mkdirSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { applyRicevuta, listRuns, markSent } from "../../src/ledger/index.ts";
import type { Patch } from "../rules/riga-valida.ts";
import { apri } from "./bundle-aperto.ts";
import { apriCorsa, tomlDi, type Corsa } from "./corsa.ts";
import { flat, senzaSeconda } from "./righe.ts";

const FLAT = '[[source]]\nazienda = "105"\nricoveri = "ricoveri.csv"';
const ANNA: Patch = { num_ric: "2", cod_ident: "FRRNNA31C55D612W", anno_nasc: "1931", genere: "2" };
const GIUSEPPE: Patch = { num_ric: "3", cod_ident: "VRDGPP38M15F205Y", anno_nasc: "1938" };
const APERTO: Patch = { data_dim: "", ora_dim: "", mod_dim: "", diag_dim: "", ...senzaSeconda };
let corsa: Corsa;
afterEach(() => corsa.remove());
const tutti = (): Promise<boolean> => Promise.resolve(true);
async function ops(path?: string) {
  if (!path) return "none";
  const { xml } = await apri(corsa, path);
  return [...xml].map(([n, x]) => n.slice(0, 20) + " " + [...x.matchAll(/ tipo="([IVC])"/g)].map((m) => m[1]).join("")).join(" | ");
}
const show = (name: string, p: any) =>
  console.log(name, JSON.stringify({ exit: p.exit, b: p.bilancio, coppie: p.assenti?.coppie.length, scomparsi: p.assenti?.scomparsi.length, canc: p.cancellati, same: p.same, ref: p.refused?.code, bundle: p.paths.length ? p.bundleName : null, stages: p.riepilogo.stages }));
const stati = async () => (await corsa.registro(listRuns)).map((r) => `${r.id}:${r.stato}`).join(" ");

describe("scenari", () => {
  it("A: reverted correction leaves a prepared bundle that is no longer true", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare(); await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, cod_ident: "VRDGPP38M15F205Y" }));
    const two = await corsa.prepare(); show("A2", two);
    corsa.write("ricoveri.csv", flat({}, ANNA));
    const three = await corsa.prepare(); show("A3", three);
    console.log("A", await stati());
  });
  it("B: two sources of one azienda, one unreadable", async () => {
    corsa = await apriCorsa(tomlDi(FLAT + '\n[[source]]\nazienda = "105"\nricoveri = "b.csv"'), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}));
    corsa.write("b.csv", flat(ANNA));
    show("B1", await corsa.prepare()); await corsa.accetta(1);
    corsa.write("b.csv", "");
    try {
      const two = await corsa.prepare({}, { cancelMissing: true, confirm: tutti }); show("B2", two);
      console.log("B ops", await ops(two.paths[0]));
    } catch (e: any) { console.log("B2 error", e.code, e.message); }
  });
  it("C: row with unreadable data_amm looks gone; with another stay of the person it is cancelled alone", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    const sn = { num_ric: "" };
    corsa.write("ricoveri.csv", flat({ ...sn, data_amm: "2026-01-10", data_dim: "2026-01-20", data_rich: "2026-01-08" , val_data: "2026-01-10", val_data_1: "2026-01-10", val_data_2: "2026-01-20"}));
    const one = await corsa.prepare(); show("C1", one);
    console.log(corsa.findings().map((f) => f.code + " " + f.messaggio).join("\n"));
    if (one.paths.length) await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({ ...sn, data_amm: "2026-01-99" , data_dim: "2026-01-20"}, sn));
    const two = await corsa.prepare(); show("C2", two);
    console.log("C ops", await ops(two.paths[0]));
  });
  it("D: --run N known, force", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}));
    await corsa.prepare();
    corsa.write("ricoveri.csv", flat({}, ANNA));
    for (const o of [{ run: 1 }, { run: 1, force: true }]) {
      try { show("D", await corsa.prepare({}, o as any)); } catch (e: any) { console.log("D error", e.code, e.message?.slice(0, 200)); }
    }
    console.log("D", await stati(), readdirSync(join(corsa.folder, "uscita")));
  });
  it("E: rejected, then corrected identifier: H-008 again and again", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare(); await corsa.accetta(1, [2]);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, cod_ident: "VRDGPP38M15F205Y" }));
    show("E2", await corsa.prepare()); await corsa.accetta(2);
    console.log("E", corsa.findings().map((f) => f.code));
    show("E3", await corsa.prepare());
    console.log("E", corsa.findings().map((f) => f.code));
  });
  it("F: pair of an open stay of an earlier quarter: H-004 all the same", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({ ...ANNA, ...APERTO }));
    show("F1", await corsa.prepare()); await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({ ...ANNA, ...APERTO, cod_ident: "VRDGPP38M15F205Y" }));
    const two = await corsa.prepare({ periodo: "2026T2", today: "2026-07-10" }); show("F2", two);
    console.log("F", corsa.findings("2026T2").map((f) => f.code), await ops(two.paths[0]));
  });
  it("G: local number used again for somebody else while an open stay is missing", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({ ...ANNA, ...APERTO, num_ric: "1" }));
    await corsa.prepare(); await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({ ...GIUSEPPE, ...APERTO, num_ric: "1", data_amm: "2026-02-20" }));
    const two = await corsa.prepare({ periodo: "2026T2", today: "2026-07-10" }); show("G2", two);
    console.log("G", corsa.findings("2026T2").map((f) => f.code + f.messaggio), await ops(two.paths[0]));
  });
  it("H: C row still in the export after its acceptance", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare(); await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, tipo: "C" }));
    const two = await corsa.prepare(); show("H2", two); console.log(await ops(two.paths[0])); await corsa.accetta(2);
    const three = await corsa.prepare(); show("H3", three);
    console.log("H", corsa.findings().map((f) => f.code));
  });
  it("I: commit fails", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}));
    mkdirSync(join(corsa.folder, "uscita"), { recursive: true });
    const p = corsa.prepare();
    // somebody takes the name while the bundle is made
    const t = setInterval(() => { if (existsSync(join(corsa.folder, "registro"))) try { mkdirSync(join(corsa.folder, "uscita", "SIOC_080_2026T1_000001")); } catch {} }, 1);
    try { show("I", await p); } catch (e: any) { console.log("I error", e.code, e.message?.slice(0, 200)); }
    clearInterval(t);
    console.log("I", await stati());
    show("I again", await corsa.prepare());
    console.log("I", await stati(), readdirSync(join(corsa.folder, "uscita")));
  });
  it("J: short cod_str with the rule turned down", async () => {
    corsa = await apriCorsa(tomlDi(FLAT) + '\n[rules.severity]\n"OC-F-003" = "segnalazione"\n"OC-F-002" = "segnalazione"\n', { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, cod_str: "12345" }));
    try { show("J", await corsa.prepare()); } catch (e: any) { console.log("J error", e.code, e.message); }
    try { console.log("J", corsa.findings().map((f) => f.code + f.esito)); } catch {}
  });
  it("K: pair whose C was refused", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare(); await corsa.accetta(1);
    corsa.write("ricoveri.csv", flat({}, { ...ANNA, cod_ident: "VRDGPP38M15F205Y" }));
    const two = await corsa.prepare(); console.log("K", await ops(two.paths[0]));
    await corsa.accetta(2, [2]);
    show("K3", await corsa.prepare());
    console.log("K", corsa.findings().map((f) => f.code), await stati());
  });
  it("L: dataset 2 refused whole by IF, then data change; and again with sent", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ANNA));
    await corsa.prepare();
    await corsa.registro(async (l) => {
      await markSent(l, 1, { byFile: new Map([["1", "a"], ["2", "b"]]) });
      console.log("L", await applyRicevuta(l, { specie: "elaborazione", idUpload: "a", codice: "MX20" }, { name: "x", sha256: "1" }));
      console.log("L", await applyRicevuta(l, { specie: "caricamento", idUpload: "b", codice: "IF02" } as any, { name: "y", sha256: "2" }));
    });
    const d = await corsa.diff(); console.log("L", d.conteggi, d.voci.map((v) => v.motivo + v.colonne));
    const two = await corsa.prepare(); show("L2", two); console.log("L", await ops(two.paths[0]), await stati());
  });
});
