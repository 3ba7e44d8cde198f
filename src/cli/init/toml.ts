import { SETTINGS, type Setting, type SettingKey } from "../../config/options.ts";
import type { IsoDate } from "../../core/dates.ts";
import { lastEndedPeriodo } from "../../core/periodo.ts";
import { CUNI_ANONIMO, ID_REC_TEMPLATE, SEGNAPOSTO_SCONOSCIUTO } from "../../identity/index.ts";
import { CHIAVI_TABELLE } from "../../pipeline/tables.ts";
import { NOMI_TABELLE } from "../../model/tabelle.ts";
import { avvolgi } from "../../report/index.ts";
import { giorno, textFor, type Text } from "../../text/index.ts";
import { tomlPath } from "../present/paths.ts";
import { OUTPUT, type Answers } from "./answers.ts";

const WIDTH = 98;
const SECTIONS = [
  "output",
  "schema",
  "recipient",
  "signer",
  "identity",
  "rules",
  "ledger",
  "outcomes",
] as const;
type Section = (typeof SECTIONS)[number];

/** A complete sioc.toml, every setting explained; those without an answer stand there as comments. */
export function configToml(answers: Answers, base: string, today: IsoDate): string {
  const text = textFor(answers.lang);
  const values = valuesOf(answers, base);
  const examples = examplesOf(today);
  const setting = (row: Setting): string[] => settingLines(row, values, examples, text);
  const top = SETTINGS.filter(({ key }) => !key.includes("."));
  return [
    ...comment(text("setup.toml.title", { on: giorno(today) })),
    ...comment(text("setup.toml.reading")),
    ...comment(text("setup.toml.precedence")),
    ...comment(text("setup.toml.paths")),
    ...top.flatMap(setting),
    ...SECTIONS.flatMap((name) => [
      "",
      "",
      ...comment(text(`setup.toml.${name}`)),
      `[${name}]`,
      ...SETTINGS.filter(({ key }) => key.startsWith(`${name}.`)).flatMap(setting),
      ...extras(name, text),
    ]),
    ...tables(text),
    ...answers.aziende.flatMap((azienda, i) => source(azienda, i, answers, text)),
    "",
  ].join("\n");
}

type Values = Partial<Record<SettingKey, string>>;

function valuesOf(answers: Answers, base: string): Values {
  const path = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : tomlPath(value, base);
  const output = tomlPath(answers.output, base);
  const values = {
    regione: answers.regione,
    lang: answers.lang,
    "output.folder": output === OUTPUT ? undefined : output,
    "recipient.file": path(answers.recipient),
    "signer.key": path(answers.signerKey),
    "signer.certificate": path(answers.signerCertificate),
    "identity.key_file": path(answers.keyFile),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** What a line that is off shows, where there is no default. */
function examplesOf(today: IsoDate): Values {
  return {
    periodo: lastEndedPeriodo(today).code,
    threads: "4",
    "schema.folder": "tracciato-ufficiale",
    "identity.outcomes": "esiti-ts.csv",
    "identity.key_file": "chiavi/cuni.key",
    "identity.key_check": "A1B2-C3D4",
    "identity.id_rec": ID_REC_TEMPLATE,
    "identity.anonymous": CUNI_ANONIMO,
    "identity.unknown": SEGNAPOSTO_SCONOSCIUTO,
    "recipient.file": "chiavi/ministero.asc",
    "recipient.fingerprint": "0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567",
    "signer.key": "chiavi/firma.asc",
    "signer.certificate": "chiavi/firma.crt",
    "signer.passphrase_file": "chiavi/frase.txt",
    "signer.sender_file": "chiavi/mittente.txt",
    "ledger.url_file": "chiavi/registro-url.txt",
    "outcomes.map": "mappe/esiti.toml",
  };
}

function settingLines(row: Setting, values: Values, examples: Values, text: Text): string[] {
  const key = row.key as SettingKey;
  const name = key.slice(key.indexOf(".") + 1);
  const value = values[key];
  const shown = value ?? row.default ?? examples[key] ?? "";
  const written = row.kind === "integer" ? String(shown) : JSON.stringify(String(shown));
  return [
    "",
    ...comment(row.help[text.lingua]),
    `#   --${row.flag}   ${row.env}${row.values ? `   ${row.values.join(" | ")}` : ""}`,
    `${value === undefined ? "# " : ""}${name} = ${written}`,
  ];
}

/** Keys that are not one value. */
function extras(section: Section, text: Text): string[] {
  switch (section) {
    case "identity":
      return [
        "",
        ...comment(text("setup.toml.key_command")),
        '# key_command = ["pass", "show", "sioc/cuni"]',
      ];
    case "signer":
      return [
        "",
        ...comment(text("setup.toml.passphrase_command")),
        '# passphrase_command = ["pass", "show", "sioc/firma"]',
      ];
    case "rules":
      return ["", ...comment(text("setup.toml.severity")), "[rules.severity]", '# OC-C-026 = "segnalazione"'];
    case "output":
    case "schema":
    case "recipient":
    case "ledger":
    case "outcomes":
      return [];
  }
}

function tables(text: Text): string[] {
  return [
    "",
    "",
    ...comment(text("setup.toml.tables")),
    "[tables]",
    ...NOMI_TABELLE.map((nome) => {
      const columns = [...CHIAVI_TABELLE[nome], ...(nome === "posti_letto" ? ["posti"] : [])];
      return `${`# ${nome} = "tabelle/${nome}.csv"`.padEnd(42)}# ${columns.join(", ")}, valido_dal, valido_al`;
    }),
  ];
}

/** The first one is explained in full. */
function source(azienda: string, index: number, { arrivals }: Answers, text: Text): string[] {
  const path = arrivals.replaceAll("\\", "/").replaceAll("{azienda}", azienda);
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/") + 1));
  const first = index === 0;
  return [
    "",
    "",
    ...(first ? comment(text("setup.toml.source")) : []),
    "[[source]]",
    `azienda = ${JSON.stringify(azienda)}`,
    ...(first ? comment(text("setup.toml.ricoveri")) : []),
    `ricoveri = ${JSON.stringify(path)}`,
    ...(first ? comment(text("setup.toml.mapping")) : []),
    `mapping = ${JSON.stringify(`mappe/${azienda}.toml`)}`,
    ...(first ? comment(text("setup.toml.children")) : []),
    ...["anagrafica", "valutazioni", "prestazioni", "sospensioni"].map(
      (ruolo) => `# ${ruolo} = ${JSON.stringify(`${folder}${ruolo}*.csv`)}`,
    ),
  ];
}

function comment(sentence: string): string[] {
  return avvolgi(sentence, WIDTH).map((line) => `# ${line}`.trimEnd());
}
