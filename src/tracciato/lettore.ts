import { isCalendarDay, isoFrom } from "../core/dates.ts";
import type { Colonna, Gruppo } from "../model/campi.ts";
import type { DateFormat, Mappa } from "../model/mappa.ts";
import type { Campo, Layout } from "./layout.ts";

/** What one cell became: its normalised value, and the codes of the rules it breaks. */
export interface Cella {
  readonly value: string;
  readonly codes: readonly string[];
  /** True when a code above makes the value unusable for the rules that compare it. */
  readonly failed: boolean;
  /** A value the program made itself (a padded or translated code), fit for the sentence of the finding. */
  readonly valore?: string;
}

/** Reads one column of one file. `cells` is the parsed row; a blank comes back as value "". */
export interface LettoreCampo {
  readonly campo: Campo;
  readonly index: number;
  leggi(cells: readonly string[]): Cella;
  /** True if the file itself says nothing here, whatever the default. */
  vuoto(cells: readonly string[]): boolean;
}

/** What the file says about how its values are written (the mapping's `[file]`, `[values]`, `[defaults]`). */
export interface Scrittura {
  readonly date: DateFormat;
  readonly decimal: Mappa["file"]["decimal"];
  readonly padZeros: boolean;
  readonly icdDot: boolean;
  readonly values: Mappa["values"];
  readonly defaults: Mappa["defaults"];
}

const BLANK: Cella = { value: "", codes: [], failed: false };
/** Distinct values kept per column: codes and the days of a quarter repeat, so nearly every cell is a look-up. */
const CACHE_SIZE = 4096;

/** Columns whose values differ in every row: remembering them costs more than it saves. */
const MAI_RIPETUTI: ReadonlySet<Colonna> = new Set<Colonna>(["cod_ident", "num_ric", "id_rec", "cuni"]);

/**
 * Compiles the reader of one column. All field checks (F and D rules) come from the layout: this is their only code.
 * `index` is the cell's place in the row, -1 when the file has no such column (then the default, if any, is read);
 * `name` is the column's name with the suffix of its occurrence.
 */
export function compilaCampo(
  campo: Campo,
  index: number,
  layout: Layout,
  scrittura: Scrittura,
  name: string = campo.colonna,
): LettoreCampo {
  const valori = scrittura.values.get(campo.colonna);
  const predefinito = scrittura.defaults.get(name) ?? scrittura.defaults.get(campo.colonna) ?? "";
  const giudica = giudice(campo, layout, scrittura);
  const cache = new Map<string, Cella>();
  const tradotto = (raw: string): string => {
    const trimmed = campo.colonna === "cod_ident" ? soloSpazi(raw) : raw.trim();
    return valori?.get(trimmed) ?? trimmed;
  };
  const vuoto = (cells: readonly string[]): boolean => {
    const raw = cells[index];
    return raw === undefined || raw === "" || tradotto(raw) === "";
  };
  const slow = (raw: string): Cella => {
    const mapped = tradotto(raw);
    const value = mapped === "" ? predefinito : mapped;
    return value === "" ? BLANK : giudica(value);
  };
  if (MAI_RIPETUTI.has(campo.colonna))
    return { campo, index, vuoto, leggi: (cells) => slow(cells[index] ?? "") };
  return {
    campo,
    index,
    vuoto,
    leggi(cells) {
      const raw = cells[index] ?? "";
      const known = cache.get(raw);
      if (known !== undefined) return known;
      const cella = slow(raw);
      if (cache.size < CACHE_SIZE) cache.set(raw, cella);
      return cella;
    },
  };
}

/** The identifier is hashed: only "is it blank" is decided here, identity/ normalises and counts (spec/cuni.md §1). */
function soloSpazi(raw: string): string {
  return raw.trim() === "" ? "" : raw;
}

type Giudice = (value: string) => Cella;

function giudice(campo: Campo, layout: Layout, scrittura: Scrittura): Giudice {
  switch (campo.tipo) {
    case "D":
      return (value) => controllata(leggiData(value, scrittura.date), value, "OC-F-007");
    case "T":
      return (value) => controllata(leggiOra(value), value, "OC-F-008");
    case "N":
      return numerico(campo, layout, scrittura);
    case "A":
    case "AN":
      return alfanumerico(campo, layout, scrittura);
  }
}

function controllata(value: string | undefined, raw: string, code: string): Cella {
  if (value !== undefined) return { value, codes: [], failed: false };
  return { value: "", codes: [caratteriVietati(raw) ? "OC-F-006" : code], failed: true };
}

/** Type N: leading zeros are not significant, a decimal comma is a dot; of a full date of birth the year is kept. */
function numerico(campo: Campo, layout: Layout, scrittura: Scrittura): Giudice {
  const dominio = controlloDominio(campo, layout);
  return (raw) => {
    const anno = campo.colonna === "anno_nasc" ? leggiData(raw, scrittura.date)?.slice(0, 4) : undefined;
    const dotted = anno ?? (scrittura.decimal === "." ? raw : raw.replace(",", "."));
    const value = /^0+\d/.test(dotted) ? dotted.replace(/^0+(?=\d)/, "") : dotted;
    return dominio(value, campo.pattern?.test(value) === true || value.length <= campo.lunghezza);
  };
}

function alfanumerico(campo: Campo, layout: Layout, scrittura: Scrittura): Giudice {
  const dominio = controlloDominio(campo, layout);
  const icd = campo.regola === "OC-D-012" && scrittura.icdDot;
  const zeri = campo.esatta && !campo.hash && campo.tipo === "AN";
  return (raw) => {
    const value = icd ? raw.replace(".", "") : raw;
    if (zeri && value.length < campo.lunghezza && /^\d+$/.test(value))
      return zeriMancanti(campo, value, scrittura, dominio);
    return dominio(value, lunghezzaGiusta(campo, value));
  };
}

/** OC-F-015: all digits but too short, as a spreadsheet leaves them. */
function zeriMancanti(campo: Campo, value: string, scrittura: Scrittura, dominio: Dominio): Cella {
  if (!scrittura.padZeros) return { value: "", codes: ["OC-F-005"], failed: true };
  const cella = dominio(value.padStart(campo.lunghezza, "0"), true);
  return { ...cella, codes: ["OC-F-015", ...cella.codes], valore: cella.value };
}

function lunghezzaGiusta(campo: Campo, value: string): boolean {
  // cod_ident and the hashes have their own rules (OC-F-009, F-011..F-013).
  if (campo.hash || campo.colonna === "cod_ident") return true;
  const length = value.length === campo.lunghezza ? value.length : Array.from(value).length;
  return campo.esatta ? length === campo.lunghezza : length <= campo.lunghezza;
}

type Dominio = (value: string, lengthOk: boolean) => Cella;

function controlloDominio(campo: Campo, layout: Layout): Dominio {
  const lista = campo.codici === undefined ? undefined : layout.codici.get(campo.codici);
  const ammessi = lista?.valori;
  const { pattern, regola } = campo;
  return (value, lengthOk) => {
    if (ammessi?.has(value) === true) return { value, codes: [], failed: false };
    const ricondotto = lista?.ricondotti.get(value);
    if (ricondotto !== undefined)
      return { value: ricondotto, codes: ["OC-C-012"], failed: false, valore: value };
    if (caratteriVietati(value)) return { value: "", codes: ["OC-F-006"], failed: true };
    // A code list says more than a length: "12" for a one-digit code is a wrong code, not a long one.
    if (ammessi !== undefined) return { value: "", codes: [regola ?? "OC-F-005"], failed: true };
    if (!lengthOk) return { value: "", codes: [pattern && regola ? regola : "OC-F-005"], failed: true };
    if (pattern?.test(value) === false) return { value: "", codes: [regola ?? "OC-F-005"], failed: true };
    return { value, codes: [], failed: false };
  };
}

/** Characters XML 1.0 does not allow, and lone surrogates. */
const VIETATI =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function caratteriVietati(value: string): boolean {
  return VIETATI.test(value);
}

const DATE: Readonly<
  Record<Exclude<DateFormat, "auto">, { re: RegExp; order: readonly [number, number, number] }>
> = {
  "aaaa-mm-gg": { re: /^(\d{4})-(\d{2})-(\d{2})$/, order: [1, 2, 3] },
  "gg/mm/aaaa": { re: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: [3, 2, 1] },
  "gg-mm-aaaa": { re: /^(\d{1,2})-(\d{1,2})-(\d{4})$/, order: [3, 2, 1] },
  "gg.mm.aaaa": { re: /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, order: [3, 2, 1] },
  aaaammgg: { re: /^(\d{4})(\d{2})(\d{2})$/, order: [1, 2, 3] },
  "aaaa/mm/gg": { re: /^(\d{4})\/(\d{2})\/(\d{2})$/, order: [1, 2, 3] },
};

/**
 * The ISO date of a text in the declared format, or undefined. "auto" takes any of ours: their shapes do not
 * overlap, so nothing is guessed. A time of day after the date (databases, spreadsheets) is dropped; one with a time
 * zone is not read: the day could be another here.
 */
export function leggiData(raw: string, format: DateFormat): string | undefined {
  const text = raw.length > 10 ? raw.replace(ORA_IN_CODA, "") : raw;
  const shapes = format === "auto" ? Object.values(DATE) : [DATE[format]];
  for (const { re, order } of shapes) {
    const m = re.exec(text);
    if (!m) continue;
    const [year, month, day] = [Number(m[order[0]]), Number(m[order[1]]), Number(m[order[2]])];
    return year >= 1899 && year <= 2099 && isCalendarDay(year, month, day)
      ? isoFrom(year, month, day)
      : undefined;
  }
  return undefined;
}

const ORA_IN_CODA = /[ T](?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?$/;
const ORA = /^(?:.{8,10}[ T])?([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?$/;

/** `hh:mm` of a time written with seconds, with a dot, without separator (`1520`), or after its date. */
function leggiOra(raw: string): string | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3])([0-5]\d)$/.exec(raw) ?? ORA.exec(raw) ?? [];
  return hours === undefined || minutes === undefined ? undefined : `${hours.padStart(2, "0")}:${minutes}`;
}

/** The fields of a repeating group. */
export function campiDelGruppo(layout: Layout, gruppo: Gruppo): readonly Campo[] {
  return layout.dataset[2].campi.filter((campo) => campo.gruppo === gruppo);
}
