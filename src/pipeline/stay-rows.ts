import { GRUPPI } from "../model/campi.ts";
import { PARTE, type Parte, type Position, type SafeRecord } from "../model/record.ts";
import type { ChiaveRicovero, LedgerKeys } from "../ledger/index.ts";
import { TagIndex, tagOf, type Tag } from "../core/tag.ts";
import { parseBlock, type BadRow, type Block } from "../sources/index.ts";
import {
  compilaLettura,
  esigiChiave,
  nuovaBozza,
  riempiCancellazione,
  type Bozza,
  type Layout,
  type LetturaFile,
} from "../tracciato/index.ts";
import { compileChildJoin, localKey, type ChildJoin } from "./child-rows.ts";
import type { FragmentBuilder } from "./fragments.ts";
import { asClear, type Collected, type Judge } from "./judge-record.ts";
import type { DaCancellare, FileSpec, FonteContext, StayBlock } from "./jobs.ts";
import { openTraces } from "./traces.ts";
import { unpack, type SharedRegistry } from "./registry.ts";
import { BlockRows } from "./block-rows.ts";

/** Turns the blocks of an azienda's stays into judged records, columns and sealed fragments. */
export interface StayReader {
  read(file: FileSpec, block: Block, blockNumber: number): StayBlock;
  /** Anagrafica rows `from`..`to` that no stay asked for. */
  readLeftovers(from: number, to: number, blockNumber: number): StayBlock;
  /** Records of the ledger as cancellations: the key, and neutral values for the rest. */
  cancel(records: readonly DaCancellare[], blockNumber: number): StayBlock;
}

/** One row on its way: the draft, and where its findings begin. */
type Draft = (cells: readonly string[], at: Position, collected: Collected) => Bozza;

export function compileStays(
  layout: Layout,
  context: FonteContext,
  judge: Judge,
  builder: FragmentBuilder | undefined,
  ledgerKeys: LedgerKeys | undefined,
): StayReader {
  const joins = GRUPPI.flatMap((gruppo) => {
    const shared = context.children[gruppo];
    return shared ? [compileChildJoin(layout, shared)] : [];
  });
  const stores = GRUPPI.flatMap((gruppo) => context.children[gruppo] ?? []);
  const joined = stores.length > 0 || context.registry !== undefined;
  const people = context.files.filter(({ ruolo }) => ruolo === "anagrafica");
  const conStruttura = [...stores, ...people].every((joined) => joined.conStruttura);
  const localTag = (r: Bozza): string =>
    joined && r.num_ric !== "" ? localKey(r.num_ric, r.cod_str, conStruttura) : "";
  const registry = context.registry && compileRegistry(layout, context, context.registry);
  const drafts = new Map<number, Draft>();
  const draftOf = (file: FileSpec): Draft => {
    let draft = drafts.get(file.index);
    if (!draft) drafts.set(file.index, (draft = compileDraft(layout, file, registry)));
    return draft;
  };

  const process = (
    rows: Iterable<{ draft: (collected: Collected) => Bozza }>,
    count: number,
    blockNumber: number,
  ): Omit<StayBlock, "rows" | "blank" | "bad"> => {
    const collected = judge.collector();
    const out = new BlockRows(count, localTag);
    const traces = openTraces(ledgerKeys, context.azienda, count);
    for (const { draft } of rows) {
      const first = collected.findings.length;
      const bozza = draft(collected);
      const refusedChild = attachChildren(joins, bozza);
      const judged = judge.judge(bozza, collected, first, context.outcomes);
      const scarto = judged.scarto || refusedChild;
      const idSource = judge.idSource(asClear(bozza));
      const row = out.add(bozza, idSource, { ...judged, scarto });
      const contorno = traces?.contornoOf(bozza, judged.identificato);
      const idRec = scarto && traces ? judge.idRec(asClear(bozza)) : "";
      const safe =
        scarto || isLostHalf(bozza, idSource, judge)
          ? undefined
          : build(layout, bozza, row, collected, judge, builder, out);
      if (!traces || !contorno) continue;
      if (safe) traces.write(safe, contorno, row);
      else if (!traces.writeKey({ ...keyOf(bozza), id_rec: idRec }, contorno, row)) out.withoutKey(row);
    }
    const built = builder?.finish(blockNumber, collected.report, out);
    return {
      kind: "stays",
      blockNumber,
      province: [...judge.province],
      count: out.count,
      findings: collected.findings,
      sealed: built ?? new Uint8Array(0),
      traces: traces?.finish() ?? new Uint8Array(0),
      ...out.result(),
    };
  };

  return {
    read(file, block, blockNumber) {
      const parsed = parseBlock(file.format, block);
      const draft = draftOf(file);
      const rows = parsed.rows.map((cells, i) => ({
        draft: (collected: Collected) =>
          draft(cells, { file: file.index, line: parsed.lines[i] ?? 0 }, collected),
      }));
      const read = process(rows, rows.length, blockNumber);
      return { ...read, rows: rows.length + parsed.bad.length, blank: parsed.blank, bad: parsed.bad };
    },
    readLeftovers(from, to, blockNumber) {
      const rows = registry ? leftoverRows(registry, from, to) : [];
      return { ...process(rows, rows.length, blockNumber), rows: rows.length, blank: 0, bad: NONE };
    },
    cancel(records, blockNumber) {
      const rows = records.map((record) => ({
        draft: () => cancellation(record, judge.cuniSconosciuto ?? ""),
      }));
      return { ...process(rows, rows.length, blockNumber), rows: rows.length, blank: 0, bad: NONE };
    },
  };
}

const NONE: readonly BadRow[] = [];

function attachChildren(joins: readonly ChildJoin[], bozza: Bozza): boolean {
  let refused = false;
  for (const join of joins) if (join.attach(bozza)) refused = true;
  return refused;
}

function build(
  layout: Layout,
  bozza: Bozza,
  row: number,
  collected: Collected,
  judge: Judge,
  builder: FragmentBuilder | undefined,
  out: BlockRows,
): SafeRecord | undefined {
  if (!judge.pseudonymise || !builder) return undefined;
  const identifier = bozza.cod_ident;
  const luogo = out.luogoOf(row);
  const before = collected.findings.length;
  const safe = judge.pseudonymise(bozza, collected);
  if (collected.findings.length > before) out.amend(row, safe === undefined);
  for (let i = before; i < collected.findings.length; i++) {
    const finding = collected.findings[i];
    if (finding) collected.findings[i] = { ...finding, ...luogo };
  }
  if (!safe) return undefined;
  // After the hashes are made: a neutral value must not decide who the stay belongs to.
  if (bozza.tipo === "C") riempiCancellazione(layout, bozza);
  builder.add(safe, row, identifier);
  return safe;
}

/** OC-X-003 refuses it, unless the ledger knows its anagrafica: and nothing here tells whose stay it is. */
function isLostHalf(bozza: Bozza, idSource: string, judge: Judge): boolean {
  return judge.refusesHalves && bozza.parte === PARTE.ricovero && bozza.tipo === "I" && idSource === "";
}

function keyOf({ cod_reg, cod_asl, cod_str, data_amm, id_rec }: Bozza): ChiaveRicovero {
  return { cod_reg, cod_asl, cod_str, data_amm, id_rec };
}

function cancellation({ chiave, parte, file }: DaCancellare, cuni: string): Bozza {
  return Object.assign(nuovaBozza(parte, { file, line: 0 }), chiave, {
    tipo: "C",
    cuni: (parte & PARTE.anagrafica) === 0 ? "" : cuni,
  });
}

/** Flat files give both datasets; separate ones give the stay, and look its anagrafica up. */
function compileDraft(layout: Layout, file: FileSpec, registry: Registry | undefined): Draft {
  const parte: Parte = file.separato ? PARTE.ricovero : PARTE.entrambe;
  const lettura = compilaLettura(layout, { parte, columns: file.columns, mappa: file.mappa });
  return (cells, at, { segnala }) => {
    const bozza = nuovaBozza(parte, at);
    lettura.leggi(cells, at, bozza, segnala);
    registry?.join(bozza, segnala, file.columns.has("tipo"));
    return bozza;
  };
}

interface Registry {
  readonly shared: SharedRegistry;
  /** `ownTipo`: the stay's file says its tipo; else the anagrafica's holds, not the default. */
  join(bozza: Bozza, segnala: Collected["segnala"], ownTipo: boolean): void;
  /** The draft of a row that has no stay. */
  alone(row: number, segnala: Collected["segnala"]): Bozza;
}

/** Where both files carry the key they must agree (layout.md §1.3): otherwise they are two stays, not one. */
const COMUNI = ["cod_reg", "cod_asl", "data_amm"] as const;

function compileRegistry(layout: Layout, context: FonteContext, shared: SharedRegistry): Registry {
  const index = TagIndex.over(shared.index);
  const letture = new Map<number, LetturaFile>();
  const conStruttura = context.files.some((file) => file.ruolo === "anagrafica" && file.conStruttura);
  for (const file of context.files) {
    if (file.ruolo !== "anagrafica") continue;
    letture.set(
      file.index,
      compilaLettura(layout, { parte: PARTE.anagrafica, columns: file.columns, mappa: file.mappa }),
    );
  }
  const read = (row: number, segnala: Collected["segnala"]): Bozza => {
    const at = { file: shared.files[row] ?? 0, line: shared.lines[row] ?? 0 };
    const bozza = nuovaBozza(PARTE.anagrafica, at);
    letture.get(at.file)?.leggi(unpack(shared, row), at, bozza, segnala);
    return bozza;
  };
  const tag: Tag = { hi: 0, lo: 0 };
  return {
    shared,
    alone(row, segnala) {
      const bozza = read(row, segnala);
      esigiChiave(layout, bozza.at[1], bozza, segnala);
      return bozza;
    },
    join(bozza, segnala, ownTipo) {
      const row =
        bozza.num_ric === ""
          ? -1
          : index.get(tagOf(localKey(bozza.num_ric, bozza.cod_str, conStruttura), tag));
      if (row === -1) return;
      const held: Parameters<Collected["segnala"]>[] = [];
      const anagrafica = read(row, (...finding) => {
        held.push(finding);
      });
      const agree = COMUNI.every(
        (c) =>
          anagrafica[c] === "" ||
          anagrafica[c] === bozza[c] ||
          anagrafica.failed.has(c) ||
          bozza.failed.has(c),
      );
      if (!agree) return;
      shared.taken[row] = 1;
      for (const finding of held) segnala(...finding);
      merge(bozza, anagrafica);
      if (!ownTipo && anagrafica.tipo !== "") bozza.tipo = anagrafica.tipo;
    },
  };
}

/** Dataset 1 from the anagrafica row, what both have from the stay's. */
function merge(bozza: Bozza, anagrafica: Bozza): void {
  const own: Record<string, unknown> = { ...bozza };
  for (const [key, value] of Object.entries(anagrafica)) {
    if (typeof value === "string" && own[key] === "" && !bozza.failed.has(key as never))
      Object.assign(bozza, { [key]: value });
  }
  for (const colonna of anagrafica.failed) bozza.failed.add(colonna);
  bozza.parte = PARTE.entrambe;
  bozza.at = { 1: anagrafica.at[1], 2: bozza.at[2] };
}

function leftoverRows(
  registry: Registry,
  from: number,
  to: number,
): { draft: (collected: Collected) => Bozza }[] {
  const rows = [];
  for (let row = from; row < to; row++) {
    if (registry.shared.taken[row] === 0)
      rows.push({ draft: ({ segnala }: Collected) => registry.alone(row, segnala) });
  }
  return rows;
}
