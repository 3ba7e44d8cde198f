import { builtInFormat, formatOf, PLAIN, type CellFormat } from "./formats.ts";
import { SMALL_PART, type Package } from "./package.ts";
import type { Naming } from "./refusal.ts";
import { parseWhole, type Attributes, type XmlHandler } from "./xml.ts";

/** The format of a cell, by the style it names. */
export type Styles = (style: string | undefined) => CellFormat;

/** xl/styles.xml; without it every number is a number. @throws SOURCE_XLSX */
export async function readStyles(pack: Package, part: string | undefined, naming: Naming): Promise<Styles> {
  const sheet = new StyleSheet();
  if (part !== undefined && pack.sizeOf(part) !== undefined)
    await parseWhole(pack.read(part, SMALL_PART), sheet, naming);
  const { formats } = sheet;
  return (style = "0") => formats[Number(style)] ?? PLAIN;
}

/** Only number formats matter, and which of them the styles of cells (`cellXfs`) name. */
class StyleSheet implements XmlHandler {
  readonly formats: CellFormat[] = [];
  readonly #own = new Map<string, CellFormat>();
  #within = "";

  open(name: string, attributes: Attributes): void {
    if (name === "numFmts" || name === "cellXfs") this.#within = name;
    const { numFmtId: id = "0", formatCode: code = "" } = attributes;
    if (name === "numFmt" && this.#within === "numFmts") this.#own.set(id, formatOf(code));
    if (name === "xf" && this.#within === "cellXfs")
      this.formats.push(this.#own.get(id) ?? builtInFormat(Number(id)));
  }

  close(name: string): void {
    if (name === this.#within) this.#within = "";
  }

  text(): void {
    // styles have no text
  }
}
