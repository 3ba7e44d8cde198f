import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import type { Connessione, TipoDatabase } from "../../../src/model/fonte.ts";
import { probeDatabase } from "../../../src/sources/index.ts";
import { DRIVERS } from "../../../src/sources/db/drivers.ts";
import { targetOf } from "../../../src/sources/db/target.ts";
import { refusal, text } from "../helpers.ts";
import { certificateFor } from "./certificates.ts";
import { fakePostgres, mute, type FakePostgres } from "./fake-postgres.ts";
import { byUrl, everythingOf } from "./helpers.ts";

const folder = mkdtempSync(join(tmpdir(), "sioc-target-"));
const SECRET = "S3gr3t@/?#!";

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

const target = (tipo: TipoDatabase, url: string): ReturnType<typeof targetOf> =>
  targetOf(tipo, byUrl(url), text, {});

describe("the address of a database", () => {
  it("gives its parts, percent signs decoded", async () => {
    const url = `postgresql://utente%40asl:${encodeURIComponent(SECRET)}@db.asl.example:5433/dati%20clinici`;
    expect(await target("postgres", url)).toEqual({
      host: "db.asl.example",
      port: 5433,
      user: "utente@asl",
      password: SECRET,
      database: "dati clinici",
      tls: { mode: "verified" },
    });
  });

  it.each<[TipoDatabase, string, object]>([
    ["postgres", "postgres://u@[::1]/d", { host: "::1", port: 5432, tls: { mode: "off", why: "local" } }],
    ["postgres", "postgres:///d?host=/var/run/postgresql", { host: "/var/run/postgresql" }],
    ["postgres", "postgres://u@%2Fvar%2Frun/d", { host: "/var/run", tls: { mode: "off", why: "local" } }],
    ["mysql", "mariadb://u@localhost", { host: "localhost", port: 3306 }],
    ["mssql", "sqlserver://u@sql.asl.example/d", { port: 1433, tls: { mode: "verified" } }],
    ["oracle", "oracle://u@ora.asl.example/SERV", { port: 1521, database: "SERV" }],
  ])("%s: %s", async (tipo, url, parts) => {
    expect(await target(tipo, url)).toMatchObject(parts);
  });

  it.each<[string, TipoDatabase, string, string]>([
    ["of another kind", "postgres", "mysql://u:S3gr3t@h/d", "postgres://, postgresql://"],
    ["without slashes", "postgres", "postgres:u:S3gr3t@h/d", "non è scritto"],
    ["with a bare password", "postgres", `postgres://u:${SECRET}@h/d`, ""],
    ["with a ? in the password", "postgres", "postgres://u:S3gr3t?x@h/d", ""],
    ["with a # in the password", "postgres", "postgres://u:S3gr3t#x@h/d", ""],
    ["with a wrong percent sign", "postgres", "postgres://u:S3gr3t%zz@h/d", "non è scritto"],
    ["with a / in a password of digits", "postgres", "postgres://S3gr3t:12/S3gr3t@h", "non è scritto"],
    ["with two servers", "postgres", "postgres://u:S3gr3t@a,b/d", "non è scritto"],
    ["with brackets for Oracle", "oracle", "oracle://u:S3gr3t@h)(PORT=1/d", "non è scritto"],
    ["with brackets in Oracle's service", "oracle", "oracle://u:S3gr3t@h/d)(SERVER=x", "non è scritto"],
    ["with an option that would be ignored", "mysql", "mysql://u:S3gr3t@h/d?ssl=false", "opzione"],
    ["with password= in it", "postgres", "postgres://u@h/d?password=S3gr3t", "opzione"],
    ["that is no address", "mysql", "S3gr3t", "non è scritto"],
    ["with sslmode=prefer", "postgres", "postgres://u:S3gr3t@h/d?sslmode=prefer", "sslmode"],
    ["with sslmode=no-verify", "postgres", "postgres://u:S3gr3t@h/d?sslmode=no-verify", "sslmode"],
    ["with a bare IP address and encryption", "mysql", "mysql://u:S3gr3t@10.0.0.5/d", "indirizzo IP"],
    [
      "with a bare IP address and encryption",
      "mssql",
      "mssql://u:S3gr3t@127.0.0.1/d?tls=true",
      "indirizzo IP",
    ],
    ["with tls=maybe", "mysql", "mysql://u:S3gr3t@h/d?tls=maybe", "sslmode"],
  ])("is refused %s, without being shown", async (_, tipo, url, reason) => {
    const error = await refusal(target(tipo, url));
    expect([error.code, error.exit]).toEqual(["DB_URL", 2]);
    expect(error.data["reason"]).toContain(reason);
    expect(everythingOf(error)).not.toMatch(/S3gr3t/i);
  });

  it("is wanted, in one of the ways each kind has", async () => {
    for (const tipo of ["mysql", "mssql", "oracle", "sqlite"] as const)
      expect((await refusal(targetOf(tipo, { timeout: 1 }, text, {}))).code).toBe("DB_CONNECTION_MISSING");
  });

  it.each([
    ["postgres://u@h/d", { mode: "verified" }],
    ["postgres://u@h/d?sslmode=require", { mode: "verified" }],
    ["postgres://u@h/d?sslmode=verify-ca", { mode: "verified" }],
    ["postgres://u@h/d?tls=true", { mode: "verified" }],
    ["postgres://u@h/d?sslrootcert=system", { mode: "verified" }],
    ["postgres://u@h/d?sslmode=disable", { mode: "off", why: "declared" }],
    ["postgres://u@h/d?tls=false", { mode: "off", why: "declared" }],
    ["postgres://u@127.9.9.9/d", { mode: "off", why: "local" }],
    ["postgres://u@127.0.0.1.example/d", { mode: "verified" }],
    ["postgres://u@localhost.example/d", { mode: "verified" }],
    ["postgres://u@127.0.0.1/d?sslmode=verify-full", { mode: "verified" }],
  ])("%s: %j", async (url, tls) => {
    expect((await target("postgres", url)).tls).toEqual(tls);
  });
});

describe("PostgreSQL's own ways", () => {
  const ways = (service: string | undefined, env: Record<string, string>): ReturnType<typeof targetOf> =>
    targetOf("postgres", { timeout: 1, ...(service === undefined ? {} : { service }) }, text, env);

  it("takes a service from the file PGSERVICEFILE names, else from the system's", async () => {
    const own = written(
      "own.conf",
      "# nota\n[altra]\nhost=no\n\n[sioc]\nhost = db.asl.example\nport=6000\nuser=u\ndbname=d\nconnect_timeout=3\n",
    );
    written("pg_service.conf", "[sistema]\nhost=altro.example\nsslmode=disable\n");
    const env = { PGSERVICEFILE: own, PGSYSCONFDIR: folder };
    expect(await ways("sioc", env)).toEqual({
      host: "db.asl.example",
      port: 6000,
      user: "u",
      database: "d",
      tls: { mode: "verified" },
    });
    expect((await ways("sistema", env)).tls).toEqual({ mode: "off", why: "declared" });
  });

  it("takes the PG* variables where there is no service", async () => {
    const env = { PGHOST: "h.example", PGPORT: "7", PGUSER: "u", PGDATABASE: "d", PGSSLMODE: "verify-full" };
    expect(await ways(undefined, env)).toMatchObject({
      host: "h.example",
      port: 7,
      user: "u",
      database: "d",
    });
    expect(await ways(undefined, {})).toMatchObject({ host: "localhost", port: 5432 });
    expect((await refusal(ways(undefined, { PGHOST: "h.example", PGSSLMODE: "prefer" }))).code).toBe(
      "DB_URL",
    );
  });

  it.each([
    ["is not there", "[altro]\nhost=h\n", "non si trova"],
    ["holds a password", "[sioc]\nhost=h\npassword=S3gr3t\n", "riga 3 contiene una password"],
    ["has a setting that would be ignored", "[sioc]\nhost=h\noptions=-c S3gr3t\n", "riga 3"],
    ["has a line that is no setting", "[sioc]\nS3gr3t\n", "riga 2"],
  ])("refuses a service that %s", async (_, content, reason) => {
    const env = { PGSERVICEFILE: written("bad.conf", content), PGSYSCONFDIR: folder + "/no" };
    const error = await refusal(ways("sioc", env));
    expect([error.code, error.data["reason"]]).toEqual(["DB_SERVICE", expect.stringContaining(reason)]);
    expect(everythingOf(error)).not.toContain("S3gr3t");
  });

  it("takes no password from the environment", async () => {
    const env = { PGPASSWORD: "S3gr3t" };
    for (const refused of [
      ways(undefined, env),
      targetOf("postgres", byUrl("postgres://u@h/d"), text, env),
    ]) {
      const error = await refusal(refused);
      expect([error.code, error.exit]).toEqual(["DB_ENV_PASSWORD", 2]);
      expect(everythingOf(error)).not.toContain("S3gr3t");
    }
    // With one in the address the variable is not looked at.
    expect((await targetOf("postgres", byUrl("postgres://u:p@h/d"), text, env)).password).toBe("p");
  });
});

describe("the conversation with a PostgreSQL server", () => {
  let server: FakePostgres;
  afterEach(() => {
    server.close();
    vi.unstubAllEnvs();
  });
  const probe = (connessione: Connessione): ReturnType<typeof probeDatabase> =>
    probeDatabase("postgres", connessione, text);

  it("calls itself sioc, and a refused password shows nowhere", async () => {
    server = await fakePostgres();
    const url = `postgres://utente:${encodeURIComponent(SECRET)}@127.0.0.1:${server.port}/dati`;
    const error = await refusal(probe(byUrl(url)));
    expect([error.code, error.exit]).toEqual(["DB_LOGIN", 21]);
    expect(server.passwords).toEqual([SECRET]);
    expect(server.seen()).toMatchObject({ user: "utente", database: "dati", application_name: "sioc" });
    expect(everythingOf(error)).not.toContain(SECRET);
    expect(process.title).not.toContain(SECRET);
  });

  it("finds the password in .pgpass, if nobody else can read it", async () => {
    server = await fakePostgres();
    const pgpass = written("pgpass", `127.0.0.1:${server.port}:dati:utente:da-pgpass\n`);
    vi.stubEnv("PGPASSFILE", pgpass);
    const url = `postgres://utente@127.0.0.1:${server.port}/dati`;
    expect((await refusal(probe(byUrl(url)))).code).toBe("DB_LOGIN");
    expect(server.passwords).toEqual(["da-pgpass"]);
    chmodSync(pgpass, 0o644);
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const error = await refusal(probe(byUrl(url)));
    said.mockRestore();
    expect([error.code, error.data["reason"]]).toEqual(["DB_LOGIN", text("sources.db.noPassword")]);
    expect(server.passwords).toEqual(["da-pgpass"]);
  });
});

describe("encryption", () => {
  let server: FakePostgres;
  let good: Awaited<ReturnType<typeof certificateFor>>;
  beforeAll(async () => {
    good = await certificateFor("localhost");
  });
  afterEach(() => {
    server.close();
    vi.unstubAllEnvs();
  });

  /** DB_LOGIN is the far end of the handshake: the server refuses everybody, but only once it is believed. */
  async function outcome(query: string, host = "localhost"): Promise<readonly [string, number, string]> {
    const url = `postgres://utente:${encodeURIComponent(SECRET)}@${host}:${server.port}/dati?${query}`;
    const error = await refusal(probeDatabase("postgres", byUrl(url), text));
    expect(everythingOf(error)).not.toContain(SECRET);
    return [error.code, error.exit, String(error.data["reason"])];
  }

  it("goes on with a certificate signed by the authority named, for the server named", async () => {
    server = await fakePostgres(good);
    const [code, exit] = await outcome(`sslrootcert=${written("ca.pem", good.cert)}`);
    expect([code, exit]).toEqual(["DB_LOGIN", 21]);
    expect(server.passwords).toEqual([SECRET]);
  });

  it("sends nothing to a server with a certificate nobody vouches for, whatever the environment says", async () => {
    server = await fakePostgres(good);
    vi.stubEnv("PGSSLMODE", "no-verify");
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const said = vi.spyOn(process, "emitWarning").mockReturnValue();
    for (const query of ["sslmode=verify-full", "sslmode=require"])
      expect(await outcome(query)).toEqual(["DB_TLS", 21, expect.stringContaining("autorità sconosciuta")]);
    said.mockRestore();
    expect([server.passwords, server.seen()]).toEqual([[], {}]);
  });

  it.each([
    ["of another server", "altro.example", false, "un altro nome"],
    ["that has expired", "localhost", true, "scaduto"],
  ])("sends nothing to a server with a certificate %s", async (_, name, expired, reason) => {
    const bad = await certificateFor(name, expired);
    server = await fakePostgres(bad);
    const ca = written("bad-ca.pem", bad.cert);
    expect(await outcome(`sslrootcert=${ca}`)).toEqual(["DB_TLS", 21, expect.stringContaining(reason)]);
    expect([server.passwords, server.seen()]).toEqual([[], {}]);
  });

  it("does not fall back to the clear when the server has no encryption", async () => {
    server = await fakePostgres();
    expect(await outcome("sslmode=verify-full")).toEqual(["DB_TLS", 21, "il server non offre la cifratura"]);
    expect([server.passwords, server.seen()]).toEqual([[], {}]);
  });

  it("names an authority's file that is not there, or holds no certificate", async () => {
    server = await fakePostgres(good);
    const key = written("key.pem", good.key);
    for (const [path, reason] of [
      [`${folder}/manca.pem`, "ENOENT"],
      [key, "PEM"],
    ] as const) {
      const url = `postgres://u@localhost:${server.port}/d?sslrootcert=${path}`;
      const error = await refusal(probeDatabase("postgres", byUrl(url), text));
      expect([error.code, error.exit, error.data["reason"]]).toEqual(["DB_ROOT_CERT", 21, reason]);
      expect(everythingOf(error)).not.toContain(good.key.slice(40, 80));
    }
  });
});

describe("a server that does not answer", () => {
  let silent: Awaited<ReturnType<typeof mute>>;
  beforeAll(async () => {
    silent = await mute();
  });
  afterAll(() => {
    silent.close();
  });

  it.each<[TipoDatabase, string]>([
    ["postgres", "postgres"],
    ["mysql", "mysql"],
  ])("%s: a port nobody listens at", async (tipo, scheme) => {
    const error = await refusal(
      probeDatabase(tipo, byUrl(`${scheme}://u:${encodeURIComponent(SECRET)}@127.0.0.1:1/d`), text),
    );
    expect([error.code, error.exit]).toEqual(["DB_CONNECT", 23]);
    expect(error.data).toMatchObject({
      host: "127.0.0.1:1",
      reason: expect.stringContaining("ECONNREFUSED") as unknown,
    });
    expect(everythingOf(error)).not.toContain(SECRET);
  });

  it.each(["postgres", "mysql"] as const)(
    "%s: one that takes the connection and says nothing",
    async (tipo) => {
      const tls = { mode: "off", why: "local" } as const;
      const where = { host: "127.0.0.1", port: silent.port, user: "u", password: "p", tls };
      const limits = { connectMs: 300, statementMs: 60_000 };
      await expect(DRIVERS[tipo].connect(where, limits)).rejects.toMatchObject({
        kind: "connect",
        reason: "noAnswer",
      });
    },
  );
});

describe("a driver that is not installed", () => {
  afterEach(() => {
    vi.resetModules();
  });

  it.each<[TipoDatabase, string, string, string]>([
    ["postgres", "postgres://u@127.0.0.1:1/d", "pg-cursor", "npm install pg pg-cursor"],
    ["mysql", "mysql://u@127.0.0.1:1/d", "mysql2", "npm install mysql2"],
  ])("%s: says what to install", async (tipo, url, name, command) => {
    vi.doMock(name, () => {
      throw new Error("Cannot find package");
    });
    const error = await refusal(probeDatabase(tipo, byUrl(url), text));
    vi.doUnmock(name);
    expect([error.code, error.exit, error.data["command"]]).toEqual(["DB_DRIVER_MISSING", 2, command]);
    expect(everythingOf(error)).toContain(command);
  });
});
