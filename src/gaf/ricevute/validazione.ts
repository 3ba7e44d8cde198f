import type { Validazione } from "../../model/ricevuta.ts";
import { uploadIdIn, words } from "./parole.ts";
import { unreadable, type Origine } from "./rifiuto.ts";

const MAX_EXAMPLES = 20;
/** What validators write (Xerces, libxml2, .NET) and what an Italian program would. */
const ERRORE = /\bcvc-|\berror[ei]?\b|not valid|non valid|is invalid|not allowed|not expected|facet/i;

/**
 * `<idUpload>_validazione.txt`: one error a line, as the XSD validator says them. By its name or, under another, by
 * the words of a validator. @throws RECEIPT_SHAPE for any other text.
 */
export function readValidation(content: string, origine: Origine): Validazione {
  const lines = content.split(/\r\n?|\n/).filter((line) => line.trim() !== "");
  const errors = lines.filter((line) => ERRORE.test(line.slice(0, 2000)));
  const named = /validazione/i.test(origine.name);
  if (!named && errors.length === 0) throw unreadable(origine, "outcomes.shape.text");
  // A named file whose lines we cannot tell apart: every line is an error.
  const all = errors.length > 0 ? errors : lines;
  const id = uploadIdIn(origine.name);
  return {
    specie: "validazione",
    ...(id === undefined ? {} : { idUpload: id }),
    errori: all.length,
    esempi: all.slice(0, MAX_EXAMPLES).map(words),
  };
}
