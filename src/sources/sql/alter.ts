import type { Tokens } from "./tokens.ts";

/** What ALTER TABLE … ADD may be followed by when it adds no column; DROP likewise. */
const NO_COLUMN: ReadonlySet<string> = new Set(
  (
    "CONSTRAINT PRIMARY UNIQUE KEY INDEX FOREIGN CHECK FULLTEXT SPATIAL DEFAULT PARTITION PERIOD SUPPLEMENTAL " +
    "EXCLUDE SYSTEM OVERFLOW IDENTITY EXPRESSION"
  ).split(" "),
);

/**
 * Whether an ALTER TABLE changes which columns a table has, their names, their order or what is in them; the token
 * after the table's name is at hand. Keys, constraints, defaults, owners and the like do not.
 */
export function changesColumns(tokens: Tokens): boolean {
  for (;;) {
    if (clauseChanges(tokens)) return true;
    for (let depth = 0; tokens.type !== "end"; tokens.next()) {
      if (depth === 0 && tokens.sign === ",") break;
      if (tokens.sign === "(") depth++;
      else if (tokens.sign === ")") depth--;
    }
    if (!tokens.take(",")) return false;
  }
}

function clauseChanges(tokens: Tokens): boolean {
  // T-SQL: WITH CHECK ADD CONSTRAINT
  if (tokens.take("WITH")) tokens.next();
  const { word } = tokens;
  tokens.next();
  switch (word) {
    case "ADD":
      return tokens.take("(") ? listAdds(tokens) : !NO_COLUMN.has(tokens.word);
    case "DROP":
      return !NO_COLUMN.has(tokens.word);
    case "RENAME":
      return !["CONSTRAINT", "INDEX", "KEY"].includes(tokens.word);
    case "CHANGE":
      return true;
    case "SET":
      return tokens.word === "SCHEMA";
    case "MODIFY":
      return clauseHas(tokens, ["FIRST", "AFTER"]);
    case "ALTER":
      return clauseHas(tokens, ["USING"]);
    default:
      return false;
  }
}

/** ADD ( … ) of Oracle: constraints or columns. */
function listAdds(tokens: Tokens): boolean {
  for (let [depth, first] = [1, true]; depth > 0 && tokens.type !== "end"; tokens.next()) {
    if (first && !NO_COLUMN.has(tokens.word)) return true;
    first = depth === 1 && tokens.sign === ",";
    if (tokens.sign === "(") depth++;
    else if (tokens.sign === ")") depth--;
  }
  return false;
}

function clauseHas(tokens: Tokens, words: readonly string[]): boolean {
  for (let depth = 0; tokens.type !== "end"; tokens.next()) {
    if (depth === 0 && tokens.sign === ",") return false;
    if (tokens.sign === "(") depth++;
    else if (tokens.sign === ")") depth--;
    else if (words.includes(tokens.word)) return true;
  }
  return false;
}
