import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import { loadConfig } from "../../config/config.ts";
import { writeWhole, FOLDER_MODE } from "../../core/atomic.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { lastEndedPeriodo } from "../../core/periodo.ts";
import { generateTestKeys, loadOpener, readVerificationKey, testKeyFiles } from "../../crypto/index.ts";
import { keyCheckValue, parseChiave } from "../../identity/index.ts";
import { prepare } from "../../pipeline/prepare.ts";
import { setUp } from "../../pipeline/setup.ts";
import { verifyBundle } from "../../pipeline/verify.ts";
import { generate, type AziendaGenerata, type Generated } from "../../synthetic/index.ts";
import type { Context } from "../context.ts";
import { sayNotes } from "../present/riepilogo.ts";
import type { Result } from "../result.ts";
import { resultOf } from "./prepare.ts";

/** Synthetic: the code of nobody, only to sign with. */
const FIRMATARIO = "ZZQYXK70A01H501S";
const REGIONE = "030";
/** One an azienda: delimited text, workbook, dumps of two servers, separate files. */
const FORME = ["b", "h", "f", "g", "c"] as const;

/** A made-up quarter through the whole job, with throw-away keys: what a new user runs first. */
export async function run(context: Context): Promise<Result> {
  const { text, terminal, flags, cwd } = context;
  const folder = resolve(cwd, String(flags["folder"] ?? "sioc-demo"));
  startAfresh(folder);
  const format = flags["format"] === "cms" ? "cms" : "openpgp";
  const periodo = lastEndedPeriodo(context.today);
  const options = {
    ricoveri: count(flags["ricoveri"], "--ricoveri", 500),
    seed: count(flags["seed"], "--seed", 7),
    errors: count(flags["errors"], "--errors", 24),
  };
  const made = await generate(
    { ...options, aziende: FORME.length, shapes: FORME, periodo, regione: REGIONE },
    join(folder, "arrivo"),
  );
  const planted = made.attesi.filter((atteso) => atteso.naturale !== true).length;
  terminal.say(
    text("cli.demo.made", {
      ricoveri: options.ricoveri,
      aziende: made.aziende.length,
      errors: planted,
      seed: options.seed,
    }),
  );
  for (const azienda of made.aziende) terminal.say(sent(azienda, folder, text));
  await writeSetting(folder, made, format, context, periodo.code);
  const config = loadConfig({ flags: { config: join(folder, "sioc.toml") }, env: {}, cwd: folder, text });
  const ambient = context.ambient();
  const setup = await setUp(config, ambient);
  const prepared = await prepare(setup, config.sources, ambient, { force: false, dryRun: false });
  sayNotes(prepared.notes, prepared.riepilogo, prepared.failures, terminal, text);
  const result = resultOf(prepared, setup, context);
  const [bundle = ""] = prepared.paths;
  const keys = keyPaths(folder, format);
  const verified = await verifyBundle(
    bundle,
    {
      layout: setup.layout,
      verificationKeys: format === "openpgp" ? [await readVerificationKey(keys.verify)] : [],
      opener: await loadOpener({ key: keys.decrypt, verify: format === "openpgp" ? [keys.verify] : [] }),
    },
    ambient,
  );
  const shown = (path: string): string => relative(cwd, path) || ".";
  return {
    // The planted errors are meant to be discarded: what this command has to show is a sound bundle.
    exit: verified.ok ? EXIT.ok : EXIT.data,
    lines: [
      ...result.lines,
      "",
      text(verified.ok ? "cli.demo.verified" : "cli.verify.bad"),
      text("cli.demo.look", {
        report: shown(prepared.reportFolder),
        bundle: shown(bundle),
        config: shown(join(folder, "sioc.toml")),
      }),
      text("cli.demo.fake"),
    ],
    summary: { ...result.summary, folder, verified: verified.ok, planted },
    data: result.data,
    next: [
      `sioc verify ${shown(bundle)} --decrypt-key ${shown(keys.decrypt)}${format === "openpgp" ? ` --verify-key ${shown(keys.verify)}` : ""}`,
      `sioc validate --config ${shown(join(folder, "sioc.toml"))}`,
      `sioc status --config ${shown(join(folder, "sioc.toml"))}`,
      `sioc explain ${prepared.riepilogo.codici[0]?.code ?? "OC-F-012"}`,
      "sioc init",
    ],
  };
}

/** What an azienda sent, on one line. */
function sent({ codAsl, forma, files }: AziendaGenerata, folder: string, text: Context["text"]): string {
  const names = Object.values(files).map((path) => relative(folder, path));
  return text("cli.demo.sent", {
    azienda: codAsl,
    kind: text(`setup.fixtures.shape.${forma}`),
    files: names.length === 1 ? String(names[0]) : `${dirname(String(names[0]))}${sep}*`,
  });
}

/** Only a folder this command made is removed. */
function startAfresh(folder: string): void {
  if (existsSync(folder)) {
    if (!existsSync(join(folder, MARK))) throw siocError("OUTPUT_EXISTS", { path: folder });
    rmSync(folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  writeWhole(join(folder, MARK), "sioc demo\n");
}

const MARK = ".sioc-demo";

function keyPaths(
  folder: string,
  format: "openpgp" | "cms",
): Record<"recipient" | "decrypt" | "signer" | "verify", string> {
  const at = (name: string): string => join(folder, "chiavi", name);
  return format === "openpgp"
    ? {
        recipient: at("destinatario-test.asc"),
        decrypt: at("destinatario-test-privata.asc"),
        signer: at("firmatario-test-privata.asc"),
        verify: at("firmatario-test.asc"),
      }
    : {
        recipient: at("destinatario-test.pem"),
        decrypt: at("destinatario-test-privata.pem"),
        signer: at("firmatario-test-privata.pem"),
        verify: at("firmatario-test.pem"),
      };
}

/** Keys and a sioc.toml that a region's own would look like. */
async function writeSetting(
  folder: string,
  made: Generated,
  format: "openpgp" | "cms",
  { today, text }: Context,
  periodo: string,
): Promise<void> {
  const keys = await generateTestKeys({ today, codiceFiscale: FIRMATARIO });
  for (const { name, content } of testKeyFiles(keys)) writeWhole(join(folder, "chiavi", name), content);
  const paths = keyPaths(folder, format);
  const local = (path: string): string => JSON.stringify(relative(folder, path).replaceAll("\\", "/"));
  const signer = [
    `key = ${local(paths.signer)}`,
    ...(format === "cms" ? [`certificate = ${local(paths.verify)}`] : []),
  ];
  const toml = [
    `# ${text("cli.demo.toml")}`,
    `regione = "${REGIONE}"`,
    `periodo = "${periodo}"`,
    "",
    "[output]",
    'folder = "uscita"',
    'bundle = "both"',
    "",
    "[recipient]",
    `file = ${local(paths.recipient)}`,
    "",
    "[signer]",
    ...signer,
    "",
    "[identity]",
    'key_file = "chiavi/cuni-test.key"',
    `key_check = "${keyCheckValue(parseChiave(keys.cuni))}"`,
    ...made.aziende.flatMap((azienda) => [
      "",
      "[[source]]",
      `azienda = "${azienda.codAsl}"`,
      `mapping = ${local(azienda.mappa)}`,
      ...Object.entries(azienda.files).map(([ruolo, path]) => `${ruolo} = ${local(path)}`),
    ]),
    "",
  ];
  writeWhole(join(folder, "sioc.toml"), toml.join("\n"));
}

function count(flag: unknown, name: string, fallback: number): number {
  if (flag === undefined) return fallback;
  const value = Number(flag);
  if (!Number.isInteger(value) || value < 0 || value > 1_000_000)
    throw siocError("SETTING_INVALID", { name, allowed: "0–1000000" });
  return value;
}
