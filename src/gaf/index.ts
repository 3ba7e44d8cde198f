/** GAF, the Ministry's receiving gateway. For now its vocabulary: what its codes mean and how to answer them. */
export { CODICI_GAF, codiceGaf, FONTE_GAF, type CodiceGaf, type FaseGaf, type SeguitoGaf } from "./codici.ts";
