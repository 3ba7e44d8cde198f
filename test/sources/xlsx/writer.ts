import { crc32, deflateRawSync } from "node:zlib";

import { fileOf } from "../helpers.ts";

/** A part of a workbook: its text or bytes. */
export type Parts = Readonly<Record<string, string | Uint8Array>>;

export interface ZipOptions {
  /** Leaves content as it is: for what must not be found by its size. */
  readonly stored?: boolean;
  /** Bits of the flags of every entry: 1 says it is encrypted. */
  readonly flags?: number;
  /** What the directory says of the size of a part, instead of the truth. */
  readonly declared?: number;
}

/** A zip of parts, by hand: yazl would refuse the names and sizes that must be tried. */
export function zipOf(
  parts: readonly (readonly [string, string | Uint8Array])[],
  options: ZipOptions = {},
): Buffer {
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, content] of parts) {
    const bytes = Buffer.from(content);
    const packed = options.stored === true ? bytes : deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(options.flags ?? 0, 2);
    head.writeUInt16LE(options.stored === true ? 0 : 8, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(options.declared ?? bytes.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, place, Buffer.from(name)]));
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from("PK\x05\x06"), end]);
}

const TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export interface SheetSpec {
  readonly name: string;
  readonly state?: "hidden" | "veryHidden";
  /** Content of `sheetData`. */
  readonly rows: string;
  /** What stands after it. */
  readonly tail?: string;
  readonly type?: "worksheet" | "chartsheet";
}

export interface BookSpec {
  readonly sheets: readonly SheetSpec[];
  readonly is1904?: boolean;
  readonly strings?: readonly string[];
  /** Format codes: style 1 is the first of them, style 0 is General. */
  readonly formats?: readonly string[];
}

/** The parts of a workbook, as Excel names them. */
export function partsOf({ sheets, is1904 = false, strings, formats }: BookSpec): Record<string, string> {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"/>`;
  const parts: Record<string, string> = {
    "[Content_Types].xml": `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    "_rels/.rels": `${XML}<Relationships>${relation("r1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
    "xl/workbook.xml": `${XML}<workbook xmlns="${MAIN}" xmlns:r="${TYPES}"><workbookPr${is1904 ? ' date1904="1"' : ""}/><sheets>${sheets
      .map(({ name, state }, i) => {
        const hidden = state === undefined ? "" : ` state="${state}"`;
        return `<sheet name="${escape(name)}" sheetId="${i + 1}"${hidden} r:id="s${i + 1}"/>`;
      })
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${XML}<Relationships>${[
      ...sheets.map(({ type = "worksheet" }, i) =>
        relation(`s${i + 1}`, type, `worksheets/sheet${i + 1}.xml`),
      ),
      ...(strings === undefined ? [] : [relation("x1", "sharedStrings", "sharedStrings.xml")]),
      ...(formats === undefined ? [] : [relation("x2", "styles", "styles.xml")]),
    ].join("")}</Relationships>`,
  };
  sheets.forEach(({ rows, tail = "" }, i) => {
    parts[`xl/worksheets/sheet${i + 1}.xml`] =
      `${XML}<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData>${tail}</worksheet>`;
  });
  if (strings !== undefined)
    parts["xl/sharedStrings.xml"] = `${XML}<sst xmlns="${MAIN}">${strings.join("")}</sst>`;
  if (formats !== undefined) parts["xl/styles.xml"] = stylesOf(formats);
  return parts;
}

function stylesOf(formats: readonly string[]): string {
  const own = formats.map((code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${escape(code)}"/>`);
  const styles = formats.map((_, i) => `<xf numFmtId="${164 + i}" applyNumberFormat="1"/>`);
  return `${XML}<styleSheet xmlns="${MAIN}"><numFmts>${own.join("")}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${styles.join("")}</cellXfs></styleSheet>`;
}

/** Writes parts as a workbook and gives its path. */
export function bookOf(parts: Parts, options: ZipOptions & { name?: string } = {}): string {
  return fileOf(zipOf(Object.entries(parts), options), options.name ?? `book${serial++}.xlsx`);
}
let serial = 0;

/** A workbook of one sheet; each row its cells as text of XML, without their references. */
export function sheetOf(rows: string, spec: Omit<BookSpec, "sheets"> & { tail?: string } = {}): string {
  const { tail = "", ...rest } = spec;
  return bookOf(partsOf({ sheets: [{ name: "ricoveri", rows, tail }], ...rest }));
}

/** Rows of texts, each in its cell; the first is the header. */
export function textRows(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `<row>${cells.map(textCell).join("")}</row>`).join("");
}

export function textCell(text: string): string {
  return text === "" ? "<c/>" : `<c t="inlineStr"><is><t xml:space="preserve">${escape(text)}</t></is></c>`;
}

export const HEADER = ["num_ric", "data_amm", "note"] as const;

/** A row after the header of {@link HEADER}, of cells written as XML. */
export function rowsOf(...rows: readonly string[]): string {
  return textRows([HEADER]) + rows.map((cells) => `<row>${cells}</row>`).join("");
}

/** As a workbook must have it: what XML cannot hold as `_x000D_`, and that very shape of a text escaped. */
export function escape(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(
      // the characters XML 1.0 does not have, and the line end it would change
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    )
    .replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
