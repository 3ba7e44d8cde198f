import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { siocError } from "../core/errors.ts";
import type { Esito } from "../model/finding.ts";
import { NOMI_TABELLE, type NomeTabella } from "../model/tabelle.ts";
import type { Lingua, Text } from "../text/index.ts";
import {
  admitted,
  SETTINGS,
  type Flags,
  type Origin,
  type Setting,
  type SettingKey,
  type SettingValue,
} from "./options.ts";
import { connectionProblems, SOURCE_SCHEMA, sourceOf, type SourceConfig } from "./source.ts";
import { loadToml, type SchemaOf } from "./toml.ts";

export interface Shown {
  readonly key: SettingKey;
  readonly value: SettingValue | undefined;
  readonly origin: Origin;
}

/** What a run is told, wherever from. */
export interface Config {
  /** Absolute path of sioc.toml, if one was read. */
  readonly file: string | undefined;
  get(key: SettingKey): string | undefined;
  number(key: SettingKey): number | undefined;
  readonly shown: readonly Shown[];
  readonly sources: readonly SourceConfig[];
  readonly tables: Partial<Record<NomeTabella, string>>;
  readonly severities: ReadonlyMap<string, Esito>;
  /** Commands that print a secret; argument lists, never a shell line. */
  readonly keyCommand: readonly string[] | undefined;
  readonly passphraseCommand: readonly string[] | undefined;
}

export interface ConfigInput {
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Sentences of mistakes in the file. */
  readonly text: Text;
}

export const CONFIG_NAME = "sioc.toml";

type Raw = Readonly<Record<string, unknown>>;

/** @throws CONFIG_MISSING (a file that was named), CONFIG_INVALID with every mistake. */
export function loadConfig({ flags, env, cwd, text }: ConfigInput): Config {
  const named = stringOf(flags["config"]) ?? env["SIOC_CONFIG"];
  const file = named === undefined ? existing(join(cwd, CONFIG_NAME)) : resolve(cwd, named);
  const options = { code: "CONFIG_INVALID", text } as const;
  const check = (raw: Raw) => connectionProblems(arrayOf(raw["source"]), text);
  const raw: Raw = file === undefined ? {} : loadToml(file, SCHEMA, options, check);
  const base = file === undefined ? cwd : dirname(file);
  const shown = SETTINGS.map((setting) => resolveSetting(setting, { flags, env, raw, base, cwd, text }));
  const values = new Map(shown.map(({ key, value }) => [key, value]));
  return {
    file,
    get: (key) => stringOf(values.get(key)),
    number: (key) => (typeof values.get(key) === "number" ? (values.get(key) as number) : undefined),
    shown,
    sources: arrayOf(raw["source"]).map((source) => sourceOf(source, base)),
    tables: tablesOf(raw, base),
    severities: severitiesOf(raw),
    keyCommand: commandOf(at(raw, "identity.key_command")),
    passphraseCommand: commandOf(at(raw, "signer.passphrase_command")),
  };
}

interface Place {
  readonly flags: Flags;
  readonly env: ConfigInput["env"];
  readonly raw: Raw;
  readonly base: string;
  readonly cwd: string;
  readonly text: Text;
}

function resolveSetting(setting: Setting, place: Place): Shown {
  const key = setting.key as SettingKey;
  const { lingua } = place.text;
  const flag = place.flags[setting.flag];
  if (flag !== undefined)
    return { key, value: checked(setting, flag, `--${setting.flag}`, place.cwd, lingua), origin: "flag" };
  const env = place.env[setting.env];
  if (env !== undefined && env !== "")
    return { key, value: checked(setting, env, setting.env, place.cwd, lingua), origin: "env" };
  const filed = at(place.raw, setting.key);
  if (isValue(filed))
    return { key, value: checked(setting, filed, setting.key, place.base, lingua), origin: "file" };
  const value = setting.default;
  return {
    key,
    value: setting.kind === "path" && typeof value === "string" ? resolve(place.base, value) : value,
    origin: "default",
  };
}

/** @throws USAGE naming the flag, variable or key and what it admits; not the value. */
function checked(
  setting: Setting,
  raw: SettingValue,
  name: string,
  base: string,
  lingua: Lingua,
): SettingValue {
  const fail = (): Error => siocError("SETTING_INVALID", { name, allowed: admitted(setting, lingua) });
  switch (setting.kind) {
    case "integer": {
      const value = Number(raw);
      if (!Number.isInteger(value) || value < (setting.minimum ?? 0)) throw fail();
      return value;
    }
    case "boolean":
      return raw === true || raw === "true" || raw === "1";
    case "path":
      return resolve(base, String(raw));
    case "text": {
      const value = String(raw);
      if (setting.values && !setting.values.includes(value)) throw fail();
      if (setting.pattern !== undefined && !new RegExp(setting.pattern).test(value)) throw fail();
      return value;
    }
  }
}

function tablesOf(raw: Raw, base: string): Partial<Record<NomeTabella, string>> {
  const tables: Partial<Record<NomeTabella, string>> = {};
  for (const nome of NOMI_TABELLE) {
    const path = at(raw, `tables.${nome}`);
    if (typeof path === "string") tables[nome] = resolve(base, path);
  }
  return tables;
}

function severitiesOf(raw: Raw): ReadonlyMap<string, Esito> {
  const table = at(raw, "rules.severity");
  return new Map(isRaw(table) ? Object.entries(table).map(([code, esito]) => [code, esito as Esito]) : []);
}

const TEXT = { type: "string", minLength: 1 };
const COMMAND = { type: "array", minItems: 1, items: TEXT };

/** sioc.toml. Values of single settings are checked by their own row of SETTINGS, with the same words everywhere. */
const SCHEMA: SchemaOf<Raw> = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...topLevel(),
    ...section("output"),
    ...section("schema"),
    ...section("recipient"),
    ...section("identity", { key_command: COMMAND }),
    ...section("signer", { passphrase_command: COMMAND }),
    ...section("ledger"),
    ...section("outcomes"),
    ...section("rules", {
      severity: { type: "object", additionalProperties: { enum: ["scarto", "segnalazione"] } },
    }),
    tables: {
      type: "object",
      additionalProperties: false,
      properties: Object.fromEntries(NOMI_TABELLE.map((nome) => [nome, TEXT])),
    },
    source: {
      type: "array",
      items: SOURCE_SCHEMA,
    },
  },
};

function schemaOf(setting: Setting): object {
  if (setting.values) return { enum: setting.values };
  if (setting.kind === "integer") return { type: "integer", minimum: setting.minimum ?? 0 };
  if (setting.kind === "boolean") return { type: "boolean" };
  return {
    type: "string",
    minLength: 1,
    ...(setting.pattern === undefined ? {} : { pattern: setting.pattern }),
  };
}

function topLevel(): Record<string, object> {
  return Object.fromEntries(SETTINGS.filter((s) => !s.key.includes(".")).map((s) => [s.key, schemaOf(s)]));
}

function section(name: string, more: Record<string, object> = {}): Record<string, object> {
  const own = SETTINGS.filter((s) => s.key.startsWith(`${name}.`)).map(
    (s) => [s.key.slice(name.length + 1), schemaOf(s)] as const,
  );
  return {
    [name]: {
      type: "object",
      additionalProperties: false,
      properties: { ...Object.fromEntries(own), ...more },
    },
  };
}

function at(raw: Raw, key: string): unknown {
  return key.split(".").reduce<unknown>((value, part) => (isRaw(value) ? value[part] : undefined), raw);
}

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isValue(value: unknown): value is SettingValue {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function arrayOf(value: unknown): Raw[] {
  return Array.isArray(value) ? value.filter(isRaw) : [];
}

function commandOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

function stringOf(value: SettingValue | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}
