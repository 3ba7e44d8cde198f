import { SETTINGS, type Setting } from "../../config/options.ts";
import { DATE_FORMATS, ENCODINGS } from "../../model/mappa.ts";
import { NOMI_TABELLE, type NomeTabella } from "../../model/tabelle.ts";
import { CHIAVI_TABELLE } from "../../pipeline/tables.ts";
import { REGOLE } from "../../rules/index.ts";
import type { Text } from "../../text/index.ts";
import { COMMON_FLAGS } from "../flags.ts";
import type { Scheda } from "./scheda.ts";
import { uscite } from "./uscite.ts";

export const ARGOMENTI = ["options", "exit-codes", "environment", "formats", "tables"] as const;
export type Argomento = (typeof ARGOMENTI)[number];

/** Every word a topic answers to; the first is the one of its language in the lists. */
export const NOMI_ARGOMENTI: Readonly<Record<Argomento, readonly string[]>> = {
  options: ["opzioni", "options", "opzione", "flags"],
  "exit-codes": ["exit-codes", "exit", "uscita", "codici-di-uscita", "exitcodes"],
  environment: ["ambiente", "environment", "impostazioni", "settings", "variabili", "env"],
  formats: ["formati", "formats", "formato", "format"],
  tables: ["tabelle", "tables", "tabella", "table"],
};

export function schedaArgomento(argomento: Argomento, text: Text): Scheda {
  const { voci = [], sezioni, data } = CORPI[argomento](text);
  const titolo = text(`explain.topic.${argomento}`);
  return {
    specie: "topic",
    codice: "",
    titolo,
    voci,
    sezioni,
    data: { topic: argomento, title: titolo, ...data },
  };
}

type Corpo = Pick<Scheda, "sezioni" | "data"> & Partial<Pick<Scheda, "voci">>;

const CORPI: Readonly<Record<Argomento, (text: Text) => Corpo>> = {
  options: (text) => ({
    sezioni: [
      {
        righe: COMMON_FLAGS.map(({ flags, help, choices }) => [
          flags,
          choices === undefined ? text(help) : `${text(help)}: ${choices.join(", ")}`,
        ]),
      },
      { righe: [], nota: text("explain.topic.options.note") },
    ],
    data: {
      options: COMMON_FLAGS.map(({ flags, help, choices }) => ({ flags, help: text(help), choices })),
    },
  }),
  "exit-codes": (text) => ({
    sezioni: [
      {
        intestazione: [
          text("explain.label.uscita"),
          text("explain.label.significato"),
          text("explain.label.scheduler"),
        ],
        righe: uscite(text).map(({ exit, significato, automatico }) => [
          String(exit),
          significato,
          automatico,
        ]),
      },
      { righe: [], nota: text("explain.exit.other") },
      { righe: [], nota: text("explain.exit.adjust") },
    ],
    data: {
      exit_codes: uscite(text).map(({ exit, nome, significato, automatico }) => ({
        exit,
        name: nome,
        meaning: significato,
        scheduler: automatico,
      })),
    },
  }),
  environment: (text) => ({
    sezioni: [
      { righe: SETTINGS.map((setting) => [setting.key, voceImpostazione(setting, text)]) },
      { titolo: text("explain.topic.environment.more"), righe: soloInFile(text) },
      { titolo: text("explain.topic.environment.other"), righe: altreVariabili(text) },
      { righe: [], nota: text("explain.topic.environment.note") },
    ],
    data: {
      settings: SETTINGS.map((setting: Setting) => ({
        key: setting.key,
        flag: `--${setting.flag}`,
        env: setting.env,
        kind: setting.kind,
        default: setting.default ?? null,
        help: setting.help[text.lingua],
      })),
    },
  }),
  formats: (text) => ({
    sezioni: [{ righe: formati(text) }],
    data: { encodings: ENCODINGS, dates: DATE_FORMATS },
  }),
  tables: (text) => ({
    sezioni: [
      {
        intestazione: [
          text("explain.tables.table"),
          text("explain.tables.columns"),
          text("explain.tables.rules"),
        ],
        righe: NOMI_TABELLE.map((nome) => [
          nome,
          colonneTabella(nome).join(" "),
          regoleTabella(nome).join(", "),
        ]),
      },
      { righe: NOMI_TABELLE.map((nome) => [nome, text(`explain.table.${nome}`)]) },
      { righe: [], nota: text("explain.tables.note") },
    ],
    data: {
      tables: NOMI_TABELLE.map((nome) => ({
        name: nome,
        columns: colonneTabella(nome),
        optional: VALIDITA,
        rules: regoleTabella(nome),
      })),
    },
  }),
};

function voceImpostazione(setting: Setting, text: Text): string {
  const parts = [setting.help[text.lingua], `--${setting.flag}`, setting.env];
  if (setting.default !== undefined)
    parts.push(text("explain.topic.environment.default", { value: String(setting.default) }));
  return parts.join(" · ");
}

/** Places of sioc.toml that are more than one value. */
export function soloInFile(text: Text): readonly (readonly [string, string])[] {
  return [
    ["identity.key_command", text("explain.env.key_command")],
    ["signer.passphrase_command", text("explain.env.passphrase_command")],
    ["[rules.severity]", text("explain.env.severity")],
    ["[tables]", text("explain.env.tables")],
    ["[[source]]", text("explain.env.source")],
  ];
}

export function altreVariabili(text: Text): readonly (readonly [string, string])[] {
  return (["SIOC_CONFIG", "SIOC_TODAY", "NO_COLOR"] as const).map((name) => [
    name,
    text(`explain.env.${name}`),
  ]);
}

const VALIDITA = ["valido_dal", "valido_al"] as const;

export function colonneTabella(nome: NomeTabella): readonly string[] {
  return nome === "posti_letto" ? [...CHIAVI_TABELLE[nome], "posti"] : CHIAVI_TABELLE[nome];
}

function regoleTabella(nome: NomeTabella): readonly string[] {
  return REGOLE.filter(({ needs }) => needs.includes(nome)).map(({ code }) => code);
}

function formati(text: Text): [string, string][] {
  const row = (
    key:
      | "delimiter"
      | "quote"
      | "time"
      | "decimal"
      | "zeros"
      | "icd"
      | "header"
      | "files"
      | "groups"
      | "example",
  ): [string, string] => [text(`explain.formats.${key}`), text(`explain.formats.${key}.text`)];
  const encodings = ENCODINGS.filter((name) => name !== "auto").join(", ");
  const dates = DATE_FORMATS.filter((name) => name !== "auto").join(", ");
  return [
    row("files"),
    row("header"),
    [text("explain.formats.encoding"), text("explain.formats.encoding.text", { list: encodings })],
    row("delimiter"),
    row("quote"),
    [text("explain.formats.date"), text("explain.formats.date.text", { list: dates })],
    row("time"),
    row("decimal"),
    row("zeros"),
    row("icd"),
    row("groups"),
    row("example"),
  ];
}
