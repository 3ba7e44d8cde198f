import { createHash } from "node:crypto";

import type { Message } from "../../text/index.ts";
import { headOf, type Bytes } from "../bytes/bytes.ts";
import { CellsPacker } from "../cells.ts";
import type { Block, SourceEnd } from "../source.ts";
import { CellReader, type CellCounts } from "./cell.ts";
import type { SheetHeader } from "./header.ts";
import { Package } from "./package.ts";
import type { Naming } from "./refusal.ts";
import { SheetHandler, type SheetRow } from "./sheet.ts";
import { readStrings } from "./strings.ts";
import type { Styles } from "./styles.ts";
import type { Sheet, Workbook } from "./workbook.ts";
import { parsed } from "./xml.ts";

/** What was found out when the workbook was opened. */
export interface OpenedSheet {
  readonly bytes: Bytes & { readonly path: string };
  readonly naming: Naming;
  readonly workbook: Workbook;
  readonly styles: Styles;
  readonly sheet: Sheet;
  readonly header: SheetHeader;
}

/** One pass over the rows of a sheet. All texts of the workbook are held for as long as it lasts. */
export class SheetReader {
  /** Bytes of the delivered file, in proportion to what was read of the sheet. */
  consumed = 0;
  readonly #opened: OpenedSheet;
  #done: SourceEnd | undefined;
  #previous = 0;
  #hidden = 0;

  constructor(opened: OpenedSheet) {
    this.#opened = opened;
  }

  async *blocks(): AsyncGenerator<Block, void, undefined> {
    const { bytes, naming, header } = this.#opened;
    this.consumed = 0;
    [this.#previous, this.#hidden, this.#done] = [header.line, 0, undefined];
    const sha256 = await checksum(bytes);
    const pack = await Package.open(bytes.path, bytes.sizeBytes, naming);
    try {
      yield* this.#rows(pack, sha256);
    } finally {
      await pack.close();
    }
  }

  end(): SourceEnd {
    if (this.#done === undefined) throw new Error("sources: end() before blocks() was exhausted");
    return this.#done;
  }

  async *#rows(pack: Package, sha256: string): AsyncGenerator<Block, void, undefined> {
    const { bytes, naming, workbook, styles, sheet, header } = this.#opened;
    const strings = await readStrings(pack, workbook.strings, naming);
    const reader = new CellReader({ styles, strings, is1904: workbook.is1904 });
    const handler = new SheetHandler(reader, naming);
    const packer = new CellsPacker(header.names.length);
    const size = pack.sizeOf(sheet.part) ?? 1;
    for await (const read of parsed(pack.read(sheet.part), handler, naming)) {
      this.consumed = Math.floor((read / size) * bytes.sizeBytes);
      for (const row of handler.take()) {
        if (row.number > header.line) this.#add(packer, row);
        if (packer.isFull) yield* taken(packer);
      }
    }
    packer.addBlank(Math.max(0, handler.lastRow - this.#previous));
    yield* taken(packer);
    await headOf(bytes, 1); // it is still the file of the checksum
    this.consumed = bytes.sizeBytes;
    const notes = notesOf(reader.counts, this.#hidden);
    this.#done = { sha256, bytes: bytes.sizeBytes, lines: handler.lastRow, notes };
  }

  #add(packer: CellsPacker, { number: line, hidden, cells, tooLong }: SheetRow): void {
    const m = this.#opened.header.names.length;
    packer.addBlank(line - this.#previous - 1);
    this.#previous = line;
    if (hidden) this.#hidden++;
    if (tooLong !== undefined) packer.addBad({ line, code: "OC-S-006", params: { n: tooLong, m } });
    else if (cells.length > m) packer.addBad({ line, code: "OC-F-003", params: { n: cells.length, m } });
    else packer.add(cells, line);
  }
}

function* taken(packer: CellsPacker): Generator<Block, void, undefined> {
  const block = packer.take();
  if (block !== undefined) yield block;
}

/** @throws SOURCE_CHANGED if it is not the file that was opened */
async function checksum(bytes: Bytes): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of bytes.read()) hash.update(piece);
  return hash.digest("hex");
}

/** What changed on the way from the sheet to the text, each with how many cells. */
function notesOf(counts: CellCounts, hiddenRows: number): readonly Message[] {
  const all = { ...counts, hiddenRows };
  const order = [
    "dates",
    "zeros",
    "percent",
    "booleans",
    "uncomputed",
    "errors",
    "digits",
    "hiddenRows",
  ] as const;
  return order.flatMap((what) =>
    all[what] > 0 ? [{ key: `sources.xlsx.note.${what}`, data: { n: all[what] } } as const] : [],
  );
}
