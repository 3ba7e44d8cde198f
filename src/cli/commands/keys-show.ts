import { resolve } from "node:path";

import { toDay } from "../../core/dates.ts";
import { EXIT, SiocError, type ExitCode } from "../../core/errors.ts";
import { describeKey, readKeyFile, TEST_MARK, type KeyDescription } from "../../crypto/index.ts";
import { keyCheckValue, parseChiave } from "../../identity/index.ts";
import { tabella } from "../../report/index.ts";
import { giorno, type Text } from "../../text/index.ts";
import { redact } from "../../core/redact.ts";
import type { Context } from "../context.ts";
import { sayError, wordsOf } from "../errors.ts";
import { shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

const DELLA_CONFIGURAZIONE = [
  "recipient.file",
  "signer.key",
  "signer.certificate",
  "identity.key_file",
] as const;

interface Shown extends Omit<KeyDescription, "file"> {
  readonly file: string;
  /** Setting that names the file. */
  readonly setting?: string;
  readonly key_check?: string;
  /** Days to the end; negative when over. */
  readonly days_left?: number;
  readonly test: boolean;
}

interface Failed {
  readonly file: string;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

/** What may be said of keys: fingerprints, expiry, the check value of the CUNI key. Nothing secret. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text, terminal, cwd } = context;
  const shown: Shown[] = [];
  const failed: Failed[] = [];
  let exit: ExitCode = EXIT.ok;
  for (const { path, setting } of filesOf(context, args)) {
    try {
      shown.push(...(await look(path, setting, context)));
    } catch (error) {
      if (!(error instanceof SiocError)) throw error;
      const { code, message, hint } = wordsOf(error, text);
      sayError(error, terminal, text, false);
      failed.push({ file: shownPath(path, cwd), error: { code, message, hint } });
      exit = Math.max(exit, error.exit) === error.exit ? error.exit : exit;
    }
  }
  const none = shown.length + failed.length === 0;
  return {
    exit,
    lines: none ? [text("setup.keys.none")] : shown.flatMap((key, i) => block(key, i, context)),
    summary: { keys: shown.length, failed: failed.length },
    data: { keys: shown, failed },
    next: none ? ["sioc keys generate", "sioc init"] : ["sioc doctor"],
  };
}

function filesOf(context: Context, args: readonly string[]): { path: string; setting?: string }[] {
  const { cwd } = context;
  if (args.length > 0) return args.map((path) => ({ path: resolve(cwd, path) }));
  const config = context.config();
  return DELLA_CONFIGURAZIONE.flatMap((setting) => {
    const path = config.get(setting);
    return path === undefined ? [] : [{ path, setting }];
  });
}

async function look(path: string, setting: string | undefined, { cwd, today }: Context): Promise<Shown[]> {
  const described = await describeKey(path);
  return described.map((key) => ({
    ...key,
    file: shownPath(path, cwd),
    ...(setting === undefined ? {} : { setting }),
    ...(key.kind === "cuni" ? { key_check: checkOf(path) } : {}),
    ...(key.names === undefined ? {} : { names: key.names.map(redact) }),
    ...(key.expires === undefined ? {} : { days_left: toDay(key.expires) - toDay(today) }),
    test:
      (key.names ?? []).some((name) => name.includes(TEST_MARK)) ||
      /-test(?:-privata)?\.(?:asc|pem|key)$/.test(path),
  }));
}

/** As it is read when it is used: the first line, whole. */
function checkOf(path: string): string {
  const [line = ""] = readKeyFile(path).toString("latin1").split(/\r?\n/);
  return keyCheckValue(parseChiave(line));
}

function block(key: Shown, index: number, { text, terminal }: Context): string[] {
  const { color } = terminal;
  const title = `${key.file}${key.setting === undefined ? "" : `   (${key.setting})`}`;
  const rows: [string, string][] = [
    [text("setup.col.kind"), text(`setup.keys.kind.${key.kind}`)],
    ...(key.key_check === undefined ? [] : row(text("setup.keys.check"), key.key_check)),
    ...(key.fingerprint === undefined ? [] : row(text("setup.col.fingerprint"), grouped(key.fingerprint))),
    ...(key.algorithm === undefined ? [] : row(text("setup.keys.algorithm"), algorithmOf(key))),
    ...(key.names ?? []).flatMap((name) => row(text("setup.keys.name"), name)),
    ...(key.issuer === undefined ? [] : row(text("setup.keys.issuer"), redact(key.issuer))),
    ...(key.usage === undefined ? [] : row(text("setup.keys.usage"), key.usage.join(", "))),
    ...row(text("setup.keys.valid"), validity(key, text)),
    ...(key.locked === undefined
      ? []
      : row(text("setup.keys.locked"), text(key.locked ? "cli.yes" : "cli.no"))),
  ].filter(([, value]) => value !== "") as [string, string][];
  return [
    ...(index > 0 ? [""] : []),
    color.bold(title),
    ...tabella(rows, { lingua: text.lingua, rientro: 2 }),
    ...(key.test ? [`  ${color.yellow(text("setup.keys.is_test", { mark: TEST_MARK }))}`] : []),
  ];
}

const row = (name: string, value: string): [string, string][] => [[name, value]];

function algorithmOf({ algorithm = "", bits, curve }: Shown): string {
  return [
    algorithm,
    ...(bits === undefined ? [] : [`${bits} bit`]),
    ...(curve === undefined ? [] : [curve]),
  ].join(", ");
}

/** As people read a fingerprint aloud. */
function grouped(fingerprint: string): string {
  return fingerprint.replace(/.{4}(?=.)/g, "$& ");
}

function validity({ from, expires, days_left: days = 0 }: Shown, text: Text): string {
  if (from === undefined) return "";
  if (expires === undefined) return text("setup.keys.forever", { from: giorno(from) });
  const span = { from: giorno(from), to: giorno(expires), days: Math.abs(days) };
  return text(days < 0 ? "setup.keys.over" : "setup.keys.span", span);
}
