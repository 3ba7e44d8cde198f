import { basename } from "node:path";

import type { Ricevuta, Scarti } from "../../model/ricevuta.ts";
import type { Text } from "../../text/index.ts";
import { censusOf, shapeOf } from "./censimento.ts";
import { decode } from "./decodifica.ts";
import { readJson } from "./json.ts";
import { LETTURA_NOSTRA, letturaDi } from "./lettura.ts";
import type { MappaEsiti } from "./mappa.ts";
import { byFileName } from "./nome-file.ts";
import { unreadable, type Origine } from "./rifiuto.ts";
import { readScarti } from "./scarti.ts";
import { isSoapAnswer, readSoap } from "./soap.ts";
import { readValidation } from "./validazione.ts";
import { isZip, unzip } from "./zip.ts";

/** A file of the Ministry's is a few MB; of one record rejected, a few hundred bytes. */
export const MAX_BYTES = 64 * 1024 ** 2;

export interface LetturaOptions {
  /** Name of the file: an identifier of the upload may stand in it. */
  readonly name: string;
  /** How the list of discards is written, when its names are not those we know. */
  readonly map?: MappaEsiti;
  /** Sentences of errors. */
  readonly text: Text;
}

/**
 * Reads what the Ministry sent back, told apart by its content and not by its name. What is returned can be kept and
 * shown, but `chiave`, whose parts are pseudonyms: only for joining. At least one receipt.
 * @throws RECEIPT_SHAPE with what was seen: names and counts, never a value. Nothing is read in part.
 */
export async function readRicevute(bytes: Uint8Array, options: LetturaOptions): Promise<readonly Ricevuta[]> {
  const origine = { name: basename(options.name.replaceAll("\\", "/")), text: options.text };
  if (bytes.length > MAX_BYTES) throw unreadable(origine, "outcomes.shape.too_large");
  if (!isZip(bytes)) return read(bytes, origine, options.map);
  const inner = await unzip(bytes, origine);
  if (isZip(inner.bytes)) throw unreadable(origine, "outcomes.shape.zip_nested");
  const found = read(inner.bytes, { ...origine, name: inner.name }, options.map);
  return found.map((ricevuta) => byFileName(ricevuta, origine.name, options.map));
}

function read(bytes: Uint8Array, origine: Origine, map: MappaEsiti | undefined): readonly Ricevuta[] {
  const content = decode(bytes, origine);
  const [first = ""] = content.trimStart();
  if (first === "") throw unreadable(origine, "outcomes.shape.empty");
  if (first === "{" || first === "[") return readJson(content, origine);
  if (first !== "<") return [readValidation(content, origine)];
  if (/^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(content))
    throw unreadable(origine, "outcomes.shape.html");
  return readXml(content, origine, map).map((ricevuta) => byFileName(ricevuta, origine.name, map));
}

function readXml(content: string, origine: Origine, map: MappaEsiti | undefined): readonly Ricevuta[] {
  const xml = content.trimStart();
  const census = censusOf(xml, origine);
  if ([...census.elements.keys()].some(isSoapAnswer)) return readSoap(xml, origine);
  const found: Scarti | undefined = readScarti(
    xml,
    map === undefined ? LETTURA_NOSTRA : letturaDi(map),
    origine,
  );
  if (found === undefined) throw shapeOf(census, origine);
  return [found];
}
