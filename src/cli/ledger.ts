import { withRegistro, type RegistroOptions } from "../pipeline/registro.ts";
import type { OpenLedger } from "../ledger/index.ts";
import type { Context } from "./context.ts";

/** The region's ledger, open while `work` lasts. @throws LEDGER_*, see pipeline/registro.ts */
export function withLedger<T>(
  context: Context,
  options: RegistroOptions,
  work: (ledger: OpenLedger) => Promise<T>,
): Promise<T> {
  return withRegistro(context.config(), { now: context.now }, options, work);
}
