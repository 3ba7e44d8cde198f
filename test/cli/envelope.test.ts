import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";

import { COMMANDS, type CommandSpec } from "../../src/cli/commands.ts";
import { envelopeOf, type Result } from "../../src/cli/result.ts";
import { EXIT } from "../../src/core/errors.ts";
import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import { chiama } from "./chiamata.ts";

const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, "docs/schema/envelope-1.json"), "utf8")) as {
  properties: { exit: { enum: number[] } };
};
const validate = new Ajv2020({ allErrors: true }).compile(schema);

function problems(envelope: unknown): unknown {
  return validate(envelope) ? [] : validate.errors;
}

/** `keys generate` → `keys-generate`: what the envelope is named after. */
function names(spec: CommandSpec, parents: readonly string[] = []): readonly string[] {
  const own = [...parents, spec.name];
  return [
    ...(spec.load ? [own.join("-")] : []),
    ...(spec.subcommands ?? []).flatMap((sub) => names(sub, own)),
  ];
}

const DONE: Result = { exit: EXIT.ok, lines: ["fatto"], summary: { rows: 12 }, next: ["sioc doctor"] };

describe("the JSON envelope", () => {
  it.each(COMMANDS.flatMap((spec) => names(spec)))("of %s follows its published schema", (name) => {
    const printed: unknown = JSON.parse(JSON.stringify(envelopeOf(name, DONE)));
    expect(problems(printed)).toEqual([]);
  });

  it.each([
    ["done with rejects", { ...DONE, exit: EXIT.partial }],
    ["data refused, with the whole answer", { ...DONE, exit: EXIT.data, data: { findings: [] } }],
    ["a list as the answer", { ...DONE, data: [1, 2] }],
    ["nothing to add", { ...DONE, summary: {}, next: [] }],
  ] satisfies [string, Result][])("with %s follows it too, and keeps the lines to itself", (_, result) => {
    const envelope = envelopeOf("prepare", result);
    expect(problems(JSON.parse(JSON.stringify(envelope)))).toEqual([]);
    expect(envelope).not.toHaveProperty("lines");
    expect(envelope.ok).toBe(result.exit === 0);
  });

  it.each([
    ["explain", "OC-F-012"],
    ["explain"],
    ["explain", "regione", "--lang", "en"],
    ["template", "--role", "valutazioni"],
  ])("really printed by %s %s %s %s follows it", async (...argv) => {
    const { out, exit } = await chiama(...argv, "--json");
    const envelope = JSON.parse(out) as { exit: number };
    expect(problems(envelope)).toEqual([]);
    expect(envelope.exit).toBe(exit);
  });

  it.each([
    [["explain", "NON-ESISTE"], 2, "CODE_UNKNOWN", "an error of ours"],
    [["explain", "--nessuna"], 2, "USAGE", "a flag that does not exist"],
    [["exxplain"], 2, "USAGE", "a command that does not exist"],
    [["template", "--schema", "/non/c-e"], 2, "LAYOUT_INVALID", "an error of a room"],
  ])("of an error has code, message and hint: %j", async (argv, exit, code) => {
    const called = await chiama(...argv, "--json");
    const envelope: unknown = JSON.parse(called.out);
    expect(problems(envelope)).toEqual([]);
    expect(called.exit).toBe(exit);
    expect(envelope).toMatchObject({ ok: false, exit, error: { code } });
    expect(called.err).toBe("");
  });

  it("may end with every exit code of the program and no other", () => {
    expect(schema.properties.exit.enum).toEqual(Object.values(EXIT));
  });

  it.each([
    ["ok with an exit code that is not 0", { exit: 3 }],
    ["an error that ended well", { error: { code: "BUG", message: "m", hint: "h" } }],
    ["an exit code of nobody", { ok: false, exit: 4 }],
    ["another major version", { schema: "sioc/explain@2" }],
    ["no next", { next: undefined }],
    ["an error without a remedy", { ok: false, exit: 2, error: { code: "BUG", message: "m" } }],
  ])("refuses %s", (_, patch) => {
    const envelope: unknown = JSON.parse(JSON.stringify({ ...envelopeOf("explain", DONE), ...patch }));
    expect(problems(envelope)).not.toEqual([]);
  });
});
