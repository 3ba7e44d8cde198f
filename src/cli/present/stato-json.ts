import type { RunRegistrato } from "../../ledger/index.ts";
import type { AziendaPeriodo, QuadroPeriodo, VitaRun } from "../../pipeline/stato.ts";

type Json = Readonly<Record<string, unknown>>;

/** A quarter, for programs: English keys, in full. */
export function quadroJson(quadro: QuadroPeriodo): Json {
  const { stato, accettatoIl, idUpload } = quadro;
  return {
    periodo: stato.periodo.code,
    ordinary_deadline: stato.periodo.termine,
    last_deadline: stato.periodo.ultimo,
    days_left: stato.giorni,
    days_left_last: stato.giorniUltimo,
    phase: stato.fase,
    state: stato.situazione,
    accepted_on: accettatoIl,
    id_upload: idUpload,
    experimental: stato.sperimentale,
    aziende: quadro.aziende.map(aziendaJson),
    missing_aziende: quadro.aziendeMancanti,
    missing_strutture: quadro.struttureMancanti,
    drops: quadro.cali.map(({ azienda, prima, ora, percento }) => ({
      azienda,
      before: prima,
      now: ora,
      percent: percento,
    })),
    runs: quadro.runs.map(runJson),
  };
}

function aziendaJson(a: AziendaPeriodo): Json {
  return {
    azienda: a.azienda,
    rows: a.righe,
    stays: a.ricoveri,
    discarded: a.scartati,
    prepared: a.preparati,
    sent: a.inviati,
    accepted: a.accettati,
    refused: a.respinti,
    waiting: a.inAttesa,
    to_correct: a.daCorreggere,
    oldest_days: a.daGiorni,
  };
}

function runJson(run: RunRegistrato): Json {
  return {
    run: run.id,
    periodo: run.periodo,
    state: run.stato,
    bundle: run.bundle,
    prepared_on: run.preparedOn,
    prepared_at: run.preparedAt,
    who: run.who,
    sent_at: run.sentAt,
    closed_at: run.closedAt,
    purged_at: run.purgedAt,
    superseded_by: run.supersededBy,
    id_upload: run.idUpload,
  };
}

/** One run, for programs. */
export function vitaJson({ run, aziende, esiti, files, ricevute, eventi }: VitaRun): Json {
  return {
    run: runJson(run),
    aziende: aziende.map((a) => {
      const esito = esiti.find(({ azienda }) => azienda === a.azienda);
      return {
        azienda: a.azienda,
        rows: a.righe,
        stays: a.ricoveri,
        discarded: a.scartati,
        remarked: a.segnalati,
        I: a.inseriti,
        V: a.variati,
        C: a.cancellati,
        unchanged: a.invariati,
        accepted: esito?.accettati ?? 0,
        refused: esito?.respinti ?? 0,
        waiting: esito?.inAttesa ?? 0,
      };
    }),
    files: files.map((file) => ({
      name: file.name,
      dataset: file.dataset,
      part: file.prog,
      records: file.records,
      state: file.stato,
      id_upload: file.idUpload,
      code: file.codice,
      sent_at: file.sentAt,
      outcome_at: file.esitoAt,
    })),
    receipts: ricevute.map((r) => ({
      at: r.at,
      kind: r.specie,
      name: r.name,
      file: r.file,
      id_upload: r.idUpload,
      code: r.codice,
      verdict: r.verdetto,
      reason: r.motivo,
    })),
    events: eventi.map(({ seq, at, who, what, data }) => ({ seq, at, who, what, data })),
  };
}
