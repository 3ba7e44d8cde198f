import { createHash } from "node:crypto";

import { siocError } from "../../core/errors.ts";
import type { Message } from "../../text/index.ts";
import type { Bytes } from "../bytes/bytes.ts";
import { byteEncoding } from "../bytes/transcode.ts";
import { cleanName, judgeNames, listed, nameNotes } from "../header-names.ts";
import type { Block, OpenedSource, OpenOptions, Place, SourceEnd, SqlFormat } from "../source.ts";
import { chooseTable } from "../table.ts";
import { Packer } from "./cut.ts";
import { encodingOf } from "./encoding.ts";
import { scanTable, type Reading } from "./reading.ts";
import { skippedNotes, surveyed, whatOf, type Surveyed } from "./survey.ts";
import type { TableRecord } from "./table-record.ts";

/**
 * Opens the table of a dump the mapping names. The whole dump has then been looked at once: that it ends half-way, or
 * changes its own rows, is known before the first of them is read.
 * @throws SOURCE_SQL_*, SOURCE_TABLE_*, SOURCE_HEADER, SOURCE_HEADER_ONLY, SOURCE_ENCODING
 */
export async function openSql(file: Bytes, head: Uint8Array, options: OpenOptions): Promise<OpenedSource> {
  const survey = await surveyed(file, head, options);
  const { table, name, notes } = chosen(survey, options);
  const declared = table.header();
  const header = declared.map(cleanName);
  judgeNames(header, { name: file.name, known: options.known ?? [], text: options.text });
  if (table.rows === 0 && options.mayBeEmpty !== true)
    throw siocError("SOURCE_HEADER_ONLY", { file: file.name });
  const reading = { ...survey.reading };
  const encoded = await encodingOf(reading, table, options.text);
  const { encoding } = encoded;
  const reader = new SqlReader(reading, table, survey.lines);
  return {
    name: file.name,
    tipo: "sql",
    table: listed([name]),
    what: whatOf(reading, encoding),
    header,
    headerLine: 0,
    notes: [
      ...file.notes,
      ...reading.notes,
      ...encoded.notes,
      ...notes,
      ...nameNotes(declared, header),
      ...tableNotes(table, name),
      ...skippedNotes(survey.catalogue, options.text),
    ],
    format: formatOf(table, header.length, reading, byteEncoding(encoding)),
    encoding,
    sizeBytes: file.sizeBytes,
    weight: table.bytes,
    blocks: () => reader.blocks(),
    consumed: () => reader.consumed,
    end: () => reader.end(),
    place: (row) => reader.place(row),
  };
}

interface Found {
  readonly table: TableRecord;
  /** As it is named in the list of what the dump holds. */
  readonly name: string;
  readonly notes: readonly Message[];
}

/** The table to be read, if what is written of it is what a database would hold. */
function chosen({ reading, catalogue }: Surveyed, options: OpenOptions): Found {
  const names = catalogue.names();
  const file = reading.file.name;
  const { index, notes } = chooseTable(file, names, options);
  const [table, name = ""] = [catalogue.tables[index], names[index]];
  if (table === undefined) throw new Error("sql: no such table");
  const spoiled = catalogue.spoiled(table);
  const data = { file, table: listed([name]) };
  if (spoiled !== undefined) throw siocError("SOURCE_SQL_COMPUTED", { ...data, ...spoiled });
  if (table.disorder !== undefined) throw siocError("SOURCE_SQL_ORDER", { ...data, line: table.disorder });
  return { table, name, notes };
}

function tableNotes(record: TableRecord, name: string): readonly Message[] {
  const table = listed([name]);
  const n = record.header().length;
  const columns = listed([...record.omitted]);
  return [
    ...(record.isNameless ? [{ key: "sources.sql.note.invented", data: { table, n } } as const] : []),
    ...(record.triggered ? [{ key: "sources.sql.note.trigger", data: { table } } as const] : []),
    ...(columns === "" ? [] : [{ key: "sources.sql.note.defaults", data: { table, columns } } as const]),
    ...(record.upserts === 0
      ? []
      : [{ key: "sources.sql.note.upsert", data: { table, n: record.upserts } } as const]),
  ];
}

function formatOf(
  { declared }: TableRecord,
  width: number,
  { dialect }: Reading,
  encoding: SqlFormat["encoding"],
): SqlFormat {
  const columns = Array.from({ length: width }, (_, i) => declared[i]);
  return {
    kind: "sql",
    encoding,
    dialect,
    width,
    holds: columns.map((column) => column?.holds ?? "text"),
    defaults: columns.map((column) => column === undefined || column.otherwise === "default"),
  };
}

/** One pass over the rows: find, pack, hash. */
class SqlReader {
  /** Bytes of the delivered file read so far. */
  consumed = 0;
  readonly #reading: Reading;
  readonly #table: TableRecord;
  readonly #lines: number;
  #packer: Packer;
  #done: SourceEnd | undefined;

  constructor(reading: Reading, table: TableRecord, lines: number) {
    this.#reading = reading;
    this.#table = table;
    this.#lines = lines;
    this.#packer = new Packer(table, reading.dialect);
  }

  async *blocks(): AsyncGenerator<Block, void, undefined> {
    const hash = createHash("sha256");
    const packer = new Packer(this.#table, this.#reading.dialect);
    this.#packer = packer;
    this.consumed = 0;
    const seen = (piece: Uint8Array): void => {
      hash.update(piece);
      this.consumed += piece.length;
    };
    yield* scanTable(this.#reading, packer, seen);
    const { sizeBytes } = this.#reading.file;
    this.#done = { sha256: hash.digest("hex"), bytes: sizeBytes, lines: this.#lines, notes: [] };
  }

  end(): SourceEnd {
    if (this.#done === undefined) throw new Error("sources: end() before blocks() was exhausted");
    return this.#done;
  }

  place(row: number): Place {
    return this.#packer.places.of(row);
  }
}
