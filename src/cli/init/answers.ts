import { dirname, resolve } from "node:path";

import { CONFIG_NAME } from "../../config/config.ts";
import { admitted, AZIENDA, SETTINGS, type Setting, type SettingKey } from "../../config/options.ts";
import { siocError } from "../../core/errors.ts";
import { LINGUE, type Lingua, type Text } from "../../text/index.ts";
import { caricaLayout, type Testo } from "../../tracciato/index.ts";
import type { Context } from "../context.ts";

/** What sioc.toml is made from. Paths absolute, but for the pattern of arrivals. */
export interface Answers {
  readonly regione: string;
  readonly aziende: readonly string[];
  /** Where an azienda's files arrive, `{azienda}` standing for its code; relative to sioc.toml. */
  readonly arrivals: string;
  readonly recipient?: string;
  readonly signerKey?: string;
  readonly signerCertificate?: string;
  readonly keyFile?: string;
  readonly lang: Lingua;
  readonly output: string;
}

/** Answers already given by flags and variables. */
export type Given = Partial<Answers>;

export const ARRIVALS = "arrivo/{azienda}/*.csv";
export const OUTPUT = "uscita";
const IS_AZIENDA = new RegExp(AZIENDA.pattern);

/** Where sioc.toml is, or is to be. */
export function configPath({ flags, env, cwd }: Context): string {
  return resolve(cwd, String(flags["config"] ?? env["SIOC_CONFIG"] ?? CONFIG_NAME));
}

/** @throws SETTING_INVALID naming the flag or variable and what it admits. */
export function givenAnswers(context: Context): Given {
  const { flags, cwd, text } = context;
  const regione = valueOf(context, "regione");
  const aziende = flags["azienda"] === undefined ? undefined : parseAziende(String(flags["azienda"]));
  const arrivals = flags["files"] === undefined ? undefined : String(flags["files"]);
  const lang = LINGUE.find((lingua) => lingua === (flags["lang"] ?? context.env["SIOC_LANG"]));
  const path = (key: SettingKey): string | undefined => {
    const value = valueOf(context, key);
    return value === undefined ? undefined : resolve(cwd, value);
  };
  if (regione !== undefined && !regioni().has(regione))
    throw invalid("--regione", allowedOf("regione", text));
  if (aziende && !aziende.every(isAzienda)) throw invalid("--azienda", AZIENDA.form[text.lingua]);
  if (arrivals !== undefined && !isPattern(arrivals)) throw invalid("--files", ARRIVALS);
  const [recipient, signerKey, signerCertificate, keyFile, output] = [
    path("recipient.file"),
    path("signer.key"),
    path("signer.certificate"),
    path("identity.key_file"),
    path("output.folder"),
  ];
  return {
    ...(regione === undefined ? {} : { regione }),
    ...(aziende === undefined ? {} : { aziende }),
    ...(arrivals === undefined ? {} : { arrivals }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(signerKey === undefined ? {} : { signerKey }),
    ...(signerCertificate === undefined ? {} : { signerCertificate }),
    ...(keyFile === undefined ? {} : { keyFile }),
    ...(output === undefined ? {} : { output }),
    ...(lang === undefined ? {} : { lang }),
  };
}

/** Nobody to ask: what may be left for later gets its default. @throws ANSWER_MISSING naming the flag. */
export function completeAnswers(given: Given, context: Context): Answers {
  const { regione, aziende = [] } = given;
  if (regione === undefined) throw missing("regione", "--regione");
  if (aziende.length === 0) throw missing("azienda", "--azienda");
  return {
    ...given,
    regione,
    aziende,
    arrivals: given.arrivals ?? ARRIVALS,
    lang: given.lang ?? context.text.lingua,
    output: given.output ?? resolve(dirname(configPath(context)), OUTPUT),
  };
}

/** `301, 302` and repeated flags alike; each code once. A space inside one stays, and makes it wrong. */
export function parseAziende(typed: string): readonly string[] {
  return [
    ...new Set(
      typed
        .split(/[\r\n,;]+/)
        .map((code) => code.trim())
        .filter(Boolean),
    ),
  ];
}

export function isAzienda(code: string): boolean {
  return IS_AZIENDA.test(code);
}

/** The 21 regions and autonomous provinces: code → name, in the order of the codes. */
export function regioni(): ReadonlyMap<string, Testo> {
  const valori = caricaLayout().codici.get("regione")?.valori ?? new Map<string, Testo>();
  return new Map([...valori].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Several aziende need a place of their own each; wildcards stand in the file's name only. */
export function isPattern(pattern: string): boolean {
  return pattern.includes("{azienda}") && !/[\u0000-\u001f]|[*?].*[/\\]/.test(pattern);
}

function valueOf({ flags, env }: Context, key: SettingKey): string | undefined {
  const setting = SETTINGS.find((row) => row.key === key);
  if (!setting) return undefined;
  const value = flags[setting.flag] ?? env[setting.env];
  return value === undefined || value === "" ? undefined : String(value);
}

function allowedOf(key: SettingKey, { lingua }: Text): string {
  const setting: Setting | undefined = SETTINGS.find((row) => row.key === key);
  return setting ? admitted(setting, lingua) : key;
}

function invalid(name: string, allowed: string): Error {
  return siocError("SETTING_INVALID", { name, allowed });
}

function missing(name: string, flag: string): Error {
  return siocError("ANSWER_MISSING", { name, flag });
}
