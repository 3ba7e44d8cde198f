import type { Message } from "../text/index.ts";
import type { NotChunkable } from "./chunk.ts";
import type { XsdProblem } from "./problem.ts";

/** The sentence for what a schema found wrong: names of the schema and kinds, never a value. */
export function problemMessage(problem: XsdProblem): Message {
  const { kind, element, attribute, facet = "", expected = [] } = problem;
  const where = attribute === undefined ? element : `${element}/@${attribute}`;
  return { key: `xml.problem.${kind}`, data: { where, facet, expected: expected.join(", ") } };
}

/** Why the whole file has to be held in memory to be judged. */
export function notChunkableMessage(reason: NotChunkable): Message {
  return { key: `xml.whole.${reason}` };
}
