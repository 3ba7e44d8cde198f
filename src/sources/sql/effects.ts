import { changesColumns } from "./alter.ts";
import { readTableName, type TableName } from "./names.ts";
import type { Session } from "./session.ts";
import { Tokens } from "./tokens.ts";

/**
 * What a statement that is not executed here would do to the rows of a table, so that what we show would not be what
 * a database holds. inserts: rows we cannot read · changes: rows read so far become others · removes: or go ·
 * columns: they no longer mean what they did · trigger: rows to come may be changed on their way in.
 */
export interface Effect {
  /** Undefined where it cannot be told: it may be any. */
  readonly table: TableName | undefined;
  readonly does: "inserts" | "changes" | "removes" | "columns" | "trigger";
  /** Keywords only. */
  readonly what: string;
}

/** A statement as it was held: Latin-1 text and bytes of its beginning. */
export interface Held {
  readonly bytes: Buffer;
  /** It was longer than what is held. */
  readonly cut: boolean;
}

/** Statements that run code, or may: what they do stands inside. */
const CODE: ReadonlySet<string> = new Set(
  "BEGIN DECLARE DO EXEC EXECUTE CALL IF WHILE WITH EXPLAIN PREPARE FOR LOOP".split(" "),
);

/** What a statement we skip does, by its first words (`label` of statement.ts). */
export function effectsOf(label: string, held: Held, session: Session): readonly Effect[] {
  const { bytes } = held;
  const tokens = new Tokens(bytes, 0, bytes.length, true, session.modes).next();
  const [first = ""] = label.split(" ");
  if (CODE.has(first)) return codeEffects(label, held, session);
  switch (label) {
    case "SELECT":
    case "CREATE VIEW":
      return label === "SELECT" && /\bINTO\s/i.test(textOf(held)) ? codeEffects(label, held, session) : [];
    case "UPDATE":
    case "DELETE":
    case "MERGE":
    case "TRUNCATE":
      return codeEffects(label, held, session);
    case "DROP TABLE":
    case "RENAME TABLE":
    case "RENAME":
      return named(tokens, session, label, label === "DROP TABLE" ? "removes" : "columns");
    case "ALTER TABLE":
      return alter(tokens, session);
    case "CREATE TRIGGER":
    case "CREATE RULE":
      return trigger(held, session, label);
    default:
      return [];
  }
}

/** The names of a list: DROP TABLE a, b · RENAME TABLE a TO b. */
function named(tokens: Tokens, session: Session, what: string, does: Effect["does"]): readonly Effect[] {
  tokens.next();
  tokens.take("TABLE");
  tokens.takeAll("IF", "EXISTS");
  const effects: Effect[] = [];
  do {
    const table = readTableName(tokens, session.names);
    if (table !== undefined) effects.push({ table, does, what });
  } while (tokens.take(",") || tokens.take("TO"));
  return effects;
}

function alter(tokens: Tokens, session: Session): readonly Effect[] {
  tokens.takeAll("ALTER", "TABLE");
  tokens.takeAll("IF", "EXISTS");
  tokens.take("ONLY");
  const table = readTableName(tokens, session.names);
  if (table === undefined) return [];
  return changesColumns(tokens) ? [{ table, does: "columns", what: "ALTER TABLE" }] : [];
}

/** A trigger that acts on INSERT: what comes in after it may be changed on its way. */
function trigger(held: Held, session: Session, what: string): readonly Effect[] {
  const head = textOf(held).slice(0, 2000);
  const found = /\bTRIGGER\b.*?\bON\s+(.+)/is.exec(head) ?? /\bINSERT\s+TO\s+(.+)/is.exec(head);
  const table = found && /\bINSERT\b/i.test(head) && nameIn(found[1] ?? "", session);
  return table ? [{ table, does: "trigger", what }] : [];
}

const VERBS =
  /\b(INSERT(?:\s+OR\s+\w+|\s+IGNORE)?(?:\s+INTO)?|REPLACE\s+INTO|MERGE(?:\s+INTO)?|UPDATE(?:\s+ONLY)?|DELETE(?:\s+FROM)?(?:\s+ONLY)?|TRUNCATE(?:\s+TABLE)?(?:\s+ONLY)?|DROP\s+TABLE(?:\s+IF\s+EXISTS)?|ALTER\s+TABLE(?:\s+IF\s+EXISTS)?(?:\s+ONLY)?|BULK\s+INSERT|INTO|FROM|JOIN|,)\s*((?:[\w$#]+|"[^"\n]+"|`[^`\n]+`|\[[^\]\n]+\])(?:\s*\.\s*(?:[\w$#]+|"[^"\n]+"|`[^`\n]+`|\[[^\]\n]+\]))*)?/gi;
const DYNAMIC = /^\s*(?:''|'|%|\|\||\+|"\s*\|\|)/;

/** What code does, read with a wide net: also in the strings it may execute. */
function codeEffects(label: string, held: Held, session: Session): readonly Effect[] {
  const text = textOf(held);
  const setAt = text.search(/\bSET\b/i);
  const effects: Effect[] =
    held.cut && CODE.has(label.split(" ")[0] ?? "")
      ? [{ table: undefined, does: "inserts", what: label }]
      : [];
  const alsoFrom = /^(?:UPDATE|DELETE)$/.test(label) && text.length < 65536;
  for (const match of text.matchAll(VERBS)) {
    const verb = (match[1] ?? "").toUpperCase();
    const does = doneBy(verb, alsoFrom && (verb !== "," || match.index < setAt));
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 8);
    if (does === undefined) continue;
    if (match[2] !== undefined) {
      const table = nameIn(match[2], session);
      if (table !== undefined) effects.push({ table, does, what: label });
    } else if (verb.length > 4 && DYNAMIC.test(after)) effects.push({ table: undefined, does, what: label });
    if (effects.length > 200) return effects;
  }
  const renamed = /\bsp_rename\b[^']*'([^']+)'/i.exec(text)?.[1];
  const table = renamed === undefined ? undefined : nameIn(renamed.replace(/\.[^.]+$/, ""), session);
  return table === undefined ? effects : [...effects, { table, does: "columns", what: "sp_rename" }];
}

function doneBy(verb: string, alsoFrom: boolean): Effect["does"] | undefined {
  if (/^(?:INSERT|REPLACE|BULK|MERGE)/.test(verb)) return "inserts";
  if (verb === "INTO") return "changes";
  if (/^(?:FROM|JOIN|,)/.test(verb)) return alsoFrom ? "changes" : undefined;
  if (verb.startsWith("DROP")) return "removes";
  if (verb.startsWith("ALTER")) return "columns";
  return "changes";
}

function nameIn(text: string, session: Session): TableName | undefined {
  const bytes = Buffer.from(text.slice(0, 400), "latin1");
  return readTableName(new Tokens(bytes, 0, bytes.length, true, session.modes).next(), session.names);
}

function textOf({ bytes }: Held): string {
  return bytes.toString("latin1");
}
