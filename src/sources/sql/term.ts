import type { ByteEncoding } from "../source.ts";
import type { Modes } from "./modes.ts";
import type { Tokens } from "./tokens.ts";

/** Why a value is not there to be read. */
export const NOT_A_DATUM = 1;
export const UNDECODABLE = 2;
/** The word DEFAULT: what the database would put there. */
export const DEFAULT = 3;
export type Fault = typeof NOT_A_DATUM | typeof UNDECODABLE | typeof DEFAULT;

/** What is known of a value while it is read. */
export interface Term {
  readonly kind: "text" | "number" | "boolean" | "bytes" | "null";
  readonly text: string;
}

export interface ValueContext {
  readonly modes: Modes;
  readonly encoding: ByteEncoding;
}

/** What reads a value: its tokens, and what an argument of a call is. */
export interface Reading {
  readonly tokens: Tokens;
  readonly context: ValueContext;
  expression(): Term | Fault;
}

export function isFault(term: unknown): term is Fault {
  return typeof term === "number";
}
