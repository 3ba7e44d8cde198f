import type { Connessione, TipoDatabase } from "../../model/fonte.ts";
import type { Text } from "../../text/index.ts";
import { CONNECT_MS } from "./driver.ts";
import { DRIVERS } from "./drivers.ts";
import { dbError, hostOf, KINDS } from "./errors.ts";
import { DbFault } from "./fault.ts";
import { nextRows } from "./reader.ts";
import { targetOf } from "./target.ts";
import { within } from "./wait.ts";

/** What a server says of itself. */
export interface Probed {
  /** `PostgreSQL 15.20` */
  readonly version: string;
  /** Without credentials: `db.asl.example:5432`. */
  readonly host: string;
  /** Encrypted, hence verified. */
  readonly encrypted: boolean;
}

/** Seconds a probe may take, whatever a statement may. */
const PROBE_SECONDS = 15;

/**
 * Connects, asks for one row in the transaction that cannot write, leaves. For `doctor --online`.
 * @throws DB_* as opening a source does
 */
export async function probeDatabase(
  tipo: TipoDatabase,
  connessione: Connessione,
  text: Text,
): Promise<Probed> {
  const driver = DRIVERS[tipo];
  const target = await targetOf(tipo, connessione, text, process.env);
  const limits = { connectMs: CONNECT_MS, statementMs: PROBE_SECONDS * 1000 };
  try {
    const session = await driver.connect(target, limits);
    const fault = new DbFault({ kind: "timeout" });
    try {
      const sql = tipo === "oracle" ? "SELECT 1 AS n FROM DUAL" : "SELECT 1 AS n";
      const result = await within(limits.statementMs, fault, () => session.query(sql));
      await nextRows(result, 1, limits.statementMs);
      return { version: session.server.version, host: hostOf(target), encrypted: session.server.encrypted };
    } finally {
      await session.close(false);
    }
  } catch (error) {
    throw dbError(error, { tipo, driver, text, target, file: KINDS[tipo], seconds: PROBE_SECONDS, rows: 0 });
  }
}
