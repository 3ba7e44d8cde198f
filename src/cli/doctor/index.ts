import type { Config } from "../../config/config.ts";
import { caricaLayout, type Layout } from "../../tracciato/index.ts";
import type { Context } from "../context.ts";
import type { Bench, Check, Machine } from "./check.ts";
import { checkDatabases } from "./databases.ts";
import { checkFolders } from "./folders.ts";
import { checkSources, checkTables } from "./inputs.ts";
import { checkLedgerHere } from "./ledger.ts";
import { checkMachine } from "./machine.ts";
import { checkLayout, checkSchemas } from "./schema.ts";
import { checkSecrets } from "./secrets.ts";
import { checkSettings } from "./settings.ts";

export { STATI, worst, type Check, type Machine, type Stato } from "./check.ts";
export { machineHere } from "./machine.ts";

/** Looks at everything and changes nothing. A check that fails does not stop the others. */
export async function checkAll(context: Context, machine: Machine): Promise<readonly Check[]> {
  const { text } = context;
  const settings = await checkSettings({ context, text, machine });
  const config = attempt(() => context.config());
  const load = (): Layout => caricaLayout(config?.get("schema.folder"));
  const layoutCheck = await checkLayout(load, { context, text });
  const bench: Bench = { context, text, machine, config, layout: attempt(load) };
  const [node, ...rest] = await checkMachine(bench);
  return [
    ...(node ? [node] : []),
    settings,
    layoutCheck,
    ...(await checkSchemas(bench)),
    ...(await checkSecrets(bench)),
    ...(await checkSources(bench)),
    ...(await checkDatabases(bench)),
    ...(await checkTables(bench)),
    ...(await checkFolders(bench)),
    await checkLedgerHere(bench),
    ...rest,
  ];
}

/** What a check has already told is not told again. */
function attempt<T extends Config | Layout>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
