import type { TipoDatabase } from "../../model/fonte.ts";
import type { Driver } from "./driver.ts";
import { mssql } from "./mssql.ts";
import { mysql } from "./mysql.ts";
import { oracle } from "./oracle.ts";
import { postgres } from "./postgres.ts";
import { sqlite } from "./sqlite.ts";

/** Their packages are loaded when they connect, not before. */
export const DRIVERS: Readonly<Record<TipoDatabase, Driver>> = { postgres, mysql, mssql, oracle, sqlite };
