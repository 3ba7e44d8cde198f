import type { Colonna } from "../../model/campi.ts";
import type { FormaFile } from "./forme.ts";

const NOMI: Readonly<Partial<Record<Colonna, string>>> = {
  tipo: "tipo movimento, operazione ivc, stato record, record type",
  cod_reg: "regione, codice regione invio, regione struttura, regione ente, regione azienda",
  cod_asl:
    "codice asl erogazione, asl struttura, codice ente, ente, azienda erogante, " +
    "codice azienda ssr, azienda territoriale, company code",
  cod_str:
    "codice sts11, sts, odc, codice ospedale comunita, codice odc, istituto, codice istituto, " +
    "stabilimento, codice hsp11, presidio erogatore, struttura ricovero, struttura erogante, " +
    "sede ricovero, facility, erogatore, codice erogatore, struttura odc",
  data_amm:
    "data presa carico, data inizio degenza, inizio ricovero, inizio degenza, data accoglienza, " +
    "data ingresso struttura, data ingresso odc, entrata, ammesso il, start stay",
  id_rec: "id rec",
  val_ci:
    "validita codice, esito ts, esito ana, verifica ts, verifica ana, verifica anagrafica, " +
    "codice fiscale validato, codice fiscale valido, cf valido, cf verificato, " +
    "validita identificativo, esito verifica ci, esito verifica identificativo, " +
    "esito verifica codice fiscale, controllo ts, verifica, verifica codice, codice verificato, " +
    "verifica sistema ts, presente banca dati",
  tipo_ci:
    "tipo codice, tipo ci, tipo identificativo assistito, tipologia codice, tipo codice fiscale, " +
    "tipo codice assistito, tipo cf, tipo documento identificativo, tipo id paziente, id type",
  team: "numero team istituzione, istituzione estera, codice team, ente estero team",
  anno_nasc: "anno nasc, data nascita, nato il, birth date, data nascita assistito",
  genere: "genere assistito, sesso paziente",
  cittad: "stato cittadinanza, nazione cittadinanza, paese cittadinanza, cittadinanza iso, nazione",
  stato_civ: "stato civile paziente, civil status",
  resp_gen: "responsabile genitoriale, responsabilita genitori, affidamento minore, tutela minore",
  tit_stud: "scolarita, grado istruzione, titolo istruzione, titolo scolastico, education level",
  cond_prof:
    "condizione lavorativa, attivita lavorativa, stato occupazionale, condizione occupazionale, " +
    "lavoro, mestiere, employment",
  reg_res: "residenza regione, regione residente, regione appartenenza",
  asl_res: "residenza asl, asl assistenza, asl assistito, asl paziente, azienda appartenenza",
  com_res:
    "residenza comune, residenza istat, codice istat residenza, codice istat comune, istat comune, " +
    "comune, comune istat, citta residenza, codice istat, municipality",
  stato_est:
    "residenza estera, residenza stato estero, stato estero residenza, paese estero, " +
    "paese residenza, nazione estera, foreign country",
  nucleo:
    "componenti nucleo familiare, numero componenti, numero familiari, familiari conviventi, " +
    "persone nucleo, componenti famiglia, vive con, vive con persone, household size",
  caregiver:
    "care giver, ha caregiver, caregiver presente, assistente familiare presente, " +
    "familiare riferimento, badante",
  supp_soc:
    "rete sociale, sostegno sociale, supporto servizi sociali, assistenza sociale presente, " +
    "supporto rete sociale, servizi sociali",
  ora_amm: "ora accoglienza, ora inizio, ora ammissione struttura",
  sogg_rich:
    "soggetto segnalante, segnalante, ente inviante, prescrittore, tipo proponente, " +
    "tipo richiedente, medico richiedente, chi richiede, richiesto ricovero, richiesto da, " +
    "proposto da, inviato da, inviante, fonte segnalazione, ente richiedente, " +
    "servizio richiedente, servizio inviante, richiedente ricovero, soggetto inviante, requester",
  data_rich:
    "data prenotazione, data proposta ricovero, data richiesta ricovero, richiesta del, " +
    "data invio richiesta, data ricezione richiesta, data richiesta ammissione, " +
    "data domanda ricovero, richiesto il",
  prov:
    "luogo provenienza, tipo provenienza, setting provenienza, sede provenienza, proviene da, " +
    "arrivo da, provenienza ricovero, ambito provenienza, origin, dove proviene, dove arriva",
  str_prov:
    "ospedale inviante, struttura inviante, presidio provenienza, istituto inviante, " +
    "codice istituto provenienza, codice ospedale provenienza, stabilimento provenienza, " +
    "struttura origine",
  motivo:
    "motivo accesso, finalita ricovero, obiettivo ricovero, causa ricovero, causale ricovero, " +
    "ragione ricovero, indicazione ricovero, motivo, finalita, admission reason",
  tipo_acc:
    "modalita ammissione, modalita ingresso, tipo ingresso, tipo ammissione, " +
    "tipo accesso ricovero, accesso programmato, ricovero programmato, programmato urgente, " +
    "ingresso programmato, accesso, urgenza, programmato, ricovero urgente, regime ricovero, " +
    "admission type",
  diag_pri:
    "diagnosi accettazione, patologia prevalente, diagnosi prevalente, malattia principale, " +
    "diagnosi ricovero, codice diagnosi principale, icd9 diagnosi, patologia ingresso, patologia",
  perc_ssn: "carico ssn, percentuale carico servizio sanitario, quota carico ssn, ssn, quota sanitaria",
  pian_cond:
    "piano condiviso, piano cure condiviso, piano assistenza condiviso, pcc, " +
    "pianificazione condivisa, consenso pianificazione, shared care plan",
  data_dim:
    "data chiusura, data fine degenza, fine ricovero, fine degenza, dimesso, data dimissioni, " +
    "data chiusura ricovero, data uscita struttura, end stay",
  ora_dim: "ora chiusura, ora fine, ora dimissioni",
  mod_dim:
    "modalita uscita, tipo uscita, modo dimissione, causa dimissione, motivo dimissione, " +
    "motivo uscita, destinazione dimissione, codice dimissione, dove va, esito, esito uscita, " +
    "destinazione paziente, dimissione verso, dimesso verso, modalita chiusura, stato dimissione, " +
    "destinazione post dimissione, setting dimissione, setting destinazione, " +
    "discharge disposition",
  str_dest:
    "ospedale destinatario, istituto destinatario, presidio destinazione, struttura accettante, " +
    "struttura trasferimento, istituto trasferimento, ospedale trasferimento, " +
    "struttura accogliente, struttura ricevente, trasferito presso",
  mot_trasf: "motivo invio ospedale, causale trasferimento, motivo trasferimento ospedale",
  diag_dim: "diagnosi finale, diagnosi chiusura ricovero, patologia dimissione, diagnosi fine ricovero",
  val_data:
    "data scheda, data rilevazione, data somministrazione, data test, data scala, data barthel, " +
    "data vmd, data valut multidimensionale, valutato il, data esecuzione valutazione, " +
    "giorno valutazione",
  val_mom:
    "momento rilevazione, fase ricovero, fase, tempo valutazione, timing valutazione, " +
    "tipo rilevazione, occasione valutazione, momento scheda, tipo scheda, quando",
  auton:
    "dipendenza, grado dipendenza, livello dipendenza, autosufficienza, grado autosufficienza, " +
    "autonomia funzionale, autonomia adl, autonomia paziente, adl, livello adl",
  mobil:
    "deambulazione, capacita spostamento, grado deambulazione, autonomia movimento, " + "capacita movimento",
  dist_cogn:
    "deficit cognitivi, deficit cognitivo, decadimento cognitivo, compromissione cognitiva, " +
    "cognitivita, area cognitiva, funzioni cognitive, cognitive impairment",
  dist_comp:
    "disturbi comportamento, problemi comportamento, alterazioni comportamento, " +
    "area comportamentale, comportamento disturbato, behaviour",
  scala: "tipo scala, strumento valutazione, scala usata, nome scala, strumento, test somministrato",
  punt:
    "indice barthel, barthel index, punteggio totale, valore scala, totale barthel, totale scala, " +
    "risultato scala, punteggio adl, punteggio valutazione, barthel totale, punti",
  pre_data: "data attivita, data intervento, data esecuzione, data esecuzione prestazione, eseguita il",
  pre_oper:
    "figura, professionista, profilo operatore, profilo professionale, qualifica operatore, " +
    "qualifica, ruolo operatore, eseguita da, tipo figura, tipo professionista, professional",
  pre_tipo: "attivita, tipo attivita, intervento, tipo intervento, codice attivita, service type",
  pre_qta: "numero accessi, volte, quantita erogata, n prestazioni, numero interventi, pezzi",
  sosp_ini:
    "sospeso dal, assenza dal, inizio assenza, data sospensione, data inizio permesso, " +
    "data uscita temporanea, inizio permesso",
  sosp_fin:
    "sospeso al, assenza al, fine assenza, data ripresa, data rientro, rientro, " +
    "data fine permesso, fine permesso, sospeso fino al",
  sosp_mot: "causale sospensione, tipo sospensione, causa sospensione, causa assenza, tipo assenza",
  cod_ident:
    "codice sanitario, codice fiscale utente, codice individuale, codice fisc, " +
    "identificativo paziente, fiscal code, patient tax code",
  num_ric:
    "numero scheda, cartella, numero degenza, identificativo degenza, numero sdo, numero episodio, " +
    "pratica, caso, numero caso, numero accesso, numero registro, numero adt, " +
    "identificativo evento, progressivo, numero progressivo, numero presa carico, codice pratica, " +
    "chiave ricovero, identificativo accesso, encounter, stay id",
};

/** More names that exports use, for the wizard alone: less frequent, or so short that they only hint. */
export const ALTRI_NOMI: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(NOMI).map(([colonna, names]) => [colonna, names.split(", ")]),
);

/** Bare names that are plain once it is known what the file holds. */
export const NOMI_NEL_RUOLO: Readonly<
  Partial<Record<FormaFile, Partial<Record<Colonna, readonly string[]>>>>
> = {
  piatto: { data_amm: ["data inizio", "dal"], data_dim: ["data fine", "al"], num_ric: ["id", "numero"] },
  ricoveri: { data_amm: ["data inizio", "dal"], data_dim: ["data fine", "al"], num_ric: ["id", "numero"] },
  valutazioni: {
    val_data: ["data", "giorno", "del"],
    val_mom: ["tipo", "momento"],
    punt: ["valore", "risultato", "totale"],
    scala: ["tipo scala", "test"],
  },
  prestazioni: {
    pre_data: ["data", "giorno", "del"],
    pre_tipo: ["tipo", "codice", "descrizione"],
    pre_oper: ["professione", "profilo"],
    pre_qta: ["numero", "n", "totale"],
  },
  sospensioni: {
    sosp_ini: ["dal", "data inizio", "inizio", "da data", "data uscita", "uscita"],
    sosp_fin: ["al", "data fine", "fine", "a data", "data rientro", "data ritorno"],
    sosp_mot: ["motivo", "causale", "tipo", "motivazione"],
  },
};
