/** Keys, encryption, signature: the only room that sees key material of certificates and OpenPGP. */
export { checksum, checksumFile, sha256, type Checksum } from "./checksum.ts";
export { looksSealed } from "./cms.ts";
export { describeKey, type KeyDescription, type KeyKind } from "./describe.ts";
export {
  loadOpener,
  openSealed,
  readVerificationKey,
  verifyDetached,
  type OpenDeps,
  type Opener,
  type OpenerFiles,
} from "./open.ts";
export type { OpenedSignature } from "./cades-open.ts";
export { loadRecipient, type RecipientDeps } from "./recipient.ts";
export { fileExtension, openSealer, sealPlan, signDetached, type SealDeps, type SealPlan } from "./seal.ts";
export { readKeyFile, readPublicFile, readSecret, type SecretDeps, type SecretSource } from "./secret.ts";
export { loadSigner, type SignerDeps, type SignerFiles } from "./signer.ts";
export { generateTestKeys, TEST_MARK, testKeyFiles, type TestKeyDeps, type TestKeys } from "./test-keys.ts";
export type {
  CadesSigner,
  CmsRecipient,
  OpenPgpRecipient,
  OpenPgpSigner,
  Output,
  Recipient,
  Sealer,
  SignatureReport,
  Signer,
} from "./types.ts";
export { sameFingerprint } from "./validity.ts";
