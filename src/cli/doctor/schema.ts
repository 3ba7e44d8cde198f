import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

import type { DatasetLayout, Layout } from "../../tracciato/index.ts";
import { chunkable, compileSchema, notChunkableMessage } from "../../xml/index.ts";
import { shownPath } from "../present/paths.ts";
import { probe, skipped, type Bench, type Check, type Seen } from "./check.ts";

/** Hexadecimal digits of a checksum shown to people; --json has them all. */
const SHORT = 12;

/** The layout in force. While the Ministry has not published its own, that is said every time. */
export function checkLayout(
  load: () => Layout,
  { text, context }: Pick<Bench, "text" | "context">,
): Promise<Check> {
  return probe({ name: "layout", label: text("setup.doctor.layout") }, text, () => {
    const layout = load();
    const data = {
      version: layout.versione,
      folder: shownPath(layout.cartella, context.cwd),
      sha256: layout.sha256.slice(0, SHORT),
    };
    if (layout.ufficiale) return { observed: text("setup.doctor.layout_official", data) };
    return {
      status: "avviso",
      observed: text("setup.doctor.layout_reconstruction", data),
      remedy: text("setup.doctor.layout_remedy"),
    };
  });
}

export async function checkSchemas({ text, layout }: Bench): Promise<Check[]> {
  const checks: Check[] = [];
  for (const numero of [1, 2] as const) {
    const named = { name: `xsd-${numero}`, label: text("setup.doctor.xsd", { n: numero }) };
    checks.push(
      layout
        ? await probe(named, text, () => schemaSeen(layout, layout.dataset[numero], text))
        : skipped(named, text("setup.doctor.no_layout")),
    );
  }
  return checks;
}

/** @throws SCHEMA_INVALID */
async function schemaSeen({ ufficiale }: Layout, dataset: DatasetLayout, text: Bench["text"]): Promise<Seen> {
  const schema = await compileSchema(dataset.xsd);
  schema.dispose();
  const sha256 = createHash("sha256").update(readFileSync(dataset.xsd)).digest("hex").slice(0, SHORT);
  const data = { file: basename(dataset.xsd), sha256 };
  const observed = text(ufficiale ? "setup.doctor.xsd_official" : "setup.doctor.xsd_reconstruction", data);
  const answer = await chunkable(dataset.xsd, dataset);
  if (answer === true) return { observed };
  const { key, data: why } = notChunkableMessage(answer);
  return { observed: `${observed}; ${text("setup.doctor.xsd_whole", { reason: text(key, why) })}` };
}
