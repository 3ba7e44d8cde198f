import { ALTRI_NOMI } from "./indizi.ts";
import { SINONIMI } from "./sinonimi.ts";

/**
 * How exports abbreviate, in Italian health systems and their databases. One short form may stand for several words:
 * the one that makes a known name wins.
 */
const FORME_BREVI: Readonly<Record<string, string>> = {
  verifica: "verif verificato verified check controllo",
  livello: "liv level lvl",
  programmato: "planned scheduled elective prog",
  stato: "st sta status state",
  data: "dt dta dat d date giorno gg",
  ora: "hh orario h time ore",
  codice: "cod cd c code cdc",
  numero: "quante quanti num nr n no nro numer nm number nbr",
  identificativo: "id ident identif identificatore key pk identifier",
  progressivo: "prog progr prg",
  tipo: "tp tip tipologia ty type kind",
  ricovero: "ric ricov rico degenza degenz ricoverato stay admission soggiorno episodio",
  ammissione:
    "amm ammiss ingresso ingr ing entrata entr accettazione acc accett accoglienza ricovero admission inizio admitted admit ammesso",
  accettazione: "acc accett",
  ingresso: "ingr ing",
  dimissione:
    "dim dimiss dimis dimesso dms dimm uscita usc fine discharge chiusura dimissioni discharged disch",
  uscita: "usc",
  richiesta:
    "rich richie segnalazione segnal segn proposta domanda prenotazione pren request prop requested richiesto",
  richiedente:
    "rich proponente segnalante inviante prescrittore requester propon segnalatore richied requested richiesto requestor",
  provenienza: "prov proven provien provenien origine from source arriva arrivo",
  destinazione: "dest destin destinaz destinatario destinataria destination",
  struttura:
    "str strutt istituto ist presidio pres stabilimento stab stb ospedale osp odc facility sede istit erogatore",
  ospedale: "osp",
  presidio: "pres",
  istituto: "ist istit",
  azienda: "az asl usl ausl asst ats ulss aulss asp ente aziend",
  asl: "usl ausl ats asst ulss aulss asp azienda az",
  regione: "reg region",
  comune: "com istat citta municipality comu town",
  residenza: "res resid residente residence domicilio residency living",
  nazione: "naz nazione paese stato country",
  nazionalita: "naz nazione paese nazional nationality",
  cittadinanza: "citt cittad cit cittadin citizen",
  nascita: "nasc nas birth nato nata",
  diagnosi: "diag dia dg diagn dgn patologia patol pat malattia icd icd9 icd9cm diagnosis dx diagnoses",
  patologia: "patol pat",
  principale: "pri princ ppale prin pr p main primaria prevalente primary",
  secondaria:
    "sec second secondarie second concomitante conc concom associata assoc comorbilita comorbidita complicante secondary other",
  concomitante: "conc concom",
  modalita: "mod modal",
  motivo: "mot motiv motivazione causale causa cause reason perche mtv",
  trasferimento: "trasf trasfer tras transfer trasferito",
  valutazione:
    "val valut valutaz vmd svama assessment scheda rilevazione rilev somministrazione vam assessed evaluation",
  momento: "quando mom fase timing tempo occasione phase moment stage",
  validita: "val valid",
  autonomia: "aut auton autosufficienza dipendenza dipend autosuff autonomy dependency independence",
  mobilita: "mob mobil deambulazione deamb spostamento mobility",
  disturbi: "dist disturbo disturb dis deficit",
  cognitivi: "cogn cognit cognitivita cognizione cognitive cognition",
  comportamentali: "comp comport comportam comportamento behaviour behavior behavioural",
  punteggio: "punt punti score totale indice points",
  scala: "scale strumento test tool",
  prestazione:
    "pre prest prestaz prst attivita intervento interv service performed treatment done executed performed esecuzione esec eseguita",
  operatore: "oper op operat figura professionista profilo qualifica operator provider staff",
  quantita: "qta q quant qty quantity qnt volte times number",
  sospensione: "assente sosp sospens assenza permesso sospeso interruzione susp suspended absence leave",
  inizio: "ini start inz dal decorrenza",
  fine: "fin end al rientro ripresa termine",
  sociale: "soc",
  supporto: "supp support sostegno rete sup supporti",
  familiare: "fam famil famigliare",
  nucleo: "nucl household",
  civile: "civ",
  titolo: "tit titstudio",
  studio: "stud stu scolarita istruzione st schooling school",
  lavorativa: "lav lavoro",
  condizione: "cond condiz",
  professionale: "prof profess lavorativa occupazionale",
  responsabilita: "resp",
  genitoriale: "gen genit",
  percentuale: "perc pct percent quota percentage",
  pianificazione: "pian piano pianif",
  condivisa: "cond condiv condiviso",
  accesso: "acc access",
  assistito: "ass assist paziente paz pz utente ut persona patient pat",
  fiscale: "fisc fiscal tax",
  anno: "an yy year aaaa aa",
  sesso: "sex gender genere sess sx",
  estero: "est estera straniero",
  trasmissione: "trasm invio",
  soggetto: "sogg",
  cartella: "cart",
  nosologico: "nosol noso nos",
  conviventi: "vive vivono convive convivono conv conviv convivente",
  esito: "es",
  istituzione: "ist istit institution",
  appartenenza: "app appart assistenza assistibilita",
  erogazione: "erog eroga erogatrice erogatore erogante er",
};

function abbreviations(): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const [word, forms] of Object.entries(FORME_BREVI))
    for (const form of forms.split(" ")) table.set(form, [...(table.get(form) ?? []), word]);
  return table;
}

/** Short form, or a word used for another → the words it may stand for. */
export const ABBREVIAZIONI = abbreviations();

/** Words that carry nothing, units and ways of writing among them. */
export const VUOTE: ReadonlySet<string> = new Set(
  (
    "di del della dello dell dei degli delle alla allo al all a in da dal dalla il la lo l le i gli e ed o per con " +
    "su nel nella the of at on and to flag flg fl fg is ha has by chi fino se lui lei suo sua campo field col colonna valore value"
  )
    .split(" ")
    .filter((word) => word !== "al" && word !== "dal"),
);

/** Words that are in many names tell little; 1 for all others. */
export const PESI: ReadonlyMap<string, number> = new Map([
  ["codice", 0.15],
  ["cod", 0.15],
  ["cd", 0.15],
  ["descrizione", 0.35],
  ["desc", 0.35],
  ["descr", 0.35],
  ["des", 0.35],
  ["numero", 0.5],
  ["data", 0.55],
  ["ora", 0.8],
  ["tipo", 0.6],
  ["identificativo", 0.6],
  ["paziente", 0.2],
  ["assistito", 0.2],
  ["utente", 0.3],
  ["persona", 0.2],
  ["persone", 0.2],
  ["altro", 0.4],
  ["altri", 0.4],
  ["other", 0.4],
  ["others", 0.4],
  ["presenza", 0.2],
  ["grado", 0.2],
  ["livello", 0.2],
  ["cm", 0.1],
  ["sanitaria", 0.2],
  ["erogazione", 0.3],
  ["comunita", 0.3],
  ["al", 0.7],
  ["dal", 0.7],
  ["nr", 0.5],
  ["si", 0.1],
  ["no", 0.1],
  ["sn", 0.1],
]);

/** Words of names that are none of ours: known, so that they are not cut in pieces nor taken for a beginning. */
const ALTRE_PAROLE =
  "cognome nome medico curante mmg indirizzo telefono cellulare email mail note cap creazione inserimento modifica " +
  "aggiornamento utente letto stanza esenzione decesso civico provincia tessera reparto descrizione operatore " +
  "nominativo madre padre tutore referente tariffa importo ticket priorita stato versione utenza login etnia " +
  "contatto created updated deleted user surname name address phone nosologia modulo motore compilatore compilazione " +
  "firma protocollo allegato onere drg mdc peso reddito isee invalidita legge cronico allergie terapia farmaco " +
  "dieta pressione temperatura altezza comorbilita ultima ultimo primo prima registrazione sistema sorgente";

/** Every word of the names we know, and of those we know to be others'. */
export const PAROLE_NOTE: ReadonlySet<string> = new Set(
  [
    ...Object.values(SINONIMI).flat(),
    ...[...ALTRI_NOMI.values()].flat(),
    ...Object.keys(FORME_BREVI),
    ALTRE_PAROLE,
  ]
    .flatMap((names) => names.split(" "))
    .filter((word) => /^[a-z]+$/.test(word)),
);
