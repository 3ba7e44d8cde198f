import { splitName } from "../colonne.ts";
import type { Dove } from "../errori.ts";
import { estraneeOf, headerOf, type Forma } from "../forma.ts";
import { tipoDi, type Tipo } from "../tipi.ts";

/** A table of the dump, its columns in order. */
export interface TabellaPg {
  /** `dwh.ricovero` */
  readonly name: string;
  /** Detail tables have a number of their own. */
  readonly conId: boolean;
  /** Columns that join a detail to its stay. */
  readonly legame: string;
  /** Table of the stays. */
  readonly madre: string;
  readonly columns: readonly (readonly [name: string, tipo: string])[];
}

const TIPI: Readonly<Record<Tipo, string>> = {
  giorno: "date",
  intero: "integer",
  decimale: "numeric",
  testo: "character varying(40)",
  parola: "text DEFAULT ''::text NOT NULL",
};
/** What joins the tables. */
const CHIAVE: ReadonlySet<string> = new Set(["num_ric", "cod_str"]);

export function createTable(forma: Forma, role: Dove, columns: readonly string[]): TabellaPg {
  const conId = role !== "ricoveri" && role !== "anagrafica";
  return {
    name: forma.tabelle[role] ?? `public.${role}`,
    conId,
    legame: [...CHIAVE].map((column) => headerOf(forma, column)).join(", "),
    madre: forma.tabelle.ricoveri ?? "public.ricoveri",
    columns: [
      ...(conId ? [["id", "bigint NOT NULL"] as const] : []),
      ...columns.map((column) => [headerOf(forma, column), tipoPg(column)] as const),
      ...estraneeOf(forma, role).map(([name]) => [name, TIPI[tipoDi(name)]] as const),
    ],
  };
}

function tipoPg(column: string): string {
  const { base } = splitName(column);
  if (base === "cittad") return "character(2)";
  return CHIAVE.has(base) ? `${TIPI.testo} NOT NULL` : TIPI[tipoDi(base)];
}

/** As long as the real one, which is drawn anew for each dump. */
const SEGNO = "SiocDatiInventatiSiocDatiInventatiSiocDatiInventatiSiocDatiInve";

export function testa(tables: readonly TabellaPg[]): string {
  const [schema = "public"] = (tables[0]?.name ?? "").split(".");
  return `--
-- PostgreSQL database dump
--

\\restrict ${SEGNO}

-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: ${schema}; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA ${schema};


SET default_tablespace = '';

SET default_table_access_method = heap;
${tables.map(definizione).join("")}`;
}

function definizione(table: TabellaPg): string {
  const columns = table.columns.map(([name, tipo]) => `    ${name} ${tipo}`).join(",\n");
  return `
${commento(table, "TABLE")}
CREATE TABLE ${table.name} (
${columns}
);

`;
}

function commento({ name }: TabellaPg, type: string, prefix = "", suffix = ""): string {
  const [schema = "", local = ""] = name.split(".");
  return `--
-- ${prefix}Name: ${local}${suffix}; Type: ${type}; Schema: ${schema}; Owner: -
--
`;
}

/** Up to the line before the first row. */
export function datiDi(table: TabellaPg): string {
  const columns = table.columns.map(([name]) => name).join(", ");
  return `${commento(table, "TABLE DATA", "Data for ")}
COPY ${table.name} (${columns}) FROM stdin;`;
}

export const DATI_FINE = "\\.\n\n";

export function constraints(tables: readonly TabellaPg[]): string {
  const blocks = [...tables.map(chiavePrimaria), ...tables.filter(({ conId }) => conId).map(chiaveEsterna)];
  return blocks.join("\n");
}

function chiavePrimaria(table: TabellaPg): string {
  const local = localName(table);
  return `${commento(table, "CONSTRAINT", "", ` ${local}_pkey`)}
ALTER TABLE ONLY ${table.name}
    ADD CONSTRAINT ${local}_pkey PRIMARY KEY (${table.conId ? "id" : table.legame});

`;
}

function chiaveEsterna(table: TabellaPg): string {
  const local = localName(table);
  return `${commento(table, "FK CONSTRAINT", "", ` ${local}_ricovero_fkey`)}
ALTER TABLE ONLY ${table.name}
    ADD CONSTRAINT ${local}_ricovero_fkey FOREIGN KEY (${table.legame}) REFERENCES ${table.madre}(${table.legame});

`;
}

function localName({ name }: TabellaPg): string {
  return name.slice(name.indexOf(".") + 1);
}

export const CODA = `--
-- PostgreSQL database dump complete
--

\\unrestrict ${SEGNO}
`;
