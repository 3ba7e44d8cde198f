import { createHash } from "node:crypto";

import { canonical, eventLine, eventMac, type Bad, type StoredEvent } from "./chain.ts";
import { EXPORT_SCHEMA, headLine, type ExportHead } from "./export.ts";

/** An exported file held against itself. */
export interface FileReport {
  readonly ok: boolean;
  readonly events: number;
  readonly first: number;
  readonly last: number;
  readonly month: string | null;
  /** Of the event lines, newlines included, without the head: what the seal of a month states. */
  readonly sha256: string;
  /** The first line where something is wrong. */
  readonly bad?: Bad;
}

interface Seen {
  readonly event: StoredEvent;
  readonly mac: Buffer;
  readonly line: number;
}

/** Longer than any line of ours by far. */
const MAX_LINE = 1024 * 1024;

/**
 * Follows the chain of an exported file and names the first line that is not right. Without the key only form and
 * order are judged, and the digest is for a seal to judge.
 */
export async function verifyExport(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  key: Uint8Array | undefined,
): Promise<FileReport> {
  const check = checker(key);
  let held: Line | undefined;
  for await (const line of lines(input)) {
    if (held) check.event(held);
    held = line;
  }
  return check.end(held);
}

interface Line {
  readonly bytes: Buffer;
  readonly number: number;
  readonly hasEnd: boolean;
}

async function* lines(input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of input) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield { bytes: rest.subarray(0, end), number: ++number, hasEnd: true };
      rest = rest.subarray(end + 1);
    }
    if (rest.length > MAX_LINE) break;
  }
  if (rest.length > 0) yield { bytes: rest, number: ++number, hasEnd: false };
}

function checker(key: Uint8Array | undefined): {
  event(line: Line): void;
  end(line: Line | undefined): FileReport;
} {
  const hash = createHash("sha256");
  const problems: Bad[] = [];
  let events = 0;
  let first: Seen | undefined;
  let last: Seen | undefined;
  let jump: { readonly line: number; readonly seq: number } | undefined;

  const event = (line: Line): void => {
    hash.update(line.bytes).update("\n");
    const seen = line.hasEnd ? eventOf(line) : undefined;
    if (jump && seen?.event.seq === jump.seq) problems.push({ ...jump, why: "order" });
    if (problems.length > 0 || jump) return;
    const expected = (last?.event.seq ?? 0) + 1;
    if (!seen) problems.push({ line: line.number, seq: expected, why: "malformed" });
    else if (last && seen.event.seq !== expected) jump = { line: line.number, seq: expected };
    else if (last && key && !eventMac(key, last.mac, seen.event).equals(seen.mac))
      problems.push({ line: line.number, seq: expected, why: "altered" });
    else {
      events++;
      first ??= seen;
      last = seen;
    }
  };

  const end = (line: Line | undefined): FileReport => {
    const head = line?.hasEnd === true ? headOf(line, key) : undefined;
    const next = (last?.event.seq ?? 0) + 1;
    if (!line) problems.push({ line: 1, seq: 1, why: "malformed" });
    else if (head)
      problems.push(...ends(head, line.number, { first, last, key, cut: !!jump || problems.length > 0 }));
    else if (line.hasEnd && eventOf(line)) {
      event(line);
      problems.push({ line: line.number + 1, seq: (last?.event.seq ?? 0) + 1, why: "missing" });
    } else problems.push({ line: line.number, seq: next, why: "head" });
    if (jump) problems.push({ ...jump, why: "missing" });
    const [bad] = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return {
      ok: !bad,
      events,
      first: first?.event.seq ?? 0,
      last: last?.event.seq ?? 0,
      month: head?.month ?? null,
      sha256: hash.digest("hex"),
      ...(bad && { bad }),
    };
  };
  return { event, end };
}

/** What only the head can tell: that the first line is the first, and the last the last. */
function ends(
  head: ExportHead,
  line: number,
  {
    first,
    last,
    key,
    cut,
  }: { first: Seen | undefined; last: Seen | undefined; key: Uint8Array | undefined; cut: boolean },
): Bad[] {
  if (!first || !last) return head.last >= head.first ? [{ line, seq: head.first, why: "missing" }] : [];
  if (first.event.seq !== head.first)
    return [{ line: first.line, seq: head.first, why: first.event.seq > head.first ? "missing" : "extra" }];
  if (key && !eventMac(key, Buffer.from(head.prev, "hex"), first.event).equals(first.mac))
    return [{ line: first.line, seq: head.first, why: "altered" }];
  if (cut) return [];
  if (last.event.seq < head.last) return [{ line, seq: last.event.seq + 1, why: "missing" }];
  if (last.event.seq > head.last)
    return [{ line: head.last - head.first + 2, seq: head.last + 1, why: "beyond" }];
  return last.mac.toString("hex") === head.mac ? [] : [{ line, seq: head.last, why: "head" }];
}

/** The event of a line that is, byte for byte, as we write it. */
function eventOf({ bytes, number }: Line): Seen | undefined {
  const raw = objectOf(bytes);
  if (!raw) return undefined;
  const { seq, at, who, what, run, data, mac } = raw;
  const isRight =
    Number.isSafeInteger(seq) &&
    [at, who, what, mac].every((value) => typeof value === "string") &&
    (run === null || Number.isSafeInteger(run)) &&
    typeof data === "object" &&
    data !== null;
  if (!isRight) return undefined;
  const event: StoredEvent = {
    seq: Number(seq),
    at: String(at),
    who: String(who),
    what: String(what),
    run: run === null ? null : Number(run),
    data: canonical({ ...data }),
  };
  const bytesOfMac = Buffer.from(String(mac), "hex");
  return Buffer.from(eventLine(event, bytesOfMac), "utf8").equals(bytes)
    ? { event, mac: bytesOfMac, line: number }
    : undefined;
}

/** The head of a line that is as we write it, under our MAC if the key is here. */
function headOf({ bytes }: Line, key: Uint8Array | undefined): ExportHead | undefined {
  const { by, ...head } = objectOf(bytes) ?? {};
  if (
    head["schema"] !== EXPORT_SCHEMA ||
    !Number.isSafeInteger(head["first"]) ||
    !Number.isSafeInteger(head["last"])
  )
    return undefined;
  // Each field as it stands: under the MAC a value of another kind could only be one we wrote.
  const parsed = head as unknown as ExportHead;
  const line = key ? headLine(key, parsed) : canonical({ ...head, by });
  return Buffer.from(line, "utf8").equals(bytes) ? parsed : undefined;
}

function objectOf(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
