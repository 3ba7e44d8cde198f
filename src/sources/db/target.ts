import { isIP } from "node:net";
import { basename } from "node:path";

import { siocError, type SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Connessione, TipoDatabase } from "../../model/fonte.ts";
import type { Text, TextData, TextKey } from "../../text/index.ts";
import { headOf } from "../bytes/bytes.ts";
import { openFile } from "../bytes/file.ts";
import type { Target } from "./driver.ts";
import { postgresTarget, refuseVariable } from "./pg-service.ts";
import { tlsOf } from "./tls.ts";

/** Names a URL of each kind may begin with. */
const SCHEMES: Readonly<Record<Exclude<TipoDatabase, "sqlite">, readonly string[]>> = {
  postgres: ["postgres", "postgresql"],
  mysql: ["mysql", "mariadb"],
  mssql: ["mssql", "sqlserver"],
  oracle: ["oracle"],
};
const PORTS = { postgres: 5432, mysql: 3306, mssql: 1433, oracle: 1521 } as const;
const OPTIONS: readonly string[] = ["host", "sslmode", "tls", "sslrootcert"];

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where to connect, from the URL, the service or the driver's own variables. Read once, then kept in memory.
 * @throws DB_URL (which never shows the URL), DB_CONNECTION_MISSING, DB_SERVICE, DB_ENV_PASSWORD, DB_ROOT_CERT, and
 * what `connessione.url` throws
 */
export async function targetOf(
  tipo: TipoDatabase,
  connessione: Connessione,
  text: Text,
  env: Environment,
): Promise<Target> {
  if (tipo === "sqlite") {
    if (connessione.database === undefined) throw siocError("DB_CONNECTION_MISSING", { tipo });
    await refuseOther(connessione.database, text);
    return { host: connessione.database, tls: { mode: "off", why: "local" } };
  }
  if (connessione.url !== undefined) return fromUrl(tipo, await connessione.url(), text, env);
  if (tipo === "postgres") return postgresTarget(connessione.service, text, env);
  throw siocError("DB_CONNECTION_MISSING", { tipo });
}

/** @throws SOURCE_MISSING, _NOT_A_FILE, _EMPTY, _UNREADABLE, _TIPO: what is no SQLite file. */
async function refuseOther(path: string, text: Text): Promise<void> {
  const bytes = await openFile(path, printable(basename(path)));
  const head = (await headOf(bytes)).subarray(0, MAGIC.length);
  if (Buffer.from(head).toString("latin1") === MAGIC) return;
  const found = text("sources.db.notSqlite");
  throw siocError("SOURCE_TIPO", { file: bytes.name, declared: "sqlite", found });
}

/** How every SQLite 3 file begins; an encrypted one does not. */
const MAGIC = "SQLite format 3\0";

function fromUrl(tipo: Exclude<TipoDatabase, "sqlite">, raw: string, text: Text, env: Environment): Target {
  // Nothing of the URL goes into a sentence: a password with a `?` or a `/` in it may stand anywhere.
  const refusal = (reason: TextKey, data: TextData = {}): SiocError =>
    siocError("DB_URL", { reason: text(reason, data) });
  const schemes = SCHEMES[tipo];
  const url = parsed(raw.trim());
  if (url === undefined) throw refusal("sources.db.url.malformed");
  if (!schemes.includes(url.protocol.slice(0, -1)))
    throw refusal("sources.db.url.scheme", { schemes: schemes.map((scheme) => `${scheme}://`).join(", ") });
  // A password with a bare `/` or `#` ends the host too soon, and would go on as port, path or fragment.
  if (url.hash !== "" || url.pathname.includes("@")) throw refusal("sources.db.url.malformed");
  if ([...url.searchParams.keys()].some((name) => !OPTIONS.includes(name)))
    throw refusal("sources.db.url.option", { options: OPTIONS.join(", ") });
  const option = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const host = option("host") ?? decoded(url.hostname)?.replace(/^\[(.*)\]$/, "$1");
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded);
  if (host === undefined || user === undefined || password === undefined || database === undefined)
    throw refusal("sources.db.url.malformed");
  // Brackets would write into Oracle's descriptor, a comma names a second server, a slash is for nobody.
  const names = tipo === "oracle" ? /^[\w.$#-]*$/ : /^[^/]*$/;
  if (!/^[\w.:/%-]*$/.test(host) || !names.test(database)) throw refusal("sources.db.url.malformed");
  if (tipo === "postgres" && password === "") refuseVariable(env);
  const wish = { sslmode: option("sslmode") ?? option("tls"), sslrootcert: option("sslrootcert") };
  const tls = tlsOf(host, wish, text);
  // These two drivers do not hold an address against the certificate (mysql2 takes one for localhost: tried).
  if (tls.mode === "verified" && isIP(host) !== 0 && (tipo === "mysql" || tipo === "mssql"))
    throw refusal("sources.db.url.name");
  return {
    host: host === "" ? "localhost" : host,
    port: url.port === "" ? PORTS[tipo] : Number(url.port),
    ...(user === "" ? {} : { user }),
    ...(password === "" ? {} : { password }),
    ...(database === "" ? {} : { database }),
    tls,
  };
}

function parsed(raw: string): URL | undefined {
  // Without the two slashes it is no address, though URL takes it (`postgres:user:password`).
  if (!/^[a-z]+:\/\//i.test(raw) || /\s/.test(raw)) return undefined;
  try {
    return new URL(raw);
  } catch {
    return undefined;
  }
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
