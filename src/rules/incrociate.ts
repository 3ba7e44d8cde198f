import { affine, fonti, norma, NOSTRA } from "./fonte.ts";
import { CHIAVE, defineRegole, t, type Regola } from "./regola.ts";

/** X – between records and between datasets. Only their words: the settling of the run evaluates them. */
export const regoleIncrociate: readonly Regola[] = defineRegole("incrociata", [
  {
    code: "OC-X-001",
    esito: "scarto",
    fissa: true,
    suCancellazione: true,
    dataset: [1],
    campi: CHIAVE,
    message: t(
      "Ricovero ripetuto nell'anagrafica: stessa chiave di un record precedente",
      "Stay repeated in dataset 1: same key as an earlier record",
    ),
    hint: t(
      "Togliere la riga in più; se sono due ricoveri diversi correggere la data di ammissione o l'identificativo",
      "Remove the extra row; if they are two different stays correct the admission date or the identifier",
    ),
    condition: t(
      "Stessa chiave (cod_reg, cod_asl, cod_str, data_amm, id_rec) su più record del dataset 1 nell'invio: si scartano tutti tranne il primo",
      "Same key (cod_reg, cod_asl, cod_str, data_amm, id_rec) on more than one record of dataset 1 in the run: all but the first are rejected",
    ),
    source: fonti(affine("SDK del Ministero (chiavi duplicate nel file)")),
    example: {
      wrong: t("la stessa riga due volte, o in due file", "the same row twice, or in two files"),
      right: t("una riga per ricovero", "one row per stay"),
    },
  },
  {
    code: "OC-X-002",
    esito: "scarto",
    fissa: true,
    suCancellazione: true,
    dataset: [2],
    campi: CHIAVE,
    message: t(
      "Ricovero ripetuto: stessa chiave di un record precedente del dataset 2",
      "Stay repeated: same key as an earlier record of dataset 2",
    ),
    hint: t(
      "Togliere la riga in più; se sono due ricoveri diversi correggere la data di ammissione o l'identificativo",
      "Remove the extra row; if they are two different stays correct the admission date or the identifier",
    ),
    condition: t(
      "Stessa chiave (cod_reg, cod_asl, cod_str, data_amm, id_rec) su più record del dataset 2 nell'invio: si scartano tutti tranne il primo",
      "Same key (cod_reg, cod_asl, cod_str, data_amm, id_rec) on more than one record of dataset 2 in the run: all but the first are rejected",
    ),
    source: fonti(affine("SDK del Ministero (chiavi duplicate nel file)")),
    example: {
      wrong: t("la stessa riga due volte, o in due file", "the same row twice, or in two files"),
      right: t("una riga per ricovero", "one row per stay"),
    },
  },
  {
    code: "OC-X-003",
    esito: "scarto",
    dataset: [2],
    campi: CHIAVE,
    message: t("Ricovero senza l'anagrafica corrispondente", "Stay without the matching registry record"),
    hint: t(
      "Aggiungere la riga di anagrafica, o correggere quella scartata: i due record si inviano insieme",
      "Add the registry row, or correct the rejected one: the two records are sent together",
    ),
    condition: t(
      "tipo=I nel dataset 2 e nessun record del dataset 1 con la stessa chiave, né nell'invio (fra quelli non scartati) né fra i già acquisiti",
      "tipo=I in dataset 2, no dataset 1 record with the same key in the run (surviving its own rules) nor in the history of accepted records",
    ),
    source: fonti(
      affine("SDO (bilanciamento anagrafe e ricovero), PS Piemonte (abbinamento), SIAD (T2 senza T1)"),
    ),
    example: {
      wrong: t("ricovero 12 nel solo file dei ricoveri", "stay 12 in the stays file only"),
      right: t("ricovero 12 in entrambi i file", "stay 12 in both files"),
    },
  },
  {
    code: "OC-X-004",
    esito: "segnalazione",
    dataset: [1],
    campi: CHIAVE,
    message: t("Anagrafica senza il ricovero corrispondente", "Registry record without the matching stay"),
    hint: t(
      "Aggiungere la riga di ricovero, o correggere quella scartata: da sola l'anagrafica non dice nulla",
      "Add the stay row, or correct the rejected one: the registry record alone says nothing",
    ),
    condition: t(
      "tipo=I nel dataset 1 e nessun record del dataset 2 con la stessa chiave, né nell'invio né fra i già acquisiti",
      "tipo=I in dataset 1, no dataset 2 record with the same key in run or history",
    ),
    source: fonti(affine("SDO")),
    example: {
      wrong: t("ricovero 12 nel solo file di anagrafica", "stay 12 in the registry file only"),
      right: t("ricovero 12 in entrambi i file", "stay 12 in both files"),
    },
  },
  {
    code: "OC-X-005",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["id_rec", "cod_reg", "cod_asl", "cod_str", "data_amm"],
    message: t(
      "L'identificativo del record non è coerente con gli altri campi chiave",
      "The record identifier is not consistent with the other key fields",
    ),
    hint: t(
      "Rigenerare id_rec, o fornire cod_ident e lasciarlo calcolare a sioc: un ricovero ha sempre lo stesso id_rec, due ricoveri mai",
      "Generate id_rec again, or give cod_ident and let sioc compute it: a stay always has the same id_rec, two stays never",
    ),
    condition: t(
      "Stesso id_rec con altri campi chiave diversi, oppure stessi altri campi chiave e stesso CUNI con id_rec diverso",
      "Same id_rec with different other key parts, or same other key parts and same CUNI with different id_rec",
    ),
    source: fonti(NOSTRA),
    example: {
      wrong: t(
        "stesso id_rec con data_amm 2026-02-02 e 2026-03-02",
        "same id_rec with data_amm 2026-02-02 and 2026-03-02",
      ),
      right: t("un id_rec per ciascun ricovero", "one id_rec for each stay"),
    },
  },
  {
    code: "OC-X-006",
    esito: "segnalazione",
    dataset: [1, 2],
    campi: ["cuni", "data_amm", "data_dim"],
    params: ["altro"],
    message: t(
      "Ricoveri sovrapposti dello stesso assistito (l'altro: {altro})",
      "Overlapping stays of the same person (the other: {altro})",
    ),
    hint: t(
      "Controllare le date dei due ricoveri (anche di un'altra struttura): di solito manca la dimissione del primo, o l'identificativo è di un'altra persona",
      "Check the dates of the two stays (another facility's too): usually the first lacks its discharge, or the identifier is someone else's",
    ),
    condition: t(
      "Due ricoveri dello stesso CUNI (tipo_ci 98 e 99 esclusi), in qualsiasi struttura, con A.amm < B.dim e B.amm < A.dim (aperto = infinito; il giorno di confine è ammesso). Segnalato sul più recente, con entrambe le chiavi",
      "Two stays of the same CUNI (tipo_ci 98/99 excluded), any facility, overlap: A.amm < B.dim and B.amm < A.dim (open = +inf; touching days allowed). Reported on the later one with both keys",
    ),
    source: fonti(affine("prassi SIAD"), NOSTRA),
    example: {
      wrong: t(
        "2026-02-01/2026-02-10 e 2026-02-09/2026-02-15",
        "2026-02-01/2026-02-10 and 2026-02-09/2026-02-15",
      ),
      right: t(
        "2026-02-01/2026-02-10 e 2026-02-10/2026-02-15",
        "2026-02-01/2026-02-10 and 2026-02-10/2026-02-15",
      ),
    },
  },
  {
    code: "OC-X-007",
    esito: "scarto",
    dataset: [1, 2],
    campi: ["cuni", "data_amm", "mod_dim"],
    params: ["altro"],
    message: t(
      "Ammissione successiva al decesso dello stesso assistito (l'altro: {altro})",
      "Admission after the death of the same person (the other: {altro})",
    ),
    hint: t(
      "Correggere mod_dim del ricovero chiuso come decesso, o l'identificativo di uno dei due ricoveri",
      "Correct mod_dim of the stay closed as a death, or the identifier of one of the two stays",
    ),
    condition: t(
      "Stesso CUNI ammesso in un giorno successivo a un ricovero con mod_dim=1 (tipo_ci 98 e 99 esclusi)",
      "Same CUNI admitted on a day after a stay with mod_dim=1 (tipo_ci 98/99 excluded)",
    ),
    source: fonti(NOSTRA),
    example: {
      wrong: t("decesso il 2026-02-10, data_amm 2026-02-20", "death on 2026-02-10, data_amm 2026-02-20"),
      right: t(
        "mod_dim 2 il 2026-02-10, data_amm 2026-02-20",
        "mod_dim 2 on 2026-02-10, data_amm 2026-02-20",
      ),
    },
  },
  {
    code: "OC-X-008",
    esito: "segnalazione",
    dataset: [1],
    campi: ["cuni", "anno_nasc", "genere", "cittad"],
    params: ["altro"],
    message: t(
      "Dati anagrafici diversi per lo stesso assistito (l'altro: {altro})",
      "Different registry data for the same person (the other: {altro})",
    ),
    hint: t(
      "Uniformare anno_nasc, genere e cittad nei ricoveri della stessa persona, o correggere l'identificativo",
      "Make anno_nasc, genere and cittad equal in the stays of the same person, or correct the identifier",
    ),
    condition: t(
      "Stesso CUNI con anno_nasc, genere o (escluso XX) cittad diversi nell'invio (tipo_ci 98 e 99 esclusi)",
      "Same CUNI with different anno_nasc, genere or (excluding XX) cittad in the run (tipo_ci 98/99 excluded)",
    ),
    source: fonti(NOSTRA),
    example: {
      wrong: t("cittad IT in un ricovero, FR nell'altro", "cittad IT in one stay, FR in the other"),
      right: t("cittad IT in entrambi", "cittad IT in both"),
    },
  },
  {
    code: "OC-X-009",
    esito: "segnalazione",
    dataset: [2],
    campi: ["cuni", "cod_str", "data_amm", "data_dim"],
    params: ["altro"],
    message: t(
      "Probabile ricovero spezzato in due (l'altro: {altro})",
      "Stay probably split in two (the other: {altro})",
    ),
    hint: t(
      "Se la persona non è mai uscita unire i due ricoveri in uno; se è uscita e rientrata non serve altro",
      "If the person never left join the two stays into one; if they left and came back nothing else is needed",
    ),
    condition: t(
      "Stesso CUNI (tipo_ci 98 e 99 esclusi), stessa struttura, data_amm a non più di 1 giorno dalla data_dim precedente e mod_dim precedente diversa da 6",
      "Same CUNI (tipo_ci 98/99 excluded), same cod_str, data_amm - previous data_dim <= 1 day and previous mod_dim not 6",
    ),
    source: fonti(NOSTRA),
    example: {
      wrong: t(
        "dimissione 2026-02-10 (mod_dim 2), ammissione 2026-02-11",
        "discharge 2026-02-10 (mod_dim 2), admission 2026-02-11",
      ),
      right: t(
        "dimissione 2026-02-10 (mod_dim 6), ammissione 2026-02-11",
        "discharge 2026-02-10 (mod_dim 6), admission 2026-02-11",
      ),
    },
  },
  {
    code: "OC-X-010",
    esito: "segnalazione",
    dataset: [2],
    campi: ["cod_str", "data_amm", "data_dim"],
    needs: ["posti_letto"],
    params: ["giorno", "presenti", "posti"],
    message: t(
      "Presenti superiori ai posti letto della struttura: {presenti} su {posti} il {giorno}",
      "More patients than beds of the facility: {presenti} for {posti} on {giorno}",
    ),
    hint: t(
      "Cercare i ricoveri rimasti aperti per errore, o aggiornare la tabella dei posti letto",
      "Look for stays left open by mistake, or update the table of beds",
    ),
    condition: t(
      "Con la tabella dei posti letto: in un giorno i ricoveri aperti della struttura superano i posti. Si segnala il primo giorno, su ogni struttura",
      "Beds table loaded: on some day the open stays of cod_str > beds. First such day reported, for each facility",
    ),
    source: fonti(
      norma("proposta di sioc; D.M. 77/2022: 20 posti letto", "proposed by sioc; decree 77/2022: 20 beds"),
    ),
    example: {
      wrong: t("21 presenti, 20 posti letto", "21 patients, 20 beds"),
      right: t("20 presenti, 20 posti letto", "20 patients, 20 beds"),
    },
  },
]);
