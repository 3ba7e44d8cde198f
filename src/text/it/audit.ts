/** The log of operations and what is deleted in time: audit, clean. */
export const audit = {
  "error.AUDIT_BROKEN": "il registro delle operazioni non è integro: primo evento alterato {seq}",
  "hint.AUDIT_BROKEN": "confrontarlo con l'ultima copia e con i sigilli mensili; conservare tutto com'è",
} as const;
