import type { ClearRecord, Valutazione } from "../model/record.ts";
import { affine, fonti, norma, NOSTRA } from "./fonte.ts";
import { CONCOMITANTI, defineRegoleRecord, t, type RegolaRecord, type Verdetto } from "./regola.ts";
import { righe } from "./righe.ts";
import { isFuoriScala } from "./scale.ts";

/** C – discharge, origin, facilities, autonomy and diagnoses. */
export const regoleRicovero: readonly RegolaRecord[] = defineRegoleRecord([
  {
    code: "OC-C-027",
    esito: "scarto",
    dataset: [2],
    campi: ["mod_dim", "str_dest", "mot_trasf"],
    fails: destinazioneFuoriModo,
    message: t(
      "Destinazione o motivo del trasferimento non coerenti con la modalità di dimissione",
      "Destination or transfer reason not consistent with the discharge mode",
    ),
    hint: t(
      "Svuotare il campo, o correggere mod_dim: mot_trasf va solo con 6, str_dest non va con decesso, domicilio o dimissione volontaria",
      "Empty the field, or correct mod_dim: mot_trasf goes with 6 only, str_dest does not go with death, home or voluntary discharge",
    ),
    condition: t(
      "mod_dim=1 con str_dest o mot_trasf compilati; o mot_trasf compilato e mod_dim diverso da 6; o str_dest compilato e mod_dim 2, 5 o 9. Con mod_dim vuoto valgono OC-O-005 e OC-O-006",
      "mod_dim=1 and (str_dest or mot_trasf filled); or mot_trasf filled and mod_dim<>6; or str_dest filled and mod_dim in {2,5,9}. With mod_dim blank OC-O-005 and OC-O-006 hold",
    ),
    source: fonti(affine("EMUR 2072/2073")),
    example: { wrong: t("mod_dim 1, str_dest 080902"), right: t("mod_dim 6, str_dest 080902, mot_trasf 1") },
  },
  {
    code: "OC-C-028",
    esito: "segnalazione",
    dataset: [2],
    campi: ["sogg_rich", "prov"],
    fails: richiestaFuoriLuogo,
    message: t("Soggetto richiedente e provenienza non coerenti", "Requester and origin not consistent"),
    hint: t(
      "Correggere sogg_rich o prov: il pronto soccorso richiede (14) da pronto soccorso (4), l'ospedale (3, 4) non da domicilio",
      "Correct sogg_rich or prov: the emergency department requests (14) from the emergency department (4), a hospital (3, 4) not from home",
    ),
    condition: t(
      "(sogg_rich=14) discorde da (prov=4); o prov=1 e sogg_rich 3 o 4; o prov 2 o 3 e sogg_rich 1, 2 o 15",
      "(sogg_rich=14) != (prov=4); or prov=1 and sogg_rich in {3,4}; or prov in {2,3} and sogg_rich in {1,2,15}",
    ),
    source: fonti(NOSTRA),
    example: { wrong: t("sogg_rich 3, prov 1"), right: t("sogg_rich 3, prov 2") },
  },
  {
    code: "OC-C-029",
    esito: "segnalazione",
    dataset: [2],
    campi: ["str_prov", "str_dest", "cod_str"],
    fails: (r) => r.cod_str !== "" && (r.str_prov === r.cod_str || r.str_dest === r.cod_str),
    message: t(
      "La struttura di provenienza o di destinazione è la stessa del ricovero",
      "The facility of origin or destination is the one of the stay",
    ),
    hint: t(
      "Indicare l'altra struttura in str_prov o str_dest; se la persona non si è spostata, è un solo ricovero",
      "Give the other facility in str_prov or str_dest; if the person did not move, it is one stay",
    ),
    condition: t("str_prov=cod_str o str_dest=cod_str", "str_prov=cod_str or str_dest=cod_str"),
    source: fonti(NOSTRA),
    example: { wrong: t("cod_str 080123, str_prov 080123"), right: t("cod_str 080123, str_prov 080902") },
  },
  {
    code: "OC-C-030",
    esito: "segnalazione",
    dataset: [2],
    campi: ["auton", "scala", "punt"],
    fails: (r) => righe(r.valutazioni, ["auton", "scala", "punt"], isAutonomiaDiscorde),
    message: t(
      "Il grado di autonomia non è coerente con il punteggio Barthel",
      "The degree of autonomy is not consistent with the Barthel score",
    ),
    hint: t(
      "Ricontrollare auton e punt: autonomo (1) va con 60 o più, totalmente dipendente (3) con 90 o meno",
      "Check auton and punt: autonomous (1) goes with 60 or more, totally dependent (3) with 90 or less",
    ),
    condition: t(
      "scala 1 o 2 e (auton=1 e punt<60, o auton=3 e punt>90)",
      "scala in {1,2} and ((auton=1 and punt<60) or (auton=3 and punt>90))",
    ),
    source: fonti(NOSTRA),
    example: { wrong: t("auton 1, scala 1, punt 20"), right: t("auton 3, scala 1, punt 20") },
  },
  {
    code: "OC-C-031",
    esito: "segnalazione",
    dataset: [2],
    campi: ["scala", "punt"],
    fails: (r) =>
      righe(
        r.valutazioni,
        ["scala", "punt"],
        (v) => v.scala === "1" && v.punt !== "" && Number(v.punt) % 5 !== 0 && !isFuoriScala(v),
      ),
    message: t("Il punteggio Barthel non è multiplo di 5", "The Barthel score is not a multiple of 5"),
    hint: t(
      "Ricalcolare il punteggio; se è un Barthel modificato indicare scala 2",
      "Add the score up again; if it is a modified Barthel give scala 2",
    ),
    condition: t("scala=1 e punt non multiplo di 5", "scala=1 and punt mod 5 != 0"),
    source: fonti(
      norma(
        "proposta di sioc, dalla definizione della scala",
        "proposed by sioc, from the definition of the scale",
      ),
    ),
    example: { wrong: t("scala 1, punt 63"), right: t("scala 1, punt 65") },
  },
  {
    code: "OC-C-032",
    esito: "scarto",
    suCancellazione: true,
    dataset: [1, 2],
    campi: ["cod_reg"],
    fails: (r, c) => r.cod_reg !== "" && r.cod_reg !== c.regione,
    message: t(
      "La regione di erogazione è diversa dalla regione che invia",
      "The provider region differs from the sending region",
    ),
    hint: t(
      "Correggere cod_reg, o togliere la riga: ogni regione invia solo i ricoveri delle proprie strutture",
      "Correct cod_reg, or remove the row: each region sends only the stays of its own facilities",
    ),
    condition: t("cod_reg diverso dalla regione inviante", "cod_reg != sending region of the run"),
    source: fonti(affine("EMUR 1902, SISM 3305")),
    example: {
      wrong: t("regione inviante 080, cod_reg 090", "sending region 080, cod_reg 090"),
      right: t("regione inviante 080, cod_reg 080", "sending region 080, cod_reg 080"),
    },
  },
  {
    code: "OC-C-033",
    esito: "segnalazione",
    dataset: [2],
    campi: ["diag_pri", ...CONCOMITANTI],
    fails: (r) => r.diag_pri.startsWith("E") || isDiagnosiRipetuta(r),
    message: t(
      "La diagnosi principale è una causa esterna (E), o una diagnosi è ripetuta",
      "The principal diagnosis is an external cause (E), or a diagnosis is repeated",
    ),
    hint: t(
      "Mettere in diag_pri la patologia e la causa esterna fra le concomitanti; togliere i codici ripetuti",
      "Put the disease in diag_pri and the external cause among the concomitant ones; remove repeated codes",
    ),
    condition: t(
      "diag_pri comincia per E; o una diag_con uguale a diag_pri; o la stessa diag_con due volte",
      "diag_pri starts with E; or a diag_con equals diag_pri; or the same diag_con twice",
    ),
    source: fonti(affine("prassi SDO"), NOSTRA),
    example: { wrong: t("diag_pri 4280, diag_con1 4280"), right: t("diag_pri 4280, diag_con1 25000") },
  },
]);

/** Discharges to a home or against advice: there is no facility to name. */
const SENZA_DESTINAZIONE: ReadonlySet<string> = new Set(["1", "2", "5", "9"]);

function destinazioneFuoriModo(r: ClearRecord): Verdetto {
  if (r.mod_dim === "" || (r.str_dest === "" && r.mot_trasf === "")) return false;
  const motivo = r.mot_trasf !== "" && r.mod_dim !== "6";
  const destinazione = r.str_dest !== "" && SENZA_DESTINAZIONE.has(r.mod_dim);
  if (!motivo && !destinazione) return false;
  return [
    {
      campi: [
        ...(destinazione ? (["str_dest"] as const) : []),
        ...(motivo ? (["mot_trasf"] as const) : []),
        "mod_dim",
      ],
    },
  ];
}

function richiestaFuoriLuogo({ sogg_rich, prov }: ClearRecord): boolean {
  if (sogg_rich === "" || prov === "") return false;
  if ((sogg_rich === "14") !== (prov === "4")) return true;
  if (prov === "1") return sogg_rich === "3" || sogg_rich === "4";
  return (prov === "2" || prov === "3") && (sogg_rich === "1" || sogg_rich === "2" || sogg_rich === "15");
}

function isAutonomiaDiscorde(v: Valutazione): boolean {
  if ((v.scala !== "1" && v.scala !== "2") || v.punt === "") return false;
  const discorde = (v.auton === "1" && Number(v.punt) < 60) || (v.auton === "3" && Number(v.punt) > 90);
  return discorde && !isFuoriScala(v);
}

/** Each against the principal one and those before it. Written out: a loop over names costs ten times as much. */
function isDiagnosiRipetuta(r: ClearRecord): boolean {
  const { diag_pri: p, diag_con1: a, diag_con2: b, diag_con3: c, diag_con4: d, diag_con5: e } = r;
  return (
    (a !== "" && a === p) ||
    (b !== "" && (b === p || b === a)) ||
    (c !== "" && (c === p || c === a || c === b)) ||
    (d !== "" && (d === p || d === a || d === b || d === c)) ||
    (e !== "" && (e === p || e === a || e === b || e === c || e === d))
  );
}
