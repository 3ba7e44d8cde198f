import { createPrivateKey, randomBytes } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { inspect } from "node:util";
import * as openpgp from "openpgp";
import { beforeAll, describe, expect, it } from "vitest";

import type { ErrorCode } from "../../src/core/errors.ts";
import {
  describeKey,
  generateTestKeys,
  loadOpener,
  loadRecipient,
  loadSigner,
  TEST_MARK,
  testKeyFiles,
  type TestKeys,
} from "../../src/crypto/index.ts";
import { selfSigned, type SelfSignedOptions } from "../../src/crypto/test-keys.ts";
import { CATALOGUES, LINGUE, textFor, type TextKey } from "../../src/text/index.ts";
import { CF, codeOf, days, failure, folder, NOW, TODAY } from "./helpers.ts";

const room = folder();
let keys: TestKeys;
const paths = new Map<string, string>();

function path(name: string): string {
  const found = paths.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function put(name: string, content: string | Uint8Array, mode?: number): void {
  paths.set(name, room.write(name, content, mode));
}

const certificate = (options: Partial<SelfSignedOptions> = {}): ReturnType<typeof selfSigned> =>
  selfSigned({ name: "x", from: NOW - days(10), to: NOW + days(400), random: randomBytes, ...options });

const WEAK = { ...openpgp.config, minRSABits: 0 };
interface PgpPair {
  readonly publicKey: openpgp.PublicKey;
  readonly privateKey: openpgp.PrivateKey;
}
const pgpKey = (options: Partial<openpgp.KeyOptions> = {}): Promise<PgpPair> =>
  openpgp.generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name: TEST_MARK }],
    date: new Date(NOW - days(10)),
    ...options,
    format: "object",
  });

const revokedSubkey = async (): Promise<string> => {
  const { privateKey } = await pgpKey();
  const [subkey] = privateKey.subkeys;
  const primary = privateKey.keyPacket;
  if (!subkey || !("isDecrypted" in primary)) throw new Error("no subkey");
  privateKey.subkeys = [await subkey.revoke(primary as openpgp.SecretKeyPacket, {}, new Date(NOW - days(1)))];
  return privateKey.toPublic().armor();
};

beforeAll(async () => {
  keys = await generateTestKeys({ today: TODAY, codiceFiscale: CF });
  for (const { name, content } of testKeyFiles(keys)) put(name, content);
  const good = keys.recipient.cms.publicPart;
  const der = Buffer.from(good.replaceAll(/-----.*-----|\s/g, ""), "base64");
  put("bag.pem", `Bag Attributes\n    friendlyName: prova\nsubject=/C=IT\n${good}`);
  put("der.cer", der);
  put("no-usage.pem", (await certificate()).publicPart);
  put("binary.gpg", (await openpgp.readKey({ armoredKey: keys.recipient.openpgp.publicPart })).write());
  put("expired.pem", (await certificate({ to: NOW - days(1) })).publicPart);
  put("future.pem", (await certificate({ from: NOW + days(1) })).publicPart);
  put("rsa1024.pem", (await certificate({ key: { rsaBits: 1024 } })).publicPart);
  put("ec.pem", (await certificate({ key: { curve: "prime256v1" } })).publicPart);
  put("ed25519.pem", (await certificate({ key: { ed25519: true } })).publicPart);
  put("pss.pem", (await certificate({ key: { pssBits: 2048 } })).publicPart);
  put("sign-only.pem", (await certificate({ usage: ["digitalSignature"] })).publicPart);
  put("agreement-only.pem", (await certificate({ usage: ["keyAgreement"] })).publicPart);
  put("two.pem", good + keys.signer.cades.publicPart);
  put("with-key.pem", good + keys.recipient.cms.privatePart);
  put("truncated.pem", good.slice(0, good.length / 2));
  put("corrupt.pem", good.replace(/\n.{64}\n/, "\n"));
  put("html.pem", "<!doctype html><title>Accesso negato</title>");
  put("empty.pem", "");
  put("huge.pem", Buffer.alloc(1024 * 1024 + 1, 0x20));
  put("public-key.pem", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n");
  put("request.pem", "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n");
  put("message.asc", "-----BEGIN PGP MESSAGE-----\n\nwV4D\n-----END PGP MESSAGE-----\n");
  put("pkcs12.p12", Buffer.from("308209e602010330", "hex"));
  put("pgp-expired.asc", (await pgpKey({ keyExpirationTime: 86_400 })).publicKey.armor());
  put("pgp-future.asc", (await pgpKey({ date: new Date(NOW + days(2)) })).publicKey.armor());
  put("pgp-no-encryption.asc", (await pgpKey({ subkeys: [{ sign: true }] })).publicKey.armor());
  const subExpired = await pgpKey({ subkeys: [{ keyExpirationTime: 86_400 }] });
  put("pgp-subkey-expired.asc", subExpired.publicKey.armor());
  put("pgp-subkey-revoked.asc", await revokedSubkey());
  put("pgp-rsa1024.asc", (await pgpKey({ type: "rsa", rsaBits: 1024, config: WEAK })).publicKey.armor());
  const revoked = await pgpKey();
  put(
    "pgp-revoked.asc",
    (await openpgp.revokeKey({ key: revoked.privateKey, format: "object" })).publicKey.armor(),
  );
  const other = await pgpKey();
  put("pgp-two-blocks.asc", keys.recipient.openpgp.publicPart + other.publicKey.armor());
  put("pgp-two.gpg", Buffer.concat([revoked.publicKey.write(), other.publicKey.write()]));
}, 60_000);

describe("loadRecipient", () => {
  it.each([
    ["destinatario-test.pem", "cms", "a certificate"],
    ["bag.pem", "cms", "text of openssl pkcs12 in front is passed over, as the Ministry's tool does"],
    ["der.cer", "cms", "DER is as good as PEM"],
    ["no-usage.pem", "cms", "a certificate that does not restrict its use may encrypt"],
    ["destinatario-test.asc", "openpgp", "an armoured key"],
    ["binary.gpg", "openpgp", "a binary key"],
  ])("takes %s as %s: %s", async (name, format) => {
    const recipient = await loadRecipient(path(name), { now: NOW });
    expect(recipient.format).toBe(format);
    expect(recipient.fingerprint).toMatch(/^[0-9A-F]{40,64}$/);
    expect(recipient.notes).toEqual([]);
  });

  const bad: readonly (readonly [string, ErrorCode, string])[] = [
    ["expired.pem", "KEY_EXPIRED", "the Ministry's tool would use it without a word"],
    ["future.pem", "KEY_NOT_YET_VALID", "not yet in force"],
    ["rsa1024.pem", "KEY_WEAK", "RSA under 2048"],
    ["ec.pem", "KEY_NOT_RSA", "the Ministry's tool writes an empty file"],
    ["ed25519.pem", "KEY_NOT_RSA", "cannot encrypt at all"],
    ["pss.pem", "KEY_NOT_RSA", "RSA, but bound to PSS signatures"],
    ["sign-only.pem", "KEY_USAGE", "a signing certificate"],
    ["agreement-only.pem", "KEY_USAGE", "key agreement is not key encipherment"],
    ["two.pem", "KEY_SEVERAL", "which of the two?"],
    ["with-key.pem", "KEY_IS_PRIVATE", "the recipient's private key has no business here"],
    ["destinatario-test-privata.pem", "KEY_IS_PRIVATE", "a PEM private key"],
    ["destinatario-test-privata.asc", "KEY_IS_PRIVATE", "an OpenPGP private key"],
    ["truncated.pem", "KEY_UNRECOGNISED", "half a certificate"],
    ["corrupt.pem", "KEY_UNRECOGNISED", "a line is missing"],
    ["html.pem", "KEY_UNRECOGNISED", "a login page saved under the wrong name"],
    ["empty.pem", "KEY_UNRECOGNISED", "empty"],
    ["huge.pem", "KEY_UNRECOGNISED", "over 1 MiB is no key"],
    ["public-key.pem", "KEY_UNRECOGNISED", "a bare public key names nobody"],
    ["request.pem", "KEY_UNRECOGNISED", "a request, not a certificate"],
    ["message.asc", "KEY_UNRECOGNISED", "a message, not a key"],
    ["pkcs12.p12", "KEY_UNRECOGNISED", "PKCS#12 must be converted"],
    ["pgp-expired.asc", "KEY_EXPIRED", "expired"],
    ["pgp-future.asc", "KEY_NOT_YET_VALID", "made in the future"],
    ["pgp-no-encryption.asc", "KEY_USAGE", "no encryption subkey"],
    ["pgp-subkey-expired.asc", "KEY_EXPIRED", "only the encryption subkey is expired"],
    ["pgp-subkey-revoked.asc", "KEY_REVOKED", "only the encryption subkey is revoked"],
    ["pgp-rsa1024.asc", "KEY_WEAK", "RSA under 2048"],
    ["pgp-revoked.asc", "KEY_REVOKED", "revoked"],
    ["pgp-two-blocks.asc", "KEY_SEVERAL", "openpgp would read the first only"],
    ["pgp-two.gpg", "KEY_SEVERAL", "a key ring"],
  ];
  it.each(bad)("refuses %s with %s: %s", async (name, code) => {
    const error = await failure(loadRecipient(path(name), { now: NOW }));
    expect(error.code).toBe(code);
    for (const lingua of LINGUE) {
      const text = textFor(lingua);
      const said =
        text(`error.${error.code}` as TextKey, error.data) +
        text(`hint.${error.code}` as TextKey, error.data);
      expect(said, "every placeholder filled").not.toMatch(/[{}]/);
      expect(said).toContain(name);
    }
  });

  it("says that a file is not there, or is not a file", async () => {
    expect(await codeOf(loadRecipient(join(room.path, "nessuno.pem"), { now: NOW }))).toBe("KEY_MISSING");
    expect(await codeOf(loadRecipient(room.path, { now: NOW }))).toBe("KEY_NOT_A_FILE");
  });

  it.each(["destinatario-test.pem", "destinatario-test.asc"])(
    "compares the pinned fingerprint of %s",
    async (name) => {
      const { fingerprint } = await loadRecipient(path(name), { now: NOW });
      const colons = fingerprint.toLowerCase().match(/../g)?.join(":") ?? "";
      for (const pin of [
        fingerprint,
        colons,
        `SHA256 Fingerprint=${colons}`,
        fingerprint.replace(/(.{4})/g, "$1 "),
      ]) {
        expect((await loadRecipient(path(name), { now: NOW, pin })).fingerprint).toBe(fingerprint);
      }
      for (const pin of [
        "",
        fingerprint.slice(0, -1),
        fingerprint.replace(/^./, (c) => (c === "A" ? "B" : "A")),
        "ZZ",
      ]) {
        expect(await codeOf(loadRecipient(path(name), { now: NOW, pin })), pin).toBe("KEY_PIN_DIFFERS");
      }
    },
  );

  it.each([
    [61.5, undefined],
    [60, "crypto.expires_60"],
    [31, "crypto.expires_60"],
    [30, "crypto.expires_30"],
    [8, "crypto.expires_30"],
    [7, "crypto.expires_7"],
    [0.5, "crypto.expires_7"],
  ])("warns %f days before the end with %s", async (before, key) => {
    for (const name of ["destinatario-test.pem", "destinatario-test.asc"]) {
      const { expires } = await loadRecipient(path(name), { now: NOW });
      const now = Date.parse(`${expires ?? ""}T00:00:00Z`) - days(before);
      expect((await loadRecipient(path(name), { now })).notes.map((note) => note.key)).toEqual(
        key ? [key] : [],
      );
    }
  });
});

describe("loadSigner", () => {
  const now = NOW;
  const cades = (): Parameters<typeof loadSigner>[0] => ({
    key: path("firmatario-test-privata.pem"),
    certificate: path("firmatario-test.pem"),
  });

  it("takes an OpenPGP key, and a PEM key with its certificate, also in one file or with a chain", async () => {
    expect(await loadSigner({ key: path("firmatario-test-privata.asc") }, { now })).toMatchObject({
      format: "openpgp",
    });
    expect(await loadSigner(cades(), { now })).toMatchObject({ format: "cades", notes: [] });
    put("both.pem", keys.signer.cades.privatePart + keys.signer.cades.publicPart);
    expect(await loadSigner({ key: path("both.pem") }, { now })).toMatchObject({ format: "cades" });
    put("chain.pem", keys.recipient.cms.publicPart + keys.signer.cades.publicPart);
    const chained = await loadSigner({ ...cades(), certificate: path("chain.pem") }, { now });
    expect(chained).toMatchObject({ fingerprint: (await loadSigner(cades(), { now })).fingerprint });
  });

  it.each([
    ["pkcs1", { type: "pkcs1", format: "pem" }],
    ["encrypted pkcs8", { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "frase" }],
    ["encrypted pkcs1", { type: "pkcs1", format: "pem", cipher: "aes-256-cbc", passphrase: "frase" }],
  ] as const)("takes a key in %s form", async (name, form) => {
    put(`${name}.pem`, createPrivateKey(keys.signer.cades.privatePart).export(form).toString());
    const files = { ...cades(), key: path(`${name}.pem`) };
    const passphrase = (): Promise<string> => Promise.resolve("frase");
    expect(await loadSigner(files, { now, passphrase })).toMatchObject({ format: "cades" });
    if (!("cipher" in form)) return;
    expect(await codeOf(loadSigner(files, { now }))).toBe("KEY_LOCKED");
    const wrong = { now, passphrase: () => Promise.resolve("altra") };
    expect(await codeOf(loadSigner(files, wrong))).toBe("KEY_PASSPHRASE");
  });

  it("opens a locked OpenPGP key with its passphrase only", async () => {
    put("locked.asc", (await pgpKey({ passphrase: "frase" })).privateKey.armor());
    const files = { key: path("locked.asc") };
    expect(await loadSigner(files, { now, passphrase: () => Promise.resolve("frase") })).toMatchObject({
      format: "openpgp",
    });
    expect(await codeOf(loadSigner(files, { now }))).toBe("KEY_LOCKED");
    expect(await codeOf(loadSigner(files, { now, passphrase: () => Promise.resolve("x") }))).toBe(
      "KEY_PASSPHRASE",
    );
  });

  const badCertificates: readonly (readonly [string, Partial<SelfSignedOptions>, ErrorCode])[] = [
    ["expired", { to: NOW - days(1) }, "KEY_EXPIRED"],
    ["not yet valid", { from: NOW + days(1) }, "KEY_NOT_YET_VALID"],
    ["RSA 1024", { key: { rsaBits: 1024 } }, "KEY_WEAK"],
    ["P-224", { key: { curve: "secp224r1" } }, "KEY_WEAK"],
    ["the curve of bitcoin", { key: { curve: "secp256k1" } }, "KEY_WEAK"],
    ["Ed25519", { key: { ed25519: true } }, "KEY_ALGORITHM"],
    ["RSA-PSS", { key: { pssBits: 2048 } }, "KEY_ALGORITHM"],
    ["an encryption certificate", { usage: ["keyEncipherment"] }, "KEY_USAGE"],
  ];
  it.each(badCertificates)("refuses a signing certificate that is %s", async (_, options, code) => {
    const pair = await certificate({ usage: ["digitalSignature"], ...options });
    put("bad.pem", pair.privatePart + pair.publicPart);
    expect(await codeOf(loadSigner({ key: path("bad.pem") }, { now }))).toBe(code);
  });

  it.each([
    ["destinatario-test.asc", "KEY_IS_PUBLIC", "a public key"],
    ["destinatario-test.pem", "KEY_IS_PUBLIC", "a certificate"],
    ["html.pem", "KEY_UNRECOGNISED", "no key at all"],
    ["firmatario-test-privata.pem", "KEY_CERTIFICATE_MISSING", "a PEM key alone"],
  ])("refuses %s as private key with %s: %s", async (name, code) => {
    expect(await codeOf(loadSigner({ key: path(name) }, { now }))).toBe(code);
  });

  it("refuses a certificate of another key, and an OpenPGP key that cannot sign any more", async () => {
    const files = { ...cades(), certificate: path("destinatario-test.pem") };
    expect(await codeOf(loadSigner(files, { now }))).toBe("KEY_PAIR_DIFFERS");
    expect(await codeOf(loadSigner({ ...cades(), certificate: path("html.pem") }, { now }))).toBe(
      "KEY_UNRECOGNISED",
    );
    put("pgp-expired-private.asc", (await pgpKey({ keyExpirationTime: 86_400 })).privateKey.armor());
    expect(await codeOf(loadSigner({ key: path("pgp-expired-private.asc") }, { now }))).toBe("KEY_EXPIRED");
  });

  const senders: readonly (readonly [string | undefined, string | undefined, string | undefined])[] = [
    [`TINIT-${CF}`, CF, undefined],
    [`IT:${CF}`, CF.toLowerCase(), undefined],
    [`TINIT-${CF}`, undefined, undefined],
    [`TINIT-${CF}`, "SNTTCC80A41H501Y", "crypto.signer_cf_differs"],
    ["VATIT-00000000000", CF, "crypto.signer_cf_absent"],
    [undefined, CF, "crypto.signer_cf_absent"],
  ];
  it.each(senders)(
    "certificate number %s, sender %s: note %s, never the codes",
    async (serialNumber, sender, key) => {
      const pair = await certificate(serialNumber === undefined ? {} : { serialNumber });
      put("cf.pem", pair.privatePart + pair.publicPart);
      const { notes } = await loadSigner({ key: path("cf.pem") }, { now, senderCodiceFiscale: sender });
      expect(notes.map((note) => note.key)).toEqual(key ? [key] : []);
      expect(JSON.stringify(notes)).not.toMatch(/SNTTCC/i);
    },
  );

  it("shows nothing of the secret nor of the codice fiscale to JSON and to the console", async () => {
    const secret = createPrivateKey(keys.signer.cades.privatePart).export({ type: "pkcs8", format: "der" });
    for (const files of [cades(), { key: path("firmatario-test-privata.asc") }]) {
      const { ...shown } = await loadSigner(files, { now });
      expect(JSON.stringify(shown.key)).toBe("{}");
      const text =
        inspect(shown.key, { depth: 9, showHidden: true }) + JSON.stringify({ ...shown, certificates: [] });
      expect(text).not.toContain(secret.subarray(100, 120).toString("hex"));
      expect(text).not.toContain(CF);
    }
  });

  it("survives the way to a worker", async () => {
    const { port1, port2 } = new MessageChannel();
    for (const files of [cades(), { key: path("firmatario-test-privata.asc") }]) {
      const signer = await loadSigner(files, { now });
      port1.postMessage(signer);
      const arrived = (receiveMessageOnPort(port2) as { message: typeof signer }).message;
      expect(arrived.fingerprint).toBe(signer.fingerprint);
      expect(arrived.key.equals(signer.key)).toBe(true);
    }
    port1.close();
  });
});

describe("secret key files", () => {
  const posix = process.platform !== "win32";
  it.skipIf(!posix)("refuses a private key that others may read, with the command to close it", async () => {
    put("open key.pem", keys.signer.cades.privatePart, 0o640);
    const error = await failure(loadSigner({ key: path("open key.pem") }, { now: NOW }));
    expect(error.code).toBe("KEY_PERMISSIONS");
    expect(error.data).toMatchObject({ mode: "0640", command: `chmod 600 '${path("open key.pem")}'` });
    expect(await codeOf(loadOpener({ key: path("open key.pem") }))).toBe("KEY_PERMISSIONS");
    expect(await codeOf(describeKey(path("open key.pem")))).toBe("KEY_PERMISSIONS");
  });

  it.skipIf(!posix)("does not follow a link to a private key", async () => {
    const link = join(room.path, "link.pem");
    symlinkSync(path("firmatario-test-privata.pem"), link);
    expect(await codeOf(loadSigner({ key: link }, { now: NOW }))).toBe("KEY_NOT_A_FILE");
  });
});

describe("describeKey", () => {
  it.each([
    ["destinatario-test.pem", "certificate"],
    ["destinatario-test-privata.pem", "private-key"],
    ["destinatario-test.asc", "openpgp-public"],
    ["destinatario-test-privata.asc", "openpgp-private"],
    ["cuni-test.key", "cuni"],
    ["ec.pem", "certificate"],
    ["pgp-expired.asc", "openpgp-public"],
  ])("tells what %s is: %s", async (name, kind) => {
    const [found] = await describeKey(path(name));
    expect(found?.kind).toBe(kind);
    expect(JSON.stringify(found)).not.toContain(keys.cuni);
    expect(JSON.stringify(found)).not.toContain("PRIVATE");
  });

  it("gives validity and use, and masks the codice fiscale", async () => {
    const [found] = await describeKey(path("firmatario-test.pem"));
    expect(found?.usage).toEqual(["digitalSignature", "nonRepudiation"]);
    expect(found?.expires && found.expires > TODAY).toBe(true);
    expect(JSON.stringify(found)).toContain(TEST_MARK);
    expect(JSON.stringify(found)).not.toContain(CF);
  });

  it("refuses what is no key", async () => {
    mkdirSync(join(room.path, "cartella"));
    expect(await codeOf(describeKey(path("html.pem")))).toBe("KEY_UNRECOGNISED");
    expect(await codeOf(describeKey(join(room.path, "cartella")))).toBe("KEY_NOT_A_FILE");
  });
});

describe("generateTestKeys", () => {
  it("marks every name, and is quick", async () => {
    const start = performance.now();
    const made = await generateTestKeys({ today: TODAY, codiceFiscale: CF });
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(made.cuni).toMatch(/^[0-9a-f]{64}$/);
    for (const name of ["destinatario-test.pem", "destinatario-test.asc", "firmatario-test.asc"]) {
      expect(JSON.stringify(await describeKey(path(name))), name).toContain(TEST_MARK);
    }
  });
});

describe("sentences", () => {
  it("has an error and a hint for every key, secret and bundle code, in both languages", () => {
    for (const catalogue of Object.values(CATALOGUES)) {
      const codes = Object.keys(catalogue).filter((key) => /^error\.(KEY|SECRET|BUNDLE)_/.test(key));
      expect(codes.length).toBeGreaterThan(20);
      for (const code of codes) expect(Object.keys(catalogue)).toContain(code.replace("error.", "hint."));
    }
  });
});
