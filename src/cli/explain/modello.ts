import type { RuoloConfig } from "../../model/ruolo.ts";
import type { Colonna, Gruppo } from "../../model/campi.ts";
import { campiDelGruppo, type Campo, type Layout } from "../../tracciato/index.ts";

/** A column of the CSV template and what the made-up row has in it. */
export interface ColonnaModello {
  /** `val_data`, `val_data_2`. */
  readonly nome: string;
  readonly esempio: string;
}

/** Times each group stands in the single file of the template; a file may go up to nine. */
const OCCORRENZE: Readonly<Record<Gruppo, number>> = { valutazione: 2, prestazione: 3, sospensione: 1 };

/**
 * Examples that differ from the layout's so that the row holds together as one stay. A provisional numeric code
 * (tipo_ci 4) stands in for the codice fiscale: the output guard masks anything shaped like one, ours too.
 */
const RIGA: Partial<Record<Colonna, string>> = { cod_ident: "99999999990", tipo_ci: "4" };

/** Columns whose condition the made-up stay does not meet: an adult, resident in Italy, sent home. */
const VUOTE: ReadonlySet<Colonna> = new Set<Colonna>([
  "team",
  "resp_gen",
  "stato_est",
  "diag_con2",
  "diag_con3",
  "diag_con4",
  "diag_con5",
  "str_dest",
  "mot_trasf",
]);

/** The columns of an input file, in the order of the tracciato. */
export function modello(ruolo: RuoloConfig, layout: Layout): readonly ColonnaModello[] {
  switch (ruolo) {
    case "ricoveri":
      return [...locali(layout), ...anagrafica(layout), ...ricovero(layout)];
    case "anagrafica":
      return [...locali(layout), ...anagrafica(layout)];
    case "valutazioni":
      return figlio(layout, "valutazione");
    case "prestazioni":
      return figlio(layout, "prestazione");
    case "sospensioni":
      return figlio(layout, "sospensione");
  }
}

/** Id_Rec and CUNI are made by sioc. */
function anagrafica(layout: Layout): readonly ColonnaModello[] {
  return layout.dataset[1].campi.filter(({ hash }) => !hash).map(colonna);
}

function ricovero(layout: Layout): readonly ColonnaModello[] {
  const known = new Set(layout.dataset[1].campi.map((campo) => campo.colonna));
  const done = new Set<Gruppo>();
  return layout.dataset[2].campi.flatMap((campo): readonly ColonnaModello[] => {
    if (known.has(campo.colonna)) return [];
    if (campo.gruppo === undefined) return [colonna(campo)];
    if (done.has(campo.gruppo)) return [];
    done.add(campo.gruppo);
    return ripetuto(layout, campo.gruppo);
  });
}

/** All columns of the first occurrence, then all of the second. The discharge assessment fills the second. */
function ripetuto(layout: Layout, gruppo: Gruppo): readonly ColonnaModello[] {
  const campi = campiDelGruppo(layout, gruppo);
  const altre = Array.from({ length: OCCORRENZE[gruppo] - 1 }, (_, i) => i + 2);
  return [
    ...campi.map(colonna),
    ...altre.flatMap((n) =>
      campi.map((campo) => ({
        nome: `${campo.colonna}_${n}`,
        esempio: gruppo === "valutazione" ? allaDimissione(campo, layout) : "",
      })),
    ),
  ];
}

function allaDimissione(campo: Campo, layout: Layout): string {
  if (campo.colonna === "val_mom") return "3";
  if (campo.colonna === "val_data")
    return layout.dataset[2].campi.find((c) => c.colonna === "data_dim")?.esempio ?? "";
  return campo.esempio;
}

/** A child file: what joins it to its stay, then the group. */
function figlio(layout: Layout, gruppo: Gruppo): readonly ColonnaModello[] {
  const chiave = [...layout.locali, ...layout.dataset[1].campi].filter(
    (campo) => campo.colonna === "num_ric" || campo.colonna === "cod_str",
  );
  return [...chiave, ...campiDelGruppo(layout, gruppo)].map(colonna);
}

/** The number that joins the files first, then who the stay is of. */
function locali(layout: Layout): readonly ColonnaModello[] {
  return [...layout.locali].sort((a, b) => (a.colonna < b.colonna ? 1 : -1)).map(colonna);
}

function colonna(campo: Campo): ColonnaModello {
  const { colonna: nome, esempio } = campo;
  return { nome, esempio: VUOTE.has(nome) ? "" : (RIGA[nome] ?? esempio) };
}
