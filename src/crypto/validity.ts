import { siocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import type { Message } from "../text/index.ts";
import { dayOf } from "./certificate.ts";

const DAY_MS = 86_400_000;

/** First and last instant of validity, ms since 1970; Infinity for a key without end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** @throws KEY_NOT_YET_VALID, KEY_EXPIRED */
export function checkSpan(file: string, span: Span, now: number): void {
  if (now < span.from) throw siocError("KEY_NOT_YET_VALID", { file, on: dayOf(span.from) });
  if (now >= span.to) throw siocError("KEY_EXPIRED", { file, on: dayOf(span.to) });
}

/** A warning 60, 30 and 7 days before the end. */
export function expiryNotes(file: string, to: number, now: number): readonly Message[] {
  const days = Math.floor((to - now) / DAY_MS);
  if (days > 60) return [];
  const key = days <= 7 ? "crypto.expires_7" : days <= 30 ? "crypto.expires_30" : "crypto.expires_60";
  return [{ key, data: { file, on: dayOf(to), days } }];
}

/** @throws KEY_PIN_DIFFERS unless the two agree, spaces, colons and case apart. */
export function checkPin(file: string, fingerprint: string, pin: string | undefined): void {
  if (pin === undefined || sameFingerprint(pin, fingerprint)) return;
  throw siocError("KEY_PIN_DIFFERS", { file, found: fingerprint, pinned: printable(normalised(pin)) });
}

/** True if two fingerprints are the same however they are written (`AB:CD…`, `ab cd…`, `0xABCD…`, openssl's `…=AB:CD`). */
export function sameFingerprint(a: string, b: string): boolean {
  return normalised(a) !== "" && normalised(a) === normalised(b);
}

function normalised(fingerprint: string): string {
  return fingerprint
    .toUpperCase()
    .replace(/^.*=/, "")
    .replaceAll(/[\s:.-]/g, "")
    .replace(/^0X/, "");
}
