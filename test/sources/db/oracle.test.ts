import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openSource, probeDatabase } from "../../../src/sources/index.ts";
import { withDates } from "../../../src/sources/db/oracle-values.ts";
import { readAll, refusal, text } from "../helpers.ts";
import { byUrl, drain, everythingOf, queryFile } from "./helpers.ts";

const CF = "RSSMRA80A01H501U";
const URL = "oracle://lettore:segretissima@ora.asl.example:2484/DATI";
const VARCHAR = Symbol("DB_TYPE_VARCHAR");
const RAW = Symbol("DB_TYPE_RAW");

interface Fake {
  /** Name and type of each column. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly rows?: readonly (readonly unknown[])[];
  /** Thrown by what is named. */
  readonly errors?: Partial<Record<"connect" | "execute" | "rows", Error>>;
}

/** oracledb 26, thin, as far as the adapter goes, after its sources (lib/connection.js, lib/resultset.js). */
function mock({ columns, rows = [], errors = {} }: Fake): {
  config: Record<string, unknown>;
  calls: string[];
  asked: number[];
  types: unknown[];
} {
  const seen = { config: {}, calls: [] as string[], asked: [] as number[], types: [] as unknown[] };
  const metaData = columns.map(([name, dbTypeName]) => ({ name, dbTypeName }));
  const failing = (where: keyof typeof errors): Promise<void> =>
    errors[where] === undefined ? Promise.resolve() : Promise.reject(errors[where]);
  const connection = {
    callTimeout: 0,
    module: "",
    oracleServerVersionString: "19.3.0.0.0",
    getStatementInfo: (sql: string) => {
      seen.calls.push(`describe ${sql}`);
      return failing("execute").then(() => ({ metaData }));
    },
    execute: (
      sql: string,
      _binds?: unknown,
      options?: { fetchTypeHandler(meta: object): { type: unknown } | undefined },
    ) => {
      seen.calls.push(`${sql}${sql.startsWith("SET") ? ` timeout ${connection.callTimeout}` : ""}`);
      if (options === undefined) return Promise.resolve({});
      seen.types = metaData.map((meta) => options.fetchTypeHandler(meta)?.type);
      let at = 0;
      const resultSet = {
        getRows: async (max: number) => {
          seen.asked.push(max);
          if (at > 0 || rows.length === 0) await failing("rows");
          return rows.slice(at, (at += max));
        },
        close: () => {
          seen.calls.push("close rows");
          return Promise.resolve();
        },
      };
      return Promise.resolve({ resultSet });
    },
    rollback: () => {
      seen.calls.push("rollback");
      return Promise.resolve();
    },
    close: () => {
      seen.calls.push("close");
      return Promise.resolve();
    },
  };
  const module = {
    OUT_FORMAT_ARRAY: 4001,
    DB_TYPE_VARCHAR: VARCHAR,
    DB_TYPE_RAW: RAW,
    getConnection: (config: object) => {
      seen.config = config;
      return failing("connect").then(() => connection);
    },
  };
  vi.doMock("oracledb", () => ({ default: module }));
  return seen;
}

const options = { tipo: "oracle", connessione: byUrl(URL) } as const;
const read = (sql = "SELECT a FROM t"): ReturnType<typeof readAll> => readAll(queryFile(sql), options);

// Not tried against a server: none runs here. The fake follows the sources of oracledb 26.
describe("Oracle, against a fake driver", () => {
  beforeEach(() => {
    vi.resetModules();
  });
  afterEach(() => {
    vi.doUnmock("oracledb");
  });

  it("connects encrypted and verified, in a transaction that only reads", async () => {
    const seen = mock({ columns: [["A", "VARCHAR2"]], rows: [["x"]] });
    expect((await read()).rows).toEqual([["x"]]);
    expect(seen.config).toMatchObject({
      user: "lettore",
      password: "segretissima",
      connectString:
        "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=ora.asl.example)(PORT=2484))(CONNECT_DATA=(SERVICE_NAME=DATI)))",
      sslServerDNMatch: true,
      connectTimeout: 15,
    });
    const once = ["SET TRANSACTION READ ONLY timeout 60000", "describe SELECT a FROM t", "SELECT a FROM t"];
    const leave = ["close rows", "rollback", "close"];
    expect(seen.calls).toEqual([...once, ...leave, ...once, ...leave]);
  });

  it("has the server write dates, by a SELECT round the query", async () => {
    const columns = [
      ["NOME", "VARCHAR2"],
      ["GIORNO", "DATE"],
      ["quando è", "TIMESTAMP"],
      ["FUSO", "TIMESTAMP WITH TIME ZONE"],
      ["DURATA", "INTERVAL DAY TO SECOND"],
    ] as const;
    expect(
      withDates(
        "SELECT * FROM t -- fine",
        columns.map(([name, dbTypeName]) => ({ name, dbTypeName })),
      ),
    ).toBe(
      `SELECT q."NOME", TO_CHAR(q."GIORNO", 'YYYY-MM-DD HH24:MI:SS') AS "GIORNO", ` +
        `TO_CHAR(q."quando è", 'YYYY-MM-DD HH24:MI:SS.FF') AS "quando è", ` +
        `TO_CHAR(q."FUSO", 'YYYY-MM-DD HH24:MI:SS.FFTZH:TZM') AS "FUSO", TO_CHAR(q."DURATA") AS "DURATA" ` +
        `FROM (\nSELECT * FROM t -- fine\n) q`,
    );
    mock({
      columns,
      rows: [
        [
          "x",
          "1966-05-22 00:00:00",
          "2026-03-29 02:30:00.000000",
          "2026-01-10 10:00:00.120000+01:00",
          "+01 00:00:00",
        ],
        ["y", "2026-03-29 02:30:00", "2026-03-29 02:30:00.000001", null, null],
      ],
    });
    expect((await read()).rows).toEqual([
      ["x", "1966-05-22", "2026-03-29 02:30:00", "2026-01-10 10:00:00.12+01:00", "+01 00:00:00"],
      ["y", "2026-03-29 02:30:00", "2026-03-29 02:30:00.000001", "", ""],
    ]);
  });

  it("fetches every type as text, and says which are none", async () => {
    const columns = [
      ["N", "NUMBER"],
      ["F", "BINARY_DOUBLE"],
      ["L", "CLOB"],
      ["B", "BLOB"],
      ["R", "RAW"],
      ["J", "JSON"],
      ["V", "BOOLEAN"],
    ] as const;
    const row = [".5", "1.5", "testo", Buffer.from([0, 255]), Buffer.from([65]), "{}", true];
    const seen = mock({ columns, rows: [row, ["-.25", ...row.slice(1)]] });
    const { rows, notes } = await read();
    expect(rows).toEqual([
      ["0.5", "1.5", "testo", "0x00ff", "0x41", "{}", "true"],
      ["-0.25", "1.5", "testo", "0x00ff", "0x41", "{}", "true"],
    ]);
    expect(seen.types).toEqual([VARCHAR, VARCHAR, VARCHAR, RAW, undefined, VARCHAR, undefined]);
    expect(notes).toEqual(["sources.note.dbOdd"]);
  });

  it.each(["OBJECT", "CURSOR", "BFILE", "VECTOR"])("refuses a column of type %s by name", async (type) => {
    mock({
      columns: [
        ["A", "NUMBER"],
        ["X", type],
      ],
    });
    expect(await refusal(read())).toMatchObject({ code: "DB_VALUE", data: { column: "X" } });
  });

  it("asks for the next rows only when they are wanted, and leaves a reading given up", async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => [`${i}`.padEnd(100)]);
    const seen = mock({ columns: [["A", "CHAR"]], rows });
    const source = await openSource(queryFile("SELECT a FROM t"), { ...options, text });
    seen.asked.length = 0;
    for await (const block of source.blocks()) {
      expect(block.kind).toBe("cells");
      break;
    }
    expect(seen.asked.reduce((sum, n) => sum + n, 0)).toBeLessThan(6_000);
    expect(seen.calls.slice(-3)).toEqual(["close rows", "rollback", "close"]);
  });

  const ora = (errorNum: number, more: object = {}): Error =>
    Object.assign(new Error(`ORA-${errorNum}: '${CF}' segretissima`), {
      errorNum,
      code: `ORA-${errorNum}`,
      ...more,
    });
  const njs = (code: string): Error => Object.assign(new Error(`${code}: segretissima ${CF}`), { code });

  it.each([
    [
      "a wrong column, with its line",
      ora(904, { offset: 12 }),
      "DB_QUERY",
      20,
      "(ORA-00904, riga 2 della query)",
    ],
    ["a wrong table", ora(942), "DB_QUERY", 20, "una tabella non esiste (ORA-00942)"],
    ["a mistake in the text", ora(933), "DB_QUERY", 20, "errore di scrittura nella query (ORA-00933)"],
    ["a write", ora(1456), "DB_QUERY", 20, "sola lettura (ORA-01456)"],
    ["any other", ora(600), "DB_QUERY", 20, "(ORA-00600)"],
    ["its own limit", njs("NJS-123"), "DB_TIMEOUT", 23, ""],
    ["a broken connection", ora(3113), "DB_LOST", 23, ""],
    ["a broken connection, as the driver says it", njs("NJS-500"), "DB_LOST", 23, ""],
  ])("tells %s, and repeats nothing", async (_, thrown, code, exit, reason) => {
    mock({ columns: [], errors: { execute: thrown } });
    const error = await refusal(read("SELECT 1,\n manca FROM t"));
    expect([error.code, error.exit]).toEqual([code, exit]);
    expect(String(error.data["reason"] ?? "")).toContain(reason);
    expect(everythingOf(error)).not.toMatch(/RSSMRA|segretissima/);
  });

  it("says how many rows had come before the connection broke", async () => {
    const rows = Array.from({ length: 5_000 }, () => ["x"]);
    mock({ columns: [["A", "CHAR"]], rows, errors: { rows: ora(3135) } });
    const source = await openSource(queryFile("SELECT a FROM t"), { ...options, text });
    const error = await refusal(drain(source.blocks()));
    expect([error.code, error.data["rows"]]).toEqual(["DB_LOST", 64]);
  });

  it.each([
    ["a wrong password", ora(1017), "DB_LOGIN", 21],
    ["a locked user", ora(28000), "DB_LOGIN", 21],
    ["a service that is not there", njs("NJS-518"), "DB_LOGIN", 21],
    ["a closed port", njs("NJS-503"), "DB_CONNECT", 23],
    ["a name that is not there", njs("NJS-530"), "DB_CONNECT", 23],
    ["another kind of server", njs("NJS-500"), "DB_CONNECT", 23],
    ["silence", njs("NJS-510"), "DB_CONNECT", 23],
    ["a certificate of another server", njs("NJS-508"), "DB_TLS", 21],
  ])("tells %s", async (_, thrown, code, exit) => {
    mock({ columns: [], errors: { connect: thrown } });
    const error = await refusal(read());
    expect([error.code, error.exit]).toEqual([code, exit]);
    expect(everythingOf(error)).not.toContain("segretissima");
  });

  it("is probed, and says what to install when the driver is not there", async () => {
    mock({ columns: [["N", "NUMBER"]], rows: [["1"]] });
    expect(await probeDatabase("oracle", byUrl(URL), text)).toEqual({
      version: "Oracle 19.3.0.0.0",
      host: "ora.asl.example:2484",
      encrypted: true,
    });
    vi.resetModules();
    vi.doMock("oracledb", () => {
      throw new Error("Cannot find package");
    });
    expect((await refusal(read())).data["command"]).toBe("npm install oracledb");
  });
});
