import { createHash } from "node:crypto";

import { applyRicevuta, type Applicata, type Ledger } from "../../src/ledger/index.ts";
import type { Ricevuta, RigaScarto } from "../../src/model/ricevuta.ts";
import { nameOf, recordOf, type Riga } from "./invii.ts";

/** Reads an answer as if it were a file of its own, with bytes of its own. */
export function applica(ledger: Ledger, ricevuta: Ricevuta, hint: { run?: number } = {}): Promise<Applicata> {
  const sha256 = createHash("sha256").update(JSON.stringify(ricevuta)).digest("hex");
  return applyRicevuta(ledger, ricevuta, { name: "risposta.xml", sha256 }, hint);
}

export function mx(run: number, dataset: 1 | 2, codice: string): Ricevuta {
  return {
    specie: codice.startsWith("IF") ? "caricamento" : "elaborazione",
    codice,
    nomeFile: nameOf(run, dataset),
  };
}

export function scarto(riga: Riga, dataset: 1 | 2, given: Partial<RigaScarto> = {}): RigaScarto {
  const { cod_reg, cod_asl, cod_str, data_amm, id_rec } = recordOf(riga);
  return {
    specie: "scarto",
    dataset,
    chiave: { cod_reg, cod_asl, cod_str, data_amm, id_rec },
    codice: "S.1.1",
    descrizione: "valore non ammesso",
    ...given,
  };
}

export function fus(run: number, dataset: 1 | 2, righe: readonly RigaScarto[], completo = true): Ricevuta {
  return { specie: "scarti", nomeFile: nameOf(run, dataset), completo, righe };
}
