import type { SourceConfig } from "../../config/source.ts";
import { isDatabase, type TipoDatabase } from "../../model/fonte.ts";
import { connessioneOf } from "../../pipeline/inputs.ts";
import { probeDatabase } from "../../sources/index.ts";
import type { Text } from "../../text/index.ts";
import { probe, skipped, type Bench, type Check } from "./check.ts";

/** The databases of sioc.toml: that the address can be read, and with --online that the server answers. */
export async function checkDatabases({ text, config, context }: Bench): Promise<Check[]> {
  const online = context.flags["online"] === true;
  const checks: Check[] = [];
  for (const source of config?.sources ?? []) {
    const { tipo } = source;
    if (isDatabase(tipo)) checks.push(await checkDatabase(source, tipo, online, text));
  }
  return checks;
}

async function checkDatabase(
  { azienda, connessione }: SourceConfig,
  tipo: TipoDatabase,
  online: boolean,
  text: Text,
): Promise<Check> {
  const named = { name: `database-${azienda}`, label: text("setup.doctor.database", { azienda }) };
  if (!connessione) return skipped(named, text("setup.doctor.no_config"));
  const reached = connessioneOf(connessione);
  if (!online) {
    // A file with the wrong permissions is told without a network; a command is not run for nothing.
    if (connessione.urlFile === undefined) return skipped(named, text("setup.doctor.database_offline"));
    const checked = await probe(named, text, async () => {
      await reached.url?.();
      return { observed: "" };
    });
    return checked.status === "errore" ? checked : skipped(named, text("setup.doctor.database_offline"));
  }
  return probe(named, text, async () => {
    const { version, host, encrypted } = await probeDatabase(tipo, reached, text);
    const how = text(encrypted ? "setup.doctor.database_tls" : "setup.doctor.database_plain");
    return { observed: text("setup.doctor.database_ok", { version, host, how }) };
  });
}
