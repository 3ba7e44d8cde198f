/** xml/: record → fragment, fragments → dataset, and the schema's judgement of both. */
export {
  chunkable,
  miniDocument,
  validateMiniDocument,
  type MiniDocument,
  type NotChunkable,
} from "./chunk.ts";
export { refuseDoctype } from "./doctype.ts";
export { fill, footer, header } from "./fragment.ts";
export { guardValue } from "./guard.ts";
export { records, type Lotto } from "./leggi.ts";
export { beforeTipo, compilePlan, type Plan } from "./plan.ts";
export type { XsdKind, XsdProblem } from "./problem.ts";
export { notChunkableMessage, problemMessage } from "./problem-text.ts";
export { compileSchema, type Schema } from "./xsd.ts";
