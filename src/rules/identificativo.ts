import { affine, decreto, fonti } from "./fonte.ts";
import { defineRegoleRecord, t, type RegolaRecord } from "./regola.ts";

/** What people call the code a tipologia stands for; reads the same in both languages. */
const NOMI: ReadonlyMap<string, string> = new Map([
  ["1", "STP"],
  ["2", "ENI"],
  ["3", "TEAM"],
  ["4", "CF numerico"],
  ["97", "STP"],
  ["99", "99"],
]);

/** The F rules on the clear identifier. Which defect is which is decided by identity/. */
export const regoleIdentificativo: readonly RegolaRecord[] = defineRegoleRecord([
  {
    code: "OC-F-011",
    esito: "scarto",
    dataset: [1],
    campi: ["cod_ident", "tipo_ci"],
    fails: (r, _c, m) => r.tipo_ci === "0" && r.cod_ident !== "" && m.giudizio().defect === "structure",
    message: t("Codice fiscale con struttura errata", "Malformed codice fiscale"),
    hint: t(
      "Ricopiare il codice fiscale dalla tessera sanitaria; se è un altro codice (STP, ENI, TEAM) correggere tipo_ci",
      "Copy the codice fiscale from the health card again; if it is another code (STP, ENI, TEAM) correct tipo_ci",
    ),
    condition: t(
      "tipo_ci=0 e l'identificativo non è di 16 caratteri con la struttura del codice fiscale, omocodia ammessa, o il giorno di nascita non esiste (31 febbraio)",
      "tipo_ci=0 and identifier is not 16 characters with the structure of the codice fiscale (omocodia admitted), or its day of birth does not exist (31 February)",
    ),
    source: fonti(
      decreto("disciplinare tecnico, 4.3 punto 1"),
      affine("la libreria di interconnessione del Ministero"),
    ),
    example: {
      wrong: t("RSSMRA85T10A562 (15 caratteri)", "RSSMRA85T10A562 (15 characters)"),
      right: t("RSSMRA85T10A562S"),
    },
  },
  {
    code: "OC-F-012",
    esito: "scarto",
    dataset: [1],
    campi: ["cod_ident", "tipo_ci"],
    fails: (r, _c, m) =>
      (r.tipo_ci === "0" || r.tipo_ci === "4") && r.cod_ident !== "" && m.giudizio().defect === "check",
    message: t(
      "Carattere di controllo del codice fiscale errato",
      "Wrong check character of the codice fiscale",
    ),
    hint: t(
      "Ricopiare il codice dalla tessera sanitaria: almeno un carattere è stato scambiato",
      "Copy the code from the health card again: at least one character was mistaken",
    ),
    condition: t(
      "tipo_ci=0 e 16º carattere diverso da quello calcolato; tipo_ci=4 e 11ª cifra diversa da quella calcolata",
      "tipo_ci=0 and 16th character != computed one; tipo_ci=4 and 11th digit != computed one",
    ),
    source: fonti(decreto("disciplinare tecnico, 4.3 punto 1")),
    example: { wrong: t("RSSMRA85T10A562X"), right: t("RSSMRA85T10A562S") },
  },
  {
    code: "OC-F-013",
    esito: "scarto",
    dataset: [1],
    campi: ["cod_ident", "tipo_ci"],
    params: ["tipo"],
    fails(r, _c, m) {
      const tipo = r.cod_ident === "" ? undefined : NOMI.get(r.tipo_ci);
      if (tipo === undefined || m.giudizio().defect !== "structure") return false;
      return [{ params: { tipo } }];
    },
    message: t("Codice identificativo ({tipo}) con struttura errata", "Malformed identifier ({tipo})"),
    hint: t(
      "STP ed ENI sono la sigla e 13 cifre, il codice numerico 11 cifre, la TEAM da 1 a 20 caratteri: correggere cod_ident o tipo_ci",
      "STP and ENI are the acronym and 13 digits, the numeric code 11 digits, the TEAM 1 to 20 characters: correct cod_ident or tipo_ci",
    ),
    condition: t(
      "tipo_ci=1 e non ^STP\\d{13}$; tipo_ci=2 e non ^ENI\\d{13}$; tipo_ci=4 e non ^\\d{11}$; tipo_ci=3 e non da 1 a 20 caratteri [ .,'/_A-Za-z0-9-]; tipo_ci=97 o 99, se c'è un codice, caratteri che il Ministero non ammette",
      "tipo_ci=1 and not ^STP\\d{13}$; tipo_ci=2 and not ^ENI\\d{13}$; tipo_ci=4 and not ^\\d{11}$; tipo_ci=3 and not 1-20 chars of [ .,'/_A-Za-z0-9-]; tipo_ci=97 or 99, when there is a code, characters the Ministry does not admit",
    ),
    source: fonti(affine("la libreria di interconnessione del Ministero")),
    example: { wrong: t("STP080105000001"), right: t("STP0801050000001") },
  },
]);
