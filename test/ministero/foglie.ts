import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";

import type { RicoveroSintetico } from "../../src/synthetic/ricovero.ts";
import { DATASET, improntaDi, type Chiave, type Dataset, type RecordRicevuto } from "./leggi-xml.ts";

/** What a stay must look like at the Ministry, made from the layout's data without the program's readers and writers. */
export type Atteso = Readonly<Record<Dataset, Pick<RecordRicevuto, "impronta">>> & {
  readonly chiave: Chiave;
};

interface CampoLetto {
  readonly colonna: string;
  readonly path: string;
  readonly gruppo?: string;
}

const LAYOUT = parse(readFileSync("xsd/ricostruzione-0.1/layout.toml", "utf8")) as unknown as {
  readonly dataset: Readonly<Record<Dataset, { readonly campo: readonly CampoLetto[] }>>;
};
const GRUPPI = {
  valutazione: "valutazioni",
  prestazione: "prestazioni",
  sospensione: "sospensioni",
} as const;

/** Published in the Ministry's SDK (spec/cuni.md §3). */
const ANONIMO = "TGIN+o+fB0m+hf4iyd2fYF6kjRqEpa6+TPiiNfAvE0M=9wmFXLxmSeuWHV0HIMjYtoyCAOT+Dms+s2mz2P3x90Y=";
const SCONOSCIUTO = "XXXXXXXXXXXXXXXX";

export function attesoDi(stay: RicoveroSintetico, chiaveCuni: string): Atteso {
  const [cuni, id_rec] = pseudonimi(stay, chiaveCuni);
  const columns = { ...stay, cuni, id_rec };
  const { cod_reg, cod_asl, cod_str, data_amm } = stay;
  const [uno, due] = DATASET.map((n) => ({ impronta: improntaDi(foglie(columns, n)) }));
  if (!uno || !due) throw new Error("dataset");
  return { chiave: { cod_reg, cod_asl, cod_str, data_amm, id_rec }, 1: uno, 2: due };
}

function foglie(columns: object, dataset: Dataset): string[] {
  const leaves: string[] = [];
  const times = new Map<string, number>();
  const put = (path: string, n: number, holder: object, colonna: string): void => {
    const value = cell(holder, colonna);
    if (value === "") return;
    const parts = path.split("/");
    const attribute = parts.at(-1)?.startsWith("@") === true;
    const again = (times.get(`${path} ${n}`) ?? 0) + 1;
    times.set(`${path} ${n}`, again);
    const numbered = parts.map((part, i) => {
      if (part.startsWith("@")) return part;
      if (i === 1) return `${part}[${n}]`;
      return `${part}[${i === parts.length - 1 && !attribute ? again : 1}]`;
    });
    leaves.push(`${numbered.join("/")}=${value}`);
  };
  for (const { colonna, path, gruppo } of LAYOUT.dataset[dataset].campo) {
    if (colonna === "tipo") continue;
    const rows = gruppo === undefined ? [columns] : rowsOf(columns, gruppo);
    rows.forEach((row, i) => {
      put(path, i + 1, row, colonna);
    });
  }
  return leaves;
}

function rowsOf(columns: object, gruppo: string): readonly object[] {
  const name = Object.entries(GRUPPI).find(([one]) => one === gruppo)?.[1];
  return name === undefined ? [] : ((columns as Readonly<Record<string, readonly object[]>>)[name] ?? []);
}

function cell(holder: object, name: string): string {
  const value: unknown = (holder as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : "";
}

/** CUNI and Id_Rec by spec/cuni.md, with Node's own HMAC. */
function pseudonimi(stay: RicoveroSintetico, key: string): [cuni: string, idRec: string] {
  const { cod_reg, cod_asl, cod_str, data_amm, num_ric, tipo_ci, cod_ident } = stay;
  const nobody = tipo_ci === "98" || cod_ident === "";
  const who = nobody ? `ric:${cod_reg}/${cod_asl}/${cod_str}/${num_ric}` : cod_ident;
  const cuni = tipo_ci === "98" ? ANONIMO : hash(cod_ident === "" ? SCONOSCIUTO : cod_ident, key);
  return [cuni, hash(cod_reg + cod_asl + cod_str + data_amm + who, key)];
}

function hash(text: string, key: string): string {
  const first = createHmac("sha256", Buffer.from(key, "hex")).update(text, "utf8").digest();
  const second = createHmac("sha256", Buffer.from(key, "latin1")).update(first).digest();
  return first.toString("base64") + second.toString("base64");
}
