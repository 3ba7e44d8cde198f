import { expect } from "vitest";

import { toDay } from "../../src/core/dates.ts";
import { Anno } from "./anno.ts";
import { giroPulito, TRIMESTRI } from "./caso.ts";
import { DATASET, testo } from "./leggi-xml.ts";
import { mezza, Ministero, NESSUNO } from "./ministero.ts";
import type { Programma } from "./programma.ts";
import { AZIENDE, dopo, Verita, type Ricovero } from "./verita.ts";

/**
 * A year one can follow: three aziende, four quarters, and after every step the Ministry has what it should. Returns
 * what must not be found in the ledger: identifiers, Id_Rec.
 */
export async function raccontaAnno(programma: Programma): Promise<readonly string[]> {
  const verita = new Verita(2026, programma.chiaveCuni);
  const ministero = new Ministero(2026);
  const anno = new Anno(verita, ministero, programma);
  const [t1, t2, t3, t4] = TRIMESTRI as unknown as readonly [Q, Q, Q, Q];
  const [uno, due, tre] = AZIENDE as unknown as readonly [A, A, A];
  const giorno = (text: string): number => toDay(text);
  const nuovo = (
    azienda: A,
    periodo: Q,
    amm: string,
    durata: number,
    persona = verita.persona(azienda, periodo, "italia"),
  ) => verita.nuovo(azienda, periodo, { amm: giorno(amm), durata, modDim: "2" }, persona);
  const alMinistero = (stay: Ricovero): boolean =>
    DATASET.every((n) => ministero.stato.has(mezza(n, testo(verita.atteso(stay).chiave))));

  // T1. Of the stays of 101 one is open on 31 March and one has a wrong cell; 102 has not sent its file yet.
  const [sano, aperto, sbagliato, tolto] = [
    nuovo(uno, t1, "2026-01-10", 12),
    nuovo(uno, t1, "2026-03-20", 60),
    nuovo(uno, t1, "2026-02-03", 9),
    nuovo(uno, t1, "2026-02-20", 7),
  ];
  const [tardi, gemelloA, gemelloB] = [
    nuovo(due, t1, "2026-01-15", 10),
    nuovo(due, t1, "2026-03-02", 8),
    nuovo(due, t1, "2026-03-02", 11),
  ];
  gemelloB.fatti = { ...gemelloB.fatti, cod_str: gemelloA.fatti.cod_str };
  const [senzaNumero, altroSenzaNumero] = [nuovo(tre, t1, "2026-02-10", 14), nuovo(tre, t1, "2026-03-05", 5)];
  verita.guasta(sbagliato);
  expect(await anno.passo(t1, { oggi: dopo(t1, 20), aziende: [uno, tre] })).toEqual([]);
  expect([sano, aperto, tolto, senzaNumero, altroSenzaNumero].every(alMinistero)).toBe(true);
  expect([sbagliato, tardi].some(alMinistero)).toBe(false);

  // The cell is put right, 102 sends, a clinical field of 103 changes; the Ministry refuses about half by itself.
  sbagliato.difetto = undefined;
  verita.correggiClinica(senzaNumero);
  const meta = { scarto: 0.5, anomalia: 0.2, file: 0 };
  expect(await anno.passo(t1, { oggi: dopo(t1, 30), aziende: AZIENDE, capricci: meta })).toEqual([]);

  // The same files again: only what was refused goes, as I what was never taken and as V what was.
  expect(await anno.passo(t1, { oggi: dopo(t1, 35), aziende: AZIENDE })).toEqual([]);
  expect(verita.ricoveri.every(alMinistero)).toBe(true);

  // And once more: there is nothing to send.
  const before = new Map(ministero.stato);
  expect(await anno.passo(t1, { oggi: dopo(t1, 36), aziende: AZIENDE })).toEqual([]);
  expect(ministero.stato).toEqual(before);

  // A stay that never was is taken out of the register: it is cancelled, in both datasets.
  tolto.presente = false;
  expect(await anno.passo(t1, { oggi: dopo(t1, 40), aziende: AZIENDE })).toEqual([]);
  expect(alMinistero(tolto)).toBe(false);

  // It had been right after all: its key is free, and it is inserted again.
  tolto.presente = true;
  expect(await anno.passo(t1, { oggi: dopo(t1, 44), aziende: AZIENDE })).toEqual([]);
  expect(alMinistero(tolto)).toBe(true);

  // Two people admitted together had each other's identifier: both stays change, no key does.
  verita.scambia(gemelloA, gemelloB);
  expect(await anno.passo(t1, { oggi: dopo(t1, 60), aziende: AZIENDE })).toEqual([]);

  // T2. The stay left open ends, with a death; new ones come.
  verita.chiudi(aperto, t2, giorno("2026-04-11"), "1");
  const [cambiaChi, cambiaData] = [nuovo(uno, t2, "2026-05-04", 10), nuovo(due, t2, "2026-05-20", 12)];
  const cambiaDataSenzaNumero = nuovo(tre, t2, "2026-06-01", 15);
  const cambiaChiSenzaNumero = nuovo(tre, t2, "2026-06-10", 6);
  expect(await anno.passo(t2, { oggi: dopo(t2, 20), aziende: AZIENDE })).toEqual([]);
  expect(aperto.fatti.mod_dim).toBe("1");

  // Identifiers and dates are corrected, so keys change: the old one is cancelled with the insertion of the new one.
  const vecchie = [cambiaChi, cambiaData, cambiaDataSenzaNumero, cambiaChiSenzaNumero].map(
    (stay) => verita.atteso(stay).chiave,
  );
  verita.correggiIdentificativo(cambiaChi, t2);
  verita.correggiAmmissione(cambiaData, 2);
  verita.correggiAmmissione(cambiaDataSenzaNumero, 1);
  // Without a number nothing says that these are one stay: one is new and one is gone, and a person confirms.
  verita.correggiIdentificativo(cambiaChiSenzaNumero, t2);
  expect(await anno.passo(t2, { oggi: dopo(t2, 30), aziende: AZIENDE })).toEqual([]);
  expect([cambiaChi, cambiaData, cambiaDataSenzaNumero, cambiaChiSenzaNumero].every(alMinistero)).toBe(true);
  for (const chiave of vecchie) expect(ministero.stato.has(mezza(1, testo(chiave)))).toBe(false);

  // T3. The Ministry takes no file (signature, schema): nothing moves, and the next run sends the same.
  const [primo, secondo] = [nuovo(uno, t3, "2026-07-10", 9), nuovo(due, t3, "2026-08-02", 20)];
  const rifiuto = { ...NESSUNO, file: 1 };
  expect(await anno.passo(t3, { oggi: dopo(t3, 20), aziende: [uno, due], capricci: rifiuto })).toEqual([]);
  expect([primo, secondo].some(alMinistero)).toBe(false);
  expect(await anno.spedisci(t3, { oggi: dopo(t3, 25), aziende: [uno, due] })).toEqual([]);

  // Prepared again before the answers are here: everything waits, nothing goes twice.
  const { files, conti } = await anno.intanto();
  expect(files).toEqual([]);
  expect(conti).toMatchObject({ inviate: 0, inAttesa: conti.righe });
  await anno.riscuoti();
  expect([primo, secondo].every(alMinistero)).toBe(true);

  // T4, and 103 with its file of T3 only now; an anonymous person too.
  const anonimo = verita.nuovo(
    uno,
    t4,
    { amm: giorno("2026-10-10"), durata: 9 },
    verita.persona(uno, t4, "anonimo"),
  );
  nuovo(due, t4, "2026-11-20", 60);
  nuovo(tre, t3, "2026-09-01", 8);
  nuovo(tre, t4, "2026-12-01", 9);
  expect(await anno.passo(t3, { oggi: dopo(t4, 10), aziende: [tre] })).toEqual([]);
  expect(await anno.passo(t4, { oggi: dopo(t4, 20), aziende: AZIENDE, capricci: meta })).toEqual([]);

  // A last round over the whole year: what the region holds is what the Ministry has, and nothing else.
  expect(await giroPulito(anno)).toEqual([]);
  expect(alMinistero(anonimo)).toBe(true);
  expect(ministero.stato.size).toBe(2 * verita.ricoveri.length);

  // Nobody is recognisable in what was kept, written or said; the ledger does not even have the pseudonyms.
  const pseudonimi = verita.ricoveri.map((stay) => verita.atteso(stay).chiave.id_rec);
  expect(programma.tracce([...verita.identificativi])).toEqual([]);
  expect(programma.tracceNelRegistro(pseudonimi)).toEqual([]);
  await programma.comando(dopo(t4, 80), "audit", "verify");
  await programma.comando(dopo(t4, 80), "ledger", "check");
  return [...verita.identificativi, ...pseudonimi];
}

type Q = (typeof TRIMESTRI)[number];
type A = (typeof AZIENDE)[number];
