import type { CampiAnagrafica, CampiLocali, CampiRicovero, Colonna, Gruppo } from "../model/campi.ts";
import { GRUPPI, MAX_OCCORRENZE } from "../model/campi.ts";
import type { Mappa } from "../model/mappa.ts";
import {
  PARTE,
  type ClearRecord,
  type Parte,
  type Position,
  type Prestazione,
  type Sospensione,
  type Valutazione,
} from "../model/record.ts";
import { campiDelGruppo, compilaCampo, type LettoreCampo, type Scrittura } from "./lettore.ts";
import type { Campo, Layout } from "./layout.ts";

/** Told of every F and D finding while a row is read. `colonna` is ours, with no value. */
export type Segnala = (
  code: string,
  colonna: Colonna,
  at: Position,
  params?: Readonly<Record<string, string>>,
) => void;

/** A record being put together from one row, or from the two rows of separate files. */
export type Bozza = {
  -readonly [
    K in keyof Omit<ClearRecord, "failed" | "valutazioni" | "prestazioni" | "sospensioni" | "at">
  ]: ClearRecord[K];
} & {
  at: Record<1 | 2, Position>;
  failed: Set<Colonna>;
  valutazioni: Valutazione[];
  prestazioni: Prestazione[];
  sospensioni: Sospensione[];
};

/** A row of a repeating group being read: its columns by name. */
export type RigaFiglia = Partial<Record<Colonna, string>> & { at: Position; failed: Set<Colonna> };

/** One occurrence of a group inside a flat row: `val_data`…, then `val_data_2`…. */
interface Occorrenza {
  readonly gruppo: Gruppo;
  readonly lettori: readonly LettoreCampo[];
}

/** Reads the rows of one file. Plain data in, closures out: compiled once per file on each worker. */
export interface LetturaFile {
  /** The local stay number and the struttura as they join files; "" when blank or absent. */
  chiaveLocale(cells: readonly string[]): { numRic: string; codStr: string };
  /** Reads this file's columns into the draft: dataset 1 columns, dataset 2 columns or both. */
  leggi(cells: readonly string[], at: Position, bozza: Bozza, segnala: Segnala): void;
}

export interface FileDescritto {
  readonly parte: Parte;
  /** Tracciato column, with suffix `_2`… for later occurrences → index of the cell. */
  readonly columns: ReadonlyMap<string, number>;
  readonly mappa: Mappa;
}

export function scritturaDi(mappa: Mappa): Scrittura {
  const { date, decimal, pad_zeros, icd_dot } = mappa.file;
  return {
    date,
    decimal,
    padZeros: pad_zeros,
    icdDot: icd_dot,
    values: mappa.values,
    defaults: mappa.defaults,
  };
}

export function compilaLettura(layout: Layout, file: FileDescritto): LetturaFile {
  const lettore = (campo: Campo, name: string = campo.colonna): LettoreCampo =>
    compilaCampo(campo, file.columns.get(name) ?? -1, layout, scritturaDi(file.mappa), name);
  // An anagrafica that is a register of people does not know the stay's key: the stay's own row gives it.
  const daAltrove = (campo: Campo): boolean =>
    file.parte === PARTE.anagrafica &&
    campo.chiave &&
    !file.columns.has(campo.colonna) &&
    !file.mappa.defaults.has(campo.colonna);
  const singoli = campiSingoli(layout, file.parte)
    .filter((campo) => !daAltrove(campo))
    .map((campo) => lettore(campo));
  const occorrenze = (file.parte & PARTE.ricovero) === 0 ? [] : occorrenzeDi(layout, file, lettore);
  const locale = (name: Colonna): LettoreCampo | undefined => {
    const campo = [...layout.locali, ...layout.dataset[1].campi].find((c) => c.colonna === name);
    return campo && lettore(campo);
  };
  const numRic = locale("num_ric");
  const codStr = locale("cod_str");
  return {
    chiaveLocale: (cells) => ({
      numRic: numRic?.leggi(cells).value ?? "",
      codStr: codStr?.leggi(cells).value ?? "",
    }),
    leggi(cells, at, bozza, segnala) {
      leggiSingoli(singoli, cells, at, bozza, segnala);
      for (const occorrenza of occorrenze) {
        const riga = leggiRiga(occorrenza.lettori, cells, at, segnala);
        if (riga) aggiungi(bozza, occorrenza.gruppo, riga);
      }
    },
  };
}

/** tipo first: a cancellation asks less of the other fields. reg_res before the codes it may take with it. */
function prima({ colonna }: Campo): number {
  return colonna === "tipo" ? 2 : colonna === "reg_res" ? 1 : 0;
}

function campiSingoli(layout: Layout, parte: Parte): Campo[] {
  const campi = new Map<Colonna, Campo>();
  for (const campo of [...layout.dataset[1].campi, ...layout.locali]) {
    const shared =
      layout.dataset[2].campi.some((c) => c.colonna === campo.colonna) || campo.colonna === "num_ric";
    if (shared || (parte & PARTE.anagrafica) !== 0) campi.set(campo.colonna, campo);
  }
  if ((parte & PARTE.ricovero) !== 0) {
    for (const campo of layout.dataset[2].campi) if (!campo.gruppo) campi.set(campo.colonna, campo);
  }
  return [...campi.values()].sort((a, b) => prima(b) - prima(a));
}

function occorrenzeDi(
  layout: Layout,
  file: FileDescritto,
  lettore: (c: Campo, name: string) => LettoreCampo,
): Occorrenza[] {
  const found: Occorrenza[] = [];
  for (const gruppo of GRUPPI) {
    const campi = campiDelGruppo(layout, gruppo);
    for (let n = 1; n <= MAX_OCCORRENZE; n++) {
      const name = (campo: Campo): string => (n === 1 ? campo.colonna : `${campo.colonna}_${n}`);
      if (!campi.some((campo) => file.columns.has(name(campo)))) continue;
      found.push({ gruppo, lettori: campi.map((campo) => lettore(campo, name(campo))) });
    }
  }
  return found;
}

function leggiSingoli(
  lettori: readonly LettoreCampo[],
  cells: readonly string[],
  at: Position,
  bozza: Bozza,
  segnala: Segnala,
): void {
  let ricondotta = false;
  for (const lettore of lettori) {
    const { campo } = lettore;
    const colonna = campo.colonna as keyof CampiAnagrafica | keyof CampiRicovero | keyof CampiLocali;
    if (ricondotta && (colonna === "asl_res" || colonna === "com_res")) continue;
    const cella = lettore.leggi(cells);
    if (cella.value === "" && !cella.failed) {
      if (mancante(campo, bozza.tipo)) segnalaMancante(campo, at, bozza, segnala);
      continue;
    }
    bozza[colonna] = cella.value;
    const params = cella.valore === undefined ? undefined : { valore: cella.valore };
    for (const code of cella.codes) segnala(code, colonna, at, params);
    if (cella.failed) bozza.failed.add(colonna);
    if (cella.codes.includes("OC-C-012")) ricondotta = true;
  }
  if (ricondotta) residenzaRicondotta(bozza);
}

/** OC-F-004; the identifier, CUNI and Id_Rec are judged by identity, after the TS/ANA outcomes are joined. */
const GIUDICATI_DOPO: ReadonlySet<Colonna> = new Set<Colonna>([
  "cuni",
  "id_rec",
  "cod_ident",
  "val_ci",
  "tipo_ci",
  "num_ric",
]);

function mancante(campo: Campo, tipo: string): boolean {
  if (campo.obbligo !== "OBB" || GIUDICATI_DOPO.has(campo.colonna)) return false;
  return tipo !== "C" || campo.chiave || campo.colonna === "tipo";
}

function segnalaMancante(
  campo: Campo,
  at: Position,
  bozza: { failed: Set<Colonna> },
  segnala: Segnala,
): void {
  segnala("OC-F-004", campo.colonna, at);
  bozza.failed.add(campo.colonna);
}

/** OC-F-004 for the key of a record whose only file does not carry it. */
export function esigiChiave(layout: Layout, at: Position, bozza: Bozza, segnala: Segnala): void {
  for (const campo of layout.dataset[1].campi) {
    const colonna = campo.colonna as keyof CampiAnagrafica;
    if (!campo.chiave || GIUDICATI_DOPO.has(colonna)) continue;
    if (bozza[colonna] === "" && !bozza.failed.has(colonna)) segnalaMancante(campo, at, bozza, segnala);
  }
}

/** A region of residence translated to 999 (OC-C-012) takes ASL and comune with it (CODES §2). */
function residenzaRicondotta(bozza: Bozza): void {
  Object.assign(bozza, { asl_res: "999", com_res: "999999" });
}

/** One row of a group, or undefined when all its cells are blank: a default alone makes no row. */
export function leggiRiga(
  lettori: readonly LettoreCampo[],
  cells: readonly string[],
  at: Position,
  segnala: Segnala,
): RigaFiglia | undefined {
  if (lettori.every((lettore) => lettore.vuoto(cells))) return undefined;
  const celle = lettori.map((lettore) => lettore.leggi(cells));
  const riga: RigaFiglia = { at, failed: new Set() };
  celle.forEach((cella, i) => {
    const campo = lettori[i]?.campo;
    if (!campo) return;
    riga[campo.colonna] = cella.value;
    for (const code of cella.codes) segnala(code, campo.colonna, at);
    if (cella.failed) riga.failed.add(campo.colonna);
    else if (cella.value === "" && campo.obbligo === "OBB") segnalaMancante(campo, at, riga, segnala);
  });
  return riga;
}

/** Hangs a read row on the draft. The layout guarantees that a group's row has exactly its columns. */
export function aggiungi(bozza: Bozza, gruppo: Gruppo, riga: RigaFiglia): void {
  switch (gruppo) {
    case "valutazione":
      bozza.valutazioni.push(riga as unknown as Valutazione);
      break;
    case "prestazione":
      bozza.prestazioni.push(riga as unknown as Prestazione);
      break;
    case "sospensione":
      bozza.sospensioni.push(riga as unknown as Sospensione);
      break;
  }
}

/**
 * On a cancellation the Ministry's schemas still ask for full content (sibling flows): what the region does
 * not send, or sends wrong, is filled with the neutral value the layout declares. Only the key cancels.
 */
export function riempiCancellazione(layout: Layout, bozza: Bozza): void {
  for (const campo of [...layout.dataset[1].campi, ...layout.dataset[2].campi]) {
    const colonna = campo.colonna as keyof CampiAnagrafica | keyof CampiRicovero;
    if (campo.gruppo || campo.inCancellazione === undefined || bozza[colonna] !== "") continue;
    bozza[colonna] = campo.inCancellazione;
  }
  const sound = (riga: { readonly failed: ReadonlySet<Colonna> }): boolean => riga.failed.size === 0;
  bozza.valutazioni = bozza.valutazioni.filter(sound);
  bozza.prestazioni = bozza.prestazioni.filter(sound);
  bozza.sospensioni = bozza.sospensioni.filter(sound);
  if (bozza.valutazioni.length > 0) return;
  const riga: RigaFiglia = { at: bozza.at[2], failed: new Set() };
  for (const campo of campiDelGruppo(layout, "valutazione")) {
    riga[campo.colonna] =
      campo.inCancellazione === "@data_amm" ? bozza.data_amm : (campo.inCancellazione ?? "");
  }
  aggiungi(bozza, "valutazione", riga);
}

/** An empty draft: every column "". One literal, so that all records share one hidden class. */
export function nuovaBozza(parte: Parte, at: Position): Bozza {
  const draft = {
    parte,
    at: { 1: at, 2: at },
    failed: new Set<Colonna>(),
    valutazioni: [],
    prestazioni: [],
    sospensioni: [],
    num_ric: "",
    cod_ident: "",
    tipo: "",
    cod_reg: "",
    cod_asl: "",
    cod_str: "",
    data_amm: "",
    id_rec: "",
    cuni: "",
    val_ci: "",
    tipo_ci: "",
    team: "",
    anno_nasc: "",
    genere: "",
    cittad: "",
    stato_civ: "",
    resp_gen: "",
    tit_stud: "",
    cond_prof: "",
    reg_res: "",
    asl_res: "",
    com_res: "",
    stato_est: "",
    nucleo: "",
    caregiver: "",
    supp_soc: "",
    ora_amm: "",
    sogg_rich: "",
    data_rich: "",
    prov: "",
    str_prov: "",
    motivo: "",
    tipo_acc: "",
    diag_pri: "",
    diag_con1: "",
    diag_con2: "",
    diag_con3: "",
    diag_con4: "",
    diag_con5: "",
    perc_ssn: "",
    pian_cond: "",
    data_dim: "",
    ora_dim: "",
    mod_dim: "",
    str_dest: "",
    mot_trasf: "",
    diag_dim: "",
  };
  // The brand of ClearRecord exists only in the type: this is the one place that makes one.
  return draft as unknown as Bozza;
}
