import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openSource, probeDatabase } from "../../../src/sources/index.ts";
import { dateText, textOf, type MssqlColumn } from "../../../src/sources/db/mssql-values.ts";
import { singleText } from "../../../src/sources/db/numbers.ts";
import { readAll, refusal, text } from "../helpers.ts";
import { fakeMssql, type FakeResult } from "./fake-mssql.ts";
import { byUrl, drain, everythingOf, queryFile } from "./helpers.ts";

const CF = "RSSMRA80A01H501U";
const URL = "mssql://lettore:segretissima@sql.asl.example/dati";

const column = (name: string, declaration: string, scale?: number): MssqlColumn => ({
  name,
  type: { declaration },
  scale,
});
const rowsOf = (...rows: unknown[][]): FakeResult => ({ columns: [column("a", "varchar")], rows });

/** As tedious makes them with useUTC: the UTC parts are the server's. */
function serverDate(iso: string, nanosecondsDelta = 0): Date {
  return Object.assign(new Date(iso), { nanosecondsDelta });
}

function mock(result: FakeResult, connectError?: Error): ReturnType<typeof fakeMssql>["seen"] {
  const { module, seen } = fakeMssql(result, connectError);
  vi.doMock("mssql", () => ({ default: module }));
  return seen;
}

const options = { tipo: "mssql", connessione: byUrl(URL) } as const;
const read = (sql = "SELECT a FROM t"): ReturnType<typeof readAll> => readAll(queryFile(sql), options);

// Not tried against a server: none runs here. The fake follows the sources of mssql 12 and tedious 19.
describe("SQL Server, against a fake driver", () => {
  beforeEach(() => {
    vi.resetModules();
  });
  afterEach(() => {
    vi.doUnmock("mssql");
  });

  it("connects encrypted and verified, for reading, under our name", async () => {
    const seen = mock(rowsOf(["x"]));
    await read();
    expect(seen.config).toMatchObject({
      server: "sql.asl.example",
      port: 1433,
      user: "lettore",
      password: "segretissima",
      database: "dati",
      connectionTimeout: 15_000,
      requestTimeout: 60_000,
      options: {
        encrypt: true,
        trustServerCertificate: false,
        readOnlyIntent: true,
        useUTC: true,
        appName: "sioc",
      },
    });
  });

  it("reads in a transaction that it rolls back, with a snapshot where there is one, and leaves", async () => {
    const seen = mock(rowsOf(["x"], ["y"]));
    expect((await read()).rows).toEqual([["x"], ["y"]]);
    expect(seen.calls).toEqual(["begin 5", "rollback", "close", "begin 5", "rollback", "close"]);
    expect(seen.sql).toBe("SELECT a FROM t");
  });

  it("is probed", async () => {
    mock({ columns: [column("n", "int")], rows: [[1]] });
    expect(await probeDatabase("mssql", byUrl(URL), text)).toEqual({
      version: "SQL Server 15.0.4.1",
      host: "sql.asl.example:1433",
      encrypted: true,
    });
  });

  it("gives every type as text", async () => {
    const columns = [
      column("testo", "nvarchar"),
      column("intero", "int"),
      column("grande", "bigint"),
      column("vero", "bit"),
      column("decimale", "decimal", 4),
      column("soldi", "money"),
      column("singolo", "real"),
      column("giorno", "date"),
      column("quando", "datetime"),
      column("preciso", "datetime2", 7),
      column("ora", "time", 7),
      column("fuso", "datetimeoffset"),
      column("byte", "varbinary"),
      column("nulla", "int"),
    ];
    const row = [
      "è",
      7,
      "9223372036854775807",
      true,
      -0.5,
      12.3,
      Math.fround(0.1),
      serverDate("1799-03-04T00:00:00Z"),
      serverDate("2026-03-29T02:30:00.123Z"),
      serverDate("2026-03-29T02:30:00.123Z", 0.0004567),
      serverDate("1970-01-01T10:00:00Z"),
      serverDate("2026-01-10T09:00:00Z"),
      Buffer.from("00ff", "hex"),
      null,
    ];
    mock({ columns, rows: [row] });
    const { rows, notes } = await read();
    expect(rows).toEqual([
      [
        "è",
        "7",
        "9223372036854775807",
        "1",
        "-0.5000",
        "12.3000",
        "0.1",
        "1799-03-04",
        "2026-03-29 02:30:00.123",
        "2026-03-29 02:30:00.1234567",
        "10:00:00",
        "2026-01-10 09:00:00+00:00",
        "0x00ff",
        "",
      ],
    ]);
    expect(notes).toEqual(["sources.note.dbOdd"]);
  });

  it("stops the server while nobody asks, and lets it go on", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [`${i}`.padEnd(100)]);
    const seen = mock({ columns: [column("a", "char")], rows });
    const source = await openSource(queryFile("SELECT a FROM t"), { ...options, text });
    const before = seen.emitted;
    const blocks = source.blocks();
    await blocks.next();
    expect(seen.emitted - before).toBeLessThan(6_000);
    await drain(blocks);
    expect(source.end().lines).toBe(20_000);
  });

  it("cancels a reading given up half-way, rolls back and leaves", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [`${i}`.padEnd(100)]);
    const seen = mock({ columns: [column("a", "char")], rows });
    const source = await openSource(queryFile("SELECT a FROM t"), { ...options, text });
    seen.calls.length = 0;
    for await (const block of source.blocks()) {
      expect(block.kind).toBe("cells");
      break;
    }
    expect(seen.calls).toEqual(["begin 5", "cancel", "rollback", "close"]);
  });

  it("refuses a decimal with more digits than came through, naming row and column", async () => {
    const columns = [column("chiave", "numeric", 0), column("importo", "decimal", 2)];
    mock({
      columns,
      rows: [
        [1, 1],
        [2, 90_071_992_547_409.93],
        [3, 3],
      ],
    });
    const error = await refusal(read());
    expect([error.code, error.data["row"], error.data["column"]]).toEqual(["DB_VALUE", 2, "importo"]);
    expect(everythingOf(error)).not.toContain("90071992547409");
  });

  it("refuses more than one result, and rows that are no rows", async () => {
    mock({ ...rowsOf(["x"]), second: true });
    expect((await refusal(read())).data["reason"]).toBe(text("sources.db.several"));
    vi.resetModules();
    mock({ columns: [column("JSON", "nvarchar")], rows: [{ JSON: "[]" } as unknown as unknown[]] });
    expect((await refusal(read())).data["reason"]).toBe(text("sources.db.notRows"));
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    [
      "a wrong column",
      { code: "EREQUEST", number: 207, lineNumber: 3 },
      "DB_QUERY",
      "(207, riga 3 della query)",
    ],
    [
      "a wrong table",
      { code: "EREQUEST", number: 208, lineNumber: 1 },
      "DB_QUERY",
      "(208, riga 1 della query)",
    ],
    ["a value that does not convert", { code: "EREQUEST", number: 245, lineNumber: 2 }, "DB_QUERY", "245"],
    ["any other", { code: "EREQUEST", number: 50_000 }, "DB_QUERY", "50000"],
    ["its own limit", { code: "ETIMEOUT" }, "DB_TIMEOUT", ""],
    ["a connection that breaks", { code: "ECONNCLOSED" }, "DB_LOST", ""],
    ["a socket that breaks", { code: "ESOCKET", originalError: { code: "ECONNRESET" } }, "DB_LOST", ""],
  ])("tells %s, and repeats nothing", async (_, facts, code, reason) => {
    mock({ columns: [], rows: [], error: Object.assign(new Error(`conversion of '${CF}'`), facts) });
    const error = await refusal(read());
    expect(error.code).toBe(code);
    expect(String(error.data["reason"] ?? "")).toContain(reason);
    expect(everythingOf(error)).not.toContain(CF);
  });

  it("says how many rows had come before an error", async () => {
    const rows = Array.from({ length: 3_000 }, () => ["x"]);
    mock({ ...rowsOf(), rows, error: Object.assign(new Error("x"), { code: "ESOCKET" }) });
    const source = await openSource(queryFile("SELECT a FROM t"), { ...options, text });
    const error = await refusal(drain(source.blocks()));
    expect([error.code, error.data["rows"]]).toEqual(["DB_LOST", 3_000]);
  });

  it.each<[string, Record<string, unknown>, string, number]>([
    ["a refused log-in", { code: "ELOGIN", originalError: { number: 18456 } }, "DB_LOGIN", 21],
    ["no database", { code: "ELOGIN", originalError: { info: {}, number: 4060 } }, "DB_LOGIN", 21],
    [
      "no server",
      { code: "ESOCKET", originalError: { code: "ESOCKET", cause: { code: "ENOTFOUND" } } },
      "DB_CONNECT",
      23,
    ],
    ["a closed port", { code: "ESOCKET" }, "DB_CONNECT", 23],
    ["silence", { code: "ETIMEOUT" }, "DB_CONNECT", 23],
    [
      "a certificate",
      { code: "ESOCKET", originalError: { cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } } },
      "DB_TLS",
      21,
    ],
  ])("tells %s", async (_, facts, code, exit) => {
    mock(rowsOf(), Object.assign(new Error("Login failed for user 'lettore' with segretissima"), facts));
    const error = await refusal(read());
    expect([error.code, error.exit]).toEqual([code, exit]);
    expect(everythingOf(error)).not.toContain("segretissima");
  });

  it("says what to install when the driver is not there", async () => {
    vi.doMock("mssql", () => {
      throw new Error("Cannot find package");
    });
    const error = await refusal(read());
    expect([error.code, error.exit, error.data["command"]]).toEqual([
      "DB_DRIVER_MISSING",
      2,
      "npm install mssql",
    ]);
    expect(everythingOf(error)).toContain("npm install mssql");
  });
});

describe("values of tedious", () => {
  const zone = process.env["TZ"];
  afterEach(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  it.each(["Europe/Rome", "America/New_York", "Pacific/Kiritimati", "UTC"])("no day shifts in %s", (tz) => {
    process.env["TZ"] = tz;
    for (const day of ["0001-01-01", "1582-10-10", "1899-12-31", "1966-05-22", "2026-03-29", "2026-10-25"])
      for (const hour of ["00:00:00", "02:30:00", "23:59:59"]) {
        const date = serverDate(`${day}T${hour}Z`);
        expect([dateText(date, "date"), dateText(date, "datetime")]).toEqual([day, `${day} ${hour}`]);
      }
  });

  it("never makes text of an object", () => {
    for (const value of [{}, [], Symbol("x"), () => 1])
      expect(() => textOf(value, column("a", "udt"))).toThrow(/value/);
  });

  it("writes single-precision numbers with the digits that give them back", () => {
    for (const n of [0.1, 1 / 3, 16_777_216, 3.4e38, 1e-45, -2.5, 0])
      expect(Math.fround(Number(singleText(Math.fround(n))))).toBe(Math.fround(n));
    expect(singleText(Math.fround(0.1))).toBe("0.1");
  });
});
