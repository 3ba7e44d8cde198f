import { existsSync, statSync } from "node:fs";

import type { Config } from "../../config/config.ts";
import type { SourceConfig } from "../../config/source.ts";
import { NOMI_TABELLE, type NomeTabella } from "../../model/tabelle.ts";
import { openTables, readTables, type RigheTabelle } from "../../pipeline/tables.ts";
import { regoleSaltate } from "../../rules/index.ts";
import { parseMappa } from "../../sources/index.ts";
import { giorno, numero, type Text } from "../../text/index.ts";
import { fromDay } from "../../core/dates.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import { probe, skipped, type Bench, type Check, type Seen } from "./check.ts";

/** Each azienda's files as they are now, and its mappings. The files themselves are read by `sioc validate`. */
export async function checkSources({ text, config, context }: Bench): Promise<Check[]> {
  const named = { name: "sources", label: text("setup.doctor.sources") };
  if (!config) return [skipped(named, text("setup.doctor.no_config"))];
  if (config.sources.length === 0) return [skipped(named, text("setup.doctor.sources_none"))];
  const checks: Check[] = [];
  for (const source of config.sources) {
    checks.push(await checkFiles(source, text), ...(await checkMappe(source, text, context.cwd)));
  }
  return checks;
}

function checkFiles({ azienda, files }: SourceConfig, text: Text): Promise<Check> {
  const label = text("setup.doctor.source", { azienda });
  return probe({ name: `source-${azienda}`, label }, text, () => {
    const roles = Object.entries(files);
    const lacking = roles.filter(([, paths]) => !paths.some((path) => existsSync(path)));
    const found = roles.flatMap(([, paths]) => paths).flatMap((path) => facts(path));
    const observed =
      found.length === 0
        ? text("setup.doctor.source_none")
        : text("setup.doctor.source_ok", {
            count: found.length,
            size: sizeOf(
              found.reduce((sum, { size }) => sum + size, 0),
              text,
            ),
            on: giorno(dayOf(Math.max(...found.map(({ mtimeMs }) => mtimeMs)))),
          });
    if (lacking.length === 0) return { observed };
    const ruoli = lacking.map(([ruolo]) => ruolo).join(", ");
    return { status: "avviso", observed, remedy: text("setup.doctor.source_remedy", { ruoli }) };
  });
}

/** 2 KiB, 1.234 MiB: rounded up, so that only an empty file has 0. */
function sizeOf(bytes: number, { lingua }: Text): string {
  const [unit, name] = bytes < 1024 ** 2 ? [1024, "KiB"] : [1024 ** 2, "MiB"];
  return `${numero(Math.ceil(bytes / unit), lingua)} ${name}`;
}

function facts(path: string): { size: number; mtimeMs: number }[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? [stats] : [];
}

function dayOf(ms: number): string {
  return fromDay(Math.floor(ms / 86_400_000));
}

async function checkMappe(
  { azienda, files, mappe }: SourceConfig,
  text: Text,
  cwd: string,
): Promise<Check[]> {
  const paths = [...new Set(Object.values(mappe))];
  const [example = "FILE.csv"] = Object.values(files).flat();
  return Promise.all(
    paths.map((path, i) => {
      const name = paths.length === 1 ? `mapping-${azienda}` : `mapping-${azienda}-${i + 1}`;
      const shown = shownPath(path, cwd);
      return probe({ name, label: text("setup.doctor.mapping", { azienda }) }, text, () => {
        if (!existsSync(path)) return mappaMissing(shown, shownPath(example, cwd), text);
        const { columns } = parseMappa(path, { text });
        return { observed: text("setup.doctor.mapping_ok", { file: shown, columns: columns.size }) };
      });
    }),
  );
}

function mappaMissing(mappa: string, example: string, text: Text): Seen {
  // A pattern nothing matches yet still tells the folder.
  const file = example.replace(/[*?]+/g, "FILE");
  const command = `sioc map ${shellWord(file)} --write ${shellWord(mappa)}`;
  return {
    status: "avviso",
    observed: text("setup.doctor.mapping_none", { file: mappa }),
    remedy: text("setup.doctor.mapping_remedy", { command }),
    command,
  };
}

/** Reference tables: which are there, and which rules wait for the others. */
export async function checkTables({ text, config }: Bench): Promise<Check[]> {
  if (!config)
    return [skipped({ name: "tables", label: text("setup.doctor.tables") }, text("setup.doctor.no_config"))];
  return Promise.all(NOMI_TABELLE.map((nome) => checkTable(nome, config, text)));
}

function checkTable(nome: NomeTabella, { tables }: Config, text: Text): Promise<Check> {
  const named = { name: `table-${nome}`, label: text("setup.doctor.table", { nome }) };
  const path = tables[nome];
  if (path === undefined)
    return Promise.resolve(skipped(named, text("setup.doctor.table_none", { regole: rulesWaiting(nome) })));
  return probe(named, text, async () => {
    const righe = await readTables({ [nome]: path }, text);
    const count = righe[nome]?.length ?? 0;
    const last = latest(righe, nome);
    return last === undefined
      ? { observed: text("setup.doctor.table_ok", { count }) }
      : { observed: text("setup.doctor.table_dated", { count, on: giorno(last) }) };
  });
}

function rulesWaiting(nome: NomeTabella): string {
  const saltate = regoleSaltate(openTables({})).find(({ tabella }) => tabella === nome);
  return (saltate?.codici ?? []).join(", ");
}

/** The most recent day a row begins to hold: how old the table is. */
function latest(righe: RigheTabelle, nome: NomeTabella): string | undefined {
  let last = "1900-01-01";
  for (const { dal } of righe[nome] ?? []) if (dal > last) last = dal;
  return last === "1900-01-01" ? undefined : last;
}
