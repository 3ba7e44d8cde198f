/** What an outcome writes. ?1 is the run, ?2 the number of the dataset file (`prog`); `d` its dataset. */

export type Dataset = 1 | 2;

/** Half `d` of what went in the file. */
function ofFile(d: Dataset, x = ""): string {
  return `${x}run = ?1 AND ${x}file${d} = ?2 AND ${x}tipo${d} IS NOT NULL`;
}

export function settleRest(d: Dataset, esito: "A" | "S"): string {
  return `UPDATE sending SET esito${d} = '${esito}' WHERE ${ofFile(d)} AND esito${d} IS NULL`;
}

/** ?4 the run, ?5 the file: the first three places are the packed numbers. */
export function refuseListed(d: Dataset, seqs: string): string {
  return `UPDATE sending SET esito${d} = 'S' WHERE run = ?4 AND file${d} = ?5 AND tipo${d} IS NOT NULL
    AND seq IN (${seqs})`;
}

export function refusedOf(d: Dataset): string {
  return `SELECT seq FROM sending WHERE ${ofFile(d)} AND esito${d} = 'S'`;
}

export function countOf(d: Dataset): string {
  return `SELECT CAST(count(*) AS INTEGER) FROM sending WHERE ${ofFile(d)}`;
}

/** What both halves of a record share. The later run decides; of one run, dataset 2. */
const SHARED = ["stay", "person", "busta", "struttura", "azienda", "tipo", "periodo"] as const;

/**
 * What was accepted of half `d` becomes what is at the Ministry: one statement, in order of key. A half that a later
 * run has had accepted stays, so that answers may come in any order.
 */
export function fold(d: Dataset): string {
  const other = d === 1 ? 2 : 1;
  const cancelled = `x.tipo${d} = 'C'`;
  const kept = (column: string): string => `CASE WHEN ${cancelled} THEN NULL ELSE x.${column} END`;
  const flag = (column: string): string =>
    d === 1 ? "0" : `CASE WHEN ${cancelled} THEN 0 ELSE x.${column} END`;
  const newest =
    d === 2
      ? "excluded.run >= record.run"
      : "(excluded.run > record.run OR (excluded.run = record.run AND record.run2 < excluded.run))";
  const shared = SHARED.map((c) => `${c} = CASE WHEN ${newest} THEN excluded.${c} ELSE record.${c} END`);
  const own = [`content${d}`, `stato${d}`, `run${d}`, `source${d}`, `row${d}`];
  if (d === 2) own.push("aperto", "deceduto");
  return `INSERT INTO record (key, stay, person, busta, struttura, azienda, tipo, periodo, run, content${d}, stato${d},
      run${d}, source${d}, row${d}, stato${other}, run${other}, aperto, deceduto)
    SELECT x.key, x.stay, x.person, x.busta, x.struttura, x.azienda, x.tipo${d}, u.periodo, x.run,
      ${kept(`content${d}`)}, CASE WHEN ${cancelled} THEN 2 ELSE 1 END, x.run, ${kept(`source${d}`)}, ${kept(`row${d}`)},
      0, 0, ${flag("aperto")}, ${flag("deceduto")}
    FROM sending x JOIN run u ON u.id = x.run WHERE ${ofFile(d, "x.")} AND x.esito${d} = 'A' ORDER BY x.key
    ON CONFLICT (key) DO UPDATE SET ${[...shared, ...own.map((c) => `${c} = excluded.${c}`)].join(", ")},
      run = CASE WHEN excluded.run > record.run THEN excluded.run ELSE record.run END
    WHERE excluded.run${d} >= record.run${d}`;
}
