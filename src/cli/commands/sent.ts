import { EXIT, siocError } from "../../core/errors.ts";
import { markSent, type Uploads } from "../../ledger/index.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import { statoWord } from "../present/esiti.ts";
import type { Result } from "../result.ts";
import { parseRun } from "../run-number.ts";

/** Records that a person has uploaded a bundle, with the identifiers the portal gave. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text, flags } = context;
  const [typed] = args;
  if (typed === undefined)
    throw siocError("USAGE", { problem: text("cli.usage.missing_argument", { name: "invio" }) });
  const uploads = uploadsOf(String(flags["id-upload"] ?? ""));
  const number = parseRun(typed, "invio");
  const { run, files, superseder } = await withLedger(context, { create: false, lock: true }, (ledger) =>
    markSent(ledger, number, uploads),
  );
  const shown = String(run.id).padStart(6, "0");
  return {
    exit: EXIT.ok,
    lines: [
      files.length === 0
        ? text("outcomes.sent.same", { run: shown })
        : text("outcomes.sent.done", { run: shown, n: files.length, stato: statoWord(run.stato, text) }),
      ...run.files.map(({ name, idUpload }) => `  ${name}  ${idUpload ?? text("outcomes.sent.missing")}`),
      ...(superseder === null
        ? []
        : [text("outcomes.sent.superseder", { by: String(superseder).padStart(6, "0") })]),
    ],
    summary: { run: run.id, state: run.stato, files: files.length, superseded_by: superseder },
    data: {
      files: run.files.map(({ name, idUpload, stato }) => ({ name, id_upload: idUpload, state: stato })),
    },
    next: run.files.some(({ idUpload }) => idUpload === null)
      ? [`sioc sent ${run.id} --id-upload FILE=N`]
      : [`sioc status ${run.id}`, "sioc outcomes FILE"],
  };
}

/** `N` for all the files; `1=N`, `2=N` by dataset; `FILE=N`. Separated by commas, or by line ends where the flag came more than once. */
function uploadsOf(flag: string): Uploads {
  const given = flag
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const byFile = new Map<string, string>();
  let all: string | undefined;
  for (const part of given) {
    const at = part.lastIndexOf("=");
    const id = part.slice(at + 1);
    const repeated = at === -1 ? all !== undefined : byFile.has(part.slice(0, at));
    if (!/^[A-Za-z0-9_-]{1,39}$/.test(id) || repeated) throw invalid();
    if (at === -1) all = id;
    else byFile.set(part.slice(0, at), id);
  }
  if (given.length === 0) throw invalid();
  return { ...(all === undefined ? {} : { all }), byFile };
}

function invalid(): Error {
  return siocError("SETTING_INVALID", { name: "--id-upload", allowed: "N, 1=N, 2=N, FILE=N" });
}
