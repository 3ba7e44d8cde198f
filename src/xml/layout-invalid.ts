import { dirname, join } from "node:path";

import { SiocError, siocError } from "../core/errors.ts";
import type { DatasetLayout } from "../tracciato/layout.ts";

/** LAYOUT_INVALID naming the entry of layout.toml that cannot become XML. */
export function layoutInvalid(dataset: DatasetLayout, where: string, cause?: unknown): SiocError {
  if (cause instanceof SiocError) return cause;
  const data = {
    path: join(dirname(dataset.xsd), "layout.toml"),
    where: `dataset.${dataset.numero} ${where}`,
  };
  return siocError("LAYOUT_INVALID", data, cause === undefined ? undefined : { cause });
}
