/**
 * A process that works on a ledger, to be killed. `node ledger-child.js '{"mode": …, "file": …, "keyFile": …}'`:
 * `hold` takes the lock and keeps it until its input ends; `work` makes the ledger and what is left of three runs.
 * Uses dist/: run `npm run build` before.
 */
import { readKeyFile } from "../../dist/crypto/index.js";
import { openLedger } from "../../dist/ledger/index.js";
import { appendEvent } from "../../dist/ledger/audit/append.js";

export const RUNS = 3;
export const RECORDS = 40;
const ON = "2026-11-22";

const { mode, ...place } = JSON.parse(process.argv[2] ?? "{}");

try {
  const ledger = await openLedger({
    regione: "030",
    now: Date.UTC(2026, 10, 22, 9),
    who: "prova@macchina",
    readKey: readKeyFile,
    create: true,
    ...place,
  });
  try {
    await locked(ledger);
  } finally {
    await ledger.close();
  }
  process.stdout.write("DONE\n");
} catch (error) {
  process.stdout.write(`${error?.code ?? "DEFECT"}\n`);
  if (!error?.exit) process.stderr.write(`${error?.stack}\n`);
  process.exitCode = error?.exit ?? 70;
}

async function locked(ledger) {
  const release = await ledger.store.lock();
  process.stdout.write("LOCKED\n");
  if (mode === "hold") await untilInputEnds();
  else await work(ledger);
  await release();
}

function untilInputEnds() {
  return new Promise((resolve) => process.stdin.on("end", resolve).resume());
}

/** Each run is two transactions: prepared with all its records, then accepted. What is there is not done again. */
async function work(ledger) {
  const acknowledged = async (run, stato, change) => {
    await ledger.store.transaction(change);
    // What has been said must be there after a power cut.
    process.stdout.write(`ACK ${run} ${stato}\n`);
  };
  for (let run = 1; run <= RUNS; run++) {
    const [found] = await ledger.store.rows("SELECT stato FROM run WHERE id = ?1", [run]);
    if (!found) await acknowledged(run, "prepared", () => prepare(ledger, run));
    if (found?.[0] !== "accepted") await acknowledged(run, "accepted", () => accept(ledger, run));
  }
}

async function prepare(ledger, run) {
  const { store } = ledger;
  await store.run(
    `INSERT INTO run (id, periodo, stato, bundle, folder, manifest_sha256, content, prepared_at, prepared_on, who,
       versions, key_check, id_rec) VALUES (?1, '2026T3', 'prepared', 'B', 'B', '', ?2, '', ?3, '', '', '', '')`,
    [run, Buffer.alloc(16, run), ON],
  );
  for (let seq = 1; seq <= RECORDS; seq++)
    await store.run(
      `INSERT INTO sending (run, seq, key, busta, struttura, azienda, aperto, deceduto, tipo1)
       VALUES (?1, ?2, ?3, ?4, '030301000001', '301', 0, 0, 'I')`,
      [run, seq, tag(run, seq), Buffer.alloc(300, seq)],
    );
  await appendEvent(ledger, { what: "run.prepared", run, data: { record: RECORDS } });
}

async function accept(ledger, run) {
  const { store } = ledger;
  await store.run(
    `INSERT INTO record (key, busta, struttura, azienda, aperto, deceduto, stato1, stato2, tipo, periodo,
       run, run1, run2)
     SELECT key, busta, struttura, azienda, aperto, deceduto, 1, 1, tipo1, '2026T3',
       run, run, run FROM sending WHERE run = ?1
     ON CONFLICT (key) DO UPDATE SET run = excluded.run, tipo = 'V'`,
    [run],
  );
  await store.run("UPDATE run SET stato = 'accepted' WHERE id = ?1", [run]);
  await appendEvent(ledger, { what: "run.outcome", run, data: { accettati: RECORDS } });
}

/** Half of each run's keys are those of the one before. */
function tag(run, seq) {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(run * (RECORDS / 2) + seq, 12);
  return bytes;
}
