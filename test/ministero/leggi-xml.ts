import { createHash } from "node:crypto";
import { SaxesParser } from "saxes";

export type Dataset = 1 | 2;
export const DATASET = [1, 2] as const;

export interface Chiave {
  readonly cod_reg: string;
  readonly cod_asl: string;
  readonly cod_str: string;
  readonly data_amm: string;
  readonly id_rec: string;
}

/** One record as whoever receives the file sees it. */
export interface RecordRicevuto {
  readonly tipo: string;
  readonly chiave: Chiave;
  /** Digest of all that the record says, `tipo` aside. */
  readonly impronta: string;
}

/** `path=value` of every leaf, occurrences numbered. Order does not matter. */
export function improntaDi(foglie: readonly string[]): string {
  return createHash("sha256")
    .update([...foglie].sort().join("\n"))
    .digest("base64url");
}

export function testo({ cod_reg, cod_asl, cod_str, data_amm, id_rec }: Chiave): string {
  return [cod_reg, cod_asl, cod_str, data_amm, id_rec].join("|");
}

const RECORD = "Assistenza";
const TIPO = "Trasmissione[1]/@tipo";
const PARTI = {
  cod_reg: "Erogatore[1]/CodiceRegione[1]",
  cod_asl: "Erogatore[1]/CodiceASL[1]",
  cod_str: "Erogatore[1]/StrutturaErogatrice[1]",
  data_amm: "Eventi[1]/Ricovero[1]/@DataAmmissione",
  id_rec: "Eventi[1]/Ricovero[1]/Id_Rec[1]",
} as const;

/** Reads a dataset with a parser that is not the program's: any layout of blanks, prefixes, entities. @throws Error */
export function leggiDataset(xml: string, dataset: Dataset): RecordRicevuto[] {
  const found: RecordRicevuto[] = [];
  const parser = new SaxesParser({ xmlns: true });
  let path: string[] = [];
  let counts: Map<string, number>[] = [];
  let leaves = new Map<string, string>();
  let text = "";
  let depth = 0;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("doctype", () => {
    throw new Error("DOCTYPE");
  });
  parser.on("text", (chunk) => (text += chunk));
  parser.on("opentag", ({ local, uri, attributes }) => {
    depth += 1;
    text = "";
    if (uri !== `http://flussi.mds.it/FlsSioc_${dataset}`) throw new Error(`namespace ${uri}`);
    if (depth === 1 && local !== `FlsSioc_${dataset}`) throw new Error(`root ${local}`);
    if (depth === 2) {
      if (local !== RECORD) throw new Error(`record ${local}`);
      path = [];
      counts = [new Map<string, number>()];
      leaves = new Map<string, string>();
    }
    if (depth < 3) return;
    const siblings = counts.at(-1) ?? new Map<string, number>();
    const n = (siblings.get(local) ?? 0) + 1;
    siblings.set(local, n);
    path.push(`${local}[${n}]`);
    counts.push(new Map());
    for (const [name, { value }] of Object.entries(attributes))
      leaves.set([...path, `@${name}`].join("/"), value);
  });
  parser.on("closetag", () => {
    if (depth === 2) found.push(recordOf(leaves));
    if (depth > 2) {
      if ((counts.pop()?.size ?? 0) === 0 && text.trim() !== "") leaves.set(path.join("/"), text);
      path.pop();
    }
    depth -= 1;
    text = "";
  });
  parser.write(xml).close();
  return found;
}

function recordOf(leaves: ReadonlyMap<string, string>): RecordRicevuto {
  const at = (where: string): string => leaves.get(where) ?? "";
  return {
    tipo: at(TIPO),
    chiave: {
      cod_reg: at(PARTI.cod_reg),
      cod_asl: at(PARTI.cod_asl),
      cod_str: at(PARTI.cod_str),
      data_amm: at(PARTI.data_amm),
      id_rec: at(PARTI.id_rec),
    },
    impronta: improntaDi([...leaves].flatMap(([name, value]) => (name === TIPO ? [] : [`${name}=${value}`]))),
  };
}
