import type { Colonna } from "../model/campi.ts";

/**
 * What aziende write where the tracciato wants a code. Only words of this table are ever repeated in a proposal:
 * a value found in a file but not here stays masked. Codes: spec/layout.md §2–3.
 */
const SI_NO = {
  s: "1",
  si: "1",
  y: "1",
  yes: "1",
  true: "1",
  vero: "1",
  n: "2",
  no: "2",
  false: "2",
  falso: "2",
  "0": "2",
};
const DISTURBI = { assenti: "1", lievi: "1", assentilievi: "1", moderati: "2", gravi: "3" };

const TABELLA: Readonly<Partial<Record<Colonna, Readonly<Record<string, string>>>>> = {
  tipo: {
    insert: "I",
    inserimento: "I",
    nuovo: "I",
    n: "I",
    variazione: "V",
    u: "V",
    update: "V",
    modifica: "V",
  },
  genere: {
    m: "1",
    maschio: "1",
    maschile: "1",
    male: "1",
    uomo: "1",
    f: "2",
    femmina: "2",
    femminile: "2",
    female: "2",
    donna: "2",
    a: "3",
    altro: "3",
    x: "3",
    nd: "9",
    u: "9",
  },
  cittad: {
    ita: "IT",
    italia: "IT",
    italiana: "IT",
    italiano: "IT",
    "100": "IT",
    rou: "RO",
    romania: "RO",
  },
  stato_est: { italia: "IT" },
  stato_civ: {
    celibe: "1",
    nubile: "1",
    celibenubile: "1",
    coniugato: "2",
    coniugata: "2",
    coniugatoa: "2",
    separato: "3",
    separata: "3",
    divorziato: "4",
    divorziata: "4",
    vedovo: "5",
    vedova: "5",
    nonnoto: "99",
    nd: "99",
    c: "1",
    n: "1",
    cg: "2",
    se: "3",
    d: "4",
    v: "5",
  },
  tit_stud: {
    nessuno: "1",
    elementare: "2",
    licenzaelementare: "2",
    mediainferiore: "3",
    licenzamedia: "3",
    media: "3",
    mediasuperiore: "5",
    diploma: "5",
    laurea: "6",
    nonnoto: "9",
    nd: "9",
  },
  cond_prof: {
    occupato: "1",
    occupata: "1",
    disoccupato: "2",
    disoccupata: "2",
    studente: "4",
    casalinga: "5",
    ritirato: "6",
    ritirata: "6",
    pensionato: "6",
    pensionata: "6",
    altra: "7",
    nonnoto: "9",
    nd: "9",
  },
  caregiver: SI_NO,
  pian_cond: SI_NO,
  supp_soc: {
    presenza: "1",
    si: "1",
    s: "1",
    parziale: "2",
    temporanea: "2",
    nonpresenza: "3",
    no: "3",
    n: "3",
    nd: "9",
  },
  tipo_acc: { programmato: "1", p: "1", nonprogrammato: "2", urgente: "2", u: "2", np: "2" },
  prov: {
    domicilio: "1",
    ospedale: "2",
    prontosoccorso: "4",
    ps: "4",
    rsa: "5",
    hospice: "6",
    odc: "7",
    altro: "9",
  },
  auton: { autonomo: "1", parzialmentedipendente: "2", totalmentedipendente: "3", nonrilevato: "9" },
  mobil: {
    sisposdasolo: "1",
    autonomo: "1",
    assistito: "2",
    nonsisposta: "3",
    allettato: "3",
    nonrilevato: "9",
  },
  dist_cogn: DISTURBI,
  dist_comp: DISTURBI,
  val_mom: { ammissione: "1", ingresso: "1", a: "1", i: "1", intermedia: "2", dimissione: "3", d: "3" },
  scala: { barthel: "1", barthelmodificato: "2", adl: "3", katz: "3", fim: "4" },
  mod_dim: {
    deceduto: "1",
    decesso: "1",
    domicilio: "2",
    rsa: "3",
    volontaria: "5",
    trasferimento: "6",
    hospice: "10",
    adi: "9",
    odc: "11",
    lungodegenza: "12",
    altro: "99",
  },
};

const foldValue = (value: string): string =>
  value
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

/** Our code for an azienda's word, if the table knows it. */
export function codeFor(colonna: Colonna, value: string): string | undefined {
  const table = TABELLA[colonna];
  const key = foldValue(value);
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** True for columns whose words the table translates. */
export function hasWords(colonna: Colonna): boolean {
  return TABELLA[colonna] !== undefined;
}

/** The codes the table leads to: values that need no translation. */
export function isOwnCode(colonna: Colonna, value: string): boolean {
  return Object.values(TABELLA[colonna] ?? {}).includes(value);
}
