import { toDay } from "../core/dates.ts";
import { judgeIdentificativo, type Giudizio } from "../identity/index.ts";
import type { ClearRecord } from "../model/record.ts";
import type { Contesto } from "./regola.ts";

/** What several rules need of one record, worked out once, when first asked for. */
export interface Misure {
  /**
   * Years at admission, from the years alone (the layout carries no birth date). NaN when the birth year is
   * blank or not known (9999): then no comparison holds.
   */
  eta(): number;
  /** Days of stay: discharge − admission, same day = 0; an open stay counts to the last day of the quarter. */
  degenza(): number;
  /** The identifier judged by its declared type. */
  giudizio(): Giudizio;
}

export interface MisureDelRecord extends Misure {
  /** Turns to the next record. */
  volgi(r: ClearRecord, c: Contesto): void;
}

/** One for each evaluator: holds the record in hand, and of those before it nothing but their dates. */
export function misure(r: ClearRecord, c: Contesto): MisureDelRecord {
  let record = r;
  let contesto = c;
  let eta: number | undefined;
  let degenza: number | undefined;
  let giudizio: Giudizio | undefined;
  const giorno = giorni();
  return {
    volgi(altro, suo) {
      record = altro;
      contesto = suo;
      eta = degenza = giudizio = undefined;
    },
    eta: () => (eta ??= etaDi(record)),
    degenza: () =>
      (degenza ??=
        giorno(record.data_dim === "" ? contesto.periodo.last : record.data_dim) - giorno(record.data_amm)),
    giudizio: () => (giudizio ??= judgeIdentificativo(record.cod_ident, record.tipo_ci)),
  };
}

function etaDi(r: ClearRecord): number {
  if (r.anno_nasc === "" || r.anno_nasc === "9999" || r.data_amm === "") return NaN;
  return annoDi(r.data_amm) - annoDi(r.anno_nasc);
}

/** Year of a date `AAAA-MM-GG`, without making a text of it. */
export function annoDi(data: string): number {
  return (
    (data.charCodeAt(0) - 48) * 1000 +
    (data.charCodeAt(1) - 48) * 100 +
    (data.charCodeAt(2) - 48) * 10 +
    (data.charCodeAt(3) - 48)
  );
}

const GIORNI_TENUTI = 4096;

/** toDay with a memory: the days of a quarter are few and come back in every record. */
function giorni(): (data: string) => number {
  const noti = new Map<string, number>();
  return (data) => {
    const noto = noti.get(data);
    if (noto !== undefined) return noto;
    const nuovo = toDay(data);
    if (noti.size < GIORNI_TENUTI) noti.set(data, nuovo);
    return nuovo;
  };
}
