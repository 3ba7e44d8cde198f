import { join } from "node:path";

import { readKeyFile } from "../../src/crypto/index.ts";
import { openLedger, type Ledger } from "../../src/ledger/index.ts";

/** A ledger where sioc looks for it when nothing says otherwise, filled by `fill`. */
export async function registroIn(cwd: string, fill: (ledger: Ledger) => Promise<void>): Promise<void> {
  const ledger = await openLedger({
    file: join(cwd, "registro", "registro.db"),
    keyFile: join(cwd, "registro", "registro.key"),
    readKey: readKeyFile,
    regione: "030",
    now: Date.UTC(2026, 7, 2),
    who: "prova@macchina",
    create: true,
  });
  try {
    await fill(ledger);
  } finally {
    await ledger.close();
  }
}
