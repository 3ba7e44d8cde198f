import { siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Encoding } from "../../model/mappa.ts";
import type { Message, Text } from "../../text/index.ts";
import type { Bytes } from "../bytes/bytes.ts";
import { detectEncoding, nameOf } from "../bytes/encoding.ts";
import { lineEndsOf } from "../csv/scan.ts";
import { LF, SPACE } from "./bytes.ts";
import type { Charset } from "./charset.ts";
import type { RowsHead } from "./head.ts";
import type { SqlDialect } from "./modes.ts";
import { Opaque } from "./opaque.ts";
import { scanTable, type Reading } from "./reading.ts";
import { RowSink } from "./row-sink.ts";
import type { Mark } from "./scanner.ts";
import type { TableRecord } from "./table-record.ts";
import { endOfValue } from "./tuples.ts";

/** What the rows of a table are encoded in, and how that is known. */
export interface Encoded {
  readonly encoding: Exclude<Encoding, "auto">;
  readonly notes: readonly Message[];
}

/**
 * Byte order mark or declaration, else what the dump says of the rows, else what their bytes show. Only rows that are
 * read count: what else is in the file may be anything.
 * @throws SOURCE_SQL_CHARSET; SOURCE_ENCODING with the line
 */
export async function encodingOf(reading: Reading, table: TableRecord, text: Text): Promise<Encoded> {
  const { file, encoding, bom } = reading;
  const said = [...table.charsets.values()];
  const known = said.filter(({ charset }) => charset.kind === "known");
  if (encoding !== undefined) {
    const other = known.find(({ charset }) => charset.encoding !== encoding);
    if (other === undefined) return { encoding, notes: [] };
    const reason = text(bom > 0 ? "sources.sql.reason.bom" : "sources.sql.reason.declared");
    const data = { encoding: nameOf(encoding), reason, charset: shown(other.charset) };
    return { encoding, notes: [{ key: "sources.sql.note.charsetIgnored", data }] };
  }
  const first = known[0]?.charset;
  const odd =
    said.find(({ charset }) => charset.kind === "unknown") ??
    known.find(({ charset }) => charset.encoding !== first?.encoding);
  if (odd !== undefined)
    throw siocError("SOURCE_SQL_CHARSET", { file: file.name, line: odd.line, charset: shown(odd.charset) });
  if (first?.encoding === undefined) return detected(reading, table);
  const data = { encoding: nameOf(first.encoding), charset: shown(first) };
  return { encoding: first.encoding, notes: [{ key: "sources.sql.note.charset", data }] };
}

const shown = ({ name }: Charset): string => printable(name, 20);

/** The rows' own bytes decide, as those of a CSV file do. */
async function detected(reading: Reading, table: TableRecord): Promise<Encoded> {
  return detectEncoding(onlyRows(reading, table), new Uint8Array(0), "auto");
}

/** The file as if nothing but the rows of one table stood in it, each on its line. */
function onlyRows(reading: Reading, table: TableRecord): Bytes {
  const { name, sizeBytes, weight } = reading.file;
  return {
    name,
    sizeBytes,
    weight,
    notes: [],
    read: () => scanTable(reading, new Lined(table, reading.dialect)),
  };
}

/** Rows as they stand, with the line ends before them, without NULs: those are no matter of the encoding. */
class Lined extends RowSink<Uint8Array> {
  readonly #dialect: SqlDialect;
  /** Columns of each value of the rows at hand, where some hold bytes. */
  #columns: readonly number[] | undefined;
  #opaque: Opaque | undefined;
  #pieces: Buffer[] = [];
  #line = 1;

  constructor(table: TableRecord, dialect: SqlDialect) {
    super(table);
    this.#dialect = dialect;
  }

  override take(): readonly Uint8Array[] {
    return [Buffer.concat(this.#pieces.splice(0))];
  }

  protected override begin(head: RowsHead, { session }: Mark): void {
    const { declared } = this.table;
    const some = declared.some(({ holds }) => holds !== "text") && head.form.kind === "values";
    this.#columns = this.table.order(head, this.#dialect) ?? declared.map((_, i) => i);
    this.#opaque = some ? new Opaque(session.modes) : undefined;
  }

  protected override add(bytes: Buffer, from: number, to: number, line: number): void {
    const row = Buffer.from(bytes.subarray(from, to).map((c) => (c === 0 ? SPACE : c)));
    if (this.#opaque !== undefined) this.#blankBytes(row, this.#opaque);
    if (line > this.#line) this.#pieces.push(Buffer.alloc(line - this.#line, LF));
    this.#pieces.push(row);
    this.#line = Math.max(this.#line, line) + lineEndsOf(row).lf;
  }

  /** What a BLOB holds is no text, and says nothing of the encoding of texts. */
  #blankBytes(row: Buffer, opaque: Opaque): void {
    for (let [n, i] = [0, 1]; i < row.length; n++) {
      const end = endOfValue(row, i, opaque);
      const column = this.table.declared[this.#columns?.[n] ?? -1];
      if (column !== undefined && column.holds !== "text")
        for (let k = i; k < end; k++) if (row[k] !== LF) row[k] = SPACE;
      i = end + 1;
    }
  }

  protected override refuse(): void {
    // nothing of it is read
  }
}
