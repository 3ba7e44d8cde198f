import type { Caricamento, Elaborazione } from "../../model/ricevuta.ts";
import { code, fileName, uploadId, words } from "./parole.ts";
import { unreadable, type Origine } from "./rifiuto.ts";
import { fold } from "./xml.ts";

type Risposta = Caricamento | Elaborazione;
/** Keys of an object, folded. */
type Oggetto = ReadonlyMap<string, unknown>;

const MAX_ITEMS = 100_000;

/**
 * The answers of the REST gateway (spec/gaf.md A.4–A.6) and the per-upload log of the Ministry's SDK.
 * @throws RECEIPT_SHAPE naming the keys seen.
 */
export function readJson(text: string, origine: Origine): readonly Risposta[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(origine, "outcomes.shape.json");
  }
  const items = Array.isArray(value) ? value.slice(0, MAX_ITEMS) : [value];
  const found = items.flatMap((item) => {
    const object = objectOf(item);
    return object === undefined ? [] : answersOf(object);
  });
  if (found.length > 0) return found;
  const keys = [...(objectOf(items[0])?.keys() ?? [])].filter((key) => /^[a-z0-9]{1,40}$/.test(key));
  throw unreadable(origine, "outcomes.shape.json_keys", { keys: words(keys.slice(0, 12).join(", ")) || "-" });
}

function answersOf(object: Oggetto): readonly Risposta[] {
  const list = listOf(object.get("uploadlist"));
  const details = listOf(object.get("detailsinfo"));
  if (list.length > 0) return list.map((item) => stateOf(item, []));
  if (details.length > 0) return details.map((item) => stateOf(item, listOf(object.get("recordinfo"))));
  if (object.has("esitoelaborazionemds") || object.has("codicestatorun")) return [logOf(object)];
  if (object.has("elabstate") || object.has("monesiupload")) return [stateOf(object, [])];
  return uploadOf(object);
}

/** A.4: a code in `errorCode` refuses; without any, an identifier says that the file was taken. */
function uploadOf(object: Oggetto): readonly Caricamento[] {
  const [result, message] = [stringOf(object, "result"), stringOf(object, "message")];
  const comune = commonOf(object);
  const refused = code(stringOf(object, "errorcode"));
  const given = /^(?:IF|AE)\d\d$/i.test(result.trim()) ? code(result) : undefined;
  const accepted = comune.idUpload === undefined || object.has("elabstate") ? undefined : "IF00";
  const codice = refused ?? given ?? accepted;
  if (codice === undefined || !(object.has("result") || object.has("errorcode"))) return [];
  const testo = words([given === undefined ? result : "", message].filter((part) => part !== "").join(" · "));
  return [{ specie: "caricamento", codice, ...comune, ...(testo === "" ? {} : { testo }) }];
}

/** A.5, A.6: the MX code when it is there, else what the booleans say, else the numbers as they are. */
function stateOf(object: Oggetto, records: readonly Oggetto[]): Elaborazione {
  const counts = countsOf(records);
  const descriptions = ["elabstatedesc", "outcomestatedesc"].map((key) => stringOf(object, key));
  const testo = words(descriptions.filter((part) => part !== "").join(" · "));
  return {
    specie: "elaborazione",
    codice: givenCode(object) ?? byBooleans(object, counts.scartati) ?? verbatim(object),
    ...commonOf(object),
    ...(testo === "" ? {} : { testo }),
    ...counts,
  };
}

function givenCode(object: Oggetto): string | undefined {
  const fields = ["monesiupload", "elabstate", "outcomestate", "elabstatedesc", "outcomestatedesc"];
  for (const key of fields) {
    const found = /\bMX\d\d\b/i.exec(stringOf(object, key))?.[0];
    if (found !== undefined) return found.toUpperCase();
  }
  return undefined;
}

/**
 * XML refused, or a list of discards to fetch. When all are false nothing is concluded: they are false also before the
 * file is looked at.
 */
function byBooleans(object: Oggetto, scartati: number | undefined): string | undefined {
  if (isTrue(object, "isxsderrorpresent")) return "MX11";
  const listed = ["isdiscardedxmlpresent", "isdiscardeddetailspresent", "isdiscardedoranomaly"];
  if (!listed.some((key) => isTrue(object, key))) return undefined;
  return scartati === 0 ? "MX21" : "MX22";
}

/** `3/1`: elabState and outcomeState, whose numbers are not documented. */
function verbatim(object: Oggetto): string {
  return code(`${stringOf(object, "elabstate") || "-"}/${stringOf(object, "outcomestate") || "-"}`) ?? "?";
}

/** Counts of the last step that has them: each step takes what the one before left. */
function countsOf(records: readonly Oggetto[]): { record?: number; scartati?: number } {
  const totals = records.flatMap((r) => numberOf(r, "numrecordtotal"));
  const discarded = records.flatMap((r) => numberOf(r, "numrecorddiscarded"));
  return {
    ...(totals.length === 0 ? {} : { record: Math.max(...totals) }),
    ...(discarded.length === 0 ? {} : { scartati: Math.max(...discarded) }),
  };
}

/** `IDUPLOAD.log`: no outcome yet is the same as MX00. */
function logOf(object: Oggetto): Elaborazione {
  const codice =
    code(stringOf(object, "esitoelaborazionemds")) ??
    code(stringOf(object, "codiceerroreelaborazionemds")) ??
    "MX00";
  const testo = words(
    stringOf(object, "testoerroreelaborazionemds") || stringOf(object, "descrizioneesitoelaborazionemds"),
  );
  return { specie: "elaborazione", codice, ...commonOf(object), ...(testo === "" ? {} : { testo }) };
}

function commonOf(object: Oggetto): { idUpload?: string; nomeFile?: string } {
  const id = uploadId(stringOf(object, "uploadid") || stringOf(object, "idupload"));
  const nomeFile = fileName(stringOf(object, "filename") || stringOf(object, "nomefile"));
  return { ...(id === undefined ? {} : { idUpload: id }), ...(nomeFile === undefined ? {} : { nomeFile }) };
}

function objectOf(value: unknown): Oggetto | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).map(([key, content]): [string, unknown] => [fold(key), content]));
}

function listOf(value: unknown): readonly Oggetto[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_ITEMS).flatMap((item) => objectOf(item) ?? []);
}

/** Numbers only while they are exact: an identifier rounded is another's. */
function stringOf(object: Oggetto, key: string): string {
  const value = object.get(key);
  if (typeof value === "string") return value.slice(0, 4096);
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : "";
}

function numberOf(object: Oggetto, key: string): readonly number[] {
  const value = Number(stringOf(object, key) || NaN);
  return Number.isSafeInteger(value) && value >= 0 ? [value] : [];
}

function isTrue(object: Oggetto, key: string): boolean {
  const value = object.get(key);
  return (
    value === true ||
    value === 1 ||
    (typeof value === "string" && /^(?:true|1|s|si|sì|y|yes)$/i.test(value.trim()))
  );
}
