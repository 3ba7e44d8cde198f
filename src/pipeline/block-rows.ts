import { toDay } from "../core/dates.ts";
import { tagOf, type Tag } from "../core/tag.ts";
import { PARTE } from "../model/record.ts";
import type { Bozza } from "../tracciato/index.ts";
import { FLAG, newColumns, type ColumnArrays } from "./columns.ts";
import type { Judged } from "./judge-record.ts";
import { luogoDi, type Luogo } from "../rules/index.ts";

/** The columns of one block while its records are judged. */
export class BlockRows {
  readonly columns: ColumnArrays;
  count = 0;
  readonly #localTag: (r: Bozza) => string;
  readonly #strutture = new Map<string, number>();
  readonly #luoghi: Luogo[] = [];
  #normalised = 0;
  #guessed = 0;
  readonly #tag: Tag = { hi: 0, lo: 0 };

  constructor(capacity: number, localTag: (r: Bozza) => string) {
    this.columns = newColumns(capacity);
    this.#localTag = localTag;
  }

  /** Appends a judged record; returns its row in the block. */
  add(r: Bozza, idSource: string, judged: Judged): number {
    const row = this.count++;
    const c = this.columns;
    const place = `${r.cod_reg}|${r.cod_asl}|${r.cod_str}|${r.data_amm}`;
    this.#put(c.keyHi, c.keyLo, row, `${place}|${idSource}`);
    this.#put(c.placeHi, c.placeLo, row, place);
    this.#put(c.idHi, c.idLo, row, idSource);
    this.#put(c.personHi, c.personLo, row, judged.identificato ? personOf(r) : "");
    this.#put(c.localHi, c.localLo, row, this.#localTag(r));
    c.struttura[row] = this.#struttura(`${r.cod_reg}${r.cod_asl}${r.cod_str}`);
    c.amm[row] = r.data_amm === "" ? 0 : toDay(r.data_amm);
    c.dim[row] = r.data_dim === "" ? 0 : toDay(r.data_dim);
    c.flags[row] = flagsOf(r, idSource, judged);
    c.anno[row] = Number(r.anno_nasc);
    c.cittad[row] = r.cittad.length === 2 ? r.cittad.charCodeAt(0) * 256 + r.cittad.charCodeAt(1) : 0;
    c.genere[row] = Number(r.genere);
    c.tipo[row] = r.tipo === "" ? 0 : r.tipo.charCodeAt(0);
    c.file1[row] = r.at[1].file;
    c.line1[row] = r.at[1].line;
    c.file2[row] = r.at[2].file;
    c.line2[row] = r.at[2].line;
    this.#luoghi.push(luogoDi(r));
    if (judged.normalised) this.#normalised++;
    if (judged.guessed) this.#guessed++;
    return row;
  }

  luogoOf(row: number): Luogo {
    return this.#luoghi[row] ?? {};
  }

  positionOf(row: number, dataset: 1 | 2): { file: number; line: number } {
    const c = this.columns;
    const [file, line] = dataset === 1 ? [c.file1, c.line1] : [c.file2, c.line2];
    return { file: file[row] ?? 0, line: line[row] ?? 0 };
  }

  /** A record found wrong after it was added: by its hashes, or by the schema. */
  amend(row: number, refused: boolean): void {
    this.columns.flags[row] = (this.columns.flags[row] ?? 0) | FLAG.segnalato | (refused ? FLAG.scarto : 0);
  }

  /** The ledger cannot be asked about it. */
  withoutKey(row: number): void {
    this.columns.flags[row] = (this.columns.flags[row] ?? 0) | FLAG.senzaChiave;
  }

  result(): {
    columns: ColumnArrays;
    strutture: string[];
    numeri: string;
    normalised: number;
    guessed: number;
  } {
    return {
      columns: this.columns,
      strutture: [...this.#strutture.keys()],
      numeri: this.#luoghi.map((luogo) => luogo.numRic ?? "").join("\n"),
      normalised: this.#normalised,
      guessed: this.#guessed,
    };
  }

  #put(hi: Uint32Array, lo: Uint32Array, row: number, text: string): void {
    if (text === "") return;
    tagOf(text, this.#tag);
    hi[row] = this.#tag.hi;
    lo[row] = this.#tag.lo;
  }

  #struttura(code: string): number {
    let known = this.#strutture.get(code);
    if (known === undefined) this.#strutture.set(code, (known = this.#strutture.size));
    return known;
  }
}

/**
 * Who the stay belongs to, for the rules between stays. Anonymous and unknown people are nobody in particular.
 * A record that came pseudonymised is known by its CUNI.
 */
function personOf(r: Bozza): string {
  if (r.tipo_ci === "98" || r.tipo_ci === "99") return "";
  return r.cod_ident === "" ? r.cuni : r.cod_ident;
}

const KEY = ["cod_reg", "cod_asl", "cod_str", "data_amm"] as const;

function flagsOf(r: Bozza, idSource: string, judged: Judged): number {
  let flags = 0;
  if (judged.scarto) flags |= FLAG.scarto;
  if (judged.segnalato) flags |= FLAG.segnalato;
  if (r.mod_dim === "1") flags |= FLAG.deceduto;
  if (r.mod_dim === "6") flags |= FLAG.trasferito;
  if ((r.parte & PARTE.anagrafica) !== 0) flags |= FLAG.anagrafica;
  if ((r.parte & PARTE.ricovero) !== 0) flags |= FLAG.ricovero;
  if (idSource !== "" && KEY.every((colonna) => r[colonna] !== "")) flags |= FLAG.chiave;
  if (r.data_amm !== "") flags |= FLAG.amm;
  if (!r.failed.has("data_dim")) flags |= FLAG.dim;
  if (r.data_dim === "" && !r.failed.has("data_dim")) flags |= FLAG.aperto;
  return flags;
}
