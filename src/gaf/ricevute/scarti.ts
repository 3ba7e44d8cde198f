import type { RigaScarto, Scarti } from "../../model/ricevuta.ts";
import type { Lettura } from "./lettura.ts";
import type { CampoScarto } from "./nomi.ts";
import { code, fileName, uploadId, words } from "./parole.ts";
import { unreadable, type Origine } from "./rifiuto.ts";
import { fold, walk } from "./xml.ts";

/** What is known of a rejection so far. Null: said twice, differently, so not known. */
type Parti = Partial<Record<CampoScarto, string | null>>;

interface Aperta {
  readonly parti: Parti;
  codice: string;
}

/** An element being read. */
interface Telaio {
  readonly name: string;
  /** Its attributes and plain children. */
  readonly own: Parti;
  /** What its other children held, by their name. */
  readonly below: Map<string, Parti>;
  codes: string[];
  hasChildren: boolean;
  /** Rejections in it, by the name of the child they are in. */
  readonly rejections: Map<string, Aperta[]>;
}

/** More are no longer a list people correct from. */
const MAX_ROWS = 2_000_000;
/** Twice different, these would join a rejection to another's record. */
const JOINING: ReadonlySet<CampoScarto> = new Set([
  "cod_reg",
  "cod_asl",
  "cod_str",
  "data_amm",
  "id_rec",
  "ordinale",
]);

/**
 * The rejections of a list, whatever its structure: each takes what stands in its own element, then what stands around
 * it, from the nearest; never what stands in an element like its own. Undefined when there are none to be seen.
 * @throws RECEIPT_SHAPE as {@link walk}.
 */
export function readScarti(xml: string, lettura: Lettura, origine: Origine): Scarti | undefined {
  const lettore = new Lettore(lettura, origine);
  walk(xml, lettore, origine);
  return lettore.scarti();
}

class Lettore {
  readonly #lettura: Lettura;
  readonly #origine: Origine;
  readonly #path: string[] = [];
  readonly #open: Telaio[] = [];
  readonly #righe: RigaScarto[] = [];
  #all: readonly Aperta[] = [];
  #partial = false;
  #total = 0;
  #count = 0;
  #idUpload: string | undefined;
  #nomeFile: string | undefined;

  constructor(lettura: Lettura, origine: Origine) {
    this.#lettura = lettura;
    this.#origine = origine;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const parent = this.#open.at(-1);
    if (parent) parent.hasChildren = true;
    const folded = fold(name);
    const telaio: Telaio = {
      name: folded,
      own: {},
      below: new Map(),
      codes: [],
      hasChildren: false,
      rejections: new Map(),
    };
    this.#path.push(folded);
    this.#open.push(telaio);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (attribute.startsWith("xmlns") || attribute.startsWith("xsi:")) continue;
      this.#value(`@${fold(attribute)}`, value, telaio);
    }
  }

  close(_: string, text: string): void {
    const telaio = this.#open.pop();
    if (telaio === undefined) return;
    const parent = this.#open.at(-1);
    this.#path.pop();
    if (!telaio.hasChildren && text !== "") this.#text(telaio, text, parent);
    if (this.#lettura.isRejection(telaio.name, telaio.codes.length)) this.#reject(telaio);
    this.#resolve(telaio);
    if (parent) this.#handUp(telaio, parent);
    else this.#all = [...telaio.rejections.values()].flat();
  }

  /** The list, or undefined if nothing in it is a rejection that can be joined to a record. */
  scarti(): Scarti | undefined {
    for (const aperta of this.#all) this.#righe.push(this.#riga(aperta));
    const joined = this.#righe.some(
      ({ chiave, ordinale }) =>
        ordinale !== undefined || chiave.id_rec !== undefined || chiave.cod_str !== undefined,
    );
    if (!joined) return undefined;
    const scartati = this.#righe.filter(({ specie }) => specie === "scarto").length;
    return {
      specie: "scarti",
      ...(this.#idUpload === undefined ? {} : { idUpload: this.#idUpload }),
      ...(this.#nomeFile === undefined ? {} : { nomeFile: this.#nomeFile }),
      completo: !this.#partial && this.#total <= scartati,
      righe: this.#righe,
    };
  }

  /** The text of an element without others in it: a value of its parent, or the words of a rejection it is itself. */
  #text(telaio: Telaio, text: string, parent: Telaio | undefined): void {
    if (telaio.codes.length > 0) put(telaio.own, "descrizione", text);
    else if (parent) this.#value(telaio.name, text, parent);
    else this.#value(telaio.name, text, telaio);
  }

  #value(name: string, value: string, into: Telaio): void {
    const text = value.trim();
    if (text === "") return;
    const path = [...this.#path, name];
    this.#partial ||= this.#lettura.isPartial(path, text);
    this.#total = Math.max(this.#total, this.#lettura.total(path, text) ?? 0);
    const bare = name.replace("@", "");
    if (bare === "idupload" || bare === "uploadid" || bare === "identificativoupload")
      this.#idUpload ??= uploadId(text);
    if (bare === "nomefile" || bare === "filename") this.#nomeFile ??= fileName(text);
    for (const campo of this.#lettura.campi(path, text)) {
      if (campo === "codice") into.codes.push(...codeOf(text));
      else put(into.own, campo, text);
    }
  }

  /** One rejection a code. One without a code we can repeat is kept all the same: its record was not taken. */
  #reject(telaio: Telaio): void {
    const parti = { ...telaio.own };
    for (const below of telaio.below.values()) fill(parti, below);
    const codes = telaio.codes.length === 0 ? ["?"] : telaio.codes;
    if ((this.#count += codes.length) > MAX_ROWS) throw unreadable(this.#origine, "outcomes.shape.too_large");
    telaio.rejections.set(
      "",
      codes.map((codice) => ({ parti: { ...parti }, codice })),
    );
    telaio.codes = [];
  }

  /** Rejections take what this element says; a neighbour with a key and no code makes us doubt that all are listed. */
  #resolve({ name, own, below, rejections }: Telaio): void {
    const specie = this.#lettura.specieByName(name);
    for (const [via, list] of rejections) {
      const around = [own, ...[...below].filter(([child]) => child !== via).map(([, parti]) => parti)];
      const like = via === "" ? undefined : below.get(via);
      if (like !== undefined && [...JOINING].some((campo) => campo in like)) this.#partial = true;
      for (const { parti } of list) {
        if (via !== "") for (const more of around) fill(parti, more);
        if (specie !== undefined && this.#lettura.specie(parti.specie ?? "") === undefined)
          parti.specie = specie;
      }
    }
  }

  #handUp(telaio: Telaio, parent: Telaio): void {
    const { name, own, below, rejections, codes } = telaio;
    if (rejections.size > 0) {
      const here = parent.rejections.get(name) ?? [];
      for (const list of rejections.values()) for (const aperta of list) here.push(aperta);
      parent.rejections.set(name, here);
      return;
    }
    parent.codes.push(...codes);
    for (const parti of [own, ...below.values()]) {
      if (Object.keys(parti).length === 0) continue;
      const there = parent.below.get(name) ?? {};
      for (const campo of Object.keys(parti) as CampoScarto[]) put(there, campo, parti[campo] ?? null);
      parent.below.set(name, there);
    }
  }

  #riga({ parti, codice }: Aperta): RigaScarto {
    const { lettura, campo, ordinale, dataset } = {
      lettura: this.#lettura,
      campo: words(parti.campo ?? ""),
      ordinale: ordinalOf(parti.ordinale),
      dataset: this.#lettura.dataset(parti.dataset ?? ""),
    };
    return {
      specie: lettura.specie(parti.specie ?? "") ?? lettura.otherwise,
      ...(dataset === undefined ? {} : { dataset }),
      chiave: chiaveOf(parti),
      ...(ordinale === undefined ? {} : { ordinale }),
      codice,
      descrizione: words(parti.descrizione ?? ""),
      ...(campo === "" ? {} : { campo }),
    };
  }
}

/** A code that cannot be shown is `?`: an element full of a person's identifier is still a rejection. */
function codeOf(text: string): readonly string[] {
  return [code(text) ?? "?"];
}

function put(parti: Parti, campo: CampoScarto, value: string | null): void {
  const there = parti[campo];
  if (there === undefined) parti[campo] = value;
  else if (there !== value && JOINING.has(campo)) parti[campo] = null;
}

function fill(parti: Parti, more: Parti): void {
  for (const campo of Object.keys(more) as CampoScarto[])
    if (!(campo in parti)) parti[campo] = more[campo] ?? null;
}

function ordinalOf(text: string | null | undefined): number | undefined {
  const n = Number(text ?? NaN);
  return /^\d{1,9}$/.test(text ?? "") && n > 0 ? n : undefined;
}

const LENGTHS = { cod_reg: 3, cod_asl: 3, cod_str: 6, data_amm: 10, id_rec: 200 } as const;

function chiaveOf(parti: Parti): RigaScarto["chiave"] {
  const chiave: Partial<Record<keyof typeof LENGTHS, string>> = {};
  for (const name of Object.keys(LENGTHS) as (keyof typeof LENGTHS)[]) {
    const value = name === "data_amm" ? dateOf(parti[name]) : parti[name];
    if (typeof value === "string" && value.length <= LENGTHS[name]) chiave[name] = value;
  }
  return chiave;
}

/** ISO, also from `05/03/2026`, `20260305` and with a time after it. */
function dateOf(text: string | null | undefined): string | undefined {
  const [day = ""] = (text ?? "").split(/[T ]/);
  const italian = /^(\d{2})[/.-](\d{2})[/.-](\d{4})$/.exec(day);
  if (italian) return `${italian[3]}-${italian[2]}-${italian[1]}`;
  const packed = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(day);
  return packed ? `${packed[1]}-${packed[2]}-${packed[3]}` : undefined;
}
