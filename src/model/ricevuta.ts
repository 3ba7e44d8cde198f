/** What the Ministry answers, read from its files (gaf/); the ledger joins it to what was sent. */
export type Ricevuta = Caricamento | Elaborazione | Validazione | Scarti;

interface Comune {
  /** Identifier the Ministry gave the upload, when the answer names it. */
  readonly idUpload?: string;
  /** Name of the file that was uploaded, when the answer names it. */
  readonly nomeFile?: string;
}

/** Answer to an upload: IF…, AE00. */
export interface Caricamento extends Comune {
  readonly specie: "caricamento";
  readonly codice: string;
  readonly testo?: string;
}

/** State of the processing: MX…. */
export interface Elaborazione extends Comune {
  readonly specie: "elaborazione";
  readonly codice: string;
  readonly testo?: string;
  /** Records as the Ministry counts them, when it says. */
  readonly record?: number;
  readonly scartati?: number;
}

/** `<idUpload>_validazione.txt`: the XSD refuses the file whole (MX11). */
export interface Validazione extends Comune {
  readonly specie: "validazione";
  readonly errori: number;
  /** First errors, redacted, at most 20. */
  readonly esempi: readonly string[];
}

/** The File Unico degli Scarti. */
export interface Scarti extends Comune {
  readonly specie: "scarti";
  /** False when the Ministry says that it lists only some of them. */
  readonly completo: boolean;
  readonly righe: readonly RigaScarto[];
}

/** One discard or anomaly of one record. */
export interface RigaScarto {
  readonly specie: "scarto" | "anomalia";
  readonly dataset?: 1 | 2;
  /** The parts of the key the file gives. */
  readonly chiave: Readonly<
    Partial<Record<"cod_reg" | "cod_asl" | "cod_str" | "data_amm" | "id_rec", string>>
  >;
  /** From 1: place of the record in the dataset file that was sent. */
  readonly ordinale?: number;
  readonly codice: string;
  /** The Ministry's own words, redacted and made printable. */
  readonly descrizione: string;
  /** Field concerned, as the Ministry names it. */
  readonly campo?: string;
}
