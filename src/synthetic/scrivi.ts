import type { Dove } from "./errori.ts";
import type { Forma } from "./forma.ts";
import { apriCsv } from "./scrivi/csv.ts";
import { apriFisso } from "./scrivi/fisso.ts";
import { apriMariadb } from "./scrivi/mariadb.ts";
import { apriPostgres } from "./scrivi/postgres.ts";
import type { Scrittore } from "./scrivi/scrittore.ts";
import { apriXlsx } from "./scrivi/xlsx.ts";

/** Opens the files of an azienda for writing; `quante` stays will come. @throws OUTPUT_UNWRITABLE, DISK */
export function apriScrittore(forma: Forma, pathOf: (role: Dove) => string, quante: number): Scrittore {
  switch (forma.formato) {
    case "csv":
      return apriCsv(forma, pathOf);
    case "fisso":
      return apriFisso(forma, pathOf("ricoveri"));
    case "postgres":
      return apriPostgres(forma, pathOf("ricoveri"));
    case "mariadb":
      return apriMariadb(forma, pathOf("ricoveri"), quante);
    case "xlsx":
      return apriXlsx(forma, pathOf("ricoveri"), quante);
  }
}
