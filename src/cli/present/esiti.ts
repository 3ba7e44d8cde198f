import { codiceGaf } from "../../gaf/index.ts";
import type { EsitiLetti, FileLetto, RispostaLetta } from "../../pipeline/ricevute.ts";
import { tabella, type Cella } from "../../report/index.ts";
import { CATALOGUES, type Text, type TextKey } from "../../text/index.ts";
import type { Terminal } from "../terminal.ts";
import { wordsOf } from "../errors.ts";

/** Counts of one code among the rejections read. */
export interface ConteggioEsito {
  readonly codice: string;
  readonly specie: "scarto" | "anomalia";
  /** The Ministry's own words, the first it gave. */
  readonly descrizione: string;
  readonly count: number;
  /** How many had come back before, for the same record. */
  readonly known: number;
  readonly aziende: readonly string[];
}

/** Discards first, then the most frequent. */
export function conteggiOf({ files }: EsitiLetti): readonly ConteggioEsito[] {
  const all = new Map<
    string,
    {
      codice: string;
      specie: "scarto" | "anomalia";
      descrizione: string;
      count: number;
      known: number;
      aziende: Set<string>;
    }
  >();
  for (const { risposte } of files)
    for (const { applicata } of risposte)
      for (const { codice, specie, descrizione, known, azienda } of applicata.scarti) {
        const key = `${specie} ${codice}`;
        const there = all.get(key) ?? { codice, specie, descrizione, count: 0, known: 0, aziende: new Set() };
        there.count += 1;
        there.known += known ? 1 : 0;
        there.aziende.add(azienda);
        all.set(key, there);
      }
  return [...all.values()]
    .map((one) => ({ ...one, aziende: [...one.aziende].sort() }))
    .sort((a, b) =>
      a.specie === b.specie
        ? b.count - a.count || (a.codice < b.codice ? -1 : 1)
        : a.specie === "scarto"
          ? -1
          : 1,
    );
}

/** One verdict a file in words, then the codes. */
export function esitiLines(letti: EsitiLetti, terminal: Terminal, text: Text): string[] {
  const width = Math.min(110, Math.max(72, terminal.columns));
  const rows = conteggiOf(letti).map((c): Cella[] => [
    c.codice,
    text(`outcomes.specie.${c.specie}`),
    c.count,
    c.known,
    c.aziende.join(", "),
    c.descrizione,
  ]);
  const columns = ["codice", "specie", "quanti", "noti", "aziende", "descrizione"] as const;
  return [
    ...letti.files.flatMap((file) => fileLines(file, terminal, text)),
    ...(rows.length === 0
      ? []
      : [
          "",
          ...tabella(rows, {
            lingua: text.lingua,
            rientro: 2,
            larghezza: width,
            intestazione: columns.map((name) => text(`outcomes.col.${name}`)),
          }),
        ]),
  ];
}

function fileLines({ name, risposte, altrui, error }: FileLetto, terminal: Terminal, text: Text): string[] {
  const { color } = terminal;
  if (error !== undefined) {
    const { message, hint, code } = wordsOf(error, text);
    // Most of these sentences begin with the file's name.
    const said = message.startsWith(name) ? message : `${name}: ${message}`;
    return [color.red(`${said}   [${code}]`), `  ${text("cli.remedy")}  ${hint}`];
  }
  return [
    ...risposte.map((risposta) => `${color.bold(name)}: ${verdict(risposta, text)}`),
    ...(altrui === 0 ? [] : [`  ${text("outcomes.others", { n: altrui })}`]),
  ];
}

function aboutOf(run: number, file: string | undefined, text: Text): string {
  const number = String(run).padStart(6, "0");
  return file === undefined
    ? text("outcomes.about_run", { run: number })
    : text("outcomes.about", { run: number, file });
}

/** `IF00, file accolto · invio 000012, SIOC_1….xml: inviato`. */
function verdict({ ricevuta, applicata }: RispostaLetta, text: Text): string {
  const { verdetto, motivo, run, file, stato, unmatched } = applicata;
  const said = text(`outcomes.verdict.${verdetto}`);
  const about = run === undefined ? "" : aboutOf(run, file, text);
  const now = statoWord(stato, text);
  return [
    [said, told(ricevuta, text)].join(": "),
    [about, now].filter((part) => part !== "").join(": "),
    motivo === undefined ? "" : text(`outcomes.motivo.${motivo}`),
    unmatched === 0 ? "" : text("outcomes.unmatched", { n: unmatched }),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** What the answer says, in words. */
function told(ricevuta: RispostaLetta["ricevuta"], text: Text): string {
  switch (ricevuta.specie) {
    case "caricamento":
    case "elaborazione": {
      const meaning = codiceGaf(ricevuta.codice)?.significato[text.lingua] ?? text("outcomes.code_unknown");
      return `${ricevuta.codice}, ${meaning}`;
    }
    case "validazione":
      return text("outcomes.told.validazione", { n: ricevuta.errori });
    case "scarti": {
      const n = ricevuta.righe.filter(({ specie }) => specie === "scarto").length;
      return text("outcomes.told.scarti", { n, anomalie: ricevuta.righe.length - n });
    }
  }
}

/** The state of a run in words; nothing for one nobody has put in words. */
export function statoWord(stato: string | undefined, text: Text): string {
  const key = `status.run.${stato ?? ""}`;
  return isTextKey(key) ? text(key) : "";
}

function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(CATALOGUES.it, key);
}
