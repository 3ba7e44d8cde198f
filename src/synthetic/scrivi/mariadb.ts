import { splitName } from "../colonne.ts";
import { estraneeOf, headerOf, type Forma } from "../forma.ts";
import { tipoDi, type Tipo } from "../tipi.ts";
import { righe } from "./celle.ts";
import { righeDi, scriviIn, tabella, type Scrittore } from "./scrittore.ts";
import { apriTesto } from "./testo.ts";

/** Rows of one INSERT, all on one line; the real tool fills a megabyte. */
const RIGHE_PER_INSERT = 100;

/**
 * One table as mariadb-dump 10.11.6 writes it (with `--default-character-set=latin1 --skip-dump-date`): extended
 * INSERTs, backslash escapes. `quante`: stays to come. @throws OUTPUT_UNWRITABLE, DISK
 */
export function apriMariadb(forma: Forma, path: string, quante: number): Scrittore {
  const testo = apriTesto(path, forma);
  const [role, columns] = forma.files[0] ?? ["ricoveri", []];
  const name = forma.tabelle[role] ?? role;
  const before = testa(name, colonneDi(forma, columns), quante);
  testo.add(before);
  const firstLine = before.split("\n").length + 1;
  let batch: string[] = [];
  const insert = (): void => {
    if (batch.length > 0) testo.add(`INSERT INTO \`${name}\` VALUES ${batch.join(",")};`);
    batch = [];
  };
  let id = 0;
  const rowsOf = righe(forma, role, columns, {
    cell: (column) => scrittura(tipoDi(column)),
    row: (cells) => `(${(id += 1)},${cells.join(",")})`,
  });
  const table = tabella(role, rowsOf, (row) => {
    batch.push(row);
    if (batch.length === RIGHE_PER_INSERT) insert();
  });
  return {
    write: (stay) => scriviIn([table], stay),
    pausa: () => testo.pausa(),
    commit() {
      insert();
      testo.add(coda(name));
      testo.commit();
      return Promise.resolve(righeDi([table]));
    },
    posto(_, row) {
      const insertsBefore = Math.floor((row - 1) / RIGHE_PER_INSERT);
      const posto = ((row - 1) % RIGHE_PER_INSERT) + 1;
      const alone = posto === 1 && row === table.righe();
      return { line: firstLine + insertsBefore, ...(alone ? {} : { posto }) };
    },
    discard: () => {
      testo.discard();
    },
  };
}

function colonneDi(forma: Forma, columns: readonly string[]): readonly (readonly [string, Tipo])[] {
  return [
    ...columns.map((column) => [headerOf(forma, column), tipoDi(splitName(column).base)] as const),
    ...estraneeOf(forma, "ricoveri").map(([name]) => [name, tipoDi(name)] as const),
  ];
}

const TIPI: Readonly<Record<Tipo, string>> = {
  giorno: "date DEFAULT NULL",
  intero: "int(11) DEFAULT NULL",
  decimale: "double DEFAULT NULL",
  testo: "varchar(40) DEFAULT NULL",
  parola: "text NOT NULL",
};

function scrittura(tipo: Tipo): (value: string) => string {
  if (tipo === "intero" || tipo === "decimale") return (value) => (value === "" ? "NULL" : value);
  if (tipo === "parola") return literal;
  return (value) => (value === "" ? "NULL" : literal(value));
}

/** Characters mysql_real_escape_string() escapes, and how. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\n": "\\n",
  "\r": "\\r",
  "\u001a": "\\Z",
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
};

function literal(value: string): string {
  return `'${value.replace(/[\0\n\r\u001a\\'"]/g, (c) => ESCAPES[c] ?? c)}'`;
}

function testa(name: string, columns: readonly (readonly [string, Tipo])[], quante: number): string {
  return `-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: reparto
-- ------------------------------------------------------
-- Server version	10.11.6-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES latin1 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table \`${name}\`
--

DROP TABLE IF EXISTS \`${name}\`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8 */;
CREATE TABLE \`${name}\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
${columns.map(([column, tipo]) => `  \`${column}\` ${TIPI[tipo]},`).join("\n")}
  PRIMARY KEY (\`id\`),
  KEY \`${name}_1\` (\`${columns[0]?.[0] ?? "id"}\`)
) ENGINE=InnoDB AUTO_INCREMENT=${quante + 1} DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table \`${name}\`
--

LOCK TABLES \`${name}\` WRITE;
/*!40000 ALTER TABLE \`${name}\` DISABLE KEYS */;`;
}

function coda(name: string): string {
  return `/*!40000 ALTER TABLE \`${name}\` ENABLE KEYS */;
UNLOCK TABLES;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed`;
}
