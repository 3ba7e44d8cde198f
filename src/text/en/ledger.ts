/** The ledger: what was prepared and sent; prepare and diff against it. */
export const ledger = {
  "error.LEDGER_LOCKED": "another run is using the ledger {where}",
  "hint.LEDGER_LOCKED":
    "wait until it ends and repeat the command; a process that died frees the ledger by itself",
  "error.LEDGER_DAMAGED": "the ledger {where} is damaged ({reason})",
  "hint.LEDGER_DAMAGED":
    "do not delete it: sioc ledger check says what can still be read; then put back the last copy of sioc ledger backup",
  "error.LEDGER_DISK": "the ledger {where} cannot be written ({reason})",
  "hint.LEDGER_DISK":
    "check space and permissions of the disk; nothing was recorded, the command can be repeated",
  "error.LEDGER_VERSION": "the ledger {where} belongs to a newer sioc ({found}, known here up to {known})",
  "hint.LEDGER_VERSION": "use the sioc version that wrote it, or a later one",
  "error.LEDGER_KEY": "the key {file} is not the one of the ledger {where} (expected {expected})",
  "hint.LEDGER_KEY":
    "put back the key saved with the ledger: without it the records already sent cannot be recognised",
  "error.LEDGER_REGION": "the ledger {where} belongs to region {found}, not to {regione}",
  "hint.LEDGER_REGION": "name the right ledger in [ledger], or check regione",
  "error.LEDGER_CONNECT": "the ledger {where} does not answer ({reason})",
  "hint.LEDGER_CONNECT":
    "check that PostgreSQL is up and reachable and that the ledger's address is right; nothing was recorded",
  "error.LEDGER_ABSENT": "there is no ledger yet at {where}",
  "hint.LEDGER_ABSENT":
    "it is made by the first sioc prepare; if it was elsewhere, name it in [ledger] of sioc.toml",
  "error.RUN_UNKNOWN": "the ledger does not know run {run}",
  "hint.RUN_UNKNOWN": "sioc status lists the runs",
  "error.RUN_STATE": "run {run} is {stato}: {action} is not possible",
  "hint.RUN_STATE": "sioc status {run} tells what happened",
  "error.RUN_AGAIN": "these data were sent already: {bundle}, on {on}",
  "hint.RUN_AGAIN":
    "wait for the outcome and read it with sioc outcomes; corrections start from a corrected export",
  "error.RUN_CONFIRM": "{count} cancellations have to be confirmed",
  "hint.RUN_CONFIRM": "look at them with sioc diff --only C, then repeat with --confirm {count}",
} as const;
