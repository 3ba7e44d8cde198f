import { fold } from "./xml.ts";

/** What is looked for in a list of discards. */
export const CAMPI = [
  "cod_reg",
  "cod_asl",
  "cod_str",
  "data_amm",
  "id_rec",
  "codice",
  "descrizione",
  "campo",
  "specie",
  "ordinale",
  "dataset",
] as const;
export type CampoScarto = (typeof CAMPI)[number];

/**
 * Names under which the parts of a rejection may stand, folded. The structure of the FUS is not published: these are
 * the names of the layout's own elements and of outcome files of sibling flows, as we would write them.
 */
const NOMI: Readonly<Record<CampoScarto, string>> = {
  cod_reg: "codreg codiceregione codregione regione regioneerogatrice codiceregioneerogatrice",
  cod_asl:
    "codasl codiceasl asl aslerogatrice codiceaslerogatrice codazienda codiceazienda codiceasllerogatrice",
  cod_str:
    "codstr codicestruttura codstruttura struttura strutturaerogatrice codicestrutturaerogatrice codstrutturaerogatrice",
  data_amm: "dataamm dataammissione dtammissione datainizioricovero dataricovero",
  id_rec: "idrec idrecord identificativorecord codicerecord chiaverecord idrecscartato",
  codice:
    "codiceerrore coderrore coderr codiceerr codiceanomalia codanomalia codicescarto codscarto codiceesito codesito " +
    "codicesegnalazione codsegnalazione codiceregola codregola codicecontrollo errorcode errcode codicemotivo",
  descrizione:
    "descrizione descr desc descrizioneerrore descerrore descrerrore descrizioneanomalia descanomalia " +
    "descrizionescarto descscarto descrizioneesito messaggio testo testoerrore motivo motivazione errordescription " +
    "errordesc errortext errormessage message description",
  campo:
    "campo nomecampo campoerrato campoinerrore field fieldname elemento nomeelemento tag nometag xpath colonna",
  specie:
    "tipo tiposegnalazione tiposcarto tipoerrore tipoanomalia tipofile specie gravita severita livello severity",
  ordinale:
    "ordinale progressivo progressivorecord progr prog numerorecord numrecord nrecord numeroprogressivo posizione " +
    "posizionerecord riga numeroriga numriga nriga rownum rownumber recordnumber recordindex",
  dataset: "dataset tracciato nometracciato codicetracciato flusso nomeflusso codiceflusso",
};

const CAMPO_DI: ReadonlyMap<string, CampoScarto> = new Map(
  CAMPI.flatMap((campo) => NOMI[campo].split(" ").map((name) => [name, campo] as const)),
);

/** Names of what holds an error; a `Codice` or a `Descrizione` in it is the error's. */
const ERRORE = /err|anomal|scart|segnal|rilievo|esito|discard|reject/;

/**
 * The part of a rejection an element or attribute is, by its folded name and its parent's. `Codice` alone is the
 * error's only inside what is called an error: regions and facilities have codes too.
 */
export function campoDi(name: string, parent: string): CampoScarto | undefined {
  if ((name === "codice" || name === "cod" || name === "code" || name === "id") && ERRORE.test(parent))
    return "codice";
  return CAMPO_DI.get(name);
}

/** Elements that may be the code themselves: `<Errore>E12</Errore>`. */
export function isErrorName(name: string): boolean {
  return /^(?:errore|error|anomalia|scarto|segnalazione)$/.test(name);
}

/** Discard or anomaly by a name that says one of the two, not both. */
export function specieDi(name: string): "scarto" | "anomalia" | undefined {
  const [scarto, anomalia] = [/scart|discard|reject/.test(name), /anomal|warning/.test(name)];
  if (scarto === anomalia) return undefined;
  return scarto ? "scarto" : "anomalia";
}

export const SCARTO_VALUES: ReadonlySet<string> = new Set(
  ["S", "scarto", "scartato", "scarti", "E", "errore", "error", "D", "discard", "bloccante"].map(fold),
);
export const ANOMALIA_VALUES: ReadonlySet<string> = new Set(
  ["A", "anomalia", "anomalo", "anomalie", "W", "warning", "segnalazione", "avviso", "non bloccante"].map(
    fold,
  ),
);

/** Says that the list is not whole when true; the other way round for the second. */
export const PARZIALE: ReadonlySet<string> = new Set(
  "islimitdiscardedrowspresent troncato parziale elencoparziale elencotroncato limiteraggiunto limitesuperato truncated".split(
    " ",
  ),
);
export const COMPLETO: ReadonlySet<string> = new Set(
  "completo elencocompleto complete iscomplete".split(" "),
);
/** How many discards there are in all, listed or not. */
export const TOTALI: ReadonlySet<string> = new Set(
  "totalescarti totscarti numeroscarti numscarti nscarti recordscartati numerorecordscartati numrecorddiscarded".split(
    " ",
  ),
);
