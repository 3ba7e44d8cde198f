import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadConfig, type Config } from "../../src/config/config.ts";
import { SiocError } from "../../src/core/errors.ts";
import { textFor } from "../../src/text/index.ts";

const cwd = mkdtempSync(join(tmpdir(), "sioc-config-"));

function load(source: string): Config {
  const head = '[[source]]\nazienda = "304"\nricoveri = "a.sql"\n';
  writeFileSync(join(cwd, "sioc.toml"), head + source);
  return loadConfig({ flags: {}, env: {}, cwd, text: textFor("it") });
}

function problems(source: string): string {
  try {
    load(source);
  } catch (error) {
    if (error instanceof SiocError) return String(error.data["problems"]);
    throw error;
  }
  return "";
}

describe("[[source]] of sioc.toml", () => {
  it("looks at the file when no tipo is declared", () => {
    const [source] = load("").sources;
    expect(source).toMatchObject({ azienda: "304", tipo: "auto", files: { ricoveri: [join(cwd, "a.sql")] } });
    expect(source).not.toHaveProperty("connessione");
  });

  it.each([
    ['tipo = "postgres"\nconnection = { url_file = "c.url" }', { urlFile: join(cwd, "c.url"), timeout: 600 }],
    ['tipo = "postgres"\nconnection = { service = "odc", timeout = 30 }', { service: "odc", timeout: 30 }],
    ['tipo = "postgres"', { timeout: 600 }],
    ['tipo = "mysql"\nconnection = { url_command = ["pass", "x"] }', { urlCommand: ["pass", "x"] }],
    ['tipo = "sqlite"\nconnection = { database = "odc.db" }', { database: join(cwd, "odc.db") }],
  ])("takes %j", (toml, connessione) => {
    expect(load(toml).sources[0]?.connessione).toMatchObject(connessione);
  });

  it.each([
    ['tipo = "postgress"', "postgres"],
    ['tipo = "mysql"', "url_file, url_command"],
    ['tipo = "sqlite"\nconnection = { url_file = "c.url" }', "database"],
    ['tipo = "oracle"\nconnection = { url_file = "c.url", service = "x" }', "una e una sola"],
    ['tipo = "mssql"\nconnection = { service = "x" }', "url_file, url_command"],
    ['tipo = "sql"\nconnection = { url_file = "c.url" }', "base di dati"],
    ['connection = { url_file = "c.url" }', "base di dati"],
    ['tipo = "postgres"\nconnection = { url_fil = "c.url" }', "url_file"],
  ])("refuses %j and says what it admits", (toml, words) => {
    expect(problems(toml)).toContain(words);
  });

  it("repeats no address written where it does not belong", () => {
    const said = problems('tipo = "postgres"\nconnection = { url = "postgres://u:segreta@h/d" }');
    expect(said).toContain("url");
    expect(said).not.toContain("segreta");
  });
});
