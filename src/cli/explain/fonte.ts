import type { Text } from "../../text/index.ts";

/**
 * The provenance of a field or a code list in words: `D art. 7; S: SIAR; P codici` → `decreto (D.M. 4-8-2025) art. 7;
 * flusso affine: SIAR; proposta di sioc: codici`. Tags as explained at the head of layout.toml; the rest is as written
 * there, in Italian.
 */
export function provenienza(tags: string, text: Text): string {
  return tags
    .split("; ")
    .map((tag) => inParole(tag, text))
    .join("; ");
}

function inParole(tag: string, text: Text): string {
  const about = /^(.+?):? (D|P)(?: (.+))?$/.exec(tag);
  const colon = /^(S|R): (.+)$/.exec(tag);
  const plain = /^(D|P)(?: (.+))?$/.exec(tag);
  if (colon?.[1] && colon[2]) return `${word(colon[1], text)}: ${rest(colon[2], text)}`;
  if (plain?.[1]) return joined(word(plain[1], text), plain[2]);
  if (about?.[1] && about[2]) return `${about[1]}: ${joined(word(about[2], text), about[3])}`;
  return tag;
}

function joined(source: string, what: string | undefined): string {
  return what === undefined ? source : `${source}, ${what}`;
}

/** `SIAD 1–5, P 6–8`: a second tag inside a first. */
function rest(text: string, words: Text): string {
  return text.replace(/, P /, `, ${word("P", words)} `);
}

function word(tag: string, text: Text): string {
  switch (tag) {
    case "D":
      return text("explain.source.D");
    case "S":
      return text("explain.source.S");
    case "R":
      return text("explain.source.R");
    default:
      return text("explain.source.P");
  }
}
