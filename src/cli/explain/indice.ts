import { REGOLE } from "../../rules/index.ts";
import { CODICI_GAF } from "../../gaf/index.ts";
import type { Campo, Layout } from "../../tracciato/index.ts";
import type { Text } from "../../text/index.ts";
import { ARGOMENTI, NOMI_ARGOMENTI } from "./argomenti.ts";
import { colonneDi } from "./campi.ts";
import { codiciGaf, FAMIGLIE_GAF, type FamigliaGaf } from "./gaf.ts";
import { famiglia, FAMIGLIE, messaggio, nomeFamiglia } from "./regole.ts";
import type { Scheda, Sezione } from "./scheda.ts";
import { codiciErrore, exitOf, frase, uscite } from "./uscite.ts";

/** What can be asked: every family, how many codes it has and which. */
export function schedaIndice(layout: Layout, text: Text): Scheda {
  const errori = codiciErrore();
  const campi = colonneDi(layout).map(({ colonna }) => colonna);
  const elenchi = [...layout.codici.keys()];
  const data = {
    rules: REGOLE.map(({ code }) => code),
    errors: errori,
    exit_codes: uscite(text).map(({ exit }) => exit),
    fields: campi,
    lists: elenchi,
    gaf: CODICI_GAF.map(({ codice }) => codice),
    topics: [...ARGOMENTI],
  };
  const gruppo = (titolo: string, count: number): string => `${titolo} (${count})`;
  return {
    specie: "index",
    codice: "",
    titolo: text("explain.index.title"),
    voci: [],
    sezioni: [
      {
        titolo: gruppo(text("explain.index.rules"), REGOLE.length),
        righe: FAMIGLIE.map((lettera) => {
          const regole = famiglia(lettera);
          const [first, last] = [regole[0]?.code ?? "", regole.at(-1)?.code ?? ""];
          return [`OC-${lettera}`, regole.length, `${first} … ${last}`, nomeFamiglia(lettera, text)];
        }),
      },
      elenco(gruppo(text("explain.index.errors"), errori.length), errori),
      elenco(gruppo(text("explain.index.exits"), data.exit_codes.length), data.exit_codes.map(String)),
      elenco(gruppo(text("explain.index.fields"), campi.length), campi),
      elenco(gruppo(text("explain.index.lists"), elenchi.length), elenchi),
      {
        titolo: gruppo(text("explain.index.gaf"), CODICI_GAF.length),
        righe: FAMIGLIE_GAF.map((nome) => [
          nome,
          text(`explain.gaf.${nome}`),
          codiciGaf(nome)
            .map(({ codice }) => codice)
            .join(" "),
        ]),
      },
      {
        titolo: text("explain.index.topics"),
        righe: ARGOMENTI.map((nome) => [nomeArgomento(nome, text), text(`explain.topic.${nome}`)]),
      },
      { righe: [], nota: text("explain.index.how") },
    ],
    data,
  };
}

/** Italian word in Italian, English in English; the rest of the aliases are not told. */
export function nomeArgomento(nome: (typeof ARGOMENTI)[number], text: Text): string {
  return text.lingua === "it" ? (NOMI_ARGOMENTI[nome][0] ?? nome) : nome;
}

function elenco(titolo: string, codici: readonly string[]): Sezione {
  return { titolo, righe: [], nota: codici.join("  ") };
}

export function schedaFamiglia(lettere: readonly string[], codice: string, text: Text): Scheda {
  const regole = lettere.flatMap(famiglia);
  return {
    specie: "family",
    codice,
    titolo: `${lettere.map((lettera) => nomeFamiglia(lettera, text)).join(", ")} (${regole.length})`,
    voci: [],
    sezioni: [
      {
        righe: regole.map((regola) => [
          regola.code,
          text(`report.esito.${regola.esito}`),
          messaggio(regola, text),
        ]),
      },
    ],
    data: {
      rules: regole.map((regola) => ({
        code: regola.code,
        esito: regola.esito,
        message: regola.message[text.lingua],
      })),
    },
  };
}

export function schedaErrori(text: Text): Scheda {
  const codici = codiciErrore();
  return {
    specie: "family",
    codice: "",
    titolo: `${text("explain.index.errors")} (${codici.length})`,
    voci: [],
    sezioni: [
      {
        intestazione: ["", text("explain.label.uscita"), ""],
        righe: codici.map((code) => [code, exitOf(code), frase("error", code, text)]),
      },
    ],
    data: {
      errors: codici.map((code) => ({ code, exit: exitOf(code), message: frase("error", code, text) })),
    },
  };
}

export function schedaFamigliaGaf(famiglie: readonly FamigliaGaf[], codice: string, text: Text): Scheda {
  const l = text.lingua;
  const codici = famiglie.flatMap(codiciGaf);
  return {
    specie: "family",
    codice,
    titolo: `${famiglie.map((nome) => text(`explain.gaf.${nome}`)).join(", ")} (${codici.length})`,
    voci: [],
    sezioni: [
      { righe: codici.map((c) => [c.codice, text(`explain.seguito.${c.seguito}`), c.significato[l]]) },
    ],
    data: { gaf: codici.map((c) => ({ code: c.codice, next: c.seguito, meaning: c.significato[l] })) },
  };
}

/** All fields, or those a name fits. */
export function schedaCampi(campi: readonly Campo[], titolo: string, text: Text): Scheda {
  return {
    specie: "fields",
    codice: "",
    titolo,
    voci: [],
    sezioni: [{ righe: campi.map(({ numero, colonna, nome }) => [numero, colonna, nome[text.lingua]]) }],
    data: {
      fields: campi.map(({ numero, colonna, nome }) => ({ number: numero, column: colonna, name: nome })),
    },
  };
}
