import { tagOf, type Tag } from "../core/tag.ts";
import { PARTE } from "../model/record.ts";
import { parseBlock, type Block } from "../sources/index.ts";
import { compilaLettura, type Layout } from "../tracciato/index.ts";
import { localKey } from "./child-rows.ts";
import type { FileSpec, RegistryBlock } from "./jobs.ts";
import { SEPARATOR } from "./registry.ts";

/** Packs the rows of an anagrafica file, to be joined to the stays by local number and struttura. */
export function readRegistry(layout: Layout, file: FileSpec, block: Block): RegistryBlock {
  const parsed = parseBlock(file.format, block);
  const lettura = compilaLettura(layout, {
    parte: PARTE.anagrafica,
    columns: file.columns,
    mappa: file.mappa,
  });
  const n = parsed.rows.length;
  const hi = new Uint32Array(n);
  const lo = new Uint32Array(n);
  const ends = new Uint32Array(n);
  const texts: Buffer[] = [];
  const tag: Tag = { hi: 0, lo: 0 };
  let end = 0;
  parsed.rows.forEach((cells, i) => {
    const { numRic, codStr } = lettura.chiaveLocale(cells);
    tagOf(localKey(numRic, codStr, file.conStruttura), tag);
    hi[i] = tag.hi;
    lo[i] = tag.lo;
    const text = Buffer.from(
      cells.map((cell) => cell.replaceAll(SEPARATOR, "\u001e")).join(SEPARATOR),
      "utf8",
    );
    texts.push(text);
    ends[i] = end += text.length;
  });
  const packed = new Uint8Array(end);
  texts.forEach((text, i) => {
    packed.set(text, i === 0 ? 0 : ends[i - 1]);
  });
  const rows = n + parsed.bad.length;
  return {
    kind: "registry",
    rows,
    blank: parsed.blank,
    bad: parsed.bad,
    count: n,
    hi,
    lo,
    lines: parsed.lines.slice(0, n),
    packed,
    ends,
  };
}
