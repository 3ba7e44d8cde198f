import { createReadStream, lstatSync } from "node:fs";
import { basename, resolve } from "node:path";

import { EXIT, SiocError, siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { readVerificationKey } from "../../crypto/index.ts";
import {
  readSegments,
  sealText,
  verifyAudit,
  verifyExport,
  type Bad,
  type Ledger,
  type Segment,
} from "../../ledger/index.ts";
import { checkSeals, readSealFile, type SealFile } from "../../pipeline/audit.ts";
import { tabella } from "../../report/index.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import { shellWord } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** Follows the chain of the log, in the ledger or in an exported file, or judges a seal; names the first bad event. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const [file] = args;
  if (file === undefined)
    return withLedger(context, { create: false, lock: false }, (ledger) => ofLedger(ledger, context));
  const seal = await sealAt(file, context);
  return seal ? ofSeal(file, seal, context) : ofExport(file, context);
}

async function verificationKeys({ flags, cwd }: Context): Promise<readonly Uint8Array[]> {
  const path = flags["verify-key"];
  return path === undefined ? [] : [await readVerificationKey(resolve(cwd, String(path)))];
}

async function ofLedger(ledger: Ledger, context: Context): Promise<Result> {
  const { text } = context;
  const report = await verifyAudit(ledger);
  const checks = await checkSeals(ledger, report.segments, await verificationKeys(context));
  const badSeal = checks.find(({ status }) => status === "bad");
  const sealed: Bad | undefined = badSeal && { seq: badSeal.first, why: "seal", month: badSeal.month };
  const [bad] = [report.bad, sealed].filter((b) => b !== undefined).sort((a, b) => a.seq - b.seq);
  const { events, first, last, segments } = report;
  return {
    exit: bad ? EXIT.ledger : EXIT.ok,
    lines: [
      bad ? badLine(bad, context) : text("audit.verify.ok", { events, first, last }),
      ...months(segments, checks, context),
    ],
    summary: { ok: !bad, events, first, last, months: segments.length, bad: bad ?? null },
    data: {
      months: segments.map((segment, i) => ({
        month: segment.month,
        first: segment.first,
        last: segment.last,
        sha256: segment.sha256,
        deleted_at: segment.deleted_at,
        signer: segment.signer,
        signature: checks[i]?.status ?? null,
      })),
    },
    next: bad ? ["sioc audit export --file prova.jsonl"] : ["sioc audit seal"],
  };
}

function months(
  segments: readonly Segment[],
  checks: Awaited<ReturnType<typeof checkSeals>>,
  { text }: Context,
): readonly string[] {
  if (segments.length === 0) return [];
  const rows = segments.map(({ month, first, last, deleted_at }, i) => [
    month,
    `${first}-${last}`,
    text(deleted_at === null ? "audit.month.kept" : "audit.month.deleted"),
    text(`audit.signature.${checks[i]?.status ?? "unsigned"}`),
  ]);
  const intestazione = (["month", "events", "content", "seal"] as const).map((name) =>
    text(`audit.col.${name}`),
  );
  return ["", ...tabella(rows, { lingua: text.lingua, rientro: 2, intestazione })];
}

function badLine({ seq, why, line, month }: Bad, { text, terminal }: Context): string {
  const reason = text(`audit.why.${why}`);
  const where = month === undefined ? reason : `${reason} (${month})`;
  const said =
    line === undefined
      ? text("audit.verify.bad", { seq, why: where })
      : text("audit.verify.bad_line", { line, seq, why: where });
  return terminal.color.red(said);
}

/** Larger than any seal. */
const MAX_SEAL = 64 * 1024;

async function sealAt(path: string, context: Context): Promise<SealFile | undefined> {
  const file = resolve(context.cwd, path);
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) throw siocError("SOURCE_MISSING", { file: printable(basename(file)) });
  if (stats.size === 0 || stats.size > MAX_SEAL) return undefined;
  return readSealFile(file, await verificationKeys(context));
}

async function ofExport(path: string, context: Context): Promise<Result> {
  const { text, cwd, flags } = context;
  const against = flags["seal"] === undefined ? undefined : await sealAt(String(flags["seal"]), context);
  if (flags["seal"] !== undefined && !against)
    throw siocError("USAGE", { problem: text("audit.verify.no_seal") });
  const key = await keyOf(context, against !== undefined);
  const report = await verifyExport(createReadStream(resolve(cwd, path)), key);
  const differs = against !== undefined && (against.sha256 !== report.sha256 || against.status === "bad");
  const bad: Bad | undefined =
    report.bad ?? (differs ? { seq: against.first, why: "seal", month: against.month } : undefined);
  const { events, first, last, month } = report;
  const done = text(key ? "audit.verify.ok" : "audit.verify.ok_seal", { events, first, last });
  return {
    exit: bad ? EXIT.ledger : EXIT.ok,
    lines: [
      bad ? badLine(bad, context) : done,
      ...(against ? [signatureLine(against, context)] : []),
      ...(key ? [] : [text("audit.verify.without_key")]),
    ],
    summary: { ok: !bad, events, first, last, month, key: key !== undefined, bad: bad ?? null },
    data: { sha256: report.sha256, seal: against?.status ?? null },
    next: bad ? ["sioc audit verify"] : [],
  };
}

/** The key of the chain, if its ledger is here. @throws what opening the ledger throws, unless a seal stands in for it */
async function keyOf(context: Context, hasSeal: boolean): Promise<Uint8Array | undefined> {
  try {
    return await withLedger(context, { create: false, lock: false }, (ledger) =>
      Promise.resolve(ledger.keys.audit),
    );
  } catch (error) {
    if (hasSeal && isElsewhere(error)) return undefined;
    throw error;
  }
}

function isElsewhere(error: unknown): boolean {
  return error instanceof SiocError && (error.code === "LEDGER_ABSENT" || error.code === "SETTING_MISSING");
}

async function ofSeal(path: string, seal: SealFile, context: Context): Promise<Result> {
  const { text } = context;
  const agrees = await agreesWithLedger(seal, context);
  const isBad = seal.status === "bad" || agrees === false;
  const { month, first, last, sha256, status, fingerprint } = seal;
  return {
    exit: isBad ? EXIT.ledger : EXIT.ok,
    lines: [
      text("audit.seal.of", { month, first, last }),
      signatureLine(seal, context),
      text(`audit.seal.${agrees === undefined ? "no_ledger" : agrees ? "agrees" : "differs"}`),
    ],
    summary: {
      ok: !isBad,
      month,
      first,
      last,
      sha256,
      signature: status,
      signer: fingerprint,
      ledger: agrees ?? null,
    },
    next: [`sioc audit verify ${month}.jsonl --seal ${shellWord(path)}`],
  };
}

function signatureLine({ status, fingerprint }: SealFile, { text }: Context): string {
  const said = text(`audit.signature.${status}`);
  return text("audit.seal.signature", { said: fingerprint === null ? said : `${said} (${fingerprint})` });
}

/** Whether the ledger has this very seal; undefined when there is no ledger here. */
async function agreesWithLedger({ month, text }: SealFile, context: Context): Promise<boolean | undefined> {
  try {
    return await withLedger(context, { create: false, lock: false }, async (ledger) => {
      const { segments } = await readSegments(ledger);
      const segment = segments.find((known) => known.month === month);
      return segment !== undefined && sealText(ledger, segment) === text;
    });
  } catch (error) {
    if (isElsewhere(error)) return undefined;
    throw error;
  }
}
