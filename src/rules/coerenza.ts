import { regoleAnagrafica } from "./coerenza-anagrafica.ts";
import { regoleRicovero } from "./coerenza-ricovero.ts";
import { regoleTempi } from "./coerenza-tempi.ts";
import type { Regola } from "./regola.ts";

/** C – coherence between fields. */
export const regoleCoerenza: readonly Regola[] = [...regoleTempi, ...regoleAnagrafica, ...regoleRicovero];
