export { openSource } from "./open.ts";
export { parseBlock } from "./parse.ts";
export { DEFAULT_FILE, MAX_RECORD } from "./source.ts";
export type {
  BadRow,
  Block,
  CsvFormat,
  Motivo,
  OpenedSource,
  OpenOptions,
  ParsedRows,
  RowFormat,
  SourceEnd,
} from "./source.ts";
export { COLONNE, colonnaDi, isColonna, SINONIMI } from "./colonne.ts";
export { MAPPA_VUOTA, mappaFromToml, namesIn, parseMappa, resolveColumns } from "./mappa.ts";
export type { MappaOptions, Resolved, ResolveOptions } from "./mappa.ts";
export { proposeMappa } from "./proposta.ts";
export type { Abbinamento, Fiducia, Proposta, PropostaOptions } from "./proposta.ts";
export { checkMappa } from "./controllo.ts";
export type { ColonnaNota, ColonnaVista, Controllo, ControlloOptions, ValoreIgnoto } from "./controllo.ts";
export { delimiterName } from "./delimiter.ts";
export { nameOf as encodingName } from "./encoding.ts";
export { mask } from "./profilo.ts";
