/** Tags and the text before each; a fragment has no comment, CDATA or instruction (the reader refused them). */
const TAG = /([^<]*)<(\/?)([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/g;
const ATTRIBUTE = /\s([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const REFERENCE = /&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Path below the record element and value of every attribute and text of one record: `Eventi/Ricovero/@DataAmmissione`.
 * For a record already known to be, or about to be found, well formed: it tells no errors.
 */
export function* leaves(fragment: string): Generator<readonly [path: string, value: string]> {
  const path: string[] = [];
  let opened = false;
  for (const [, text = "", closing, name = "", attributes = "", empty] of fragment.matchAll(TAG)) {
    if (closing === "/") {
      // Text of an element that has others in it is only layout.
      if (opened && text !== "") yield [path.slice(1).join("/"), decode(text)];
      path.pop();
      opened = false;
      continue;
    }
    path.push(name.slice(name.indexOf(":") + 1));
    for (const [, attribute = "", double, single] of attributes.matchAll(ATTRIBUTE)) {
      yield [[...path.slice(1), `@${attribute}`].join("/"), decode(double ?? single ?? "")];
    }
    opened = empty !== "/";
    if (!opened) path.pop();
  }
}

function decode(value: string): string {
  if (!value.includes("&")) return value;
  return value.replace(REFERENCE, (whole, decimal?: string, hex?: string, name?: string) => {
    const code = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
    if (name !== undefined) return NAMED[name] ?? whole;
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
