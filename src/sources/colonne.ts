import { GRUPPI, type CampoFiglio, type Colonna, type Gruppo } from "../model/campi.ts";

/**
 * The columns an input may carry, with the names aziende give them, Italian first. Synonyms are compared after
 * {@link words}: abbreviations, order, accents and separators do not matter. Source: landscape of exports, plus
 * the names of the tracciato (layout.md §2–3); they only *propose*, a person confirms.
 */
export const SINONIMI: Readonly<Record<Colonna, readonly string[]>> = {
  tipo: ["tipo trasmissione", "tipo invio", "tipo operazione", "tipo record", "transmission type"],
  cod_reg: [
    "codice regione",
    "regione erogazione",
    "codice regione erogatrice",
    "regione erogatrice",
    "region code",
  ],
  cod_asl: [
    "codice asl",
    "codice azienda",
    "azienda sanitaria",
    "asl erogazione",
    "azienda erogatrice",
    "azienda",
    "asl",
    "codice azienda sanitaria",
    "health authority",
  ],
  cod_str: [
    "codice struttura",
    "struttura erogatrice",
    "codice sts",
    "sts11",
    "struttura",
    "presidio",
    "codice presidio",
    "codice struttura erogatrice",
    "ospedale comunita",
    "codice odc",
    "facility code",
  ],
  data_amm: [
    "data ammissione",
    "data ricovero",
    "data ingresso",
    "data accettazione",
    "data inizio ricovero",
    "ingresso",
    "data entrata",
    "ricoverato il",
    "admission date",
  ],
  id_rec: ["identificativo record", "id record"],
  cuni: ["codice univoco non invertibile", "codice univoco", "cuni"],
  val_ci: ["validita codice identificativo", "validita ci", "esito verifica ts", "validita codice fiscale"],
  tipo_ci: [
    "tipologia codice identificativo",
    "tipo codice identificativo",
    "tipologia ci",
    "tipo identificativo",
  ],
  team: ["codice istituzione team", "istituzione team", "team"],
  anno_nasc: ["anno nascita", "birth year", "year of birth"],
  genere: ["genere", "sesso", "sex", "gender"],
  cittad: ["cittadinanza", "codice cittadinanza", "nazionalita", "citizenship"],
  stato_civ: ["stato civile", "marital status"],
  resp_gen: ["responsabilita genitoriale", "potesta genitoriale"],
  tit_stud: ["titolo studio", "livello istruzione", "istruzione", "education"],
  cond_prof: [
    "condizione professionale",
    "posizione professionale",
    "professione",
    "occupazione",
    "occupation",
  ],
  reg_res: ["regione residenza", "codice regione residenza", "residence region"],
  asl_res: [
    "asl residenza",
    "azienda residenza",
    "usl residenza",
    "codice asl residenza",
    "asl appartenenza",
  ],
  com_res: [
    "comune residenza",
    "codice comune residenza",
    "istat residenza",
    "istat comune residenza",
    "residenza",
  ],
  stato_est: ["stato estero residenza", "nazione residenza", "stato estero", "stato residenza"],
  nucleo: ["nucleo familiare", "conviventi", "numero conviventi", "componenti nucleo"],
  caregiver: ["presenza caregiver", "caregiver", "assistente familiare"],
  supp_soc: ["supporto sociale", "assistenza sociale", "social support"],
  ora_amm: [
    "ora ammissione",
    "ora ricovero",
    "ora ingresso",
    "ora accettazione",
    "ora entrata",
    "admission time",
  ],
  sogg_rich: ["soggetto richiedente", "richiedente", "proponente", "inviante", "soggetto proponente"],
  data_rich: ["data richiesta", "data segnalazione", "data domanda", "data proposta", "request date"],
  prov: ["provenienza", "provenienza paziente", "provenienza assistito", "origine"],
  str_prov: [
    "struttura provenienza",
    "istituto provenienza",
    "codice struttura provenienza",
    "ospedale provenienza",
  ],
  motivo: [
    "motivo ricovero",
    "motivo ammissione",
    "motivo ingresso",
    "motivazione",
    "motivazione ricovero",
    "causale",
  ],
  tipo_acc: ["tipo accesso", "modalita accesso", "tipo ricovero", "modalita ricovero", "regime"],
  diag_pri: [
    "diagnosi principale",
    "patologia principale",
    "diagnosi ingresso",
    "diagnosi ammissione",
    "diagnosi",
    "icd9 principale",
    "main diagnosis",
  ],
  diag_con1: concomitante(1),
  diag_con2: concomitante(2),
  diag_con3: concomitante(3),
  diag_con4: concomitante(4),
  diag_con5: concomitante(5),
  perc_ssn: ["percentuale ssn", "percentuale carico ssn", "quota ssn"],
  pian_cond: ["pianificazione condivisa cure", "pianificazione condivisa", "pianificazione cure"],
  data_dim: [
    "data dimissione",
    "data uscita",
    "data fine ricovero",
    "dimissione",
    "dimesso il",
    "uscita",
    "data fine",
    "discharge date",
  ],
  ora_dim: ["ora dimissione", "ora uscita", "ora fine ricovero", "discharge time"],
  mod_dim: [
    "modalita dimissione",
    "modalita e destinazione dimissione",
    "tipo dimissione",
    "esito dimissione",
    "esito ricovero",
    "destinazione",
    "discharge mode",
  ],
  str_dest: [
    "struttura destinazione",
    "istituto destinazione",
    "codice struttura destinazione",
    "ospedale destinazione",
  ],
  mot_trasf: ["motivo trasferimento", "causa trasferimento", "motivazione trasferimento"],
  diag_dim: ["diagnosi dimissione", "diagnosi uscita", "diagnosi chiusura", "discharge diagnosis"],
  val_data: ["data valutazione", "data scheda valutazione", "valutazione del", "assessment date"],
  val_mom: ["momento valutazione", "momento", "tipo valutazione", "fase valutazione"],
  auton: ["autonomia", "grado autonomia", "livello autonomia", "non autosufficienza"],
  mobil: ["mobilita", "grado mobilita", "livello mobilita"],
  dist_cogn: ["disturbi cognitivi", "disturbo cognitivo", "stato cognitivo", "cognitivi"],
  dist_comp: ["disturbi comportamentali", "disturbo comportamentale", "comportamento", "comportamentali"],
  scala: ["scala autonomia", "scala valutazione", "scala", "scala utilizzata", "scale"],
  punt: ["punteggio", "punteggio scala", "punteggio autonomia", "punteggio barthel", "score", "barthel"],
  pre_data: ["data prestazione", "data erogazione", "prestazione del", "service date"],
  pre_oper: ["tipo operatore", "operatore", "figura professionale", "operatore prestazione"],
  pre_tipo: ["tipo prestazione", "prestazione", "codice prestazione"],
  pre_qta: ["quantita", "quantita prestazione", "numero prestazioni", "quantity"],
  sosp_ini: ["inizio sospensione", "data inizio sospensione", "sospensione dal", "data inizio assenza"],
  sosp_fin: ["fine sospensione", "data fine sospensione", "sospensione al", "data fine assenza"],
  sosp_mot: ["motivo sospensione", "motivazione sospensione", "motivo assenza"],
  cod_ident: [
    "codice fiscale",
    "cf",
    "codice identificativo",
    "codice fiscale assistito",
    "codice fiscale paziente",
    "cf assistito",
    "cf paziente",
    "codfisc",
    "id assistito",
    "identificativo assistito",
    "codice assistito",
    "tax code",
  ],
  num_ric: [
    "numero ricovero",
    "numero pratica",
    "numero cartella",
    "cartella clinica",
    "nosologico",
    "numero nosologico",
    "progressivo ricovero",
    "id ricovero",
    "codice ricovero",
    "progressivo sdo",
    "id episodio",
    "episodio",
    "stay number",
    "admission number",
  ],
};

function concomitante(n: number): readonly string[] {
  return ["concomitante", "secondaria"].flatMap((word) =>
    ["diagnosi", "patologia"].map((noun) => `${noun} ${word} ${n}`),
  );
}

/** Columns that may occur more than once a stay in a flat file (`val_data`, `val_data_2` … `val_data_9`). */
const FIGLI: Readonly<Record<CampoFiglio, Gruppo>> = {
  val_data: GRUPPI[0],
  val_mom: GRUPPI[0],
  auton: GRUPPI[0],
  mobil: GRUPPI[0],
  dist_cogn: GRUPPI[0],
  dist_comp: GRUPPI[0],
  scala: GRUPPI[0],
  punt: GRUPPI[0],
  pre_data: GRUPPI[1],
  pre_oper: GRUPPI[1],
  pre_tipo: GRUPPI[1],
  pre_qta: GRUPPI[1],
  sosp_ini: GRUPPI[2],
  sosp_fin: GRUPPI[2],
  sosp_mot: GRUPPI[2],
};

export function isColonna(name: string): name is Colonna {
  return Object.hasOwn(SINONIMI, name);
}

/** Every column, in the order of the table above. */
export const COLONNE: readonly Colonna[] = Object.keys(SINONIMI).filter(isColonna);

/** What a header may be called: `val_data`, `val_data_2`. */
export type NomeColonna = Colonna | `${CampoFiglio}_${number}`;

export const MAX_OCCURRENCES = 9;

/** The columns given, those of repeating groups also with their suffixes. */
export function occurrences(columns: Iterable<Colonna>): readonly NomeColonna[] {
  return [...columns].flatMap((colonna): readonly NomeColonna[] => {
    if (!isFiglio(colonna)) return [colonna];
    const others = Array.from({ length: MAX_OCCURRENCES - 1 }, (_, i) => `${colonna}_${i + 2}` as const);
    return [colonna, ...others];
  });
}

export function isFiglio(colonna: Colonna): colonna is CampoFiglio {
  return Object.hasOwn(FIGLI, colonna);
}

/** The column of an occurrence: `val_data_2` → `val_data`. */
export function colonnaDi(name: string): Colonna | undefined {
  if (isColonna(name)) return name;
  const base = name.replace(/_[1-9]$/, "");
  return isColonna(base) && isFiglio(base) ? base : undefined;
}

/** A header name reduced to what is compared: `Città di nascita` → `cittadinascita`. */
export function fold(name: string): string {
  return plain(name).replace(/[^a-z0-9]/g, "");
}

const plain = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

/** Abbreviations as exports write them; "" for words that carry nothing. */
const PAROLE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    dt: "data",
    dta: "data",
    dat: "data",
    date: "data",
    d: "data",
    cod: "codice",
    cd: "codice",
    c: "codice",
    code: "codice",
    str: "struttura",
    strutt: "struttura",
    ist: "istituto",
    dim: "dimissione",
    dimiss: "dimissione",
    dimis: "dimissione",
    dimesso: "dimissione",
    amm: "ammissione",
    ammiss: "ammissione",
    acc: "accettazione",
    ric: "ricovero",
    ricov: "ricovero",
    res: "residenza",
    resid: "residenza",
    com: "comune",
    reg: "regione",
    az: "azienda",
    prov: "provenienza",
    proven: "provenienza",
    dest: "destinazione",
    diag: "diagnosi",
    dia: "diagnosi",
    dg: "diagnosi",
    pri: "principale",
    princ: "principale",
    ppale: "principale",
    sec: "secondaria",
    second: "secondaria",
    secondarie: "secondaria",
    conc: "concomitante",
    concom: "concomitante",
    mod: "modalita",
    mot: "motivo",
    motiv: "motivo",
    num: "numero",
    nr: "numero",
    n: "numero",
    no: "numero",
    prog: "progressivo",
    val: "valutazione",
    valut: "valutazione",
    ass: "assistito",
    paz: "paziente",
    pz: "paziente",
    naz: "nazionalita",
    citt: "cittadinanza",
    cittad: "cittadinanza",
    tit: "titolo",
    cond: "condizione",
    prof: "professionale",
    nasc: "nascita",
    sosp: "sospensione",
    pre: "prestazione",
    prest: "prestazione",
    oper: "operatore",
    qta: "quantita",
    q: "quantita",
    punt: "punteggio",
    rich: "richiesta",
    sogg: "soggetto",
    trasf: "trasferimento",
    ident: "identificativo",
    fisc: "fiscale",
    fam: "familiare",
    supp: "supporto",
    soc: "sociale",
    perc: "percentuale",
    aut: "autonomia",
    auton: "autonomia",
    mob: "mobilita",
    cogn: "cognitivi",
    comp: "comportamentali",
    comportam: "comportamentali",
    tp: "tipo",
    tip: "tipo",
    flg: "",
    flag: "",
    fl: "",
    desc: "",
    di: "",
    del: "",
    della: "",
    dello: "",
    dell: "",
    alla: "",
    a: "",
    al: "al",
    in: "",
    da: "",
    il: "",
    la: "",
    lo: "",
    l: "",
    e: "",
    ed: "",
    per: "",
    the: "",
    of: "",
    carico: "",
    ora: "ora",
    hh: "ora",
    orario: "ora",
    civ: "civile",
  }),
);

/** Meaningful words of a name, abbreviations spelt out, in no order. */
export function words(name: string): ReadonlySet<string> {
  const parts = plain(name).match(/[a-z]+|\d+/g) ?? [];
  return new Set(parts.map((part) => PAROLE.get(part) ?? part).filter((part) => part !== ""));
}
