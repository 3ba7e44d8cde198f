import { loadOpener, readSecret, readVerificationKey } from "../../crypto/index.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { resolve } from "node:path";

import { caricaLayout } from "../../tracciato/index.ts";
import { verifyBundle, type VerifyCheck } from "../../pipeline/verify.ts";
import { tabella } from "../../report/index.ts";
import type { Context } from "../context.ts";
import type { Result } from "../result.ts";

/** Reads a bundle back and holds it against itself; with the recipient's test key also its content. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text, terminal, flags, cwd } = context;
  const [path] = args;
  if (path === undefined)
    throw siocError("USAGE", { problem: text("cli.usage.missing_argument", { name: "pacchetto" }) });
  const at = (flag: string): string | undefined =>
    flags[flag] === undefined ? undefined : resolve(cwd, String(flags[flag]));
  const verifyKey = at("verify-key");
  const decryptKey = at("decrypt-key");
  const verificationKeys = verifyKey === undefined ? [] : [await readVerificationKey(verifyKey)];
  const passphraseFile = at("passphrase-file");
  const passphrase =
    passphraseFile === undefined
      ? undefined
      : () => readSecret({ file: passphraseFile }, { prompt: () => Promise.resolve("") });
  const opener =
    decryptKey === undefined
      ? undefined
      : await loadOpener({ key: decryptKey, verify: verifyKey === undefined ? [] : [verifyKey] }, passphrase);
  const layout = caricaLayout(context.config().get("schema.folder"));
  const verified = await verifyBundle(
    resolve(cwd, path),
    { layout, verificationKeys, ...(opener && { opener }) },
    context.ambient(),
  );
  const { ok, manifest, checks, bundle } = verified;
  const partial = checks.some((check) => check.status === "saltato");
  return {
    exit: ok ? EXIT.ok : EXIT.data,
    lines: [
      text("cli.verify.head", { bundle }),
      ...tabella(
        checks.map((check) => row(check, context)),
        { lingua: text.lingua, rientro: 2, larghezza: Math.min(110, Math.max(72, terminal.columns)) },
      ),
      "",
      ok
        ? terminal.color.green(text(partial ? "cli.verify.partial" : "cli.verify.ok"))
        : terminal.color.red(text("cli.verify.bad")),
      ...(manifest && !manifest.layout.official ? [text("cli.reconstruction")] : []),
    ],
    summary: {
      bundle,
      ok,
      periodo: manifest?.periodo ?? null,
      run: manifest?.run ?? null,
      totals: manifest?.totals ?? null,
    },
    data: {
      checks: checks.map((check) => ({
        name: text(check.name.key, check.name.data),
        status: check.status,
        detail: check.detail.map((d) => text(d.key, d.data)),
      })),
    },
    next:
      verifyKey === undefined && partial
        ? [`sioc verify ${path} --verify-key ${text("cli.verify.signer_key")}`]
        : [],
  };
}

function row({ name, status, detail }: VerifyCheck, { text }: Context): string[] {
  return [
    text(`cli.status.${status}`),
    text(name.key, name.data),
    detail.map((d) => text(d.key, d.data)).join("; "),
  ];
}
