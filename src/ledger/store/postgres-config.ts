import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";

import { errnoOf, siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";

/** Milliseconds to wait for a connection, log-in included. */
const CONNECT_MS = 15_000;
const OPTIONS: readonly string[] = ["host", "sslmode", "sslrootcert", "schema"];

export interface Address {
  /** What pg's Client is made with. The password is in here and nowhere else. */
  readonly config: Readonly<Record<string, unknown>>;
  /** `host:port/database`, fit to be shown. */
  readonly where: string;
  /** Schema of the tables; the role's own search_path when absent. */
  readonly schema: string | undefined;
}

/**
 * `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…&schema=…`. Encrypted and verified unless the
 * server is this machine or the address says `sslmode=disable`, as for the databases of the aziende (decision 0018).
 * @throws LEDGER_CONNECT, which never shows the address
 */
export function addressOf(raw: string): Address {
  const url = parsed(raw);
  const option = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  if ([...url.searchParams.keys()].some((name) => !OPTIONS.includes(name))) throw malformed();
  const host = option("host") ?? (decoded(url.hostname).replace(/^\[(.*)\]$/, "$1") || "localhost");
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded);
  const schema = option("schema");
  if (!/^[\w.:/%-]+$/.test(host) || !/^[^/?#\s]+$/.test(database ?? "")) throw malformed();
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw malformed();
  const port = url.port === "" ? 5432 : Number(url.port);
  const where = printable(`${host}:${port}/${database ?? ""}`);
  return {
    where,
    schema,
    config: {
      host,
      port,
      database,
      ...(user === "" ? {} : { user }),
      ...(password === "" ? {} : { password }),
      ssl: tlsOf(host, option("sslmode"), option("sslrootcert"), where),
      application_name: "sioc",
      connectionTimeoutMillis: CONNECT_MS,
      // A run may say nothing for minutes: a firewall must not forget it, and a dead server must be noticed.
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
    },
  };
}

type Tls = false | { readonly rejectUnauthorized: true; readonly ca?: string };

function tlsOf(host: string, mode: string | undefined, rootcert: string | undefined, where: string): Tls {
  switch (mode) {
    case "disable":
      return false;
    case undefined:
      return isLocal(host) && rootcert === undefined ? false : verified(rootcert, where);
    case "require":
    case "verify-ca":
    case "verify-full":
      return verified(rootcert, where);
    default:
      throw malformed();
  }
}

function verified(rootcert: string | undefined, where: string): Tls {
  if (rootcert === undefined || rootcert === "system") return { rejectUnauthorized: true };
  try {
    return { rejectUnauthorized: true, ca: readFileSync(rootcert, "utf8") };
  } catch (error) {
    throw siocError("LEDGER_CONNECT", { where, reason: `sslrootcert: ${errnoOf(error) ?? "?"}` });
  }
}

/** This machine: a Unix socket, `localhost`, 127.0.0.0/8, ::1. */
function isLocal(host: string): boolean {
  const name = host.toLowerCase();
  return (
    name.startsWith("/") ||
    name === "localhost" ||
    name === "::1" ||
    (isIPv4(name) ? name : "").startsWith("127.")
  );
}

function parsed(raw: string): URL {
  if (!/^postgres(ql)?:\/\/\S+$/i.test(raw) || !URL.canParse(raw)) throw malformed();
  const url = new URL(raw);
  if (url.hash !== "" || url.pathname.includes("@")) throw malformed();
  return url;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw malformed();
  }
}

/** Nothing of the address goes into the words: a password may stand anywhere in it. */
function malformed(): Error {
  return siocError("LEDGER_CONNECT", { where: "PostgreSQL", reason: "postgres://…?" });
}
