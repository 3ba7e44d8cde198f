import { dirname, resolve } from "node:path";

import { siocError } from "../../core/errors.ts";
import { LINGUE, type Text } from "../../text/index.ts";
import type { Context } from "../context.ts";
import {
  ARRIVALS,
  isAzienda,
  isPattern,
  configPath,
  OUTPUT,
  parseAziende,
  regioni,
  type Answers,
  type Given,
} from "./answers.ts";

/** Asks what flags did not say. @throws INTERRUPTED when the person leaves with Ctrl-C. */
export async function askAnswers(given: Given, context: Context): Promise<Answers> {
  try {
    return await ask(given, context);
  } catch (error) {
    if (error instanceof Error && (error.name === "ExitPromptError" || error.name === "AbortPromptError"))
      throw siocError("INTERRUPTED", {}, { cause: error });
    throw error;
  }
}

async function ask(given: Given, context: Context): Promise<Answers> {
  const { text, cwd, signal } = context;
  const { input, select } = await import("@inquirer/prompts");
  // stdout is for the result: questions go where everything said on the way goes.
  const stream = { output: process.stderr, signal };
  const path = async (question: string, known: string | undefined): Promise<string | undefined> => {
    if (known !== undefined) return known;
    const typed = (await input({ message: question }, stream)).trim();
    return typed === "" ? undefined : resolve(cwd, typed);
  };
  const theme = { style: { keysHelpTip: (): string => text("setup.ask.keys") } };
  const regione =
    given.regione ??
    (await select(
      { message: text("setup.ask.regione"), choices: choicesOf(text), pageSize: 21, theme },
      stream,
    ));
  const aziende = given.aziende ?? (await askAziende(input, text, stream));
  const arrivals =
    given.arrivals ??
    (await input(
      {
        message: text("setup.ask.files", { placeholder: "{azienda}" }),
        default: ARRIVALS,
        validate: (typed) => isPattern(typed) || text("setup.ask.files_wrong", { placeholder: "{azienda}" }),
      },
      stream,
    ));
  const recipient = await path(text("setup.ask.recipient"), given.recipient);
  const signerKey = await path(text("setup.ask.signer"), given.signerKey);
  const signerCertificate =
    signerKey === undefined || /\.(?:asc|gpg|pgp)$/i.test(signerKey)
      ? given.signerCertificate
      : await path(text("setup.ask.certificate"), given.signerCertificate);
  const keyFile = await path(text("setup.ask.key"), given.keyFile);
  const lang =
    given.lang ??
    (await select(
      {
        message: text("setup.ask.lang"),
        choices: LINGUE.map((value) => ({ value, name: text(`setup.lang.${value}`) })),
        default: text.lingua,
        theme,
      },
      stream,
    ));
  const output =
    (await path(text("setup.ask.output"), given.output)) ?? resolve(dirname(configPath(context)), OUTPUT);
  return {
    regione,
    aziende,
    arrivals,
    lang,
    output,
    ...(recipient === undefined ? {} : { recipient }),
    ...(signerKey === undefined ? {} : { signerKey }),
    ...(signerCertificate === undefined ? {} : { signerCertificate }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
}

type Input = (typeof import("@inquirer/prompts"))["input"];

async function askAziende(
  input: Input,
  text: Text,
  stream: Parameters<Input>[1],
): Promise<readonly string[]> {
  const typed = await input(
    {
      message: text("setup.ask.aziende"),
      validate: (value) => {
        const codes = parseAziende(value);
        return (codes.length > 0 && codes.every(isAzienda)) || text("setup.ask.aziende_wrong");
      },
    },
    stream,
  );
  return parseAziende(typed);
}

function choicesOf(text: Text): { value: string; name: string }[] {
  return [...regioni()].map(([value, nome]) => ({ value, name: `${value}  ${nome[text.lingua]}` }));
}
