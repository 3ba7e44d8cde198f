import { dirname, join, resolve } from "node:path";

import { siocError } from "../../core/errors.ts";
import { codiceGaf, readMappaEsiti } from "../../gaf/index.ts";
import { readEsiti, type EsitiLetti } from "../../pipeline/ricevute.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import { conteggiOf, esitiLines } from "../present/esiti.ts";
import { shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";
import { parseRun } from "../run-number.ts";

/** Reads what the Ministry sent back, ties it to what was sent, says what is to be corrected. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text, terminal, cwd, flags } = context;
  if (args.length === 0)
    throw siocError("USAGE", { problem: text("cli.usage.missing_argument", { name: "file" }) });
  const config = context.config();
  const mapPath = config.get("outcomes.map");
  const number = flags["run"] === undefined ? undefined : parseRun(flags["run"], "--run");
  const options = {
    text,
    keep: join(dirname(config.get("ledger.file") ?? resolve(cwd, "registro/registro.db")), "ricevute"),
    output: config.get("output.folder") ?? cwd,
    ...(mapPath === undefined ? {} : { map: readMappaEsiti(mapPath, text) }),
    ...(number === undefined ? {} : { run: number }),
  };
  const paths = args.map((path) => resolve(cwd, path));
  const letti = await withLedger(context, { create: false, lock: true }, (ledger) =>
    readEsiti(ledger, paths, options),
  );
  const lists = letti.liste.map(({ azienda, path }) => ({ azienda, path: shownPath(path, cwd) }));
  return {
    exit: letti.exit,
    lines: [
      ...esitiLines(letti, terminal, text),
      ...(lists.length === 0 ? [] : ["", text("outcomes.lists")]),
      ...lists.map(({ azienda, path }) => `  ${azienda}  ${path}`),
    ],
    summary: summaryOf(letti),
    data: { files: filesOf(letti, text), codes: conteggiOf(letti), worklists: lists },
    next: nextOf(letti),
  };
}

function summaryOf(letti: EsitiLetti): Result["summary"] {
  const all = letti.files.flatMap(({ risposte }) => risposte);
  const count = (verdetto: string): number =>
    all.filter(({ applicata }) => applicata.verdetto === verdetto).length;
  const codes = conteggiOf(letti);
  const sum = (specie: string): number =>
    codes.filter((c) => c.specie === specie).reduce((total, c) => total + c.count, 0);
  return {
    files: letti.files.length,
    unreadable: letti.files.filter(({ error }) => error !== undefined).length,
    applied: count("applied"),
    duplicates: count("duplicate"),
    quarantined: count("quarantined"),
    discards: sum("scarto"),
    anomalies: sum("anomalia"),
  };
}

/** Counts and codes; no key of a record is in it. */
function filesOf({ files }: EsitiLetti, text: Context["text"]): unknown {
  return files.map(({ name, risposte, altrui, error }) => ({
    name,
    others: altrui,
    ...(error === undefined
      ? {}
      : { error: { code: error.code, message: text(`error.${error.code}`, error.data) } }),
    answers: risposte.map(
      ({ ricevuta, applicata: { verdetto, motivo, run, file, stato, scarti, unmatched } }) => ({
        kind: ricevuta.specie,
        code: "codice" in ricevuta ? ricevuta.codice : null,
        id_upload: ricevuta.idUpload ?? null,
        verdict: verdetto,
        reason: motivo ?? null,
        run: run ?? null,
        file: file ?? null,
        state: stato ?? null,
        joined: scarti.length,
        unmatched,
      }),
    ),
  }));
}

function nextOf(letti: EsitiLetti): string[] {
  const all = letti.files.flatMap(({ risposte }) => risposte);
  const codes = all.flatMap(({ ricevuta }) =>
    "codice" in ricevuta && codiceGaf(ricevuta.codice) && !/^(?:IF00|MX20)$/.test(ricevuta.codice)
      ? [ricevuta.codice]
      : [],
  );
  const [first] = new Set(codes);
  const runs = [...new Set(all.flatMap(({ applicata: { run } }) => run ?? []))];
  return [
    ...(first === undefined ? [] : [`sioc explain ${first}`]),
    ...(conteggiOf(letti).some(({ specie }) => specie === "scarto") ? ["sioc diff"] : []),
    ...(runs.length === 0 ? ["sioc status"] : runs.slice(0, 2).map((run) => `sioc status ${run}`)),
  ];
}
