import type { ParseOption, XmlDocument } from "libxml2-wasm";

/** libxml2 takes 60 ms to load: commands that judge no XML never pay it, and each worker has its own. */
export const libxml2 = (): Promise<typeof import("libxml2-wasm")> => import("libxml2-wasm");
export type Libxml2 = Awaited<ReturnType<typeof libxml2>>;

/** Parses without network, entities or catalogue, and counts lines past 65,535. The caller disposes of the document. */
export function parseDocument(lib: Libxml2, bytes: Uint8Array, url?: string): XmlDocument {
  const on = lib.ParseOption;
  const option = (on.XML_PARSE_BIG_LINES |
    on.XML_PARSE_NO_XXE |
    on.XML_PARSE_NONET |
    on.XML_PARSE_NO_SYS_CATALOG |
    on.XML_PARSE_COMPACT) as ParseOption;
  return lib.XmlDocument.fromBuffer(bytes, url === undefined ? { option } : { option, url });
}
