import type { crypto as it } from "../it/crypto.ts";

export const crypto = {
  "error.KEY_MISSING": "the key file {file} is not there or cannot be read ({reason})",
  "hint.KEY_MISSING":
    "check the path in the configuration, and that the user who runs sioc may read the file",
  "error.KEY_NOT_A_FILE": "{file} is not a regular file: it is a folder, a link or something else",
  "hint.KEY_NOT_A_FILE": "give the file itself: a secret key is not read through a link",
  "error.KEY_OWNER": "the file {file} belongs to another user",
  "hint.KEY_OWNER":
    "a secret key must belong to whoever runs sioc, or to root: have it given to the right user",
  "error.KEY_PERMISSIONS": "the file {file} is open to other users (mode {mode})",
  "hint.KEY_PERMISSIONS": "close it with: {command}",
  "error.KEY_MALFORMED":
    "the CUNI key must have {expected} hexadecimal digits, it has {length} or holds other characters",
  "hint.KEY_MALFORMED":
    "download the key again and save it alone in the file, without spaces or further lines",
  "error.KEY_UNRECOGNISED": "{file} holds no key or certificate that can be used",
  "hint.KEY_UNRECOGNISED":
    "an OpenPGP key or an X.509 certificate in PEM form is needed (to sign: a PEM private key and its certificate); a .p12 or .pfx file must be converted first",
  "error.KEY_CHECK_DIFFERS":
    "the CUNI key is not the expected one: its check value differs from the one in the configuration",
  "hint.KEY_CHECK_DIFFERS":
    "find out which key is in use before going on; if it really has changed, update the check value in the configuration",
  "error.KEY_SELF_TEST": "the initial test of the CUNI calculation failed: nothing was processed",
  "hint.KEY_SELF_TEST":
    "reinstall sioc; if it happens again, report it: it is a fault of the program or of the machine",
  "error.KEY_EXPIRED": "the key or certificate in {file} expired on {on}",
  "hint.KEY_EXPIRED": "get the new one and put it in the configuration",
  "error.KEY_NOT_YET_VALID": "the key or certificate in {file} is valid only from {on}",
  "hint.KEY_NOT_YET_VALID": "check the computer's date; if it is right, use the one in force today",
  "error.KEY_WEAK": "the key in {file} is too weak",
  "hint.KEY_WEAK": "an RSA key of at least 2048 bits or a modern elliptic curve is needed: ask for a new one",
  "error.KEY_USAGE": "the key or certificate in {file} is not made for this use",
  "hint.KEY_USAGE":
    "encrypting needs an encryption certificate or key, signing needs a signing one: perhaps the two files are swapped",
  "error.KEY_NOT_RSA": "the certificate in {file} has a key of type {algorithm}, but encrypting needs RSA",
  "hint.KEY_NOT_RSA":
    "ask for an RSA certificate: with another type of key the Ministry's tool would write an empty file",
  "error.KEY_ALGORITHM":
    "the certificate in {file} has a key of type {algorithm}, which is not used for signing",
  "hint.KEY_ALGORITHM": "an RSA or elliptic-curve (P-256, P-384, P-521) signing certificate is needed",
  "error.KEY_REVOKED": "the key in {file} has been revoked",
  "hint.KEY_REVOKED": "get the new key from whoever revoked it: the old one must not be used any more",
  "error.KEY_PIN_DIFFERS":
    "the key or certificate in {file} is not the expected one: fingerprint {found}, in the configuration {pinned}",
  "hint.KEY_PIN_DIFFERS":
    "check the fingerprint with the Ministry by another way before changing the configuration",
  "error.KEY_IS_PRIVATE": "{file} holds a private key, but the public one is needed here",
  "hint.KEY_IS_PRIVATE":
    "give the recipient's public key or certificate; the private key must not be given to anybody",
  "error.KEY_IS_PUBLIC": "{file} holds the public part only, but the private key is needed here",
  "hint.KEY_IS_PUBLIC": "give the file of the private key",
  "error.KEY_SEVERAL": "{file} holds more than one key or certificate",
  "hint.KEY_SEVERAL": "leave in the file only the one to be used",
  "error.KEY_CERTIFICATE_MISSING": "to sign with the key {file} its certificate is needed too",
  "hint.KEY_CERTIFICATE_MISSING": "put the PEM file of the signing certificate in the configuration",
  "error.KEY_LOCKED": "the key in {file} is protected by a passphrase, which was not given",
  "hint.KEY_LOCKED": "say where to read the passphrase from: a private file or a command",
  "error.KEY_PASSPHRASE": "the passphrase does not open the key in {file}",
  "hint.KEY_PASSPHRASE": "check the passphrase, and that it is the one of this key",
  "error.KEY_PAIR_DIFFERS": "the certificate in {file} does not match the private key in {key}",
  "hint.KEY_PAIR_DIFFERS": "give the certificate issued for that key",
  "error.SECRET_COMMAND": "the command {program}, which was to give the secret, failed (status {status})",
  "hint.SECRET_COMMAND":
    "try the command by hand, as the same user: it must write the secret on its first line",
  "error.SECRET_EMPTY": "the secret that was read is empty",
  "hint.SECRET_EMPTY": "the secret must be on the first line of the file, or of what the command prints",
  "error.BUNDLE_UNREADABLE": "the encrypted file cannot be opened ({reason})",
  "hint.BUNDLE_UNREADABLE":
    "key: the key is not the recipient's; truncated or content: the file is incomplete or altered; otherwise: it is not a file encrypted by sioc",
  "crypto.expires_60": "the key or certificate in {file} expires on {on} (in {days} days)",
  "crypto.expires_30":
    "the key or certificate in {file} expires on {on}, in {days} days: ask for the new one",
  "crypto.expires_7": "the key or certificate in {file} expires on {on}, in {days} days: replace it now",
  "crypto.signer_cf_differs":
    "the codice fiscale in the signing certificate {file} is not the configured sender's: GAF would answer IF01",
  "crypto.signer_cf_absent":
    "the signing certificate {file} carries no codice fiscale: GAF could not tell who signs and would answer IF01",
  "crypto.unsigned": "no signing key: the files will be encrypted but not signed",
  "crypto.manifest_only":
    "an OpenPGP signature cannot go inside the CMS envelope: only the manifest will be signed, which holds the hash of every file",
  "crypto.problem.signers": "signatures found: {n}, one expected",
  "crypto.problem.attributes": "the signature lacks the information it must carry",
  "crypto.problem.no_certificate": "the certificate of who signed is not in the file",
  "crypto.problem.digest": "the content differs from what was signed",
  "crypto.problem.signature": "the signature is not valid",
  "crypto.problem.signing_certificate": "the signature is not tied to the certificate that comes with it",
  "crypto.problem.validity": "the signing certificate is valid from {from} to {to}",
  "crypto.problem.unknown_key": "the signature is of a key that is not among the expected ones",
} as const satisfies Record<keyof typeof it, string>;
