import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { basename } from "node:path";

import { errnoOf, siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Text } from "../../text/index.ts";

/** Whether the connection is encrypted. Where it is, certificate and name of the server are always verified. */
export type Tls =
  | { readonly mode: "off"; readonly why: "local" | "declared" }
  /** `ca`: PEM of the authorities to trust; absent: those Node knows. */
  | { readonly mode: "verified"; readonly ca?: string };

/** How a URL, a service file or PGSSLMODE put it. */
export interface TlsWish {
  readonly sslmode?: string | undefined;
  readonly sslrootcert?: string | undefined;
}

/**
 * Verified unless the server is this machine or the address says `disable`. `require` and `verify-ca` are taken as
 * `verify-full`, which is stricter than they ask; `prefer` and `allow` leave it to the network, so they are refused.
 * @throws DB_URL
 */
export function tlsOf(host: string, { sslmode, sslrootcert }: TlsWish, text: Text): Tls {
  switch (sslmode) {
    case "disable":
    case "false":
      return { mode: "off", why: isLocal(host) ? "local" : "declared" };
    case "require":
    case "verify-ca":
    case "verify-full":
    case "true":
      return verified(sslrootcert);
    case undefined:
    case "":
      if (sslrootcert !== undefined || !isLocal(host)) return verified(sslrootcert);
      return { mode: "off", why: "local" };
    default:
      throw siocError("DB_URL", { reason: text("sources.db.url.sslmode") });
  }
}

function verified(sslrootcert: string | undefined): Tls {
  if (sslrootcert === undefined || sslrootcert === "" || sslrootcert === "system")
    return { mode: "verified" };
  const file = printable(basename(sslrootcert));
  try {
    const ca = readFileSync(sslrootcert, "utf8");
    if (ca.includes("-----BEGIN CERTIFICATE-----")) return { mode: "verified", ca };
  } catch (error) {
    throw siocError("DB_ROOT_CERT", { file, reason: errnoOf(error) ?? "?" });
  }
  throw siocError("DB_ROOT_CERT", { file, reason: "PEM" });
}

/** This machine: a Unix socket, `localhost`, 127.0.0.0/8, ::1. */
export function isLocal(host: string): boolean {
  const name = host.toLowerCase();
  if (name === "" || name.startsWith("/") || name === "localhost" || name === "::1") return true;
  return isIPv4(name) && name.startsWith("127.");
}
