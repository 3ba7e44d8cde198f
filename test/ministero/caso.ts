import { toDay } from "../../src/core/dates.ts";
import { parsePeriodo, type Periodo } from "../../src/core/periodo.ts";
import { Anno, type Mittente } from "./anno.ts";
import { Ministero, NESSUNO, SOLITI } from "./ministero.ts";
import { AZIENDE, dopo, Verita, type Azienda, type Ricovero } from "./verita.ts";

export const TRIMESTRI: readonly Periodo[] = ["2026T1", "2026T2", "2026T3", "2026T4"].map((code) => {
  const periodo = parsePeriodo(code);
  if (!periodo) throw new Error(code);
  return periodo;
});

export interface Caso {
  readonly seed: number;
  readonly chiaveCuni: string;
  readonly mittente: Mittente;
}

/** A random year, the same for the same seed. Returns what was wrong: nothing, when every invariant held. */
export async function annoCasuale({ seed, chiaveCuni, mittente }: Caso): Promise<string[]> {
  const verita = new Verita(seed, chiaveCuni);
  const anno = new Anno(verita, new Ministero(seed), mittente);
  const wrong: string[] = [];
  for (const [i, periodo] of TRIMESTRI.entries()) {
    apre(verita, periodo);
    for (const giorni of [20, 50]) {
      const aziende = AZIENDE.filter((azienda) => !assente(verita, azienda, giorni));
      if (aziende.length > 0)
        wrong.push(
          ...(await anno.passo(periodo, { oggi: dopo(periodo, giorni), aziende, capricci: SOLITI })),
        );
      movimenti(verita, periodo);
    }
    // Now and then somebody goes back to a quarter that was over.
    const past = TRIMESTRI[verita.rng.below(i + 1)];
    if (past && past !== periodo && verita.rng.chance(0.3))
      wrong.push(
        ...(await anno.passo(past, { oggi: dopo(periodo, 60), aziende: AZIENDE, capricci: SOLITI })),
      );
  }
  return [...wrong, ...(await giroPulito(anno))];
}

/** Everything put right, every azienda, every quarter, a Ministry without whims. */
export async function giroPulito(anno: Anno): Promise<string[]> {
  const wrong: string[] = [];
  for (const stay of anno.verita.ricoveri) stay.difetto = undefined;
  const oggi = dopo(TRIMESTRI[3] ?? TRIMESTRI[0]!, 70);
  // Twice where a quarter's list of gone stays held one whose new key could go only with a later quarter.
  for (let giro = 0; giro < 2 && (giro === 0 || anno.chiusura().length > 0); giro += 1)
    for (const periodo of TRIMESTRI)
      wrong.push(...(await anno.passo(periodo, { oggi, aziende: AZIENDE, capricci: NESSUNO })));
  return [...wrong, ...anno.chiusura()];
}

function assente({ rng }: Verita, azienda: Azienda, giorni: number): boolean {
  return rng.chance(giorni === 20 ? 0.15 : 0.05) && azienda.codice !== "101";
}

/** The quarter begins: open stays end, some with a death, and new ones come; a few people are back. */
function apre(verita: Verita, periodo: Periodo): void {
  const { rng } = verita;
  const [first, last] = [toDay(periodo.first), toDay(periodo.last)];
  for (const stay of verita.ricoveri) {
    if (!stay.presente || stay.fatti.data_dim !== "" || rng.chance(0.1)) continue;
    verita.chiudi(stay, periodo, rng.between(first, first + 25), rng.chance(0.15) ? "1" : undefined);
  }
  for (const azienda of AZIENDE) {
    const back = verita.ricoveri.filter((stay) => stay.azienda === azienda && torna(verita, stay, periodo));
    for (let n = rng.between(2, 5); n > 0; n -= 1) {
      const chosen = back.length > 0 && rng.chance(0.1) ? rng.pick(back).fatti.persona : undefined;
      if (chosen) back.length = 0;
      const aperto = rng.chance(0.2);
      const amm = rng.between(aperto ? last - 15 : first + 10, aperto ? last - 1 : last - 30);
      const vincoli = { amm, durata: aperto ? 60 : rng.between(1, 18) };
      const stay = verita.nuovo(azienda, periodo, vincoli, chosen);
      if (rng.chance(0.1)) verita.guasta(stay);
      if (rng.chance(0.08)) gemello(verita, stay, periodo);
    }
  }
}

/** Known, discharged alive from every stay, and never mistaken for somebody else. */
function torna(verita: Verita, { fatti, presente, cambiato }: Ricovero, { first }: Periodo): boolean {
  if (!presente || cambiato || fatti.tipo_ci !== "0") return false;
  return verita.ricoveri
    .filter((one) => one.fatti.cod_ident === fatti.cod_ident)
    .every(({ fatti: f }) => f.data_dim !== "" && f.mod_dim !== "1" && f.data_dim < first);
}

/** Somebody else admitted to the same struttura on the same day, perhaps with the identifiers swapped later. */
function gemello(verita: Verita, { azienda, fatti }: Ricovero, periodo: Periodo): void {
  const persona = verita.persona(azienda, periodo, "italia");
  const vincoli = { amm: toDay(fatti.data_amm), durata: 9, struttura: fatti.cod_str };
  verita.nuovo(azienda, periodo, vincoli, persona);
}

/** What the aziende put right, or wrong, after a sending. */
function movimenti(verita: Verita, periodo: Periodo): void {
  const { rng } = verita;
  for (const stay of verita.ricoveri) {
    if (!stay.presente) {
      if (rng.chance(0.3)) stay.presente = true;
      continue;
    }
    if (stay.difetto) {
      if (rng.chance(0.8)) stay.difetto = undefined;
    } else if (rng.chance(0.3)) succede(verita, stay, periodo);
  }
}

function succede(verita: Verita, stay: Ricovero, periodo: Periodo): void {
  const { rng } = verita;
  const italia = stay.fatti.tipo_ci === "0" && Number(stay.fatti.anno_nasc) < 2005;
  switch (rng.below(9)) {
    case 0:
    case 1:
      verita.correggiClinica(stay);
      return;
    case 2:
      verita.correggiAnagrafica(stay);
      return;
    case 3:
      if (italia && !hasBeenHereTwice(verita, stay)) verita.correggiIdentificativo(stay, periodo);
      return;
    case 4:
      if (stay.fatti.data_dim !== "") verita.correggiAmmissione(stay, rng.between(1, 3));
      return;
    case 5:
      if (!isLast(verita, stay)) stay.presente = false;
      return;
    case 6:
      verita.guasta(stay);
      return;
    case 7: {
      const other = verita.ricoveri.find((one) => one !== stay && sameDay(one, stay));
      if (!other || !italia || other.fatti.tipo_ci !== "0") return;
      if (![stay, other].some((one) => hasBeenHereTwice(verita, one))) verita.scambia(stay, other);
      return;
    }
    default:
      verita.correggiClinica(stay);
      verita.correggiAnagrafica(stay);
  }
}

/** An export without rows is refused as a mistake, and cancels nothing: an azienda keeps one stay a quarter. */
function isLast(verita: Verita, { id, azienda }: Ricovero): boolean {
  return TRIMESTRI.some((periodo) => {
    const { righe } = verita.esporta(azienda, periodo);
    return righe.length === 1 && righe[0]?.id === id;
  });
}

/** Correcting one of two stays would make two people of one: that is for the rules' own tests. */
function hasBeenHereTwice(verita: Verita, { id, fatti }: Ricovero): boolean {
  return verita.ricoveri.some((one) => one.id !== id && one.fatti.cod_ident === fatti.cod_ident);
}

function sameDay(a: Ricovero, b: Ricovero): boolean {
  return a.presente && a.fatti.cod_str === b.fatti.cod_str && a.fatti.data_amm === b.fatti.data_amm;
}
