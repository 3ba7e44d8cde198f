import { SMALL_PART, type Package } from "./package.ts";
import { refusal, type Naming } from "./refusal.ts";
import { local, parseWhole, type Attributes, type XmlHandler } from "./xml.ts";

export interface Sheet {
  /** As people see it; not printable yet. */
  readonly name: string;
  readonly hidden: boolean;
  /** Name of its part in the package. */
  readonly part: string;
}

export interface Workbook {
  /** In the order of the tabs; sheets that are only a chart are not among them. */
  readonly sheets: readonly Sheet[];
  /** Dates are counted from 1904 and not from 1900. */
  readonly is1904: boolean;
  readonly strings?: string;
  readonly styles?: string;
}

interface Relation {
  readonly id: string;
  /** The last word of its type: the rest changed from one edition of the standard to the next. */
  readonly type: string;
  /** Name of a part; undefined if outside the package. */
  readonly part: string | undefined;
}

/** What a workbook holds, by its own list. @throws SOURCE_XLSX */
export async function readWorkbook(pack: Package, naming: Naming): Promise<Workbook> {
  const roots = await relationsOf("", pack, naming);
  const part = roots.find(({ type }) => type === "officeDocument")?.part;
  if (part === undefined) throw refusal(naming, "notWorkbook");
  if (/\.bin$/i.test(part)) throw refusal(naming, "binary");
  const list = new SheetList();
  await parseWhole(pack.read(part, SMALL_PART), list, naming);
  if (!list.isWorkbook) throw refusal(naming, "notWorkbook");
  const relations = await relationsOf(part, pack, naming);
  const sheets = list.sheets.flatMap(({ name, id, hidden }) => {
    const relation = relations.find((one) => one.id === id);
    if (relation?.part === undefined) throw refusal(naming, "missingPart");
    return relation.type === "worksheet" ? [{ name, hidden, part: relation.part }] : [];
  });
  if (sheets.length === 0) throw refusal(naming, "noSheets");
  const partOf = (type: string): string | undefined => relations.find((one) => one.type === type)?.part;
  const [strings, styles] = [partOf("sharedStrings"), partOf("styles")];
  return {
    sheets,
    is1904: list.is1904,
    ...(strings === undefined ? {} : { strings }),
    ...(styles === undefined ? {} : { styles }),
  };
}

/** What a part refers to; `""` stands for the package itself. None if there is no such list. */
async function relationsOf(part: string, pack: Package, naming: Naming): Promise<readonly Relation[]> {
  const slash = part.lastIndexOf("/") + 1;
  const [folder, file] = [part.slice(0, slash), part.slice(slash)];
  const list = `${folder}_rels/${file}.rels`;
  if (pack.sizeOf(list) === undefined) return [];
  const relations: Relation[] = [];
  const open = (name: string, attributes: Attributes): void => {
    const { Id: id = "", Type: type = "", Target: target = "", TargetMode: mode } = attributes;
    if (name !== "Relationship") return;
    const isOutside = mode?.toLowerCase() === "external";
    relations.push({
      id,
      type: type.slice(type.lastIndexOf("/") + 1),
      part: isOutside ? undefined : resolved(folder, target),
    });
  };
  await parseWhole(pack.read(list, SMALL_PART), { open, close: ignore, text: ignore }, naming);
  return relations;
}

const ignore = (): void => undefined;

/** A target as the name of a part: only ever looked up in the package, undefined if it climbs out of it. */
function resolved(folder: string, target: string): string | undefined {
  const steps: string[] = [];
  const whole = target.startsWith("/") ? target : folder + target;
  for (const step of whole.replaceAll("\\", "/").split("/")) {
    if (step === "..") {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}

/** xl/workbook.xml */
class SheetList implements XmlHandler {
  readonly sheets: { name: string; id: string; hidden: boolean }[] = [];
  is1904 = false;
  isWorkbook = false;

  open(name: string, attributes: Attributes): void {
    if (name === "workbook") this.isWorkbook = true;
    if (name === "workbookPr") this.is1904 = isTrue(attributes["date1904"]);
    if (name !== "sheet") return;
    const id = Object.keys(attributes).find((key) => key.includes(":") && local(key) === "id");
    this.sheets.push({
      name: attributes["name"] ?? "",
      id: id === undefined ? "" : (attributes[id] ?? ""),
      hidden: (attributes["state"] ?? "visible") !== "visible",
    });
  }

  close(): void {
    // nothing in it is told by an end
  }

  text(): void {
    // nothing in it is told by a text
  }
}

export function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true" || value === "on";
}
