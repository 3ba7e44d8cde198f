import { siocError, type SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Text, TextData, TextKey } from "../../text/index.ts";

/** The file being read, for the sentences of errors. */
export interface Origine {
  /** Its name, without folders. */
  readonly name: string;
  readonly text: Text;
}

/** Why a file is no answer of the Ministry's that can be read. */
export type Motivo = Extract<TextKey, `outcomes.shape.${string}`>;

/** `data` holds names and counts, never a value of the file. */
export function unreadable({ name, text }: Origine, reason: Motivo, data: TextData = {}): SiocError {
  return siocError("RECEIPT_SHAPE", { file: printable(name), seen: text(reason, data) });
}
