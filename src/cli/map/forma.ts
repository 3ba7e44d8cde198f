import type { Colonna } from "../../model/campi.ts";
import type { Mappa } from "../../model/mappa.ts";
import type { SourceConfig } from "../../config/source.ts";
import { RUOLI_CONFIG, type Ruolo } from "../../model/ruolo.ts";
import { columnsOf, requiredOf, type FonteConfig, type InputOptions } from "../../pipeline/inputs.ts";
import { colonnaDi, notaDi, type ColonnaNota, type FormaFile, type Regole } from "../../sources/index.ts";
import type { Layout } from "../../tracciato/index.ts";

/** A file and those it comes with: which columns it must carry depends on the others. */
export interface Consegna {
  readonly forma: FormaFile;
  readonly ruolo: Ruolo;
  readonly config: FonteConfig;
}

/** The delivery sioc.toml says a file belongs to. */
export function consegnaDi(path: string, sources: readonly SourceConfig[]): Consegna | undefined {
  for (const config of sources) {
    const ruolo = RUOLI_CONFIG.find((name) => config.files[name]?.includes(path));
    if (ruolo === undefined) continue;
    const flat = ruolo === "ricoveri" && (config.files.anagrafica ?? []).length === 0;
    return { forma: flat ? "piatto" : ruolo, ruolo, config };
  }
  return undefined;
}

/** The likeliest delivery of such a file, when nothing says; `accanto` what comes with it, when it is known. */
export function consegna(forma: FormaFile, accanto: ReadonlySet<FormaFile> = new Set()): Consegna {
  const ruolo = forma === "piatto" ? "ricoveri" : forma;
  const beside = new Set<Ruolo>([
    "ricoveri",
    ...(forma === "piatto" ? [] : (["anagrafica"] as const)),
    ruolo,
  ]);
  for (const other of accanto) if (other !== "piatto") beside.add(other);
  // A file that is flat has the anagrafica in it, whatever else there is.
  if (forma === "piatto") beside.delete("anagrafica");
  const files = Object.fromEntries([...beside].map((name) => [name, [""]]));
  return { forma, ruolo, config: { azienda: "", files, mappe: {} } };
}

/** The rules of the pipeline about which file carries what. */
export function regoleDi(layout: Layout, options: Pick<InputOptions, "text" | "conEsiti">): Regole {
  return {
    colonne: (forma, accanto) => {
      const { ruolo, config } = consegna(forma, accanto);
      return columnsOf(ruolo, config, layout);
    },
    obbligatorie: (forma, accanto) => mandatory(consegna(forma, accanto), layout, options),
  };
}

/** Columns without which every row would be refused. */
export function mandatory(
  { forma, ruolo, config }: Consegna,
  layout: Layout,
  { text, conEsiti }: Pick<InputOptions, "text" | "conEsiti">,
): readonly Colonna[] {
  const required = requiredOf(ruolo, config, { layout, text, tipo: "I", conEsiti });
  // Stays apart may have their assessments in a file of their own: that is for sioc.toml to say.
  const kept = forma === "ricoveri" ? required.filter((colonna) => !isDetail(colonna, layout)) : required;
  return forma === "piatto" || forma === "anagrafica" ? [...new Set<Colonna>([...kept, "cod_ident"])] : kept;
}

function isDetail(colonna: Colonna, layout: Layout): boolean {
  return layout.dataset[2].campi.some((campo) => campo.colonna === colonna && campo.gruppo !== undefined);
}

/** The columns such a file may carry, with their codes and whether a value of theirs may be shown. */
export function noteColonne({ ruolo, config }: Consegna, layout: Layout): readonly ColonnaNota[] {
  return columnsOf(ruolo, config, layout).map((colonna) => notaDi(colonna, layout));
}

const SOLO_ANAGRAFICA = ["cod_ident", "cuni", "anno_nasc", "genere", "cittad"];
// Not the dates: in a file of details they are easily taken for each other.
const SOLO_RICOVERO = ["ora_amm", "prov", "motivo", "diag_pri", "mod_dim"];

/** What a file is, by the columns it carries. */
export function guessForma(columns: ReadonlySet<string>): FormaFile {
  const has = (names: readonly string[]): boolean => names.some((name) => columns.has(name));
  const [person, stay] = [has(SOLO_ANAGRAFICA), has(SOLO_RICOVERO)];
  if (stay) return person ? "piatto" : "ricoveri";
  if (person) return "anagrafica";
  if (has(["pre_data", "pre_tipo", "pre_oper"])) return "prestazioni";
  if (has(["sosp_ini", "sosp_fin", "sosp_mot"])) return "sospensioni";
  return has(["val_data", "val_mom", "auton"]) ? "valutazioni" : "piatto";
}

/** Columns a header carries, by the mapping's word or by their own name. */
export function carried(header: readonly string[], mappa: Mappa): ReadonlySet<string> {
  const theirs = new Set(header.map(lower));
  const mapped = [...mappa.columns].flatMap(([name, names]) =>
    names.some((one) => theirs.has(lower(one))) ? [colonnaDi(name) ?? name] : [],
  );
  const own = header.flatMap((name) => colonnaDi(lower(name)) ?? []);
  return new Set([...mapped, ...own]);
}

const lower = (name: string): string => name.trim().toLowerCase();
