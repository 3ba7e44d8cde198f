import type { Ricevuta, RigaScarto } from "../../model/ricevuta.ts";
import { datasetOf } from "./lettura.ts";
import type { MappaEsiti } from "./mappa.ts";
import { uploadId, uploadIdIn } from "./parole.ts";

const CHIAVE = ["cod_reg", "cod_asl", "cod_str", "data_amm", "id_rec"] as const;

/** Adds what only the name of the file says: the upload, and for a region's map any part of the key. */
export function byFileName(ricevuta: Ricevuta, name: string, map: MappaEsiti | undefined): Ricevuta {
  if (ricevuta.specie !== "scarti" && ricevuta.specie !== "validazione") return ricevuta;
  const groups = map?.fileName?.exec(name.slice(0, 255))?.groups ?? {};
  const id = ricevuta.idUpload ?? uploadId(groups["id_upload"] ?? "") ?? uploadIdIn(name);
  const withId = id === undefined ? ricevuta : { ...ricevuta, idUpload: id };
  if (withId.specie !== "scarti" || Object.keys(groups).length === 0) return withId;
  return { ...withId, righe: withId.righe.map((riga) => completed(riga, groups)) };
}

function completed(riga: RigaScarto, groups: Readonly<Record<string, string | undefined>>): RigaScarto {
  const dataset = riga.dataset ?? datasetOf(groups["dataset"] ?? "");
  const chiave = { ...riga.chiave };
  for (const part of CHIAVE) {
    const value = groups[part];
    if (chiave[part] === undefined && value !== undefined) chiave[part] = value;
  }
  return { ...riga, ...(dataset === undefined ? {} : { dataset }), chiave };
}
