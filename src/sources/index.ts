export { openSource } from "./open.ts";
export { parseBlock } from "./parse.ts";
export { openDatabase } from "./db/open.ts";
export { probeDatabase, type Probed } from "./db/probe.ts";
export { surveySource, type Survey, type TableSeen } from "./survey.ts";
export { DEFAULT_FILE, MAX_RECORD, STDIN } from "./source.ts";
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
export { colonnaDi, isColonna } from "./mappa/colonne.ts";
export { SINONIMI } from "./mappa/sinonimi.ts";
export { MAPPA_VUOTA, mappaFromToml, namesIn, parseMappa, resolveColumns } from "./mappa/mappa.ts";
export type { MappaOptions, Resolved, ResolveOptions } from "./mappa/mappa.ts";
export { proposeMappa } from "./mappa/proposta.ts";
export type { Abbinamento, Fiducia } from "./mappa/abbina.ts";
export type { Ingresso, Proposta, PropostaOptions, TavolaProposta } from "./mappa/proposta.ts";
export { shownHeaders } from "./mappa/intestazioni.ts";
export { FORME_FILE, type FormaFile } from "./mappa/forme.ts";
export { readRecord, type TracciatoRecord } from "./mappa/record.ts";
export { notaDi, type ColonnaNota } from "./mappa/nota.ts";
export type { Regole } from "./mappa/ruoli.ts";
export { checkMappa } from "./mappa/controllo.ts";
export type { ColonnaVista, Controllo, ControlloOptions, ValoreIgnoto } from "./mappa/controllo.ts";
export { delimiterName } from "./csv/delimiter.ts";
export { nameOf as encodingName } from "./bytes/encoding.ts";
export { sampleOf } from "./mappa/profilo.ts";
