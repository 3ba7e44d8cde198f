/** A small strict reader of RFC 5545: what it does not expect, it refuses. Shares nothing with the writer. */
export interface Componente {
  readonly name: string;
  readonly properties: readonly Proprieta[];
  readonly children: readonly Componente[];
}

export interface Proprieta {
  readonly name: string;
  readonly params: string;
  readonly value: string;
}

/** @throws Error naming the line that breaks the grammar */
export function readCalendar(bytes: Buffer): Componente {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  if (!text.endsWith("\r\n")) throw new Error("the last line does not end");
  const physical = text.slice(0, -2).split("\r\n");
  for (const line of physical) {
    if (/[\r\n]/.test(line)) throw new Error("a line ends without CRLF");
    if (Buffer.byteLength(line) > 75) throw new Error(`more than 75 octets: ${line}`);
    if (line === "" || line === " ") throw new Error("an empty line");
  }
  // Folding is by octets: it is undone before characters are read.
  const lines = physical.join("\r\n").replaceAll("\r\n ", "").split("\r\n");
  const [root, rest] = component(lines);
  if (rest.length > 0) throw new Error(`after the end: ${rest[0] ?? ""}`);
  return root;
}

function component(lines: readonly string[]): [Componente, readonly string[]] {
  const name = /^BEGIN:([A-Z]+)$/.exec(lines[0] ?? "")?.[1];
  if (name === undefined) throw new Error(`no BEGIN: ${lines[0] ?? ""}`);
  const properties: Proprieta[] = [];
  const children: Componente[] = [];
  let rest: readonly string[] = lines.slice(1);
  while (rest[0] !== `END:${name}`) {
    const [line] = rest;
    if (line === undefined) throw new Error(`${name} does not end`);
    if (line.startsWith("BEGIN:")) {
      const [child, after] = component(rest);
      children.push(child);
      rest = after;
    } else {
      properties.push(property(line));
      rest = rest.slice(1);
    }
  }
  return [{ name, properties, children }, rest.slice(1)];
}

function property(line: string): Proprieta {
  const m = /^([A-Z-]+)((?:;[A-Z-]+=[\w-]+)*):([^\u0000-\u0008\u000a-\u001f\u007f]+)$/.exec(line);
  if (!m) throw new Error(`not a content line: ${line}`);
  return { name: m[1] ?? "", params: m[2] ?? "", value: m[3] ?? "" };
}

/** TEXT of §3.3.11. @throws Error for a comma, semicolon or backslash that is not escaped */
export function readText(value: string): string {
  if (/(?:^|[^\\])(?:\\\\)*(?:[,;]|\\(?:[^\\;,nN]|$))/.test(value)) throw new Error(`not escaped: ${value}`);
  return value.replace(/\\(.)/g, (_, char: string) => (char.toLowerCase() === "n" ? "\n" : char));
}

/** The one value of a property. @throws Error unless there is exactly one */
export function valueOf({ name, properties }: Componente, wanted: string): string {
  const found = properties.filter((each) => each.name === wanted);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${name}: ${found.length} ${wanted}`);
  return found[0].value;
}
