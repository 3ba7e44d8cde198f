/** The log of operations and what is deleted in time: audit, clean. */
export const audit = {
  "error.AUDIT_BROKEN": "the log of operations is not intact: first altered event {seq}",
  "hint.AUDIT_BROKEN": "compare it with the last copy and the monthly seals; keep everything as it is",
} as const;
