/** What the Ministry answers: outcomes, sent. */
export const outcomes = {
  "error.RECEIPT_SHAPE": "{file}: not an answer that can be recognised ({seen})",
  "hint.RECEIPT_SHAPE":
    "if it is the file of discards, describe its elements with a map ([outcomes] map) as in docs/guide.md",
  "error.RECEIPT_MAP": "the map of outcomes {file} has {count} mistakes:\n{problems}",
  "hint.RECEIPT_MAP": "correct it as shown",
} as const;
