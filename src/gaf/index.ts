/** GAF, the Ministry's receiving gateway: what its codes mean, and what it sends back read into receipts. */
export { CODICI_GAF, codiceGaf, FONTE_GAF, type CodiceGaf, type FaseGaf, type SeguitoGaf } from "./codici.ts";
export { readRicevute, MAX_BYTES as MAX_RICEVUTA_BYTES, type LetturaOptions } from "./ricevute/leggi.ts";
export { readMappaEsiti, type MappaEsiti } from "./ricevute/mappa.ts";
