export { caricaLayout, CARTELLA_PREDEFINITA } from "./carica.ts";
export {
  campiDi,
  type Campo,
  type CodeList,
  type DatasetLayout,
  type Layout,
  type Obbligo,
  type Testo,
  type TipoCampo,
} from "./layout.ts";
export { campiDelGruppo, compilaCampo, leggiData, type Cella, type LettoreCampo } from "./lettore.ts";
export {
  aggiungi,
  compilaLettura,
  esigiChiave,
  leggiRiga,
  nuovaBozza,
  riempiCancellazione,
  scritturaDi,
  type Bozza,
  type FileDescritto,
  type LetturaFile,
  type RigaFiglia,
  type Segnala,
} from "./record.ts";
