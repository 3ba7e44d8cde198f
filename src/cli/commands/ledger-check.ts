import { EXIT } from "../../core/errors.ts";
import { checkLedger, countsOf, type LedgerCheck } from "../../ledger/index.ts";
import { tabella } from "../../report/index.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import type { Result } from "../result.ts";

/** Whether the ledger is sound: its pages, its tables, its links, and every envelope with the key. */
export function run(context: Context): Promise<Result> {
  const { text, terminal } = context;
  return withLedger(context, { create: false, lock: false }, async (ledger) => {
    const checks = await checkLedger(ledger);
    const ok = checks.every((check) => check.ok);
    const tables = checks.some(({ name, ok: there }) => name === "tables" && there);
    return {
      exit: ok ? EXIT.ok : EXIT.ledger,
      lines: [
        text("ledger.check.head", { where: ledger.store.where, check: ledger.keys.check }),
        ...tabella(
          checks.map((check) => row(check, context)),
          { lingua: text.lingua, rientro: 2 },
        ),
        "",
        ok ? terminal.color.green(text("ledger.check.ok")) : terminal.color.red(text("ledger.check.bad")),
      ],
      summary: { ok, where: ledger.store.where, key_check: ledger.keys.check },
      data: { checks, counts: tables ? await countsOf(ledger) : null },
      next: ok ? ["sioc ledger backup --file registro-copia.db"] : ["sioc audit verify"],
    };
  });
}

function row({ name, ok, seen, wrong, reason }: LedgerCheck, { text }: Context): string[] {
  const what = ok ? text("ledger.check.seen", { seen }) : text("ledger.check.wrong", { wrong, seen });
  return [
    text(ok ? "cli.status.ok" : "cli.status.errore"),
    text(`ledger.check.${name}`),
    reason === undefined ? what : text("ledger.check.reason", { what, reason }),
  ];
}
