import { SETTINGS } from "../../config/options.ts";
import type { Config, Shown } from "../../config/config.ts";
import type { ConnessioneConfig, SourceConfig } from "../../config/source.ts";
import { EXIT } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { tabella, type Cella } from "../../report/index.ts";
import type { Context } from "../context.ts";
import { shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** The values in force. There is nothing secret to hide: the configuration only holds paths and commands. */
export function run(context: Context): Promise<Result> {
  const { text, cwd, flags } = context;
  const config = context.config();
  const origin = flags["origin"] === true;
  const file = config.file === undefined ? undefined : shownPath(config.file, cwd);
  const { lingua } = text;
  const sources = config.sources.flatMap((source) => sourceRows(source, cwd));
  const tables = Object.entries(config.tables).map(([nome, path]) => [nome, shownPath(path, cwd)]);
  const severities = [...config.severities].map(([code, esito]) => [code, esito]);
  return Promise.resolve({
    exit: EXIT.ok,
    lines: [
      file === undefined ? text("setup.config.none") : text("setup.config.file", { file }),
      "",
      ...tabella(
        config.shown.map((shown) => settingRow(shown, origin, context)),
        {
          lingua,
          rientro: 2,
          intestazione: [
            text("setup.col.setting"),
            text("setup.col.value"),
            ...(origin ? [text("setup.col.origin")] : []),
          ],
        },
      ),
      ...section(text("setup.config.commands"), commandRows(config, context), lingua),
      ...section(text("setup.config.severities"), severities, lingua),
      ...section(text("setup.config.tables"), tables, lingua),
      ...section(text("setup.config.sources"), sources, lingua),
    ],
    summary: { file: file ?? null, settings: config.shown.length, sources: config.sources.length },
    data: dataOf(config, cwd),
    next: config.file === undefined ? ["sioc init"] : ["sioc doctor"],
  });
}

function settingRow(
  { key, value, origin }: Shown,
  withOrigin: boolean,
  { text, cwd, flags }: Context,
): Cella[] {
  const shown = value === undefined ? text("setup.config.unset") : valueOf({ key, value, origin }, cwd);
  if (!withOrigin) return [key, shown];
  const setting = SETTINGS.find((row) => row.key === key);
  const name = { flag: setting?.flag ?? "", env: setting?.env ?? "", file: fileOf(flags) };
  return [key, shown, value === undefined ? "–" : text(`setup.config.origin.${origin}`, name)];
}

const fileOf = (flags: Context["flags"]): string => printable(String(flags["config"] ?? "sioc.toml"));

function valueOf({ key, value }: Shown, cwd: string): string {
  const path = SETTINGS.some((setting) => setting.key === key && setting.kind === "path");
  return path ? shownPath(String(value), cwd) : printable(String(value), 200);
}

/** The program only: what follows it is the region's own business, and might be telling. */
function commandRows(
  { keyCommand, passphraseCommand }: Pick<Config, "keyCommand" | "passphraseCommand">,
  { text }: Context,
): string[][] {
  const told = (command: readonly string[]): string =>
    text("setup.config.command", { program: printable(command[0] ?? ""), n: command.length - 1 });
  return [
    ...(keyCommand ? [["identity.key_command", told(keyCommand)]] : []),
    ...(passphraseCommand ? [["signer.passphrase_command", told(passphraseCommand)]] : []),
  ];
}

function sourceRows({ azienda, tipo, files, mappe, connessione }: SourceConfig, cwd: string): string[][] {
  const rows = Object.entries(files).flatMap(([ruolo, paths], i) =>
    paths.map((path, j) => [
      i + j === 0 ? azienda : "",
      j === 0 ? ruolo : "",
      shownPath(path, cwd),
      j === 0 ? mappaOf(mappe, ruolo, cwd) : "",
    ]),
  );
  return connessione === undefined ? rows : [...rows, ["", tipo, wayOf(connessione, cwd), ""]];
}

/** Where the address comes from; the address itself may hold a password and is not read here. */
function wayOf({ urlFile, urlCommand, service, database }: ConnessioneConfig, cwd: string): string {
  if (urlFile !== undefined) return `url_file ${shownPath(urlFile, cwd)}`;
  if (urlCommand !== undefined) return `url_command ${printable(urlCommand[0] ?? "")}`;
  if (database !== undefined) return `database ${shownPath(database, cwd)}`;
  return service === undefined ? "PGHOST, PGSERVICE, .pgpass" : `service ${printable(service)}`;
}

function mappaOf(mappe: SourceConfig["mappe"], ruolo: string, cwd: string): string {
  const path = Object.entries(mappe).find(([name]) => name === ruolo)?.[1];
  return path === undefined ? "" : shownPath(path, cwd);
}

function section(
  title: string,
  rows: readonly (readonly string[])[],
  lingua: Context["text"]["lingua"],
): string[] {
  return rows.length === 0 ? [] : ["", title, ...tabella(rows, { lingua, rientro: 2 })];
}

function dataOf(config: Config, cwd: string): unknown {
  return {
    file: config.file === undefined ? null : shownPath(config.file, cwd),
    settings: config.shown.map((shown) => ({
      key: shown.key,
      value:
        shown.value === undefined
          ? null
          : typeof shown.value === "string"
            ? valueOf(shown, cwd)
            : shown.value,
      origin: shown.value === undefined ? null : shown.origin,
    })),
    sources: config.sources.map(({ azienda, tipo, files, mappe, connessione }) => ({
      azienda,
      tipo,
      files: Object.fromEntries(
        Object.entries(files).map(([ruolo, paths]) => [ruolo, paths.map((path) => shownPath(path, cwd))]),
      ),
      mappings: Object.fromEntries(
        Object.entries(mappe)
          .filter(([ruolo]) => ruolo in files)
          .map(([ruolo, path]) => [ruolo, shownPath(path, cwd)]),
      ),
      ...(connessione && { connection: wayOf(connessione, cwd) }),
    })),
    tables: Object.fromEntries(
      Object.entries(config.tables).map(([nome, path]) => [nome, shownPath(path, cwd)]),
    ),
    severities: Object.fromEntries(config.severities),
    commands: {
      "identity.key_command": config.keyCommand !== undefined,
      "signer.passphrase_command": config.passphraseCommand !== undefined,
    },
  };
}
