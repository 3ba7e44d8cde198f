import type { Caricamento, Elaborazione } from "../../model/ricevuta.ts";
import { code, fileName, uploadId, words } from "./parole.ts";
import { unreadable, type Origine } from "./rifiuto.ts";
import { fold, walk } from "./xml.ts";

/** Answers of the SOAP gateway by the element that bears them, alone or in an Envelope (spec/gaf.md part B). */
const RISPOSTE: Readonly<Record<string, "caricamento" | "elaborazione">> = {
  invioflussireturn: "caricamento",
  monesiuploadreturn: "elaborazione",
  monesiuploadxmlreturn: "elaborazione",
  monesifornituraxmlreturn: "elaborazione",
  monesiforniturareturn: "elaborazione",
};

const MAX_ELEMENTS = 200_000;

interface Nodo {
  readonly name: string;
  readonly children: Nodo[];
  text: string;
}

/** Whether an element of that folded name is an answer of the SOAP gateway. */
export function isSoapAnswer(folded: string): boolean {
  return Object.hasOwn(RISPOSTE, folded);
}

/** One receipt an upload. @throws RECEIPT_SHAPE if no upload has a code. */
export function readSoap(xml: string, origine: Origine): readonly (Caricamento | Elaborazione)[] {
  const answer = treeOf(xml, origine).find(({ name }) => isSoapAnswer(name));
  const specie = answer && RISPOSTE[answer.name];
  if (answer === undefined || specie === undefined) throw unreadable(origine, "outcomes.shape.no_code");
  const errore = code(valueOf(answer, "errorcode"));
  const items = itemsOf(answer);
  const found = (items.length === 0 ? [answer] : items).flatMap((item) => {
    const codice = code(valueOf(item, "esito") || valueOf(item, "esitoelaborazione")) ?? errore;
    return codice === undefined ? [] : [receiptOf(specie, codice, item, valueOf(answer, "errortext"))];
  });
  if (found.length === 0) throw unreadable(origine, "outcomes.shape.no_code");
  return found;
}

function receiptOf(
  specie: "caricamento" | "elaborazione",
  codice: string,
  item: Nodo,
  testo: string,
): Caricamento | Elaborazione {
  const id = uploadId(valueOf(item, "idupload"));
  const nomeFile = fileName(valueOf(item, "nomefile"));
  return {
    specie,
    codice,
    ...(id === undefined ? {} : { idUpload: id }),
    ...(nomeFile === undefined ? {} : { nomeFile }),
    ...(testo === "" ? {} : { testo: words(testo) }),
  };
}

/** The elements of an answer that tell of one upload: those with an idUpload in them. */
function itemsOf(answer: Nodo): readonly Nodo[] {
  return descendants(answer).filter(({ children }) =>
    children.some(({ name }) => name === "idupload" || name === "esito" || name === "esitoelaborazione"),
  );
}

/** Of a child; blank also where it is nil or missing. */
function valueOf({ children }: Nodo, name: string): string {
  return children.find((child) => child.name === name)?.text ?? "";
}

function descendants(node: Nodo): Nodo[] {
  const all: Nodo[] = [];
  const left = [...node.children];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    all.push(next);
    left.push(...next.children);
  }
  return all.reverse();
}

/** Every element, in the order in which they begin. */
function treeOf(xml: string, origine: Origine): readonly Nodo[] {
  const all: Nodo[] = [];
  const open: Nodo[] = [];
  walk(
    xml,
    {
      open(name) {
        const node: Nodo = { name: fold(name), children: [], text: "" };
        if (all.push(node) > MAX_ELEMENTS) throw unreadable(origine, "outcomes.shape.too_deep");
        open.at(-1)?.children.push(node);
        open.push(node);
      },
      close(_, text) {
        const node = open.pop();
        if (node) node.text = text;
      },
    },
    origine,
  );
  return all;
}
