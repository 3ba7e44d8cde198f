import { affine, decreto, fonti, NOSTRA } from "./fonte.ts";
import { CHIAVE, defineRegole, t, type Regola } from "./regola.ts";

const EMUR = affine("EMUR (I = nuovo o scartato in precedenza)");

/**
 * H – against what was already sent. Only their words: the history of the run evaluates them (pipeline/storia.ts).
 * With `tipo = "auto"` H-001 and H-002 can only come from a cancellation the azienda asks for.
 */
export const regoleStoria: readonly Regola[] = defineRegole("storia", [
  {
    code: "OC-H-001",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["tipo", ...CHIAVE],
    message: t(
      "Inserimento di un ricovero già acquisito dal Ministero",
      "Insert of a stay the Ministry already has",
    ),
    hint: t(
      'Usare V (variazione), oppure tipo = "auto", che lo decide dal registro',
      'Use V (variation), or tipo = "auto", which decides it from the ledger',
    ),
    condition: t(
      "tipo=I e la chiave risulta acquisita e non cancellata; con tipo=auto diventa V",
      "tipo=I and the key is currently accepted in history (not cancelled); with tipo=auto it becomes V",
    ),
    source: fonti(EMUR),
    example: {
      wrong: t("I di una chiave acquisita nel 2026T1", "I of a key accepted in 2026T1"),
      right: t("V"),
    },
  },
  {
    code: "OC-H-002",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["tipo", ...CHIAVE],
    message: t(
      "Variazione o cancellazione di un ricovero che il Ministero non ha",
      "Variation or cancellation of a stay the Ministry does not have",
    ),
    hint: t(
      "Se il ricovero esiste usare I; se va cancellato non serve inviarlo: togliere la riga",
      "If the stay exists use I; if it is to be cancelled nothing needs sending: remove the row",
    ),
    condition: t(
      "tipo V o C e chiave mai acquisita, o già cancellata",
      "tipo in {V,C} and key never accepted, or already cancelled",
    ),
    source: fonti(EMUR),
    example: {
      wrong: t("C di una chiave mai inviata", "C of a key never sent"),
      right: t("nessuna riga", "no row"),
    },
  },
  {
    code: "OC-H-003",
    esito: "segnalazione",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["tipo", ...CHIAVE],
    message: t(
      "Variazione senza differenze dall'ultimo invio",
      "Variation with no difference from the last sending",
    ),
    hint: t("Non serve inviarla", "It needs no sending"),
    condition: t(
      "tipo=V dichiarato e contenuto uguale all'ultimo acquisito (forma canonica)",
      "tipo=V declared and content identical to the last accepted (canonical form)",
    ),
    source: fonti(NOSTRA),
    example: { wrong: t("V della stessa riga", "V of the same row"), right: t("nessuna riga", "no row") },
  },
  {
    code: "OC-H-004",
    esito: "segnalazione",
    suCancellazione: true,
    dataset: [2],
    campi: ["data_dim"],
    params: ["periodo", "altro"],
    message: t(
      "Ricovero inviato aperto nel {periodo} e non più aggiornato (allora {altro})",
      "Stay sent open in {periodo} and not updated since (then {altro})",
    ),
    hint: t(
      "Inviare il ricovero con la dimissione, o ancora aperto se lo è: la riga deve tornare nell'estrazione",
      "Send the stay with its discharge, or still open if it is: the row must be in the export again",
    ),
    condition: t(
      "Ricovero acquisito come aperto in un trimestre precedente e assente da questo invio della sua azienda",
      "Stay accepted as open in an earlier quarter and not in this run of its azienda",
    ),
    source: fonti(affine("SIAD e FAR (prese in carico aperte)")),
    example: {
      wrong: t("aperto nel 2026T1, assente nel 2026T2", "open in 2026T1, absent in 2026T2"),
      right: t("nel 2026T2 con data_dim", "in 2026T2 with data_dim"),
    },
  },
  {
    code: "OC-H-005",
    esito: "segnalazione",
    suCancellazione: true,
    dataset: [2],
    campi: ["data_dim", "mod_dim"],
    message: t(
      "Variazione di una dimissione o di un decesso già acquisiti",
      "Variation of a discharge or a death already accepted",
    ),
    hint: t(
      "Controllare che la dimissione (o il decesso) sia davvero da togliere o da cambiare",
      "Check that the discharge (or the death) is really to be taken back or changed",
    ),
    condition: t(
      "Variazione che toglie una data_dim già acquisita, o porta mod_dim da o a 1",
      "V removes a data_dim already accepted, or changes mod_dim from/to 1",
    ),
    source: fonti(NOSTRA),
    example: {
      wrong: t("acquisito con mod_dim 1, ora 2", "accepted with mod_dim 1, now 2"),
      right: t("la stessa mod_dim", "the same mod_dim"),
    },
  },
  {
    code: "OC-H-006",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["tipo", ...CHIAVE],
    message: t(
      "Cancellazione in un solo dataset: la chiave resta nell'altro",
      "Cancellation in one dataset only: the key stays in the other",
    ),
    hint: t(
      "Cancellare il ricovero in entrambi i file, anagrafica e ricoveri",
      "Cancel the stay in both files, anagrafica and stays",
    ),
    condition: t(
      "tipo=C in un dataset mentre l'altro ha la chiave acquisita e non la cancella nello stesso invio",
      "tipo=C in one dataset and the other dataset keeps the key accepted and is not cancelled in the same run",
    ),
    source: fonti(NOSTRA),
    example: {
      wrong: t("C solo nel file dei ricoveri", "C in the stays file only"),
      right: t("C in entrambi i file", "C in both files"),
    },
  },
  {
    code: "OC-H-007",
    esito: "segnalazione",
    suCancellazione: true,
    dataset: [1, 2],
    campi: [],
    params: ["ultimo"],
    message: t(
      "Trimestre chiuso: l'ultimo termine era il {ultimo}",
      "Quarter closed: the last deadline was {ultimo}",
    ),
    hint: t(
      "Inviare comunque e avvisare il Ministero: l'acquisizione oltre il termine non è garantita",
      "Send all the same and tell the Ministry: acceptance after the deadline is not granted",
    ),
    condition: t(
      "Giorno dell'invio oltre il 75° dalla fine del trimestre",
      "Run date after day 75 from the end of the quarter",
    ),
    source: fonti(decreto("art. 5 c. 2")),
    example: {
      wrong: t("2026T1 il 15/06/2026", "2026T1 on 15/06/2026"),
      right: t("entro il 14/06/2026", "by 14/06/2026"),
    },
  },
  {
    code: "OC-H-008",
    esito: "segnalazione",
    suCancellazione: true,
    dataset: [1, 2],
    campi: CHIAVE,
    params: ["periodo", "altro"],
    message: t(
      "Ricovero scartato dal Ministero nel {periodo} e non ritrasmesso (allora {altro})",
      "Stay discarded by the Ministry in {periodo} and not sent again (then {altro})",
    ),
    hint: t(
      "Correggere la riga secondo l'elenco degli scarti del Ministero e rimetterla nell'estrazione",
      "Correct the row after the Ministry's list of discards and put it in the export again",
    ),
    condition: t(
      "Chiave scartata nell'ultimo esito e assente da questo invio della sua azienda",
      "A key rejected in the last outcome is not in this run of its azienda",
    ),
    source: fonti(EMUR),
    example: {
      wrong: t(
        "scartato il 20/05, assente dall'invio seguente",
        "discarded on 20/05, absent from the next run",
      ),
      right: t("ritrasmesso corretto", "sent again, corrected"),
    },
  },
]);
