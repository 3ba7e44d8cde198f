// Our ledger through two quarters' worth of the same work, in a process of its own: seconds of each step and peak
// memory, as JSON. Making the rows is not timed.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { rowOf } from "./ledger-rows.js";
import { peakMb } from "./harness.js";

const [folder, n] = process.argv.slice(2);
const COUNT = Number(n);
const BLOCK = 20_000;
const ledgerRoom = await import("../dist/ledger/index.js");
const { openLedger, openStage, tracer, TRACCIA, TRACCIA_BYTES, DECISO_BYTES } = ledgerRoom;

const ledger = await openLedger({
  file: join(folder, "registro.db"),
  keyFile: join(folder, "registro.key"),
  readKey: (path) => readFileSync(path),
  regione: "030",
  now: Date.UTC(2026, 10, 22, 9),
  who: "bench@bench",
  create: true,
});

const seconds = {};
async function timed(step, work) {
  const began = performance.now();
  const result = await work();
  seconds[step] = (seconds[step] ?? 0) + (performance.now() - began) / 1000;
  return result;
}

const busta = oneEnvelope();
await round(1);
const known = await round(2);
await ledger.close();
console.log(JSON.stringify({ ...seconds, known, mb: peakMb() }));

async function round(number) {
  const stage = await openStage(ledger);
  for (let at = 0; at < COUNT; at += BLOCK) {
    const packed = traces(at, Math.min(BLOCK, COUNT - at), number);
    await timed(`load${number}`, () => stage.append(at, packed.length / TRACCIA_BYTES, packed));
  }
  let known = 0;
  const changed = [];
  await timed(`compare${number}`, () =>
    stage.compare({ replaced: [] }, (seq, storia) => {
      known++;
      if ((storia & 48) !== 48) changed.push(seq);
    }),
  );
  if (number === 2) {
    const scope = { periodo: "2026T3", aziende: ["A"] };
    const pairs = await timed("pairs", () => stage.pairs(scope));
    const gone = await timed("gone", () => stage.gone(scope));
    if (gone.length + pairs.length === 0) throw new Error("nothing gone");
    await timed("changes", () => stage.changes(changed, () => undefined));
  }
  await timed(`decide${number}`, async () => {
    for (let at = 0; at < COUNT; at += BLOCK) {
      const count = Math.min(BLOCK, COUNT - at);
      const first = number === 1 ? 0 : Math.floor(COUNT * 0.9) - at;
      await stage.decide(at, count, decided(count, first));
    }
  });
  const content = await timed(`digest${number}`, () => stage.digest([]));
  const id = await ledgerRoom.nextRunId(ledger);
  await timed(`commit${number}`, async () => {
    await ledgerRoom.beginRun(ledger, stage, info(id, content), []);
    await ledgerRoom.publishRun(ledger, id);
  });
  await stage.close();
  await timed(`fold${number}`, async () => {
    for (const nomeFile of [`D1_${id}.xml`, `D2_${id}.xml`]) {
      const ricevuta = { specie: "elaborazione", codice: "MX20", nomeFile };
      const told = await ledgerRoom.applyRicevuta(ledger, ricevuta, { name: "r", sha256: nomeFile });
      if (told.verdetto !== "applied") throw new Error(JSON.stringify(told));
    }
  });
  return known;
}

/** A real envelope, the same for all: what it weighs counts, not what is in it. */
function oneEnvelope() {
  const one = tracer(ledger.keys, 1);
  const chiave = { cod_reg: "030", cod_asl: "301", cod_str: "000001", data_amm: "2026-07-01", id_rec: "x" };
  const blank = { parte: 3, at: { 1: { file: 0, line: 1 }, 2: { file: 0, line: 1 } } };
  const groups = { valutazioni: [], prestazioni: [], sospensioni: [] };
  one.write(
    { ...chiave, ...blank, ...groups, cuni: "c", data_dim: "2026-07-02", mod_dim: "2" },
    { stay: "", isSomebody: false },
    0,
  );
  return one.finish().slice(TRACCIA.busta.at, TRACCIA.busta.at + TRACCIA.busta.length);
}

function traces(from, count, number) {
  const bytes = Buffer.alloc(count * TRACCIA_BYTES);
  for (let i = 0; i < count; i++) {
    const at = i * TRACCIA_BYTES;
    const row = rowOf(from + i, COUNT, number);
    for (const name of ["key", "stay", "person", "content1", "content2", "struttura"])
      bytes.write(row[name], at + TRACCIA[name].at, "latin1");
    bytes.set(busta, at + TRACCIA.busta.at);
    const line = String(from + i + 2).padStart(10, "0");
    bytes.write(`00`, at + TRACCIA.aperto.at, "latin1");
    bytes.write(`00000${line}00000${line}`, at + TRACCIA.source1.at, "latin1");
  }
  return bytes;
}

function decided(count, first) {
  const text = Array.from(
    { length: count },
    (_, i) => (i < first ? "--" : "II") + "001" + "0000001" + "001" + "0000001",
  );
  const packed = Buffer.from(text.join(""), "latin1");
  if (packed.length !== count * DECISO_BYTES) throw new Error("a decision has another length");
  return packed;
}

function info(id, content) {
  return {
    id,
    periodo: "2026T3",
    bundle: `B${id}`,
    folder,
    manifestSha256: randomBytes(32).toString("hex"),
    content,
    preparedOn: "2026-11-22",
    versions: {},
    keyCheck: "A1B2-C3D4",
    idRec: "x",
    files: [1, 2].map((dataset) => ({
      name: `D${dataset}_${id}.xml`,
      dataset,
      prog: 1,
      records: COUNT,
      sha256: "",
    })),
    sources: [{ idx: 0, azienda: "A", ruolo: "ricoveri", name: "r.csv", sha256: "", rows: COUNT }],
    aziende: [],
    strutture: [],
    replaced: [],
  };
}
