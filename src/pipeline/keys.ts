import {
  loadRecipient,
  loadSigner,
  readKeyFile,
  readSecret,
  sealPlan,
  type Recipient,
  type SealPlan,
  type SecretSource,
  type Signer,
} from "../crypto/index.ts";
import { siocError } from "../core/errors.ts";
import { keyCheckValue, parseChiave, selfTest, type ChiaveCuni } from "../identity/index.ts";
import type { Config } from "../config/config.ts";
import type { Message } from "../text/index.ts";
import type { Ambient } from "./setup.ts";

/** Every key of a run, judged before a row is read. */
export interface RunKeys {
  readonly cuni: ChiaveCuni;
  readonly cuniCheck: string;
  readonly recipient: Recipient;
  readonly signer: Signer | undefined;
  readonly plan: SealPlan;
  readonly notes: readonly Message[];
}

/** @throws KEY_*, SECRET_*, SETTING_MISSING */
export async function loadKeys(config: Config, ambient: Ambient): Promise<RunKeys> {
  selfTest();
  const recipientFile = config.get("recipient.file");
  if (recipientFile === undefined)
    throw siocError("SETTING_MISSING", { name: "recipient.file", flag: "--recipient-file" });
  const recipient = await loadRecipient(recipientFile, {
    now: ambient.now,
    pin: config.get("recipient.fingerprint"),
  });
  const signer = await loadRunSigner(config, ambient);
  const cuni = await loadCuniKey(config, ambient);
  const plan = sealPlan(recipient, signer);
  return {
    ...cuni,
    recipient,
    signer,
    plan,
    notes: [...cuni.notes, ...recipient.notes, ...(signer?.notes ?? []), ...plan.notes],
  };
}

/**
 * The CUNI key, from a file, a command or a prompt; compared with the check value pinned in the configuration.
 * @throws KEY_*, SECRET_*, SETTING_MISSING
 */
export async function loadCuniKey(
  config: Config,
  ambient: Ambient,
): Promise<{ cuni: ChiaveCuni; cuniCheck: string; notes: Message[] }> {
  const cuni = parseChiave(
    await readSecretOf(
      config.get("identity.key_file"),
      config.keyCommand,
      ambient,
      "cli.ask.key",
      "identity.key_file",
      "--key-file",
    ),
  );
  const cuniCheck = keyCheckValue(cuni);
  const pinned = config.get("identity.key_check")?.toUpperCase();
  if (pinned !== undefined && pinned !== cuniCheck)
    throw siocError("KEY_CHECK_DIFFERS", { expected: pinned, found: cuniCheck });
  return {
    cuni,
    cuniCheck,
    notes: pinned === undefined ? [{ key: "cli.note.key_unpinned", data: { check: cuniCheck } }] : [],
  };
}

/** The signer of the configuration, unlocked; undefined without one. @throws KEY_*, SECRET_*, SETTING_MISSING */
export async function loadRunSigner(config: Config, ambient: Ambient): Promise<Signer | undefined> {
  const key = config.get("signer.key");
  if (key === undefined) return undefined;
  const senderFile = config.get("signer.sender_file");
  const sender = senderFile === undefined ? undefined : readKeyFile(senderFile).toString("utf8").trim();
  return loadSigner(
    { key, certificate: config.get("signer.certificate") },
    {
      now: ambient.now,
      senderCodiceFiscale: sender,
      passphrase: () =>
        readSecretOf(
          config.get("signer.passphrase_file"),
          config.passphraseCommand,
          ambient,
          "cli.ask.passphrase",
          "signer.passphrase_file",
          "--passphrase-file",
        ),
    },
  );
}

async function readSecretOf(
  file: string | undefined,
  command: readonly string[] | undefined,
  ambient: Ambient,
  question: "cli.ask.key" | "cli.ask.passphrase",
  name: string,
  flag: string,
): Promise<string> {
  const { prompt, text } = ambient;
  const source: SecretSource | undefined =
    file !== undefined ? { file } : command ? { command } : prompt ? { prompt: text(question) } : undefined;
  if (!source) throw siocError("SETTING_MISSING", { name, flag });
  return readSecret(source, { prompt: prompt ?? (() => Promise.resolve("")) });
}
