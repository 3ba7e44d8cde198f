// Rows of a synthetic quarter for the ledger: tags are 16 characters, so that the shell imports the very bytes we stage.
import { createHash } from "node:crypto";

const TAG = 16;

/** 16 characters that stand for a text: 64 bits. */
function tag(text) {
  return createHash("md5").update(text).digest("hex").slice(0, TAG);
}

/** Row `i` of `count` in round 1 or 2: in round 2, 90 in 100 are as they were, 8 changed, 2 are other stays. */
export function rowOf(i, count, round) {
  const part = round === 1 ? 0 : i / count;
  const key = tag(`key ${part >= 0.98 ? "new" : ""} ${i}`);
  const content = tag(`content ${part >= 0.9 ? round : 1} ${i}`);
  const person = tag(`person ${i >> 1}`);
  const struttura = `030301${String(i % 400).padStart(6, "0")}`;
  return {
    key,
    stay: tag(`stay ${key}`),
    person,
    content1: tag(`1 ${content}`),
    content2: content,
    struttura,
  };
}

/** The same in one line, for `.import`: columns of `stage` in their order. */
export function csvOf(i, count, round, busta) {
  const r = rowOf(i, count, round);
  return `${i},${r.key},${r.stay},${r.person},${r.content1},${r.content2},${busta},${r.struttura},0,0,0,${i + 2},0,${i + 2}\n`;
}
