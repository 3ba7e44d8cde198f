/** Databases a region may read from; each has its own driver, loaded only when named. */
export const TIPI_DATABASE = ["postgres", "mysql", "mssql", "oracle", "sqlite"] as const;
export type TipoDatabase = (typeof TIPI_DATABASE)[number];

/** What an azienda delivers. `auto` looks at the file: spreadsheet, SQL dump, fixed width if the mapping says so, CSV. */
export const TIPI_FONTE = ["auto", "csv", "fixed", "xlsx", "sql", ...TIPI_DATABASE] as const;
export type TipoFonte = (typeof TIPI_FONTE)[number];

export function isDatabase(tipo: TipoFonte): tipo is TipoDatabase {
  return (TIPI_DATABASE as readonly TipoFonte[]).includes(tipo);
}

/** Where a SQL text comes from: which quotes, escapes and statements to expect. */
export const DIALETTI = ["auto", "postgres", "mysql", "sqlite", "mssql", "oracle", "ansi"] as const;
export type Dialetto = (typeof DIALETTI)[number];

/**
 * How to reach a database. The URL may hold a password: it comes from a file with checked permissions or from a
 * command, is held in memory only, and goes to the driver and nowhere else. Neither: the driver's own ways
 * (`service` of pg_service.conf with .pgpass; for sqlite the path of the file).
 */
export interface Connessione {
  readonly url?: () => Promise<string>;
  /** Name of a service of pg_service.conf. */
  readonly service?: string;
  /** Absolute path of a SQLite file. */
  readonly database?: string;
  /** Seconds a statement may take. */
  readonly timeout: number;
}
