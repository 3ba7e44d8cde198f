import { tagOf, type Tag } from "../core/tag.ts";
import type { Colonna } from "../model/campi.ts";
import { normalise } from "../identity/index.ts";
import { parseBlock, type Block } from "../sources/index.ts";
import { compilaCampo, scritturaDi, type Layout, type LettoreCampo } from "../tracciato/index.ts";
import type { Collected } from "./judge-record.ts";
import type { FileSpec, OutcomesBlock } from "./jobs.ts";
import { NON_DATO } from "./outcomes.ts";

/** Reads what the TS/ANA check answered: identifier, val_ci and (if there) tipo_ci. Only tags leave this function. */
export function readOutcomes(
  layout: Layout,
  file: FileSpec,
  block: Block,
  { segnala, findings }: Collected,
): OutcomesBlock {
  const parsed = parseBlock(file.format, block);
  const identificativo = field(layout, file, "cod_ident");
  const validita = field(layout, file, "val_ci");
  const tipologia = field(layout, file, "tipo_ci");
  const n = parsed.rows.length;
  const out = {
    hi: new Uint32Array(n),
    lo: new Uint32Array(n),
    validita: new Uint8Array(n),
    tipologia: new Uint8Array(n),
  };
  const tag: Tag = { hi: 0, lo: 0 };
  parsed.rows.forEach((cells, i) => {
    const at = { file: file.index, line: parsed.lines[i] ?? 0 };
    tagOf(normalise(identificativo.leggi(cells).value).text, tag);
    out.hi[i] = tag.hi;
    out.lo[i] = tag.lo;
    for (const [lettore, column] of [
      [validita, out.validita],
      [tipologia, out.tipologia],
    ] as const) {
      const cella = lettore.leggi(cells);
      column[i] = cella.value === "" ? NON_DATO : Number(cella.value);
      for (const code of cella.codes) segnala(code, lettore.campo.colonna, at);
    }
  });
  return {
    kind: "outcomes",
    rows: n + parsed.bad.length,
    blank: parsed.blank,
    bad: parsed.bad,
    findings,
    count: n,
    ...out,
  };
}

function field(layout: Layout, file: FileSpec, colonna: Colonna): LettoreCampo {
  const campo = [...layout.locali, ...layout.dataset[1].campi].find((c) => c.colonna === colonna);
  if (!campo) throw new Error(`the layout has no ${colonna}`);
  return compilaCampo(campo, file.columns.get(colonna) ?? -1, layout, scritturaDi(file.mappa));
}
