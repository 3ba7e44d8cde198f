import type { Config } from "../../config/config.ts";
import { siocError, SiocError } from "../../core/errors.ts";
import {
  loadRecipient,
  loadSigner,
  readKeyFile,
  readSecret,
  sealPlan,
  TEST_MARK,
  type Recipient,
  type Signer,
} from "../../crypto/index.ts";
import { CUNI_ANONIMO, cuniFunction, selfTest, type ChiaveCuni } from "../../identity/index.ts";
import { loadCuniKey } from "../../pipeline/keys.ts";
import { giorno, type Message, type Text } from "../../text/index.ts";
import { wordsOf } from "../errors.ts";
import { probe, skipped, type Bench, type Check, type Named, type Seen } from "./check.ts";

/** Keys and certificates, judged as `prepare` will. Nobody is asked for a secret. */
export async function checkSecrets(bench: Bench): Promise<Check[]> {
  const { text, config } = bench;
  const names = {
    key: { name: "cuni-key", label: text("setup.doctor.cuni") },
    anonymous: { name: "cuni-anonymous", label: text("setup.doctor.anonymous") },
    recipient: { name: "recipient", label: text("setup.doctor.recipient") },
    signer: { name: "signer", label: text("setup.doctor.signer") },
  };
  const self = await probe({ name: "cuni-self-test", label: text("setup.doctor.self_test") }, text, () => {
    selfTest();
    return { observed: text("setup.doctor.self_test_ok") };
  });
  if (!config)
    return [self, ...Object.values(names).map((named) => skipped(named, text("setup.doctor.no_config")))];
  return [
    self,
    ...(await checkCuni(names, config, bench)),
    ...(await checkPair(names.recipient, names.signer, config, bench)),
  ];
}

async function checkCuni(
  { key, anonymous }: { readonly key: Named; readonly anonymous: Named },
  config: Config,
  { text, context }: Bench,
): Promise<Check[]> {
  let cuni: ChiaveCuni | undefined;
  const first = await probe(key, text, async () => {
    if (config.get("identity.key_file") === undefined && config.keyCommand === undefined)
      return {
        status: "avviso",
        observed: text("setup.doctor.cuni_none"),
        remedy: text("setup.doctor.cuni_remedy"),
      };
    // Without its prompt: a check that stops to ask would hang a scheduler.
    const { today, now, version, signal, progress } = context.ambient();
    const loaded = await loadCuniKey(config, { text, today, now, version, signal, progress });
    cuni = loaded.cuni;
    const observed = text("setup.doctor.cuni_ok", { check: loaded.cuniCheck });
    if (config.get("identity.key_check") !== undefined)
      return { observed: `${observed}, ${text("setup.doctor.pinned")}` };
    return {
      status: "avviso",
      observed: `${observed}, ${text("setup.doctor.unpinned")}`,
      remedy: text("setup.doctor.cuni_pin", { check: loaded.cuniCheck }),
    };
  });
  const known = cuni;
  if (known === undefined) return [first, skipped(anonymous, text("setup.doctor.no_key"))];
  return [first, await probe(anonymous, text, () => ({ observed: text(nationalKey(known)) }))];
}

/** spec/cuni.md §3: half of a CUNI proves the key it was made with, and one CUNI is published. */
function nationalKey(key: ChiaveCuni): "setup.doctor.anonymous_yes" | "setup.doctor.anonymous_no" {
  return cuniFunction(key).verify(CUNI_ANONIMO) === "ok"
    ? "setup.doctor.anonymous_yes"
    : "setup.doctor.anonymous_no";
}

async function checkPair(
  asRecipient: Named,
  asSigner: Named,
  config: Config,
  { text, context }: Bench,
): Promise<Check[]> {
  const { now } = context;
  let recipient: Recipient | undefined;
  const first = await probe(asRecipient, text, async () => {
    const file = config.get("recipient.file");
    if (file === undefined)
      return {
        status: "avviso",
        observed: text("setup.doctor.recipient_none"),
        remedy: text("setup.doctor.recipient_remedy"),
      };
    const pin = config.get("recipient.fingerprint");
    recipient = await loadRecipient(file, { now, pin });
    return recipientSeen(recipient, pin !== undefined, text);
  });
  const second = await probe(asSigner, text, async () => {
    const signer = await signerOf(config, now, text);
    if (signer && "observed" in signer) return signer;
    const plan = recipient && sealPlan(recipient, signer);
    return signerSeen(signer, plan?.notes ?? [], config, text);
  });
  return [first, second];
}

function recipientSeen(recipient: Recipient, pinned: boolean, text: Text): Seen {
  const observed = `${factsOf(recipient, text)}, ${text(pinned ? "setup.doctor.pinned" : "setup.doctor.unpinned")}`;
  const [note] = recipient.notes;
  if (isTest(recipient)) return { status: "avviso", observed, remedy: text("setup.doctor.test_key") };
  if (note) return { status: "avviso", observed, remedy: text(note.key, note.data) };
  if (pinned) return { observed };
  return {
    status: "avviso",
    observed,
    remedy: text("setup.doctor.recipient_pin", { fingerprint: recipient.fingerprint }),
  };
}

/** A locked key whose passphrase will be asked for is no error: it is said, and not opened. */
async function signerOf(config: Config, now: number, text: Text): Promise<Signer | Seen | undefined> {
  const key = config.get("signer.key");
  if (key === undefined) return undefined;
  const sender = config.get("signer.sender_file");
  try {
    return await loadSigner(
      { key, certificate: config.get("signer.certificate") },
      {
        now,
        senderCodiceFiscale: sender === undefined ? undefined : readKeyFile(sender).toString("utf8").trim(),
        passphrase: passphraseOf(config),
      },
    );
  } catch (error) {
    if (!(error instanceof SiocError) || error.code !== "KEY_LOCKED") throw error;
    return {
      status: "avviso",
      observed: wordsOf(error, text).message,
      remedy: text("setup.doctor.signer_locked"),
    };
  }
}

function passphraseOf(config: Config): (() => Promise<string>) | undefined {
  const file = config.get("signer.passphrase_file");
  const command = config.passphraseCommand;
  const prompt = (): Promise<string> => Promise.reject(siocError("KEY_PASSPHRASE"));
  if (file !== undefined) return () => readSecret({ file }, { prompt });
  return command && (() => readSecret({ command }, { prompt }));
}

function signerSeen(signer: Signer | undefined, plan: readonly Message[], config: Config, text: Text): Seen {
  if (!signer)
    return {
      status: "avviso",
      observed: text("setup.doctor.signer_none"),
      remedy: text("setup.doctor.signer_remedy"),
    };
  const observed = factsOf(signer, text);
  const [note] = [...signer.notes, ...plan];
  if (isTest(signer)) return { status: "avviso", observed, remedy: text("setup.doctor.test_key") };
  if (note) return { status: "avviso", observed, remedy: text(note.key, note.data) };
  if (signer.format === "cades" && config.get("signer.sender_file") === undefined)
    return { status: "avviso", observed, remedy: text("setup.doctor.signer_sender") };
  return { observed };
}

function factsOf({ format, file, fingerprint, expires }: Recipient | Signer, text: Text): string {
  return text(expires === undefined ? "setup.doctor.key_forever" : "setup.doctor.key_facts", {
    format: text(`setup.format.${format}`),
    file,
    fingerprint: `${fingerprint.slice(0, 4)}…${fingerprint.slice(-4)}`,
    ...(expires === undefined ? {} : { on: giorno(expires) }),
  });
}

function isTest(key: Recipient | Signer): boolean {
  const names = "userIds" in key ? key.userIds : [key.subject];
  return names.some((name) => name.includes(TEST_MARK));
}
