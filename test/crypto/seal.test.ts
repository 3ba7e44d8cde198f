import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import {
  checksum,
  checksumFile,
  fileExtension,
  generateTestKeys,
  loadOpener,
  loadRecipient,
  loadSigner,
  looksSealed,
  openSealed,
  openSealer,
  sealPlan,
  sha256,
  signDetached,
  testKeyFiles,
  verifyDetached,
  type Opener,
  type Recipient,
  type SignatureReport,
  type Signer,
} from "../../src/crypto/index.ts";
import { MARKER } from "../../src/crypto/cms.ts";
import { openCms } from "../../src/crypto/cms-open.ts";
import { selfSigned } from "../../src/crypto/test-keys.ts";
import {
  CF,
  cut,
  days,
  failure,
  filler,
  folder,
  gathered,
  noGpg,
  noOpenssl,
  NOW,
  run,
  SIZES,
  stream,
  through,
  TODAY,
} from "./helpers.ts";

const room = folder();
const VECTORS = join(import.meta.dirname, "../../fixtures/vectors/cms");
const file = (name: string): string => join(room.path, name);
/** A damaged message may make openpgp stand still; long enough for a busy machine. */
const STALL_MS = 1000;
/** 10,000 runs take minutes. */
const PATIENCE_MS = process.env["SLOW"] ? 1_800_000 : 60_000;
const RUNS = { numRuns: process.env["SLOW"] ? 10_000 : 100 };

type Outer = "cms" | "openpgp";
type Inner = "cades" | "openpgp" | "none";
const recipients = new Map<Outer, Recipient>();
const signers = new Map<Inner, Signer>();
const openers = new Map<Outer, Opener>();

function known<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`no ${String(key)}`);
  return value;
}

beforeAll(async () => {
  const keys = await generateTestKeys({ today: TODAY, codiceFiscale: CF });
  for (const { name, content, secret } of testKeyFiles(keys))
    room.write(name, content, secret ? 0o600 : 0o644);
  recipients.set("cms", await loadRecipient(file("destinatario-test.pem"), { now: NOW }));
  recipients.set("openpgp", await loadRecipient(file("destinatario-test.asc"), { now: NOW }));
  const pem = { key: file("firmatario-test-privata.pem"), certificate: file("firmatario-test.pem") };
  signers.set("cades", await loadSigner(pem, { now: NOW, senderCodiceFiscale: CF }));
  signers.set("openpgp", await loadSigner({ key: file("firmatario-test-privata.asc") }, { now: NOW }));
  openers.set("cms", await loadOpener({ key: file("destinatario-test-privata.pem") }));
  const verify = [file("firmatario-test.asc")];
  openers.set("openpgp", await loadOpener({ key: file("destinatario-test-privata.asc"), verify }));
}, 60_000);

function seal(
  outer: Outer,
  inner: Inner,
  content: Uint8Array,
  sizes: readonly number[] = [65_536],
): Promise<Buffer> {
  const make = (output: (bytes: Uint8Array) => void): ReturnType<typeof openSealer> =>
    openSealer(known(recipients, outer), signers.get(inner), output, { now: NOW });
  return through(make, cut(content, sizes));
}

interface Result {
  readonly clear: Buffer;
  readonly report: SignatureReport | undefined;
}

async function unseal(
  outer: Outer,
  sealed: Uint8Array,
  sizes?: readonly number[],
  opener?: Opener,
): Promise<Result> {
  const opened = openSealed(stream(sealed, sizes), opener ?? known(openers, outer), {
    now: NOW,
    stallMs: STALL_MS,
  });
  expect(opened.report()).toBeUndefined();
  return { clear: await gathered(opened.content), report: opened.report() };
}

const COMBINATIONS: readonly (readonly [Outer, Inner])[] = [
  ["cms", "none"],
  ["cms", "cades"],
  ["openpgp", "none"],
  ["openpgp", "cades"],
  ["openpgp", "openpgp"],
];

describe.each(COMBINATIONS)("%s around %s", (outer, inner) => {
  it.each(SIZES)("gives back %i bytes", async (size) => {
    const content = filler(size);
    const { clear, report } = await unseal(outer, await seal(outer, inner, content), [65_536]);
    expect(clear.equals(content)).toBe(true);
    expect(report?.ok).toBe(inner !== "none");
    if (inner !== "none")
      expect(report).toMatchObject({ fingerprint: known(signers, inner).fingerprint, problems: [] });
  });

  it("gives the same text however it is cut, sealing and opening", { timeout: PATIENCE_MS }, async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 2500 }), { minLength: 1, maxLength: 5 });
    const property = fc.asyncProperty(
      fc.uint8Array({ maxLength: 5000 }),
      sizes,
      sizes,
      async (content, there, back) => {
        const { clear } = await unseal(outer, await seal(outer, inner, content, there), back);
        expect(clear.equals(content)).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: outer === "openpgp" && !process.env["SLOW"] ? 40 : RUNS.numRuns });
  });

  it("leaves nothing of the text in the sealed file", async () => {
    const canary = Buffer.from("RSSMRA80A01H501U".repeat(50));
    const sealed = await seal(outer, inner, canary);
    for (const form of [sealed, Buffer.from(sealed.toString("latin1"), "base64")]) {
      expect(form.includes("RSSMRA80A01H501U")).toBe(false);
      expect(form.includes(canary.subarray(0, 16).toString("base64").slice(0, 18))).toBe(false);
    }
  });

  it("finds every cut end", async () => {
    const sealed = await seal(outer, inner, filler(3000));
    for (const left of [
      0,
      1,
      17,
      200,
      700,
      sealed.length / 2,
      sealed.length - 40,
      sealed.length - 4,
      sealed.length - 1,
    ]) {
      const error = await failure(unseal(outer, sealed.subarray(0, Math.floor(left))));
      expect(error.code, `${left} of ${sealed.length}`).toBe("BUNDLE_UNREADABLE");
    }
  });

  it("does not open with another key", async () => {
    const sealed = await seal(outer, inner, filler(3000));
    const made = await generateTestKeys({ today: TODAY, codiceFiscale: CF });
    const secret = outer === "cms" ? made.recipient.cms : made.recipient.openpgp;
    const other = await loadOpener({ key: room.write("altra", secret.privatePart) });
    expect(await failure(unseal(outer, sealed, undefined, other))).toMatchObject({
      code: "BUNDLE_UNREADABLE",
      data: { reason: "key" },
    });
  });
});

describe("a worker", () => {
  it.each(COMBINATIONS)("seals %s around %s with what was sent to it", async (outer, inner) => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage({ recipient: known(recipients, outer), signer: signers.get(inner) });
    const { message } = receiveMessageOnPort(port2) as { message: { recipient: Recipient; signer?: Signer } };
    port1.close();
    const sealed = await through(
      (output) => openSealer(message.recipient, message.signer, output, { now: NOW }),
      cut(filler(2500), [700]),
    );
    const { clear, report } = await unseal(outer, sealed);
    expect(clear.equals(filler(2500))).toBe(true);
    expect(report?.ok).toBe(inner !== "none");
  });
});

describe("an altered file", () => {
  it.each([
    ["cms", "cades"],
    ["openpgp", "openpgp"],
    ["openpgp", "cades"],
  ] as const)(
    "%s around %s never passes for good with one bit changed",
    { timeout: PATIENCE_MS },
    async (outer, inner) => {
      const sealed = await seal(outer, inner, filler(4000));
      const binary = outer === "cms" ? Buffer.from(sealed.toString("latin1"), "base64") : sealed;
      const positions = fc.tuple(
        fc.integer({ min: 0, max: binary.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
      );
      await fc.assert(
        fc.asyncProperty(positions, async ([at, bit]) => {
          const altered = Buffer.from(binary);
          altered[at] = (altered[at] ?? 0) ^ (1 << bit);
          const result = await unseal(outer, altered).catch((error: unknown) => {
            expect(error).toMatchObject({ code: "BUNDLE_UNREADABLE" });
          });
          if (result && !result.clear.equals(filler(4000)))
            expect(result.report?.ok, `bit ${bit} of ${at}`).toBe(false);
        }),
        RUNS,
      );
    },
  );
});

describe("a damaged OpenPGP header", () => {
  it("is an error, never an endless wait", { timeout: PATIENCE_MS }, async () => {
    const content = filler(4000);
    const sealed = await seal("openpgp", "openpgp", content);
    const outcomes = await Promise.all(
      Array.from({ length: 60 * 8 }, async (_, i) => {
        const altered = Buffer.from(sealed);
        const at = 90 + (i >> 3);
        altered[at] = (altered[at] ?? 0) ^ (1 << (i & 7));
        return failure(unseal("openpgp", altered));
      }),
    );
    expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(["BUNDLE_UNREADABLE"]));
  });
});

describe("the CMS envelope", () => {
  const decoded = (sealed: Buffer): Buffer => Buffer.from(sealed.toString("latin1"), "base64");

  it("starts with the sixteen bytes the Ministry's reader compares", async () => {
    const sealed = await seal("cms", "none", filler(10));
    expect(sealed.subarray(0, 27).toString("latin1")).toBe("MIAGCSqGSIb3DQEHA6CAMIACAQA");
    expect(decoded(sealed).subarray(0, 16).toString("hex")).toBe("308006092a864886f70d010703a08030");
  });

  it.each([0, 10, 56, 57, 58, 5000, 2_000_000])(
    "is lines of 76 joined by CR LF, none after the last (%i bytes)",
    async (size) => {
      const text = (await seal("cms", "none", filler(size))).toString("latin1");
      const lines = text.split("\r\n");
      expect(lines.slice(0, -1).every((line) => /^[A-Za-z0-9+/]{76}$/.test(line))).toBe(true);
      expect(lines.at(-1)).toMatch(/^[A-Za-z0-9+/]{1,76}={0,2}$/);
      expect(Buffer.from(text, "base64").toString("base64")).toBe(text.replaceAll("\r\n", ""));
    },
  );

  it("holds octet strings of 1000 bytes, the last shorter, and five ends", async () => {
    const der = decoded(await seal("cms", "none", filler(5000)));
    // headers, marker and 5000 bytes, padded to the block
    const pieces: number[] = [];
    let at = der.indexOf(Buffer.from("a080048203e8", "hex")) + 2;
    for (; der[at] === 4;) {
      const length = der[at + 1] === 0x82 ? der.readUInt16BE(at + 2) : (der[at + 1] ?? 0) & 0x7f;
      const header = der[at + 1] === 0x82 ? 4 : der[at + 1] === 0x81 ? 3 : 2;
      const size = header === 3 ? (der[at + 2] ?? 0) : length;
      pieces.push(size);
      at += header + size;
    }
    expect(pieces).toEqual([1000, 1000, 1000, 1000, 1000, 136]);
    expect(der.subarray(at).toString("hex")).toBe("00".repeat(10));
  });

  it("has the MIME headers and the marker in front, and depends on key and IV only", async () => {
    const recipient = known(recipients, "cms");
    const make = (sizes: readonly number[]): Promise<Buffer> =>
      through(
        (output) =>
          openSealer(recipient, undefined, output, {
            now: NOW,
            randomBytes: (size) => Buffer.alloc(size, 7),
          }),
        cut(filler(50_000), sizes),
      );
    const [one, two] = [decoded(await make([50_000])), decoded(await make([1, 999, 17]))];
    // All but the encrypted key, whose padding is random.
    expect(one.subarray(-50_100).equals(two.subarray(-50_100))).toBe(true);
    const opener = known(openers, "cms");
    if (opener.format !== "cms") throw new Error("no");
    const clear = await gathered(openCms(stream(one), opener.key));
    expect(clear.equals(filler(50_000))).toBe(true);
    expect(MARKER).toHaveLength(43);
  });

  it("decrypts what the Ministry's own Java wrote", async () => {
    const key = createPrivateKey(readFileSync(join(VECTORS, "test-key.pem")));
    const sample = readFileSync(join(VECTORS, "sample.xml"));
    const sealed = readFileSync(join(VECTORS, "sample.xml.enc"));
    for (const sizes of [[4096], [1], [7, 3]]) {
      expect((await gathered(openCms(stream(sealed, sizes), key))).equals(sample)).toBe(true);
    }
    expect(looksSealed(sealed.subarray(0, 24), sealed.subarray(-160))).toBe(true);
  });

  it("tells a whole file from a cut one or one with a line end too many", async () => {
    for (const size of SIZES.slice(0, 8)) {
      const sealed = await seal("cms", "none", filler(size));
      const judge = (bytes: Buffer): boolean => looksSealed(bytes.subarray(0, 24), bytes.subarray(-160));
      expect(judge(sealed)).toBe(true);
      expect(judge(sealed.subarray(0, -4))).toBe(false);
      expect(judge(sealed.subarray(1))).toBe(false);
      expect(judge(Buffer.concat([sealed, Buffer.from("\r\n")]))).toBe(false);
    }
  });

  it.each([
    ["no Base64", "<html>accesso negato</html>", "base64"],
    ["a group cut in two", "MIAGC", "base64"],
    ["another structure", Buffer.from("30030201ff", "hex").toString("base64"), "structure"],
    ["bare DER of something else", Buffer.from("3003020101", "hex"), "structure"],
    ["nothing", " \r\n", "structure"],
    [
      "an endless nesting",
      Buffer.from(`308006092a864886f70d010703a080${"3080".repeat(4000)}`, "hex"),
      "structure",
    ],
  ])("is unreadable: %s", async (_, bytes, reason) => {
    const error = await failure(unseal("cms", Buffer.from(bytes as string)));
    expect(error).toMatchObject({ code: "BUNDLE_UNREADABLE", data: { reason } });
  });

  describe.skipIf(noOpenssl)(`against openssl${noOpenssl}`, () => {
    it.each(SIZES)("openssl opens %i bytes of ours", async (size) => {
      const sealed = await seal("cms", "none", filler(size));
      const key = file("destinatario-test-privata.pem");
      const clear = run("openssl", ["cms", "-decrypt", "-inform", "DER", "-inkey", key], decoded(sealed));
      const at = clear.indexOf(MARKER);
      expect(clear.subarray(0, at).toString("latin1")).toBe(
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n",
      );
      expect(clear.subarray(at + MARKER.length).equals(filler(size))).toBe(true);
    });

    it.each([
      ["streamed", ["-stream"]],
      ["with definite lengths", []],
      ["to a key identifier", ["-stream", "-keyid"]],
    ])("we open openssl's, %s, Base64 or bare", async (_, options) => {
      const wrapped = Buffer.concat([MARKER, filler(200_000)]);
      const args = ["cms", "-encrypt", "-binary", "-aes256", "-outform", "DER", ...options];
      const der = run("openssl", [...args, join(VECTORS, "test-cert.pem")], wrapped);
      const base64 = Buffer.from(der.toString("base64").replaceAll(/.{64}/g, "$&\n"));
      const key = createPrivateKey(readFileSync(join(VECTORS, "test-key.pem")));
      for (const form of [der, base64]) {
        expect(
          (await unseal("cms", form, [4096], { format: "cms", key })).clear.equals(filler(200_000)),
        ).toBe(true);
      }
    });

    it("asks for the marker, as the Ministry's reader does, and for a cipher it knows", async () => {
      const certificate = file("destinatario-test.pem");
      const make = (cipher: string, content: Buffer): Buffer =>
        run(
          "openssl",
          ["cms", "-encrypt", "-binary", "-stream", cipher, "-outform", "DER", certificate],
          content,
        );
      expect(await failure(unseal("cms", make("-aes256", filler(500))))).toMatchObject({
        data: { reason: "marker" },
      });
      expect(await failure(unseal("cms", make("-aes256", filler(500_000))))).toMatchObject({
        data: { reason: "marker" },
      });
      expect(await failure(unseal("cms", make("-des3", MARKER)))).toMatchObject({
        data: { reason: "algorithm" },
      });
      expect(await failure(unseal("cms", make("-aes-256-gcm", MARKER)))).toMatchObject({
        data: { reason: "structure" },
      });
    });
  });
});

describe("CAdES-BES", () => {
  async function signerOf(key: "rsa" | "prime256v1" | "secp384r1"): Promise<Signer> {
    const choice = key === "rsa" ? { rsaBits: 2048 } : { curve: key };
    const pair = await selfSigned({
      name: key,
      from: NOW - days(2),
      to: NOW + days(90),
      random: randomBytes,
      key: choice,
      usage: ["digitalSignature", "nonRepudiation"],
    });
    room.write(`${key}.crt`, pair.publicPart);
    return loadSigner({ key: room.write(`${key}.key`, pair.privatePart + pair.publicPart) }, { now: NOW });
  }

  const attached = async (signer: Signer, content: Buffer, signingTime?: number): Promise<Buffer> => {
    if (signer.format !== "cades") throw new Error("no");
    const { cadesSealer } = await import("../../src/crypto/cades.ts");
    return through((output) => cadesSealer(signer, output, { signingTime }), cut(content, [999, 5000]));
  };

  const opened = async (bytes: Buffer, now = NOW): Promise<Result> => {
    const { openCades } = await import("../../src/crypto/cades-open.ts");
    const { content, report } = openCades(stream(bytes, [77]), { now });
    return { clear: await gathered(content), report: report() };
  };

  describe.skipIf(noOpenssl)(`against openssl${noOpenssl}`, () => {
    it.each(["rsa", "prime256v1", "secp384r1"] as const)(
      "openssl accepts ours, attached and detached (%s)",
      async (key) => {
        const signer = await signerOf(key);
        const content = filler(123_456);
        const verify = [
          "cms",
          "-verify",
          "-cades",
          "-binary",
          "-inform",
          "DER",
          "-CAfile",
          file(`${key}.crt`),
        ];
        for (const time of [undefined, NOW]) {
          const bytes = await attached(signer, content, time);
          expect(run("openssl", verify, bytes).equals(content)).toBe(true);
          expect((await opened(bytes)).report).toMatchObject({ ok: true, problems: [] });
        }
        const detached = await signDetached(signer, content, { now: NOW });
        writeFileSync(file("contenuto"), content);
        run("openssl", [...verify, "-content", file("contenuto")], detached);
        expect(await verifyDetached(detached, content, { now: NOW })).toMatchObject({
          ok: true,
          fingerprint: signer.fingerprint,
        });
      },
    );

    it("we accept openssl's, streamed or not", async () => {
      await signerOf("rsa");
      const args = ["cms", "-sign", "-cades", "-binary", "-nodetach", "-outform", "DER", "-md", "sha256"];
      for (const more of [[], ["-stream"]]) {
        const signed = run(
          "openssl",
          [...args, ...more, "-signer", file("rsa.key"), "-inkey", file("rsa.key")],
          filler(50_000),
        );
        const { clear, report } = await opened(signed);
        expect(clear.equals(filler(50_000))).toBe(true);
        expect(report).toMatchObject({ ok: true, problems: [] });
      }
      const plain = args.filter((word) => word !== "-cades");
      const signed = run(
        "openssl",
        [...plain, "-signer", file("rsa.key"), "-inkey", file("rsa.key")],
        filler(50),
      );
      expect((await opened(signed)).report?.problems.map((problem) => problem.key)).toEqual([
        "crypto.problem.signing_certificate",
      ]);
    });
  });

  it("is the same file for the same content, however it is cut", async () => {
    const signer = known(signers, "cades");
    const one = await attached(signer, filler(70_000));
    expect(one.equals(await attached(signer, filler(70_000)))).toBe(true);
    expect(sha256(one)).toBe(sha256(await seal0(signer, [1, 64, 5000])));
  });

  async function seal0(signer: Signer, sizes: readonly number[]): Promise<Buffer> {
    if (signer.format !== "cades") throw new Error("no");
    const { cadesSealer } = await import("../../src/crypto/cades.ts");
    return through((output) => cadesSealer(signer, output), cut(filler(70_000), sizes));
  }

  it("names what is wrong", async () => {
    const signer = known(signers, "cades");
    const keysOf = (report: SignatureReport | undefined): readonly string[] =>
      (report?.problems ?? []).map(({ key }) => key);
    const good = await attached(signer, filler(3000));
    const altered = Buffer.from(good);
    altered[2000] = (altered[2000] ?? 0) ^ 1;
    expect(keysOf((await opened(altered)).report)).toEqual(["crypto.problem.digest"]);
    const forged = Buffer.from(good);
    forged[good.length - 20] = (forged[good.length - 20] ?? 0) ^ 1;
    expect(keysOf((await opened(forged)).report)).toEqual(["crypto.problem.signature"]);
    expect(keysOf((await opened(good, NOW + days(10_000))).report)).toEqual(["crypto.problem.validity"]);
    const detached = await signDetached(signer, filler(3000), { now: NOW });
    expect(keysOf(await verifyDetached(detached, filler(3001), { now: NOW }))).toEqual([
      "crypto.problem.digest",
    ]);
    expect(await failure(verifyDetached(good, filler(3000), { now: NOW }))).toMatchObject({
      code: "BUNDLE_UNREADABLE",
    });
  });

  it("does not say whose certificate it is by codice fiscale", async () => {
    const { report } = await opened(await attached(known(signers, "cades"), filler(10)));
    expect(report?.subject).toContain("TEST - NON USARE");
    expect(JSON.stringify(report)).not.toContain(CF);
  });

  it("is read by pkijs, a second implementation", async () => {
    const [pki, asn1] = await Promise.all([import("pkijs"), import("asn1js")]);
    const detached = await signDetached(known(signers, "cades"), filler(3000), { now: NOW });
    const info = new pki.ContentInfo({ schema: asn1.fromBER(new Uint8Array(detached)).result });
    const signed = new pki.SignedData({ schema: info.content });
    expect(await signed.verify({ signer: 0, data: new Uint8Array(filler(3000)).buffer })).toBe(true);
    expect(signed.certificates).toHaveLength(1);
  });
});

describe("OpenPGP", () => {
  it("names a signature of a key that was not expected, and an altered manifest", async () => {
    const signer = known(signers, "openpgp");
    const opener = known(openers, "openpgp");
    if (signer.format !== "openpgp" || opener.format !== "openpgp") throw new Error("no");
    const sealed = await seal("openpgp", "openpgp", filler(100));
    const stranger = { ...opener, verificationKeys: [] };
    const { report } = await unseal("openpgp", sealed, undefined, stranger);
    expect(report?.problems).toEqual([{ key: "crypto.problem.unknown_key" }]);
    const content = Buffer.from('{"file":[]}');
    const signature = await signDetached(signer, content, { now: NOW });
    const deps = { now: NOW, verificationKeys: [signer.publicKey] };
    expect(await verifyDetached(signature, content, deps)).toMatchObject({ ok: true, signedOn: TODAY });
    expect(await verifyDetached(signature, Buffer.from("{}"), deps)).toMatchObject({
      ok: false,
      problems: [{ key: "crypto.problem.signature" }],
    });
    expect(await verifyDetached(signature, content, { now: NOW })).toMatchObject({
      problems: [{ key: "crypto.problem.unknown_key" }],
    });
    expect((await failure(verifyDetached(Buffer.from("-----"), content, { now: NOW }))).code).toBe(
      "BUNDLE_UNREADABLE",
    );
  });

  it("stops the writer when the disk does", async () => {
    const sealer = await openSealer(known(recipients, "openpgp"), undefined, () => fail(), { now: NOW });
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await sealer.write(Buffer.alloc(1024 * 1024));
      await sealer.end();
    })();
    await expect(writing).rejects.toThrow("disk full");
  });

  function fail(): never {
    throw new Error("disk full");
  }

  describe.skipIf(noGpg)(`against gpg${noGpg}`, () => {
    const env = { GNUPGHOME: join(room.path, "gpg") };
    const gpg = (args: readonly string[], input?: Uint8Array): Buffer =>
      run("gpg", ["--batch", "--quiet", "--no-tty", "--trust-model", "always", ...args], input, env);

    beforeAll(() => {
      run("mkdir", ["-m", "700", env.GNUPGHOME]);
      gpg(["--import", file("destinatario-test-privata.asc"), file("firmatario-test.asc")]);
      return () => {
        run("gpgconf", ["--kill", "all"], undefined, env);
      };
    });

    it.each(SIZES)("gpg opens %i bytes of ours and verifies the signature", async (size) => {
      const sealed = file("sealed.gpg");
      writeFileSync(sealed, await seal("openpgp", "openpgp", filler(size)));
      const status = file("status");
      const clear = gpg(["--status-file", status, "--decrypt", sealed]);
      expect(clear.equals(filler(size))).toBe(true);
      const said = readFileSync(status, "utf8");
      expect(said).toContain(`VALIDSIG ${known(signers, "openpgp").fingerprint}`);
      expect(said).toContain("GOODMDC");
    });

    it("gpg sees no compression and no OCB", async () => {
      const packets = gpg(["--list-packets"], await seal("openpgp", "openpgp", filler(5000))).toString();
      expect(packets).toContain("mdc_method: 2");
      expect(packets).not.toContain("compressed packet");
    });

    it("gpg verifies the detached signature", async () => {
      const content = Buffer.from('{"manifest":true}\n');
      writeFileSync(file("manifest.json"), content);
      writeFileSync(
        file("manifest.json.asc"),
        await signDetached(known(signers, "openpgp"), content, { now: NOW }),
      );
      gpg(["--verify", file("manifest.json.asc"), file("manifest.json")]);
    });

    it("we open gpg's", async () => {
      const to = known(recipients, "openpgp").fingerprint;
      const sealed = gpg(["--recipient", to, "--encrypt"], filler(300_000));
      expect((await unseal("openpgp", sealed)).clear.equals(filler(300_000))).toBe(true);
    });
  });
});

describe("sealPlan", () => {
  it.each([
    ["cms", "none", ".p7m", undefined, ["crypto.unsigned"]],
    ["cms", "cades", ".p7m.p7m", ".p7s", []],
    ["cms", "openpgp", ".p7m", ".asc", ["crypto.manifest_only"]],
    ["openpgp", "none", ".gpg", undefined, ["crypto.unsigned"]],
    ["openpgp", "openpgp", ".gpg", ".asc", []],
    ["openpgp", "cades", ".p7m.gpg", ".p7s", []],
  ] as const)("%s with %s signer: %s", (outer, inner, extension, signatureExtension, notes) => {
    const recipient = known(recipients, outer);
    const plan = sealPlan(recipient, signers.get(inner));
    expect(plan).toMatchObject({ outer, extension, signatureExtension });
    expect(plan.notes.map((note) => note.key)).toEqual(notes);
    expect(fileExtension(recipient, signers.get(inner))).toBe(extension);
  });

  it("seals without an inner signature when an OpenPGP signer meets a CMS recipient", async () => {
    const { clear, report } = await unseal("cms", await seal("cms", "openpgp", filler(50)));
    expect(clear.equals(filler(50))).toBe(true);
    expect(report?.ok).toBe(false);
  });
});

describe("checksum", () => {
  it("is SHA-256, of a stream, of a file, of a text", async () => {
    const sum = checksum();
    for (const piece of cut(filler(5000), [7, 1000])) sum.update(piece);
    const hex = sum.hex();
    expect(sha256(filler(5000))).toBe(hex);
    expect(await checksumFile(room.write("f", filler(5000)))).toEqual({ sha256: hex, sizeBytes: 5000 });
    expect(sum.sizeBytes).toBe(5000);
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("fingerprints", () => {
  it("are those node:crypto computes", () => {
    const { fingerprint256 } = new X509Certificate(readFileSync(file("destinatario-test.pem")));
    expect(known(recipients, "cms").fingerprint).toBe(fingerprint256.replaceAll(":", ""));
  });
});
