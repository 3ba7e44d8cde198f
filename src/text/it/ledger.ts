/** The ledger: what was prepared and sent; prepare and diff against it. */
export const ledger = {
  "error.LEDGER_LOCKED": "un'altra esecuzione sta usando il registro {where}",
  "hint.LEDGER_LOCKED":
    "aspettare che finisca e ripetere il comando; un processo interrotto lascia libero il registro da solo",
  "error.LEDGER_DAMAGED": "il registro {where} è danneggiato ({reason})",
  "hint.LEDGER_DAMAGED":
    "non cancellarlo: sioc ledger check dice che cosa si legge ancora; poi rimettere l'ultima copia di sioc ledger backup",
  "error.LEDGER_DISK": "non si riesce a scrivere nel registro {where} ({reason})",
  "hint.LEDGER_DISK":
    "controllare spazio e permessi del disco; nulla è stato registrato, il comando si può ripetere",
  "error.LEDGER_VERSION":
    "il registro {where} è di una versione più recente di sioc ({found}, qui si conosce fino a {known})",
  "hint.LEDGER_VERSION": "usare la versione di sioc che l'ha scritto, o una successiva",
  "error.LEDGER_KEY": "la chiave {file} non è quella del registro {where} (attesa {expected})",
  "hint.LEDGER_KEY":
    "rimettere la chiave salvata insieme al registro: senza di essa non si riconoscono i record già inviati",
  "error.LEDGER_REGION": "il registro {where} è della regione {found}, non della {regione}",
  "hint.LEDGER_REGION": "indicare il registro giusto in [ledger], o controllare regione",
  "error.LEDGER_CONNECT": "il registro {where} non risponde ({reason})",
  "hint.LEDGER_CONNECT":
    "controllare che PostgreSQL sia acceso e raggiungibile e che l'indirizzo del registro sia giusto; nulla è stato registrato",
  "error.LEDGER_ABSENT": "non c'è ancora un registro in {where}",
  "hint.LEDGER_ABSENT": "nasce con il primo sioc prepare; se era altrove, indicarlo in [ledger] di sioc.toml",
  "error.RUN_UNKNOWN": "il registro non conosce l'invio {run}",
  "hint.RUN_UNKNOWN": "sioc status elenca gli invii",
  "error.RUN_STATE": "l'invio {run} è {stato}: {action} non si può",
  "hint.RUN_STATE": "sioc status {run} racconta che cosa è successo",
  "error.RUN_AGAIN": "questi dati sono già stati inviati: {bundle}, il {on}",
  "hint.RUN_AGAIN":
    "attendere l'esito e leggerlo con sioc outcomes; le correzioni partono da un'estrazione corretta",
  "error.RUN_CONFIRM": "{count} cancellazioni vanno confermate",
  "hint.RUN_CONFIRM": "guardarle con sioc diff --only C, poi ripetere con --confirm {count}",
} as const;
