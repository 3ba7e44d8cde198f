import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { errnoOf, siocError, type SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Text, TextData, TextKey } from "../../text/index.ts";
import type { Target } from "./driver.ts";
import type { Environment } from "./target.ts";
import { tlsOf } from "./tls.ts";

/** Where packages of Debian and of Red Hat look when PGSYSCONFDIR does not say. */
const SYSTEM = ["/etc/postgresql-common", "/etc"];
/** Keys that say how to reach the server. */
const USED = ["host", "port", "dbname", "user", "sslmode", "sslrootcert"] as const;
/** Keys that change nothing for one who reads one query. */
const IDLE =
  /^(application_name|fallback_application_name|connect_timeout|client_encoding|gssencmode|keepalives\w*|tcp_user_timeout)$/;

/** The same keys as libpq's variables. */
type Settings = Partial<Record<(typeof USED)[number], string>>;

/**
 * libpq's own ways, which pg does not know: a service, else the PG* variables. The password is left to pg, that is to
 * .pgpass.
 * @throws DB_SERVICE, DB_ENV_PASSWORD, DB_URL, DB_ROOT_CERT
 */
export function postgresTarget(service: string | undefined, text: Text, env: Environment): Target {
  refuseVariable(env);
  const name = service ?? env["PGSERVICE"];
  const from = name === undefined || name === "" ? {} : readService(name, text, env);
  const given = { ...variables(env), ...from };
  const { host = "localhost", port = "5432", user, dbname, sslmode, sslrootcert } = given;
  if (!/^\d{1,5}$/.test(port)) throw siocError("DB_URL", { reason: text("sources.db.url.malformed") });
  return {
    host,
    port: Number(port),
    ...(user === undefined ? {} : { user }),
    ...(dbname === undefined ? {} : { database: dbname }),
    tls: tlsOf(host, { sslmode, sslrootcert }, text),
  };
}

/** A password in the environment shows in crash reports and in what other programs inherit. @throws DB_ENV_PASSWORD */
export function refuseVariable(env: Environment): void {
  if (env["PGPASSWORD"] !== undefined) throw siocError("DB_ENV_PASSWORD");
}

function variables(env: Environment): Settings {
  const names = { host: "PGHOST", port: "PGPORT", dbname: "PGDATABASE", user: "PGUSER" } as const;
  const tls = { sslmode: "PGSSLMODE", sslrootcert: "PGSSLROOTCERT" } as const;
  return Object.fromEntries(
    Object.entries({ ...names, ...tls }).flatMap(([key, name]) =>
      env[name] === undefined || env[name] === "" ? [] : [[key, env[name]]],
    ),
  );
}

/** The first file that has the section wins, as in libpq. */
function readService(service: string, text: Text, env: Environment): Settings {
  const tried = placesOf(env);
  for (const path of tried) {
    const content = contentOf(path, service, text);
    const found = content === undefined ? undefined : sectionOf(content, service, path, text);
    if (found !== undefined) return found;
  }
  const files = tried.map((path) => printable(path)).join(", ");
  throw refusal(service, text, "sources.db.service.missing", { files });
}

function placesOf(env: Environment): readonly string[] {
  const { PGSERVICEFILE: own, PGSYSCONFDIR: folder, APPDATA: appData, HOME: home } = env;
  const personal =
    appData === undefined
      ? join(home ?? ".", ".pg_service.conf")
      : join(appData, "postgresql", ".pg_service.conf");
  const system = (folder === undefined ? SYSTEM : [folder]).map((place) => join(place, "pg_service.conf"));
  return [own ?? personal, ...system];
}

function contentOf(path: string, service: string, text: Text): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    const data = { file: printable(basename(path)), reason: errnoOf(error) ?? "?" };
    throw refusal(service, text, "sources.db.service.unreadable", data);
  }
}

/** Lines of `[service]`: `key=value`, `#` comments. Undefined if there is no such section. */
function sectionOf(content: string, service: string, path: string, text: Text): Settings | undefined {
  const found: Settings = {};
  let inside = false;
  let seen = false;
  for (const [i, raw] of content.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[")) {
      inside = !seen && line === `[${service}]`;
      seen ||= inside;
    } else if (inside) addSetting(found, line, { service, path, line: i + 1, text });
  }
  return seen ? found : undefined;
}

interface At {
  readonly service: string;
  readonly path: string;
  readonly line: number;
  readonly text: Text;
}

function addSetting(found: Settings, line: string, { service, path, line: n, text }: At): void {
  const [, key = "", value = ""] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
  const at = { file: printable(basename(path)), line: n };
  if (key === "password") throw refusal(service, text, "sources.db.service.password", at);
  const used = USED.find((name) => name === key);
  if (used !== undefined) found[used] = value;
  else if (!IDLE.test(key)) throw refusal(service, text, "sources.db.service.line", at);
}

function refusal(service: string, text: Text, reason: TextKey, data: TextData): SiocError {
  return siocError("DB_SERVICE", { service: printable(service, 40), reason: text(reason, data) });
}
