import { MAX_COLUMNS, MAX_RECORD } from "../source.ts";
import { CLOSE, COMMA, OPEN } from "./bytes.ts";
import type { Modes } from "./modes.ts";
import { Opaque } from "./opaque.ts";
import type { Session } from "./session.ts";
import { Tokens } from "./tokens.ts";
import { endOfValue } from "./tuples.ts";

/** The row of INSERT … SET a = 1, b = 'x', as if it had been written (a, b) VALUES (1, 'x'). */
export interface SetRow {
  readonly columns: readonly string[];
  readonly tuple: Buffer;
  /** Place of a value that is too long; 0 for none. */
  readonly overlong: number;
  /** ON DUPLICATE KEY UPDATE follows. */
  readonly upsert: boolean;
}

/** What stands between SET and the end of the statement. Undefined if these are no assignments. */
export function readSetRow(bytes: Buffer, { modes, names }: Session): SetRow | undefined {
  const tokens = new Tokens(bytes, 0, bytes.length, true, modes).next();
  const columns: string[] = [];
  const pieces: Buffer[] = [Buffer.from([OPEN])];
  let overlong = 0;
  do {
    const name = tokens.name(names.encoding);
    if (name === undefined || columns.length >= MAX_COLUMNS) return undefined;
    if (!tokens.next().take("=")) return undefined;
    const from = tokens.from;
    const to = passValue(tokens);
    if (to - from > MAX_RECORD) overlong ||= columns.length + 1;
    if (columns.length > 0) pieces.push(Buffer.from([COMMA]));
    pieces.push(bytes.subarray(from, to));
    columns.push(name);
  } while (tokens.take(","));
  pieces.push(Buffer.from([CLOSE]));
  const upsert = tokens.word === "ON" || tokens.word === "AS";
  const tuple = Buffer.concat(pieces);
  if ((tokens.type !== "end" && !upsert) || !isTuple(tuple, columns.length, modes)) return undefined;
  return { columns, tuple, overlong, upsert };
}

/** Whether the worker will find as many values in it, and its end where it is. */
function isTuple(tuple: Buffer, values: number, modes: Modes): boolean {
  const opaque = new Opaque(modes);
  let end = 0;
  for (let n = 0; n < values; n++) end = endOfValue(tuple, end + 1, opaque);
  return end === tuple.length - 1;
}

/** Passes over a value; index after it. The comma, ON … or the end is then at hand. */
function passValue(tokens: Tokens): number {
  let to = tokens.from;
  for (let depth = 0; tokens.type !== "end"; tokens.next()) {
    const { sign } = tokens;
    if (depth === 0 && (sign === "," || ["ON", "AS"].includes(tokens.word))) break;
    if (sign === "(") depth++;
    else if (sign === ")") depth--;
    to = tokens.to;
  }
  return to;
}
