import { tracer, type ChiaveRicovero, type LedgerKeys } from "../ledger/index.ts";
import type { SafeRecord } from "../model/record.ts";
import type { Bozza } from "../tracciato/index.ts";

type Contorno = Parameters<ReturnType<typeof tracer>["write"]>[1];

/** The traces of one block while its records are judged. */
export interface Traces {
  /** To be asked for before the local number is gone from the record. */
  contornoOf(bozza: Bozza, identificato: boolean): Contorno;
  write(record: SafeRecord, contorno: Contorno, row: number): void;
  /** Of a refused record. False, and nothing, when its key could not be read. */
  writeKey(chiave: ChiaveRicovero, contorno: Contorno, row: number): boolean;
  finish(): Uint8Array<ArrayBuffer>;
}

export function openTraces(keys: LedgerKeys | undefined, azienda: string, count: number): Traces | undefined {
  if (!keys) return undefined;
  const made = tracer(keys, count);
  return {
    contornoOf: ({ num_ric, cod_str, tipo_ci }, identificato) => ({
      stay: num_ric === "" ? "" : `${azienda}|${cod_str}|${num_ric}`,
      isSomebody: identificato && tipo_ci !== "98" && tipo_ci !== "99" && tipo_ci !== "",
    }),
    write(record, contorno, row) {
      made.write(record, { ...contorno, isSomebody: contorno.isSomebody && record.cuni !== "" }, row);
    },
    writeKey(chiave, { stay }, row) {
      const whole = isWhole(chiave);
      if (whole) made.writeKey(chiave, stay, row);
      return whole;
    },
    finish: () => made.finish(),
  };
}

function isWhole({ cod_reg, cod_asl, cod_str, data_amm, id_rec }: ChiaveRicovero): boolean {
  return (
    cod_reg.length === 3 &&
    cod_asl.length === 3 &&
    cod_str.length === 6 &&
    data_amm.length === 10 &&
    id_rec.length === 88
  );
}
