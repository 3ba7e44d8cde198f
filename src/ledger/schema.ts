/**
 * The tables of the ledger. What was prepared, sent, accepted and refused, by keyed tags: no content, no identifier,
 * no Id_Rec, no CUNI. A migration is only ever appended; what stands here in a release is never edited.
 *
 * Stati of a run: `preparing` (its bundle has no name yet) → `prepared` → `sent` → `accepted` | `partial` (with
 * discards) | `refused` | `unknown`; or `superseded` (a later bundle replaces it) and `abandoned` (declared unsent).
 * Stati of a file: `prepared` → `sent` → `pending` (MX00) → `accepted` | `partial` | `refused` | `unknown`.
 * `esito` of a half in `sending`: null while unknown, `A` accepted, `S` rejected.
 * `stato1`, `stato2` of a record: 0 never acquired, 1 at the Ministry, 2 cancelled there.
 * `run1`, `run2`: the run of the last operation accepted for that half, 0 without one; `run` is the later of the two.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
    `CREATE TABLE run (
      id INTEGER PRIMARY KEY, periodo TEXT NOT NULL, stato TEXT NOT NULL, bundle TEXT NOT NULL, folder TEXT NOT NULL,
      manifest_sha256 TEXT NOT NULL, content BLOB NOT NULL, prepared_at TEXT NOT NULL, prepared_on TEXT NOT NULL,
      who TEXT NOT NULL, versions TEXT NOT NULL, key_check TEXT NOT NULL, id_rec TEXT NOT NULL,
      superseded_by INTEGER, sent_at TEXT, closed_at TEXT, purged_at TEXT)`,
    `CREATE TABLE run_azienda (
      run INTEGER NOT NULL, azienda TEXT NOT NULL, righe INTEGER NOT NULL, record INTEGER NOT NULL,
      scartati INTEGER NOT NULL, segnalati INTEGER NOT NULL, inseriti INTEGER NOT NULL, variati INTEGER NOT NULL,
      cancellati INTEGER NOT NULL, invariati INTEGER NOT NULL, in_attesa INTEGER NOT NULL,
      PRIMARY KEY (run, azienda))`,
    `CREATE TABLE run_struttura (
      run INTEGER NOT NULL, azienda TEXT NOT NULL, struttura TEXT NOT NULL, record INTEGER NOT NULL,
      PRIMARY KEY (run, struttura, azienda))`,
    `CREATE TABLE file (
      run INTEGER NOT NULL, name TEXT NOT NULL, dataset INTEGER NOT NULL, prog INTEGER NOT NULL,
      records INTEGER NOT NULL, sha256 TEXT NOT NULL, id_upload TEXT, sent_at TEXT, stato TEXT NOT NULL,
      codice TEXT, esito_at TEXT, PRIMARY KEY (run, name))`,
    `CREATE INDEX file_upload ON file (id_upload)`,
    `CREATE TABLE source (
      run INTEGER NOT NULL, idx INTEGER NOT NULL, azienda TEXT NOT NULL, ruolo TEXT NOT NULL, name TEXT NOT NULL,
      sha256 TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (run, idx))`,
    `CREATE TABLE sending (
      run INTEGER NOT NULL, seq INTEGER NOT NULL, key BLOB NOT NULL, stay BLOB, person BLOB, content1 BLOB,
      content2 BLOB, busta BLOB NOT NULL, struttura TEXT NOT NULL, azienda TEXT NOT NULL, aperto INTEGER NOT NULL,
      deceduto INTEGER NOT NULL, source1 INTEGER, row1 INTEGER, source2 INTEGER, row2 INTEGER,
      tipo1 TEXT, tipo2 TEXT, file1 INTEGER, ord1 INTEGER, file2 INTEGER, ord2 INTEGER, esito1 TEXT, esito2 TEXT,
      PRIMARY KEY (run, seq))`,
    `CREATE INDEX sending_key ON sending (key)`,
    `CREATE TABLE record (
      key BLOB PRIMARY KEY, stay BLOB, person BLOB, content1 BLOB, content2 BLOB, busta BLOB NOT NULL,
      struttura TEXT NOT NULL, azienda TEXT NOT NULL, aperto INTEGER NOT NULL, deceduto INTEGER NOT NULL,
      stato1 INTEGER NOT NULL, stato2 INTEGER NOT NULL, tipo TEXT NOT NULL, periodo TEXT NOT NULL,
      run INTEGER NOT NULL, run1 INTEGER NOT NULL, run2 INTEGER NOT NULL, source1 INTEGER, row1 INTEGER,
      source2 INTEGER, row2 INTEGER)`,
    `CREATE INDEX record_stay ON record (stay)`,
    `CREATE INDEX record_person ON record (person)`,
    `CREATE INDEX record_azienda ON record (azienda, periodo)`,
    `CREATE TABLE rejection (
      run INTEGER NOT NULL, seq INTEGER NOT NULL, dataset INTEGER NOT NULL, codice TEXT NOT NULL, n INTEGER NOT NULL,
      key BLOB NOT NULL, specie TEXT NOT NULL, descrizione TEXT NOT NULL, campo TEXT, at TEXT NOT NULL,
      PRIMARY KEY (run, seq, dataset, codice, n))`,
    `CREATE INDEX rejection_key ON rejection (key)`,
    `CREATE TABLE receipt (
      id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, at TEXT NOT NULL, specie TEXT NOT NULL, name TEXT NOT NULL,
      run INTEGER, file TEXT, id_upload TEXT, codice TEXT, verdetto TEXT NOT NULL, motivo TEXT, kept TEXT)`,
    `CREATE INDEX receipt_sha ON receipt (sha256)`,
    `CREATE TABLE event (
      seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, run INTEGER,
      data TEXT NOT NULL, mac BLOB NOT NULL)`,
    `CREATE TABLE segment (
      month TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, prev_mac BLOB NOT NULL,
      last_mac BLOB NOT NULL, sha256 TEXT NOT NULL, sealed_at TEXT NOT NULL, signer TEXT, signature BLOB,
      deleted_at TEXT, mac BLOB NOT NULL)`,
  ],
];
