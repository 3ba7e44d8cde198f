import { SiocError } from "../../core/errors.ts";
import type { Mappa } from "../../model/mappa.ts";
import { openSource } from "../open.ts";
import { DEFAULT_FILE, type OpenOptions } from "../source.ts";
import { surveySource } from "../survey.ts";
import { isDetail } from "./forme.ts";
import { emptyProfile } from "./profilo.ts";
import type { PropostaOptions } from "./proposta.ts";
import { votes } from "./ruoli.ts";

/** Titles and bands above a header are not more than these. */
const MAX_SKIP = 12;
/** Names that are surely a header's. */
const SURE = 0.5;
/** How much better the names of a later row must be. */
const BETTER = 0.1;

/**
 * `[file]` with the lines to be passed over for the header to be found: the first row is tried, and where its names
 * say little the ones below it.
 */
export async function skipping(
  path: string,
  open: OpenOptions,
  options: PropostaOptions,
): Promise<Mappa["file"]> {
  const file = open.file ?? DEFAULT_FILE;
  if (file.skip_lines > 0 || (open.fixed ?? []).length > 0) return file;
  const first = await headersOf(path, open);
  if (first === undefined) return file;
  let [best, chosen] = [score(first, options), 0];
  for (let skip = 1; skip <= MAX_SKIP && best < SURE; skip++) {
    const headers = await headersOf(path, { ...open, file: { ...file, skip_lines: skip } });
    const found = score(headers ?? [], options);
    if (found > best + BETTER) [best, chosen] = [found, skip];
  }
  return { ...file, skip_lines: chosen };
}

/** How much the names look like ours, all tables together; those of the stays count most. */
function score(headers: readonly Header[], { regole, layout }: PropostaOptions): number {
  const found = headers.map(({ nome, header }) => {
    const profili = header.map((name) => emptyProfile(name));
    return votes({ nome, profili, gruppo: 0, unica: false, sola: false }, regole, layout)[0];
  });
  const best = (detail: boolean): number =>
    Math.max(
      0,
      ...found.map((voto) => (voto === undefined || isDetail(voto.forma) !== detail ? 0 : voto.score)),
    );
  return headers.length === 1 ? Math.max(best(true), best(false)) : best(false) + 0.2 * best(true);
}

interface Header {
  readonly nome: string;
  readonly header: readonly string[];
}

/** Of the file or of each sheet; undefined for a dump, whose tables have no row of names. */
async function headersOf(path: string, open: OpenOptions): Promise<readonly Header[] | undefined> {
  try {
    const survey = await surveySource(path, open);
    if (survey?.tipo === "sql") return undefined;
    if (survey !== undefined)
      return survey.tables.map(({ name, columns }) => ({ nome: name, header: columns }));
    const { name, header } = await openSource(path, open);
    return [{ nome: name, header }];
  } catch (error) {
    if (error instanceof SiocError) return [];
    throw error;
  }
}
