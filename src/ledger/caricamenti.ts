import type { Ledger } from "./ledger.ts";

/** Uploads the ledger knows of, by the Ministry's identifier and by the name of the file. */
export interface CaricamentiNoti {
  readonly ids: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** @throws LEDGER_* */
export async function caricamentiNoti({ store }: Ledger): Promise<CaricamentiNoti> {
  const rows = await store.rows(`SELECT name, id_upload FROM file`);
  return {
    ids: new Set(rows.flatMap(([, id]) => (typeof id === "string" ? [id] : []))),
    names: new Set(rows.map(([name]) => String(name))),
  };
}
