import { giornoARoma } from "../../core/orologio.ts";
import { SiocError } from "../../core/errors.ts";
import { lastBackup, type OpenLedger } from "../../ledger/index.ts";
import { giorno } from "../../text/index.ts";
import { withLedger } from "../ledger.ts";
import { probe, skipped, type Bench, type Check, type Seen } from "./check.ts";

/** The ledger: there, opened by its key, free, copied. On PostgreSQL only with --online. */
export async function checkLedgerHere(bench: Bench): Promise<Check> {
  const { text, config, context } = bench;
  const named = { name: "ledger", label: text("ledger.doctor.label") };
  if (!config) return skipped(named, text("setup.doctor.no_config"));
  if (config.get("regione") === undefined) return skipped(named, text("ledger.doctor.no_regione"));
  if (config.get("ledger.url_file") !== undefined && context.flags["online"] !== true)
    return skipped(named, text("ledger.doctor.offline"));
  return probe(named, text, async () => {
    try {
      return await withLedger(context, { create: false, lock: false }, (ledger) => look(ledger, bench));
    } catch (error) {
      if (error instanceof SiocError && error.code === "LEDGER_ABSENT")
        return { observed: text("ledger.doctor.absent") };
      throw error;
    }
  });
}

async function look(ledger: OpenLedger, { text }: Bench): Promise<Seen> {
  const { store, keys } = ledger;
  const { copy, missing } = await copied(ledger, text);
  const key = (await isFree(ledger)) ? "ledger.doctor.ok" : "ledger.doctor.busy";
  const observed = text(key, { where: store.where, check: keys.check, copy });
  if (!missing) return { observed };
  return {
    status: "avviso",
    observed,
    remedy: text("ledger.doctor.copy"),
    command: "sioc ledger backup --file registro-copia.db",
  };
}

async function copied(
  ledger: OpenLedger,
  text: Bench["text"],
): Promise<{ readonly copy: string; readonly missing: boolean }> {
  if (ledger.store.kind === "postgres") return { copy: text("ledger.doctor.elsewhere"), missing: false };
  const at = await lastBackup(ledger);
  if (at === undefined) return { copy: text("ledger.doctor.never"), missing: true };
  const on = giorno(giornoARoma(Date.parse(at)));
  const days = (ledger.now - Date.parse(at)) / 86_400_000;
  return { copy: text("ledger.doctor.copied", { on }), missing: days > BACKUP_DAYS };
}

/** A quarter: every sending after the last copy would be lost with the disk. */
const BACKUP_DAYS = 92;

async function isFree({ store }: OpenLedger): Promise<boolean> {
  try {
    const release = await store.lock();
    await release();
    return true;
  } catch (error) {
    if (error instanceof SiocError && error.code === "LEDGER_LOCKED") return false;
    throw error;
  }
}
