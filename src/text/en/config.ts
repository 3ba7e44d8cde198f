import type { config as it } from "../it/config.ts";

export const config = {
  "error.CONFIG_MISSING": "file {file} is not there or cannot be read ({reason})",
  "hint.CONFIG_MISSING": "check the path, or create it with: sioc init",
  "error.CONFIG_INVALID": "places to correct in {file}: {count}\n{problems}",
  "hint.CONFIG_INVALID": "correct the lines named and try again; to check: sioc doctor",

  "config.problem.at": "{key}: {problem}",
  "config.problem.atLine": "line {line}, {key}: {problem}",
  "config.problem.required": "is missing and mandatory",
  "config.problem.unknown": "unknown name",
  "config.problem.unknownNear": "unknown name, did you mean “{guess}”",
  "config.problem.enum": "value not allowed; allowed: {values}",
  "config.problem.near": "did you mean “{guess}”",
  "config.problem.type": "expected {type}",
  "config.problem.quote": "write it between quotes",
  "config.problem.range": "number out of range: must be {limit}",
  "config.problem.short": "too short: at least {limit} needed",
  "config.problem.long": "too long: at most {limit}",
  "config.problem.repeated": "the same value is repeated",
  "config.problem.form": "value not written in an allowed form",
  "config.problem.syntax": "line {line}, column {column}: not valid TOML",
  "config.problem.zeros":
    "line {line}, column {column}: a number cannot begin with zero; put codes between quotes",
  "config.problem.unclosed": "line {line}: quotes not closed",
  "config.problem.twice": "line {line}: the same setting already stands above",
  "config.problem.tableTwice":
    "line {line}: the section [{table}] already stands above; join the two, under one heading",
  "config.connection.notDatabase":
    "only makes sense when tipo is a database (postgres, mysql, mssql, oracle, sqlite)",
  "config.connection.oneOf":
    "with tipo {tipo} exactly one of these keys is needed: {allowed}; the address is not written here, it may hold a password",
  "config.problem.encoding": "the file is not UTF-8 text, or is too large for a configuration",

  "config.type.string": "a text between quotes",
  "config.type.number": "a number",
  "config.type.boolean": "true or false",
  "config.type.array": "a list between square brackets",
  "config.type.object": "a section",
} as const satisfies Record<keyof typeof it, string>;
