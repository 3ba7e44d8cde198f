/**
 * The generated reference: from the same tables as the program and `sioc explain`. scripts/docs.js writes the pages,
 * test/docs/ fails when the committed ones differ. English with the Italian names of the field; the rules also in
 * Italian, for those who have to correct the data.
 */
import { SETTINGS, type Setting } from "../../config/options.ts";
import { FONTE_GAF } from "../../gaf/index.ts";
import { NOMI_TABELLE } from "../../model/tabelle.ts";
import { VERSIONE_REGOLE, type Regola } from "../../rules/index.ts";
import { caricaLayout, type Campo, type CodeList, type Layout } from "../../tracciato/index.ts";
import { textFor, type Text } from "../../text/index.ts";
import { COMMANDS, type CommandSpec } from "../commands.ts";
import { COMMON_FLAGS, type OwnFlag } from "../flags.ts";
import { altreVariabili, colonneTabella, soloInFile } from "./argomenti.ts";
import { formaDi, obbligoDi, tipoDi } from "./campi.ts";
import { provenienza } from "./fonte.ts";
import { codiciGaf, FAMIGLIE_GAF } from "./gaf.ts";
import { AVVISO, codice, elencoMd, pagina, tabellaMd, testoMd } from "./markdown.ts";
import { campi, controllo, famiglia, FAMIGLIE, messaggio, nomeFamiglia } from "./regole.ts";
import { codiciErrore, exitOf, frase, uscite } from "./uscite.ts";

/** Every generated page by its path in the repository, always with `/`. */
export function referenceDocs(): ReadonlyMap<string, string> {
  const [it, en] = [textFor("it"), textFor("en")];
  const layout = caricaLayout();
  return new Map([
    ["docs/reference/commands.md", commands(en)],
    ["docs/reference/fields.md", fields(layout, en)],
    ["docs/reference/rules.md", rules(en)],
    ["docs/regole.md", rules(it)],
    ["docs/reference/exit-codes.md", exitCodes(en)],
    ["docs/reference/settings.md", settings(en)],
    ["docs/reference/gaf-codes.md", gafCodes(en)],
    ["docs/reference/errors.md", errors(en)],
  ]);
}

function commands(text: Text): string {
  return pagina(
    AVVISO.en,
    "# Commands",
    text("cli.description"),
    "Every command takes the [common options](#common-options). Flags that are settings have an environment variable and a place in `sioc.toml` too: see [settings](settings.md). What a command ends with: [exit codes](exit-codes.md).",
    ...COMMANDS.flatMap((spec) => command(spec, [], text)),
    "## Common options",
    flagTable(COMMON_FLAGS, text),
  );
}

function command(spec: CommandSpec, parents: readonly string[], text: Text): readonly string[] {
  const path = ["sioc", ...parents, spec.name];
  const usage = [...path, ...(spec.arguments === undefined ? [] : [spec.arguments])].join(" ");
  const parts = [
    `${parents.length === 0 ? "##" : "###"} ${path.join(" ")}`,
    `${capital(text(spec.summary))}.`,
  ];
  if (spec.load) parts.push(`\`\`\`\n${usage} [options]\n\`\`\``);
  parts.push(`Examples:\n\n\`\`\`\n${spec.examples.join("\n")}\n\`\`\``);
  const flags = [
    ...[...spec.settings, ...(spec.advanced ?? [])].map((key) => settingFlag(key, text)),
    ...spec.flags.map((f) => ownFlag(f, text)),
  ];
  if (flags.length > 0) parts.push(tabellaMd(["option", "meaning", "setting"], flags));
  return [
    ...parts,
    ...(spec.subcommands ?? []).flatMap((sub) => command(sub, [...parents, spec.name], text)),
  ];
}

function settingFlag(key: string, text: Text): readonly string[] {
  const setting = SETTINGS.find((row) => row.key === key);
  if (!setting) throw new Error(`no setting ${key}`);
  return [codice(`--${setting.flag} <${text("cli.value")}>`), setting.help[text.lingua], codice(setting.key)];
}

function ownFlag({ flags, help, choices, many }: OwnFlag, text: Text): readonly string[] {
  const meaning = [
    text(help),
    ...(choices ? [choices.map(codice).join(", ")] : []),
    ...(many === true ? ["repeatable"] : []),
  ];
  return [codice(flags), [...new Set(meaning)].join("; "), ""];
}

function flagTable(flags: readonly OwnFlag[], text: Text): string {
  return tabellaMd(
    ["option", "meaning"],
    flags.map((flag) => ownFlag(flag, text).slice(0, 2)),
  );
}

function fields(layout: Layout, text: Text): string {
  const lists = [...layout.codici.values()];
  return pagina(
    AVVISO.en,
    "# Fields of the layout",
    `Layout \`${layout.versione}\`: ${layout.nota.en}. Every field says where it comes from: the decree (D.M. 4-8-2025), a sibling NSIS flow, the practice of a region, or a proposal of sioc. Types: AN alphanumeric, N number, A letters, D date, T time. OBB mandatory, NBB mandatory under a condition, FAC optional. Names of columns are those of the input files too.`,
    ...([1, 2] as const).flatMap((n) => [
      `## Dataset ${n}: ${layout.dataset[n].titolo.it} (${layout.dataset[n].titolo.en.toLowerCase()})`,
      `Record \`/${layout.dataset[n].root}/${layout.dataset[n].record}\`, namespace \`${layout.dataset[n].namespace}\`.`,
      fieldTable(layout.dataset[n].campi, text),
    ]),
    "## Read only",
    "Columns of the input that are never sent.",
    fieldTable(layout.locali, text),
    "## Code lists",
    ...lists.flatMap((lista) => codeList(lista, text)),
  );
}

function fieldTable(rows: readonly Campo[], text: Text): string {
  return tabellaMd(
    ["no.", "column", "name", "path", "type", "obligation", "allowed", "notes", "source"],
    rows.map((campo) => [
      campo.numero,
      codice(campo.colonna),
      `${campo.nome.it} (${campo.nome.en.toLowerCase()})`,
      codice(campo.path),
      tipoDi(campo, text),
      obbligoDi(campo, text),
      campo.codici === undefined ? codice(formaDi(campo)) : `[${campo.codici}](#${campo.codici})`,
      notes(campo),
      provenienza(campo.provenienza, text),
    ]),
  );
}

function notes(campo: Campo): string {
  return [
    ...(campo.chiave ? ["key"] : []),
    ...(campo.hash ? ["hash made by sioc"] : []),
    ...(campo.sensibile ? ["never shown"] : []),
    ...(campo.esempio === "" ? [] : [`e.g. \`${campo.esempio}\``]),
  ].join("; ");
}

/** Countries are not repeated: their file stands beside the layout. */
function codeList(lista: CodeList, text: Text): readonly string[] {
  const title = `### ${lista.nome}`;
  const about = `${lista.titolo.it} (${lista.titolo.en.toLowerCase()}). ${provenienza(lista.provenienza, text)}.`;
  if (lista.valori.size > 60)
    return [title, about, `${lista.valori.size} codes, in \`paesi.csv\` of the layout folder.`];
  const rows = [...lista.valori].map(([code, label]) => [codice(code), label.it, label.en]);
  const aliases = [...lista.ricondotti].map(
    ([theirs, ours]) => `\`${theirs}\` is read as \`${ours}\` (OC-C-012)`,
  );
  return [
    title,
    about,
    tabellaMd(["code", "it", "en"], rows),
    ...(aliases.length === 0 ? [] : [`${aliases.join("; ")}.`]),
  ];
}

const PAROLE_REGOLE = {
  it: {
    titolo: "# Regole",
    intro: (n: number): string =>
      `Regole versione \`${VERSIONE_REGOLE}\`: ${n}. Uno **scarto** non entra nei file XML, una **segnalazione** si invia e si elenca. Regole e codici sono di sioc: il Ministero non ha ancora pubblicato i suoi. Dove la gravità non è fissa si cambia in \`[rules.severity]\` di \`sioc.toml\`. Le tabelle di riferimento sono facoltative: senza, le regole che ne hanno bisogno si saltano e la corsa lo dice.`,
    sintesi: ["codice", "esito", "dataset", "campi", "che cosa non va"],
    fissa: "gravità fissa",
  },
  en: {
    titolo: "# Rules",
    intro: (n: number): string =>
      `Rules version \`${VERSIONE_REGOLE}\`: ${n}. A **scarto** does not enter the XML files, a **segnalazione** is sent and listed. Rules and codes are sioc's: the Ministry has not published its own yet. Where the severity is not fixed it may be changed in \`[rules.severity]\` of \`sioc.toml\`. Reference tables are optional: without one, the rules that need it are skipped and the run says so. The same page in Italian: [regole](../regole.md).`,
    sintesi: ["code", "outcome", "dataset", "fields", "what is wrong"],
    fissa: "severity fixed",
  },
} as const;

function rules(text: Text): string {
  const words = PAROLE_REGOLE[text.lingua];
  const all = FAMIGLIE.flatMap(famiglia);
  return pagina(
    AVVISO[text.lingua],
    words.titolo,
    words.intro(all.length),
    ...FAMIGLIE.flatMap((lettera) => {
      const regole = famiglia(lettera);
      return [
        `## OC-${lettera}: ${nomeFamiglia(lettera, text)}`,
        tabellaMd(
          words.sintesi,
          regole.map((r) => [
            `[${r.code}](#${r.code.toLowerCase()})`,
            r.esito,
            r.dataset.join(", "),
            r.campi.length === 0 ? "*" : r.campi.map(codice).join(" "),
            testoMd(messaggio(r, text)),
          ]),
        ),
        ...regole.flatMap((r) => rule(r, text)),
      ];
    }),
  );
}

function rule(r: Regola, text: Text): readonly string[] {
  const words = PAROLE_REGOLE[text.lingua];
  const l = text.lingua;
  return [
    `### ${r.code}`,
    `${testoMd(messaggio(r, text))}.`,
    elencoMd([
      [text("explain.label.esito"), r.fissa ? `${r.esito}, ${words.fissa}` : r.esito],
      [text("explain.label.dataset"), r.dataset.join(", ")],
      [text("explain.label.campi"), campi(r, text)],
      [text("explain.label.controllo"), controllo(r, text)],
      [text("explain.label.quando"), r.condition[l]],
      [text("explain.label.sbagliato"), r.example.wrong[l]],
      [text("explain.label.giusto"), r.example.right[l]],
      [text("explain.label.rimedio"), r.hint[l]],
      [text("explain.label.tabelle"), r.needs.join(", ")],
      [text("explain.label.fonte"), r.source[l]],
      [text("explain.label.dal"), r.from],
    ]),
  ];
}

function exitCodes(text: Text): string {
  return pagina(
    AVVISO.en,
    "# Exit codes",
    `${text("explain.exit.other")} ${text("explain.exit.adjust")}`,
    tabellaMd(
      ["code", "meaning", "a scheduler"],
      uscite(text).map(({ exit, significato, automatico }) => [exit, significato, automatico]),
    ),
    "Which error gives which code: [errors](errors.md).",
  );
}

function settings(text: Text): string {
  return pagina(
    AVVISO.en,
    "# Settings",
    text("explain.topic.environment.note"),
    tabellaMd(
      ["sioc.toml", "flag", "variable", "meaning", "allowed", "default"],
      SETTINGS.map((setting: Setting) => [
        codice(setting.key),
        codice(`--${setting.flag}`),
        codice(setting.env),
        setting.help[text.lingua],
        setting.values?.map(codice).join(", ") ??
          (setting.pattern === undefined ? setting.kind : codice(setting.pattern)),
        codice(setting.default === undefined ? "" : String(setting.default)),
      ]),
    ),
    `## ${text("explain.topic.environment.more")}`,
    tabellaMd(
      ["place", "meaning"],
      soloInFile(text).map(([name, meaning]) => [codice(name), meaning]),
    ),
    `## ${text("explain.topic.environment.other")}`,
    tabellaMd(
      ["variable", "meaning"],
      altreVariabili(text).map(([name, meaning]) => [codice(name), meaning]),
    ),
    `## ${text("explain.topic.tables")}`,
    text("explain.tables.note"),
    tabellaMd(
      ["table", "meaning", "columns"],
      NOMI_TABELLE.map((nome) => [
        codice(nome),
        text(`explain.table.${nome}`),
        colonneTabella(nome).map(codice).join(" "),
      ]),
    ),
  );
}

function gafCodes(text: Text): string {
  return pagina(
    AVVISO.en,
    "# Codes of the Ministry's gateway (GAF)",
    `Source: ${FONTE_GAF.en}. Papers write \`Mx11\`, programs \`MX11\`: sioc reads both.`,
    ...FAMIGLIE_GAF.flatMap((nome) => [
      `## ${nome}: ${text(`explain.gaf.${nome}`)}`,
      tabellaMd(
        ["code", "meaning", "what follows", "remedy", "what sioc does beforehand"],
        codiciGaf(nome).map((c) => [
          codice(c.codice),
          c.significato.en,
          text(`explain.seguito.${c.seguito}`),
          c.rimedio.en,
          c.previsto?.en ?? "",
        ]),
      ),
    ]),
  );
}

function errors(text: Text): string {
  return pagina(
    AVVISO.en,
    "# Errors",
    "Bad circumstances: bad data become [findings](rules.md) instead. Codes are stable, sentences may change. `<…>` stands for what the sentence names at the time.",
    tabellaMd(
      ["code", "exit", "sentence", "remedy"],
      codiciErrore().map((code) => [
        codice(code),
        exitOf(code),
        testoMd(frase("error", code, text)),
        testoMd(frase("hint", code, text)),
      ]),
    ),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
