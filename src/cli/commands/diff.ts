import { EXIT } from "../../core/errors.ts";
import { diff, type Differenze, type Operazione, type Voce } from "../../pipeline/diff.ts";
import { setUp } from "../../pipeline/setup.ts";
import { tabella } from "../../report/index.ts";
import { printable } from "../../core/redact.ts";
import type { Text } from "../../text/index.ts";
import type { Context } from "../context.ts";
import { fontiOf } from "../fonti.ts";
import { sayFailures, sayMessages } from "../present/riepilogo.ts";
import type { Result } from "../result.ts";

/** Records shown of each operation, unless --all. */
const SHOWN = 10;

/** What would go to the Ministry, before it is prepared. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text, terminal, flags } = context;
  const configs = fontiOf(context, args);
  const ambient = context.ambient();
  const setup = await setUp(context.config(), ambient);
  const only = onlyOf(flags["only"]);
  const whole = flags["all"] === true || flags["json"] === true;
  const told = await diff(setup, configs, ambient, {
    limit: whole ? Number.POSITIVE_INFINITY : SHOWN,
    ...(only && { only }),
  });
  sayMessages(told.notes, terminal, text);
  sayFailures(told.failures, terminal, text);
  const { conteggi, bilancio, scomparsi, scartati, record } = told;
  const sends = conteggi.I + conteggi.V + conteggi.C;
  return {
    exit: told.failures.length > 0 ? EXIT.source : EXIT.ok,
    lines: [
      text("diff.title", { periodo: told.periodo }),
      "",
      ...countLines(told, text),
      ...OPERAZIONI.flatMap((operazione) => listLines(told, operazione, text)),
      ...goneLines(told, text),
    ],
    summary: {
      ...conteggi,
      records: record,
      refused: scartati,
      unchanged: bilancio.invariati,
      waiting: bilancio.inAttesa,
      gone: scomparsi,
    },
    data: { periodo: told.periodo, records: told.voci.map(dataOf) },
    next: sends > 0 ? ["sioc prepare"] : [],
  };
}

const OPERAZIONI = ["I", "V", "C"] as const satisfies readonly Operazione[];

function onlyOf(flag: unknown): Operazione | undefined {
  return OPERAZIONI.find((operazione) => operazione === flag);
}

function countLines({ conteggi, bilancio, scomparsi, scartati }: Differenze, text: Text): string[] {
  const rows = [
    ...OPERAZIONI.map((operazione) => [text(`diff.what.${operazione}`), conteggi[operazione]]),
    ...(scomparsi > 0 ? [[text("diff.what.gone"), scomparsi]] : []),
    [text("diff.what.same"), bilancio.invariati],
    ...(bilancio.inAttesa > 0 ? [[text("diff.what.wait"), bilancio.inAttesa]] : []),
    ...(scartati > 0 ? [[text("diff.what.refused"), scartati]] : []),
  ];
  return tabella(rows, {
    lingua: text.lingua,
    intestazione: [text("diff.col.what"), text("diff.col.records")],
  });
}

function listLines({ voci, conteggi }: Differenze, operazione: Operazione, text: Text): string[] {
  const mine = voci.filter((voce) => voce.operazione === operazione && !voce.soloSuRichiesta);
  return table(text(`diff.what.${operazione}`), mine, conteggi[operazione], text);
}

function goneLines({ voci, scomparsi }: Differenze, text: Text): string[] {
  return table(
    text("diff.what.gone"),
    voci.filter((voce) => voce.soloSuRichiesta),
    scomparsi,
    text,
  );
}

function table(title: string, voci: readonly Voce[], total: number, text: Text): string[] {
  if (voci.length === 0) return [];
  const rows = voci.map((voce) => [voce.azienda, whereOf(voce, text), voce.struttura, whyOf(voce, text)]);
  return [
    "",
    title,
    ...tabella(rows, {
      lingua: text.lingua,
      rientro: 2,
      intestazione: [
        text("cli.col.azienda"),
        text("diff.col.where"),
        text("diff.col.struttura"),
        text("diff.col.why"),
      ],
    }),
    ...(total > voci.length ? [`  ${text("diff.more", { count: total - voci.length })}`] : []),
  ];
}

function whereOf({ file, riga, periodo }: Voce, text: Text): string {
  const place = `${printable(file)}:${riga}`;
  return periodo === undefined ? place : `${place} ${text("diff.then", { periodo })}`;
}

function whyOf({ motivo, colonne }: Voce, text: Text): string {
  return text(`diff.why.${motivo}`, { colonne: colonne.join(", ") });
}

function dataOf(voce: Voce): object {
  return {
    operation: voce.operazione,
    reason: voce.motivo,
    azienda: voce.azienda,
    file: printable(voce.file),
    row: voce.riga,
    struttura: voce.struttura,
    columns: voce.colonne,
    only_with_cancel_missing: voce.soloSuRichiesta,
    ...(voce.periodo === undefined ? {} : { accepted_in: voce.periodo }),
  };
}
