import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { probeDatabase } from "../../../src/sources/index.ts";
import { text } from "../helpers.ts";
import { byUrl } from "./helpers.ts";
import { postgresContract } from "./postgres-contract.ts";

/** PostgreSQL's own code and protocol with no server installed, one connection at a time. */
describe("PostgreSQL, as PGlite", () => {
  let db: PGlite;
  let server: PGLiteSocketServer;
  let port = "";

  beforeAll(async () => {
    db = await PGlite.create();
    server = new PGLiteSocketServer({ db, port: 0, host: "127.0.0.1" });
    await server.start();
    port = server.getServerConn().split(":").at(-1) ?? "";
  });
  afterAll(async () => {
    await server.stop();
    await db.close();
  });

  const url = (): string => `postgres://postgres@127.0.0.1:${port}/postgres`;
  postgresContract({
    url,
    run: async (sql) => {
      await db.exec(sql);
    },
    csv: async (query) => {
      const { blob } = await db.query(`COPY (${query}) TO '/dev/blob' WITH (FORMAT csv, HEADER)`);
      return (await blob?.text()) ?? "";
    },
  });

  it("is probed: version, host without credentials, encryption", async () => {
    expect(await probeDatabase("postgres", byUrl(url()), text)).toEqual({
      version: expect.stringMatching(/^PostgreSQL \d+/) as unknown,
      host: `127.0.0.1:${port}`,
      encrypted: false,
    });
  });
});
