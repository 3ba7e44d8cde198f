import { TagIndex, tagOf, type Tag } from "../core/tag.ts";
import type { Colonna, Gruppo } from "../model/campi.ts";
import { parseBlock, type Block } from "../sources/index.ts";
import {
  aggiungi,
  campiDelGruppo,
  compilaCampo,
  leggiRiga,
  scritturaDi,
  type Bozza,
  type Layout,
  type LettoreCampo,
  type RigaFiglia,
} from "../tracciato/index.ts";
import { ILLEGGIBILE, RIGA_SCARTO, VUOTO, type SharedChildren } from "./children.ts";
import type { ChildBlock, FileSpec } from "./jobs.ts";
import type { Collected } from "./judge-record.ts";

/** What joins files of one azienda: the local stay number, with the struttura where the file names it. */
export function localKey(numRic: string, codStr: string, conStruttura: boolean): string {
  return conStruttura ? `${codStr}|${numRic}` : numRic;
}

/** Reads the blocks of one child file into columns: values as numbers, so that millions of rows fit in memory. */
export interface ChildReader {
  read(block: Block, collected: Collected): ChildBlock;
}

export function compileChildReader(layout: Layout, file: FileSpec, gruppo: Gruppo): ChildReader {
  const lettori = campiDelGruppo(layout, gruppo).map((campo) => compila(layout, file, campo.colonna, campo));
  const numRic = localField(layout, file, "num_ric");
  const codStr = localField(layout, file, "cod_str");
  const { conStruttura } = file;
  const obbligatoria = lettori.find(({ campo }) => campo.obbligo === "OBB")?.campo.colonna ?? "num_ric";
  return {
    read(block, { segnala, findings }) {
      const parsed = parseBlock(file.format, block);
      const out = emptyBlock(parsed.rows.length, lettori.length);
      const tag: Tag = { hi: 0, lo: 0 };
      let count = 0;
      parsed.rows.forEach((cells, i) => {
        const at = { file: file.index, line: parsed.lines[i] ?? 0 };
        const first = findings.length;
        const riga = leggiRiga(lettori, cells, at, segnala);
        // A row that names its stay and says nothing of it.
        if (!riga) segnala("OC-F-004", obbligatoria, at);
        const scarto = findings.slice(first).some((finding) => finding.esito === "scarto");
        tagOf(localKey(numRic.leggi(cells).value, codStr.leggi(cells).value, conStruttura), tag);
        out.hi[count] = tag.hi;
        out.lo[count] = tag.lo;
        out.lines[count] = at.line;
        out.marks[count] = store(riga, lettori, out.values, count) | (scarto ? RIGA_SCARTO : 0);
        count++;
      });
      const rows = parsed.rows.length + parsed.bad.length;
      return { kind: "children", rows, blank: parsed.blank, bad: parsed.bad, findings, count, ...out };
    },
  };
}

function compila(layout: Layout, file: FileSpec, column: string, campo: LettoreCampo["campo"]): LettoreCampo {
  return compilaCampo(campo, file.columns.get(column) ?? -1, layout, scritturaDi(file.mappa));
}

function localField(layout: Layout, file: FileSpec, colonna: Colonna): LettoreCampo {
  const campo = [...layout.locali, ...layout.dataset[1].campi].find((c) => c.colonna === colonna);
  if (!campo) throw new Error(`the layout has no ${colonna}`);
  return compila(layout, file, colonna, campo);
}

function emptyBlock(
  rows: number,
  columns: number,
): Pick<ChildBlock, "hi" | "lo" | "lines" | "values" | "marks"> {
  return {
    hi: new Uint32Array(rows),
    lo: new Uint32Array(rows),
    lines: new Uint32Array(rows),
    values: Array.from({ length: columns }, () => new Int32Array(rows)),
    marks: new Uint16Array(rows),
  };
}

function store(
  riga: RigaFiglia | undefined,
  lettori: readonly LettoreCampo[],
  values: readonly Int32Array[],
  row: number,
): number {
  let marks = 0;
  lettori.forEach(({ campo }, i) => {
    const column = values[i];
    if (!column) return;
    const failed = riga?.failed.has(campo.colonna) === true;
    if (failed) marks |= 1 << i;
    column[row] = failed ? ILLEGGIBILE : encode(riga?.[campo.colonna] ?? "");
  });
  return marks;
}

/** `2026-01-12` → 20260112, `16` → 16. The layout's child columns are dates and numbers only (checked at load). */
function encode(value: string): number {
  return value === "" ? VUOTO : Number(value.length === 10 ? value.replaceAll("-", "") : value);
}

const DATES = new Map<number, string>();

function decode(value: number, isDate: boolean): string {
  if (value < 0) return "";
  if (!isDate) return String(value);
  let text = DATES.get(value);
  if (text === undefined) {
    const digits = String(value);
    text = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
    DATES.set(value, text);
  }
  return text;
}

/** Hangs the child rows of a stay on its draft. */
export interface ChildJoin {
  /** Returns true if one of the rows was refused when it was read: the stay goes with it. */
  attach(bozza: Bozza): boolean;
}

const NONE_FAILED: ReadonlySet<Colonna> = new Set();

export function compileChildJoin(layout: Layout, shared: SharedChildren): ChildJoin {
  const index = TagIndex.over(shared.index);
  const campi = campiDelGruppo(layout, shared.gruppo);
  const tag: Tag = { hi: 0, lo: 0 };
  return {
    attach(bozza) {
      const group =
        bozza.num_ric === ""
          ? -1
          : index.get(tagOf(localKey(bozza.num_ric, bozza.cod_str, shared.conStruttura), tag));
      if (group === -1) return false;
      shared.taken[group] = 1;
      let refused = false;
      for (let i = shared.starts[group] ?? 0; i < (shared.starts[group + 1] ?? 0); i++) {
        const row = shared.order[i] ?? 0;
        const marks = shared.marks[row] ?? 0;
        if ((marks & RIGA_SCARTO) !== 0) refused = true;
        aggiungi(bozza, shared.gruppo, rowOf(shared, campi, row, marks));
      }
      return refused;
    },
  };
}

function rowOf(
  shared: SharedChildren,
  campi: readonly LettoreCampo["campo"][],
  row: number,
  marks: number,
): RigaFiglia {
  const riga: RigaFiglia = {
    at: { file: shared.files[row] ?? 0, line: shared.lines[row] ?? 0 },
    failed:
      marks === 0
        ? (NONE_FAILED as Set<Colonna>)
        : new Set(campi.filter((_, i) => (marks & (1 << i)) !== 0).map((c) => c.colonna)),
  };
  campi.forEach((campo, i) => {
    riga[campo.colonna] = decode(shared.values[i]?.[row] ?? VUOTO, campo.tipo === "D");
  });
  return riga;
}
