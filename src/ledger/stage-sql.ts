/** The statements of the stage. Temporary tables: what is staged, decided and left out is gone with the command. */
import { chosenSeqs, cutting, slice } from "./cutting.ts";
import { TAG_BYTES } from "./keys.ts";
import { OPERAZIONE, STORIA } from "./storia.ts";
import type { Store } from "./store/store.ts";
import { TRACCIA, TRACCIA_BYTES } from "./traccia.ts";

/**
 * `fuori`: runs whose records are not in flight. `vivo`: runs with something awaited or refused. `perso`: keys of the
 * ledger that were expected and are not there. `coppia`: those that became another key. `incerta`: aziende with rows
 * whose key could not be read.
 */
const TABLES = {
  stage: `seq INTEGER PRIMARY KEY, key BLOB NOT NULL, stay BLOB, person BLOB, content1 BLOB, content2 BLOB, busta BLOB,
    struttura TEXT NOT NULL, aperto INTEGER, deceduto INTEGER, source1 INTEGER, row1 INTEGER, source2 INTEGER,
    row2 INTEGER`,
  deciso: `seq INTEGER PRIMARY KEY, tipo1 TEXT, tipo2 TEXT, file1 INTEGER, ord1 INTEGER, file2 INTEGER, ord2 INTEGER`,
  fuori: `run INTEGER PRIMARY KEY`,
  vivo: `run INTEGER PRIMARY KEY`,
  ambito: `azienda TEXT PRIMARY KEY`,
  incerta: `azienda TEXT PRIMARY KEY`,
  perso: `key BLOB PRIMARY KEY, stay BLOB, person BLOB, busta BLOB NOT NULL, struttura TEXT NOT NULL,
    azienda TEXT NOT NULL, periodo TEXT NOT NULL`,
  coppia: `key BLOB PRIMARY KEY`,
  scelta: `seq INTEGER PRIMARY KEY`,
} as const;

export const DROP = Object.keys(TABLES).map((name) => `DROP TABLE IF EXISTS ${name}`);
export const CREATE = Object.entries(TABLES).map(
  ([name, columns]) => `CREATE TEMP TABLE ${name} (${columns})`,
);

/** Made when the first question is asked, which is when all rows are there: the keys, in order, with their contents. */
export const INDEX = `CREATE INDEX stage_key ON stage (key, seq, content1, content2)`;

/** ?4 is a tag of zeros: a place that was left blank. */
export function appendSql(store: Store): string {
  const places = Object.entries(TRACCIA);
  const cut = cutting(
    places.map(([name, { at, length }]) => `${slice(TRACCIA_BYTES, at, length)} AS ${name}`),
  );
  const zero = "CAST(?4 AS BLOB)";
  const tag = (name: string): string => `NULLIF(${name}, ${zero})`;
  const number = (name: string, of: string): string =>
    `CASE WHEN ${of} = ${zero} THEN NULL ELSE CAST(${store.text(name)} AS INTEGER) END`;
  const sealed = `substr(busta, 1, ${TAG_BYTES})`;
  return `INSERT INTO stage (seq, key, stay, person, content1, content2, busta, struttura, aperto, deceduto, source1,
      row1, source2, row2)
    SELECT seq, key, ${["stay", "person", "content1", "content2"].map(tag).join(", ")},
      CASE WHEN ${sealed} = ${zero} THEN NULL ELSE busta END, ${store.text("struttura")},
      ${number("aperto", sealed)}, ${number("deceduto", sealed)},
      ${number("source1", "content1")}, ${number("row1", "content1")},
      ${number("source2", "content2")}, ${number("row2", "content2")}
    FROM (${cut}) AS cut WHERE key <> ${zero}`;
}

/** `tipo1 tipo2 file1 ord1 file2 ord2`, in ASCII. */
export const DECISO_BYTES = 22;

export function decideSql(store: Store): string {
  const field = (at: number, length: number): string => store.text(slice(DECISO_BYTES, at, length));
  const cut = cutting([
    `${field(0, 1)} AS tipo1`,
    `${field(1, 1)} AS tipo2`,
    `${field(2, 3)} AS file1`,
    `${field(5, 7)} AS ord1`,
    `${field(12, 3)} AS file2`,
    `${field(15, 7)} AS ord2`,
  ]);
  const number = (name: string, d: 1 | 2): string =>
    `CASE WHEN tipo${d} = '-' THEN NULL ELSE CAST(${name}${d} AS INTEGER) END`;
  return `INSERT INTO deciso (seq, tipo1, tipo2, file1, ord1, file2, ord2)
    SELECT seq, NULLIF(tipo1, '-'), NULLIF(tipo2, '-'), ${number("file", 1)}, ${number("ord", 1)},
      ${number("file", 2)}, ${number("ord", 2)}
    FROM (${cut}) AS cut WHERE tipo1 <> '-' OR tipo2 <> '-'`;
}

export function chooseSql(store: Store): string {
  return `INSERT INTO scelta (seq) ${chosenSeqs(store)}`;
}

/** A half that was sent and of which nothing has been said. */
export function attesa(d: 1 | 2, x = "x"): string {
  return `(${x}.tipo${d} IS NOT NULL AND ${x}.esito${d} IS NULL)`;
}

/** Refused, and nothing accepted since. */
function scartata(d: 1 | 2): string {
  return `(x.esito${d} = 'S' AND coalesce(r.run${d}, 0) <= x.run)`;
}

/** What would stand at the Ministry, were what is in flight accepted, is not what is staged. */
function diversa(d: 1 | 2): string {
  const changed = (content: string): string => `${content} IS NULL OR ${content} <> s.content${d}`;
  return `(s.content${d} IS NOT NULL AND CASE
    WHEN ${attesa(d)} AND (x.tipo${d} = 'C' OR ${changed(`x.content${d}`)}) THEN 1 WHEN ${attesa(d)} THEN 0
    WHEN coalesce(r.stato${d}, 0) <> 1 OR ${changed(`r.content${d}`)} THEN 1 ELSE 0 END = 1)`;
}

function bit(condition: string, value: number): string {
  return `CASE WHEN ${condition} THEN ${value} ELSE 0 END`;
}

const KNOWN = ([1, 2] as const)
  .flatMap((d) => [
    bit(`r.stato${d} = 1`, STORIA[`acquisito${d}`]),
    bit(`r.stato${d} = 2`, STORIA[`cancellato${d}`]),
    bit(`r.stato${d} = 1 AND r.content${d} = s.content${d}`, STORIA[`uguale${d}`]),
  ])
  .concat(
    bit("r.stato2 = 1 AND r.aperto = 1", STORIA.aperto),
    bit("r.stato2 = 1 AND r.deceduto = 1", STORIA.deceduto),
  )
  .join(" + ");

const TOLD = [
  bit(`${attesa(1)} OR ${attesa(2)}`, OPERAZIONE.attesa),
  bit(`(${attesa(1)} OR ${attesa(2)}) AND (${diversa(1)} OR ${diversa(2)})`, OPERAZIONE.diversa),
  bit(`${scartata(1)} OR ${scartata(2)}`, OPERAZIONE.scartata),
].join(" + ");

/** (seq, bits of STORIA, 0): when no run has anything awaited or refused. */
export const COMPARE = `SELECT s.seq, ${KNOWN}, 0 FROM stage s JOIN record r ON r.key = s.key ORDER BY s.key, s.seq`;

/** (seq, bits of STORIA, bits of OPERAZIONE): a row for each operation. */
export const COMPARE_LIVE = `SELECT s.seq, ${KNOWN}, ${TOLD}
  FROM stage s LEFT JOIN record r ON r.key = s.key
  LEFT JOIN sending x ON x.key = s.key AND x.run IN (SELECT run FROM vivo)
    AND (${attesa(1)} OR ${attesa(2)} OR ${scartata(1)} OR ${scartata(2)})
  WHERE r.key IS NOT NULL OR x.key IS NOT NULL ORDER BY s.key, s.seq, x.run`;

export const LIVE_RUNS = `INSERT INTO vivo (run) SELECT u.id FROM run u
  WHERE u.id NOT IN (SELECT run FROM fuori)
    AND EXISTS (SELECT 1 FROM file f WHERE f.run = u.id AND f.stato <> 'accepted')`;

/** Deaths the ledger knows, but those told again in this run and those of a key that has become another. */
export const DEATHS = `SELECT s.seq, r.periodo FROM record r JOIN stage s ON s.person = r.person
  WHERE r.deceduto = 1 AND r.stato2 = 1 AND s.key <> r.key
    AND (s.stay IS NULL OR r.stay IS NULL OR s.stay <> r.stay)
    AND NOT EXISTS (SELECT 1 FROM stage t WHERE t.key = r.key AND t.busta IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM coppia c WHERE c.key = r.key)
  ORDER BY s.seq, r.periodo`;

const NOT_STAGED = `NOT EXISTS (SELECT 1 FROM stage s WHERE s.key = r.key)`;
const NOT_IN_FLIGHT = `NOT EXISTS (SELECT 1 FROM sending x WHERE x.key = r.key AND (${attesa(1)} OR ${attesa(2)})
  AND x.run IN (SELECT run FROM vivo))`;
/**
 * Not in a row that is refused now and has the stay's number under a key the Ministry does not have: that row will take
 * its place one day. Where the Ministry has both keys the old one is a leftover.
 */
const NOT_REFUSED_HERE = `(r.stay IS NULL OR r.stay NOT IN (SELECT t.stay FROM stage t
  WHERE t.stay IS NOT NULL AND t.busta IS NULL
    AND NOT EXISTS (SELECT 1 FROM record o WHERE o.key = t.key AND (o.stato1 = 1 OR o.stato2 = 1))))`;
const OF_SCOPE = `r.azienda IN (SELECT azienda FROM ambito)`;

/** ?1 is the periodo. An open stay is expected in every quarter until it is closed. */
export const LOST = `INSERT INTO perso (key, stay, person, busta, struttura, azienda, periodo)
  SELECT r.key, r.stay, r.person, r.busta, r.struttura, r.azienda, r.periodo FROM record r
  WHERE ${OF_SCOPE} AND (r.stato1 = 1 OR r.stato2 = 1)
    AND (r.periodo = ?1 OR (r.periodo < ?1 AND r.aperto = 1 AND r.stato2 = 1))
    AND ${NOT_STAGED} AND ${NOT_IN_FLIGHT} AND ${NOT_REFUSED_HERE}`;

const NEW = `s.busta IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM record r WHERE r.key = s.key AND (r.stato1 = 1 OR r.stato2 = 1))
  AND NOT EXISTS (SELECT 1 FROM sending x WHERE x.key = s.key AND (${attesa(1)} OR ${attesa(2)})
    AND x.run IN (SELECT run FROM vivo))`;

/**
 * (seq, old key, its periodo, whether the person is the same, the envelopes of new and old): the azienda's own number
 * of the stay is the same.
 */
export const SAME_STAY = `SELECT s.seq, p.key, p.periodo, CASE WHEN s.person = p.person THEN 1 ELSE 0 END, s.busta, p.busta
  FROM perso p JOIN stage s ON s.stay = p.stay WHERE ${NEW} ORDER BY s.seq, p.key`;

/**
 * (seq, old key): same person, same struttura, and no two numbers that say that the stays are two. Where a key could not
 * be read the old stay may be in that very row, and the new one another stay of the person.
 */
export const SAME_PERSON = `SELECT s.seq, p.key FROM perso p JOIN stage s
  ON s.person = p.person AND s.struttura = p.struttura
  WHERE (s.stay IS NULL OR p.stay IS NULL) AND p.azienda NOT IN (SELECT azienda FROM incerta) AND ${NEW}
  ORDER BY s.seq, p.key`;

/** What makes a `Vecchio`, in its order. */
const VECCHIO = `r.key, r.busta, r.azienda, r.struttura, coalesce(o.name, ''), coalesce(r.row2, r.row1, 0), r.periodo,
  r.run, r.stato1, r.stato2, r.aperto
  FROM record r LEFT JOIN source o ON o.idx = coalesce(r.source2, r.source1)
    AND o.run = CASE WHEN r.source2 IS NULL THEN r.run1 ELSE r.run2 END`;

export const OLD_OF_PAIRS = `SELECT ${VECCHIO} WHERE r.key IN (SELECT key FROM coppia) ORDER BY r.key`;

export const GONE = `SELECT ${VECCHIO} WHERE ${OF_SCOPE} AND (r.stato1 = 1 OR r.stato2 = 1) AND r.periodo = ?1
  AND ${NOT_STAGED} AND ${NOT_IN_FLIGHT} AND ${NOT_REFUSED_HERE} ORDER BY r.azienda, r.key`;

/** A key that has become another, after `pairs`, was updated. */
export const DORMANT = `SELECT ${VECCHIO} WHERE ${OF_SCOPE} AND r.stato2 = 1 AND r.aperto = 1 AND r.periodo < ?1
  AND ${NOT_STAGED} AND ${NOT_IN_FLIGHT} AND NOT EXISTS (SELECT 1 FROM coppia c WHERE c.key = r.key)
  ORDER BY r.azienda, r.key`;

/**
 * What was refused may never have been a record: the operation itself tells where it came from. Not a stay that is
 * staged under another key: refused for its identifier or its date, it was corrected.
 */
export const UNSENT = `SELECT x.key, x.busta, x.azienda, x.struttura, coalesce(o.name, ''),
    coalesce(x.row2, x.row1, 0), u.periodo, x.run, coalesce(r.stato1, 0), coalesce(r.stato2, 0), x.aperto
  FROM sending x JOIN run u ON u.id = x.run LEFT JOIN record r ON r.key = x.key
  LEFT JOIN source o ON o.run = x.run AND o.idx = coalesce(x.source2, x.source1)
  WHERE x.azienda IN (SELECT azienda FROM ambito) AND x.run IN (SELECT run FROM vivo)
    AND (u.periodo = ?1 OR (u.periodo < ?1 AND x.aperto = 1)) AND coalesce(x.tipo2, x.tipo1) <> 'C'
    AND (${scartata(1)} OR ${scartata(2)})
    AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.key = x.key)
    AND (x.stay IS NULL OR x.stay NOT IN (SELECT t.stay FROM stage t WHERE t.stay IS NOT NULL))
    AND NOT EXISTS (SELECT 1 FROM sending y WHERE y.key = x.key AND y.run > x.run
      AND y.run NOT IN (SELECT run FROM fuori))
  ORDER BY x.azienda, x.key`;

export const CHANGES = `SELECT s.seq, s.busta, r.busta FROM scelta c JOIN stage s ON s.seq = c.seq
  JOIN record r ON r.key = s.key WHERE s.busta IS NOT NULL ORDER BY s.seq`;

/** Each half once, in order of key and dataset, wherever the rows of its key stand. */
export const GOING = `SELECT s.key, d.tipo1, s.content1, d.tipo2, s.content2 FROM deciso d JOIN stage s ON s.seq = d.seq
  ORDER BY s.key, CASE WHEN d.tipo1 IS NULL THEN 1 ELSE 0 END`;
