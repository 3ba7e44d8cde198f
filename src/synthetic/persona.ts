import type { CampiAnagrafica } from "../model/campi.ts";
import { CIFRE, conOmocodia, controlloCodiceFiscale, controlloNumerico } from "../identity/index.ts";
import { COMUNI, comuniDi, STATI, type Comune, type StatoEstero } from "./luoghi.ts";
import { weighted, type Rng } from "./prng.ts";

export type TipoPersona =
  | "italia"
  | "estero"
  | "minore"
  | "stp"
  | "eni"
  | "team"
  | "numerico"
  | "stp-ignoto"
  | "anonimo"
  | "sconosciuto";

/** What dataset 1 says of the person, and the clear identifier. */
export type CampiPersona = Omit<
  CampiAnagrafica,
  "tipo" | "cod_reg" | "cod_asl" | "cod_str" | "data_amm" | "id_rec" | "cuni"
> & { cod_ident: string };

export interface Persona {
  readonly tipo: TipoPersona;
  readonly cognome: string;
  readonly nome: string;
  readonly campi: Readonly<CampiPersona>;
}

export interface Contesto {
  readonly regione: string;
  readonly anno: number;
  /** Codes of the region's companies, for the residence. */
  readonly asl: readonly string[];
}

const TIPI = weighted<TipoPersona>([
  ["italia", 898],
  ["estero", 55],
  ["stp", 8],
  ["eni", 6],
  ["team", 8],
  ["numerico", 8],
  ["stp-ignoto", 3],
  ["anonimo", 5],
  ["sconosciuto", 8],
  ["minore", 1],
]);
const ETA = weighted<readonly [number, number]>([
  [[75, 89], 60],
  [[60, 74], 22],
  [[90, 99], 12],
  [[20, 59], 6],
]);
const STATO_CIVILE = weighted([
  ["1", 8],
  ["2", 42],
  ["3", 3],
  ["4", 4],
  ["5", 42],
  ["6", 1],
] as const);
const TITOLO = weighted([
  ["1", 8],
  ["2", 44],
  ["3", 22],
  ["4", 6],
  ["5", 14],
  ["6", 3],
  ["7", 3],
] as const);
const PROFESSIONE = weighted([
  ["6", 80],
  ["5", 12],
  ["1", 4],
  ["7", 4],
] as const);
const SUPPORTO = weighted([
  ["1", 60],
  ["2", 28],
  ["3", 10],
  ["9", 2],
] as const);
const EXTRA_UE = STATI.filter((s) => !s.ue && s.iso !== "CH" && s.iso !== "GB");
const DELL_UE = STATI.filter((s) => s.ue);
const CON_TEAM = STATI.filter((s) => s.ue || s.iso === "CH" || s.iso === "GB");

// Surnames and names are made of rare consonants only (K Q W X Y Z J), three and three: no Italian surname and name
// give such a code together, so that no codice fiscale made here can be a living person's.
const CONSONANTI = "KQWXYZJ";
const TERNE = 7 ** 3;
const NOMI = TERNE * TERNE;

/** The `index`-th person of a run. Two indexes never share an identifier, up to three million. */
export function creaPersona(index: number, contesto: Contesto, rng: Rng, chosen?: TipoPersona): Persona {
  const tipo = chosen ?? rng.pick(TIPI);
  // 48271 has no factor 7: every name is used once before one comes back, and then on another day of the month.
  const chi = (index * 48271 + 12345) % NOMI;
  const [cognome, nome] = [terna(chi % TERNE), terna(Math.floor(chi / TERNE))];
  const giorno = 1 + ((chi + Math.floor(index / NOMI)) % 28);
  const anno = annoNascita(tipo, contesto.anno, rng);
  const femmina = rng.chance(0.55);
  const stato = statoDi(tipo, rng);
  const luogo = stato?.belfiore ?? comune(contesto.regione, rng, 0.7).belfiore;
  const cf = (): string => codiceFiscale(cognome + nome, anno, giorno, femmina, luogo, rng);
  const campi: CampiPersona = {
    cod_ident: identificativo(tipo, index, contesto, rng, cf),
    ...tipologia(tipo),
    team: tipo === "team" ? `${stato?.iso ?? "DE"}1090${String(index % 100_000).padStart(5, "0")}` : "",
    anno_nasc: String(anno),
    genere: femmina ? "2" : "1",
    cittad: cittadinanza(tipo, stato, rng),
    ...sociali(tipo === "minore", rng),
    ...residenza(tipo, stato, contesto, rng),
  };
  return { tipo, cognome: conVocali(cognome), nome: conVocali(nome), campi };
}

function terna(n: number): string {
  return (
    CONSONANTI.charAt(n % 7) +
    CONSONANTI.charAt(Math.floor(n / 7) % 7) +
    CONSONANTI.charAt(Math.floor(n / 49))
  );
}

function conVocali(consonants: string): string {
  return `${consonants.charAt(0)}A${consonants.charAt(1)}O${consonants.charAt(2)}A`;
}

function annoNascita(tipo: TipoPersona, anno: number, rng: Rng): number {
  if (tipo === "minore") return anno - rng.between(6, 15);
  const [low, high] = rng.pick(ETA);
  return anno - rng.between(low, high);
}

function statoDi(tipo: TipoPersona, rng: Rng): StatoEstero | undefined {
  switch (tipo) {
    case "estero":
      return rng.pick(STATI);
    case "stp":
    case "stp-ignoto":
    case "numerico":
      return rng.pick(EXTRA_UE);
    case "eni":
      return rng.pick(DELL_UE);
    case "team":
      return rng.pick(CON_TEAM);
    case "italia":
    case "minore":
    case "anonimo":
    case "sconosciuto":
      return undefined;
  }
}

function codiceFiscale(
  nomi: string,
  anno: number,
  giorno: number,
  femmina: boolean,
  luogo: string,
  rng: Rng,
): string {
  const mese = "ABCDEHLMPRST".charAt(rng.below(12));
  const day = giorno + (femmina ? 40 : 0);
  const body = `${nomi}${due(anno % 100)}${mese}${due(day)}${luogo}`;
  const plain = body + controlloCodiceFiscale(body);
  if (!rng.chance(0.03)) return plain;
  // Letters are given from the right; one code in four has them elsewhere, which is just as valid.
  const places = rng.chance(0.75) ? CIFRE.slice(-rng.between(1, 7)) : CIFRE.filter(() => rng.chance(0.5));
  return conOmocodia(plain, places);
}

function identificativo(
  tipo: TipoPersona,
  index: number,
  { regione, asl }: Contesto,
  rng: Rng,
  cf: () => string,
): string {
  const progressivo = String(index % 10_000_000).padStart(7, "0");
  switch (tipo) {
    case "italia":
    case "estero":
    case "minore":
      return cf();
    case "stp":
    case "stp-ignoto":
      return `STP${regione}${asl[0] ?? "101"}${progressivo}`;
    case "eni":
      return `ENI${regione}${asl[0] ?? "101"}${progressivo}`;
    case "team":
      return `80${String(rng.between(10_000_000, 99_999_999))}${String(index).padStart(10, "0")}`;
    case "numerico": {
      const ten = `99${String(index % 100_000_000).padStart(8, "0")}`;
      return ten + controlloNumerico(ten);
    }
    case "anonimo":
      return "";
    case "sconosciuto":
      return rng.chance(0.5) ? "" : cf();
  }
}

const TIPO_CI: Readonly<Record<TipoPersona, string>> = {
  italia: "0",
  estero: "0",
  minore: "0",
  stp: "1",
  eni: "2",
  team: "3",
  numerico: "4",
  "stp-ignoto": "97",
  anonimo: "98",
  sconosciuto: "99",
};

function tipologia(tipo: TipoPersona): Pick<CampiPersona, "val_ci" | "tipo_ci"> {
  return { val_ci: tipo === "stp-ignoto" || tipo === "sconosciuto" ? "1" : "0", tipo_ci: TIPO_CI[tipo] };
}

function cittadinanza(tipo: TipoPersona, stato: StatoEstero | undefined, rng: Rng): string {
  if (tipo === "sconosciuto") return "XX";
  // Many who were born abroad have become citizens.
  return stato === undefined || (tipo === "estero" && rng.chance(0.3)) ? "IT" : stato.iso;
}

function sociali(
  minore: boolean,
  rng: Rng,
): Pick<
  CampiPersona,
  "stato_civ" | "resp_gen" | "tit_stud" | "cond_prof" | "nucleo" | "caregiver" | "supp_soc"
> {
  return {
    stato_civ: minore ? "1" : rng.pick(STATO_CIVILE),
    resp_gen: minore ? "1" : "",
    tit_stud: minore ? "1" : rng.pick(TITOLO),
    cond_prof: minore ? "4" : rng.pick(PROFESSIONE),
    nucleo: rng.chance(0.8) ? String(rng.below(5)) : "",
    caregiver: rng.chance(0.9) ? String(1 + rng.below(2)) : "",
    supp_soc: rng.pick(SUPPORTO),
  };
}

type Residenza = Pick<CampiPersona, "reg_res" | "asl_res" | "com_res" | "stato_est">;

export function residenzaEstera(iso: string): Residenza {
  return { reg_res: "999", asl_res: "999", com_res: "999999", stato_est: iso };
}

function residenza(
  tipo: TipoPersona,
  stato: StatoEstero | undefined,
  { regione, asl }: Contesto,
  rng: Rng,
): Residenza {
  const fuori = tipo === "stp" || tipo === "stp-ignoto" || tipo === "eni" || tipo === "team";
  if (stato !== undefined && (fuori || (tipo === "estero" && rng.chance(0.1))))
    return residenzaEstera(stato.iso);
  const qui = comune(regione, rng, 0.95);
  return {
    reg_res: qui.regione,
    asl_res: qui.regione === regione ? rng.pick(asl) : "101",
    com_res: qui.istat,
    stato_est: "",
  };
}

/** A comune of the region with the given probability, else of anywhere in Italy. */
function comune(regione: string, rng: Rng, here: number): Comune {
  const local = comuniDi(regione);
  return rng.pick(local.length > 0 && rng.chance(here) ? local : COMUNI);
}

function due(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
