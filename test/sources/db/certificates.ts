import { webcrypto } from "node:crypto";

import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

/** A certificate that signs itself, for a server's name, and its key; PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

const ENGINE = new pkijs.CryptoEngine({ name: "node", crypto: webcrypto });
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const DAY = 86_400_000;

/** Valid from yesterday; until tomorrow, or until an hour ago when `expired`. */
export async function certificateFor(name: string, expired = false): Promise<ServerCertificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: 1 });
  const common = new pkijs.AttributeTypeAndValue({
    type: "2.5.4.3",
    value: new asn1js.Utf8String({ value: name }),
  });
  certificate.issuer.typesAndValues.push(common);
  certificate.subject.typesAndValues.push(common);
  certificate.notBefore.value = new Date(Date.now() - DAY);
  certificate.notAfter.value = new Date(Date.now() + (expired ? -DAY / 24 : DAY));
  const names = new pkijs.GeneralNames({ names: [new pkijs.GeneralName({ type: 2, value: name })] });
  certificate.extensions = [
    new pkijs.Extension({ extnID: "2.5.29.17", extnValue: names.toSchema().toBER(false) }),
  ];
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, ENGINE);
  await certificate.sign(keys.privateKey, "SHA-256", ENGINE);
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    cert: pem("CERTIFICATE", certificate.toSchema().toBER(false)),
    key: pem("PRIVATE KEY", key),
  };
}

function pem(label: string, bytes: ArrayBuffer): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
