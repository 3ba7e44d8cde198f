import type { ClearRecord, Sospensione } from "../model/record.ts";
import type { Verdetto } from "./regola.ts";
import { fallita } from "./righe.ts";

const DATE = ["sosp_ini", "sosp_fin"] as const;
/** After every date: the end of a suspension, or of a stay, still running. */
const MAI = "9999-12-31";

/** OC-C-023: one finding per suspension at odds with its own dates, with the stay or with another suspension. */
export function sospensioniSbagliate(r: ClearRecord): Verdetto {
  if (r.sospensioni.length === 0) return false;
  const sovrapposte = r.sospensioni.length === 1 ? undefined : trovaSovrapposte(r.sospensioni);
  const sbagliate = r.sospensioni.filter(
    (s) => isDatata(s) && (isFuoriPosto(s, r) || sovrapposte?.has(s) === true),
  );
  return sbagliate.length > 0 && sbagliate.map((s) => ({ at: s.at }));
}

function isFuoriPosto(s: Sospensione, r: ClearRecord): boolean {
  if (s.sosp_ini < r.data_amm) return true;
  if (r.data_dim === "") return s.sosp_fin !== "" && s.sosp_fin < s.sosp_ini;
  return s.sosp_fin === "" || s.sosp_fin < s.sosp_ini || s.sosp_fin > r.data_dim;
}

/** The later one of each overlapping pair, undefined when there is none. */
function trovaSovrapposte(sospensioni: readonly Sospensione[]): ReadonlySet<Sospensione> | undefined {
  const inOrdine = sospensioni
    .filter(isDatata)
    .sort((a, b) => (a.sosp_ini < b.sosp_ini ? -1 : Number(a.sosp_ini > b.sosp_ini)));
  let trovate: Set<Sospensione> | undefined;
  let fine = "";
  for (const s of inOrdine) {
    if (s.sosp_ini < fine) (trovate ??= new Set()).add(s);
    const sua = s.sosp_fin === "" ? MAI : s.sosp_fin;
    if (sua > fine) fine = sua;
  }
  return trovate;
}

function isDatata(s: Sospensione): boolean {
  return s.sosp_ini !== "" && !fallita(s.failed, DATE);
}
