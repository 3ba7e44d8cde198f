/**
 * Every setting that is one value: its place in sioc.toml, its environment variable, its flag. From this table come
 * the precedence (flag > environment > file > default), `sioc config show --origin` and docs/reference/settings.md.
 * Secrets have no variable and no flag: only the paths and commands that give them.
 */
export interface Setting {
  /** Dotted place in sioc.toml; none for what must be said on each run. */
  readonly key: string;
  readonly env: string;
  readonly flag: string;
  readonly kind: "text" | "path" | "integer" | "boolean";
  /** Of an integer; 0 when absent. */
  readonly minimum?: number;
  readonly default?: string | number | boolean;
  /** Pattern a text must match, or the values allowed. */
  readonly pattern?: string;
  /** What the pattern asks, for people. */
  readonly form?: { readonly it: string; readonly en: string };
  readonly values?: readonly string[];
  readonly help: { readonly it: string; readonly en: string };
}

const REGIONI = "^(0[1-35-9]0|04[12]|1[0-9]0|200)$";

export const SETTINGS = [
  {
    key: "regione",
    env: "SIOC_REGIONE",
    flag: "regione",
    kind: "text",
    pattern: REGIONI,
    form: {
      it: "una delle 21 regioni e province autonome, tre cifre: 030",
      en: "one of the 21 regions and autonomous provinces, three digits: 030",
    },
    help: {
      it: "codice della regione inviante, tre cifre (030)",
      en: "code of the sending region, three digits (030)",
    },
  },
  {
    key: "periodo",
    env: "SIOC_PERIODO",
    flag: "periodo",
    kind: "text",
    pattern: "^[0-9]{4}[- ]?[Tt][1-4]$",
    form: { it: "anno, T e trimestre: 2026T1", en: "year, T and quarter: 2026T1" },
    help: {
      it: "trimestre di riferimento (2026T1); se manca, l'ultimo concluso",
      en: "reporting quarter (2026T1); by default the last one ended",
    },
  },
  {
    key: "lang",
    env: "SIOC_LANG",
    flag: "lang",
    kind: "text",
    values: ["it", "en"],
    default: "it",
    help: { it: "lingua dei testi: it o en", en: "language of the texts: it or en" },
  },
  {
    key: "tipo",
    env: "SIOC_TIPO",
    flag: "tipo",
    kind: "text",
    values: ["auto", "I", "V", "C"],
    default: "auto",
    help: {
      it: "auto: lo decide il registro (I se nuovo, V se cambiato); I, V o C: per le righe che non lo dicono",
      en: "auto: the ledger decides (I if new, V if changed); I, V or C: for the rows that do not say it",
    },
  },
  {
    key: "threads",
    env: "SIOC_THREADS",
    flag: "threads",
    kind: "integer",
    help: {
      it: "processi di lavoro in parallelo; se manca, uno per processore",
      en: "working threads; by default one a processor",
    },
  },
  {
    key: "output.folder",
    env: "SIOC_OUTPUT",
    flag: "output",
    kind: "path",
    default: "uscita",
    help: { it: "cartella in cui scrivere pacchetti ed elenchi", en: "folder for bundles and lists" },
  },
  {
    key: "output.max_records",
    env: "SIOC_MAX_RECORDS",
    flag: "max-records",
    kind: "integer",
    minimum: 1,
    form: { it: "un numero intero, almeno 1", en: "a whole number, at least 1" },
    default: 250_000,
    help: { it: "record per file XML", en: "records in one XML file" },
  },
  {
    key: "output.names",
    env: "SIOC_NAMES",
    flag: "names",
    kind: "text",
    default: "SIOC_{dataset}_{nome}_{regione}_{anno}_{periodo}_{prog}.xml",
    help: { it: "modello dei nomi dei file XML", en: "template of the XML file names" },
  },
  {
    key: "output.bundle",
    env: "SIOC_BUNDLE",
    flag: "bundle",
    kind: "text",
    values: ["folder", "zip", "both"],
    default: "folder",
    help: { it: "forma del pacchetto: folder, zip o both", en: "shape of the bundle: folder, zip or both" },
  },
  {
    key: "rules.max_scarti",
    env: "SIOC_MAX_SCARTI",
    flag: "max-scarti",
    kind: "text",
    pattern: "^[0-9]+([.,][0-9]+)?%?$",
    form: { it: "2% oppure 50", en: "2% or 50" },
    default: "100%",
    help: {
      it: "oltre questa quota di scarti non si scrive il pacchetto (2% o 50)",
      en: "above this share of rejects no bundle is written (2% or 50)",
    },
  },
  {
    key: "rules.fail_on",
    env: "SIOC_FAIL_ON",
    flag: "fail-on",
    kind: "text",
    values: ["scarto", "segnalazione", "never"],
    default: "scarto",
    help: { it: "da quale esito il codice di uscita avvisa", en: "from which finding the exit code warns" },
  },
  {
    key: "schema.folder",
    env: "SIOC_SCHEMA",
    flag: "schema",
    kind: "path",
    help: {
      it: "cartella del tracciato e degli XSD; se manca, la ricostruzione inclusa",
      en: "folder of layout and XSDs; by default the reconstruction supplied",
    },
  },
  {
    key: "identity.outcomes",
    env: "SIOC_OUTCOMES",
    flag: "outcomes",
    kind: "path",
    help: {
      it: "esiti della verifica TS/ANA (cod_ident, val_ci, tipo_ci)",
      en: "outcomes of the TS/ANA check (cod_ident, val_ci, tipo_ci)",
    },
  },
  {
    key: "identity.key_file",
    env: "SIOC_KEY_FILE",
    flag: "key-file",
    kind: "path",
    help: {
      it: "file della chiave CUNI (permessi 0400 o 0600)",
      en: "file of the CUNI key (mode 0400 or 0600)",
    },
  },
  {
    key: "identity.key_check",
    env: "SIOC_KEY_CHECK",
    flag: "key-check",
    kind: "text",
    pattern: "^[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}$",
    form: { it: "otto cifre esadecimali: A1B2-C3D4", en: "eight hexadecimal digits: A1B2-C3D4" },
    help: { it: "valore di controllo atteso della chiave CUNI", en: "expected check value of the CUNI key" },
  },
  {
    key: "identity.id_rec",
    env: "SIOC_ID_REC",
    flag: "id-rec",
    kind: "text",
    help: {
      it: "modello da cui nasce Id_Rec, o passthrough",
      en: "template Id_Rec is made from, or passthrough",
    },
  },
  {
    key: "identity.anonymous",
    env: "SIOC_ANONYMOUS",
    flag: "anonymous",
    kind: "text",
    help: {
      it: "CUNI (88 caratteri) o segnaposto degli anonimi (98)",
      en: "CUNI (88 characters) or placeholder of anonymous people (98)",
    },
  },
  {
    key: "identity.unknown",
    env: "SIOC_UNKNOWN",
    flag: "unknown",
    kind: "text",
    help: {
      it: "segnaposto di chi non ha identificativo (99)",
      en: "placeholder of people without identifier (99)",
    },
  },
  {
    key: "recipient.file",
    env: "SIOC_RECIPIENT_FILE",
    flag: "recipient-file",
    kind: "path",
    help: {
      it: "chiave pubblica o certificato del destinatario: decide il formato",
      en: "public key or certificate of the recipient: decides the format",
    },
  },
  {
    key: "recipient.fingerprint",
    env: "SIOC_RECIPIENT_FINGERPRINT",
    flag: "recipient-fingerprint",
    kind: "text",
    help: { it: "impronta attesa del destinatario", en: "expected fingerprint of the recipient" },
  },
  {
    key: "signer.key",
    env: "SIOC_SIGNER_KEY",
    flag: "signer-key",
    kind: "path",
    help: { it: "chiave privata di firma (OpenPGP o PEM)", en: "private signing key (OpenPGP or PEM)" },
  },
  {
    key: "signer.certificate",
    env: "SIOC_SIGNER_CERTIFICATE",
    flag: "signer-certificate",
    kind: "path",
    help: { it: "certificato di firma (con una chiave PEM)", en: "signing certificate (with a PEM key)" },
  },
  {
    key: "signer.passphrase_file",
    env: "SIOC_SIGNER_PASSPHRASE_FILE",
    flag: "passphrase-file",
    kind: "path",
    help: {
      it: "file con la frase della chiave di firma",
      en: "file with the passphrase of the signing key",
    },
  },
  {
    key: "signer.sender_file",
    env: "SIOC_SENDER_FILE",
    flag: "sender-file",
    kind: "path",
    help: {
      it: "file con il codice fiscale di chi invia, da confrontare con il certificato (IF01)",
      en: "file with the sender's codice fiscale, compared with the certificate (IF01)",
    },
  },
  {
    key: "ledger.file",
    env: "SIOC_LEDGER",
    flag: "ledger",
    kind: "path",
    default: "registro/registro.db",
    help: {
      it: "file del registro di ciò che è stato inviato",
      en: "file of the ledger of what was sent",
    },
  },
  {
    key: "ledger.key_file",
    env: "SIOC_LEDGER_KEY_FILE",
    flag: "ledger-key-file",
    kind: "path",
    default: "registro/registro.key",
    help: {
      it: "file della chiave locale del registro (permessi 0400 o 0600)",
      en: "file of the local key of the ledger (mode 0400 or 0600)",
    },
  },
  {
    key: "ledger.url_file",
    env: "SIOC_LEDGER_URL_FILE",
    flag: "ledger-url-file",
    kind: "path",
    help: {
      it: "file con l'indirizzo PostgreSQL del registro condiviso (permessi 0400 o 0600)",
      en: "file with the PostgreSQL address of the shared ledger (mode 0400 or 0600)",
    },
  },
  {
    key: "outcomes.map",
    env: "SIOC_OUTCOMES_MAP",
    flag: "outcomes-map",
    kind: "path",
    help: {
      it: "mappa TOML del file degli scarti del Ministero, quando la sua struttura non si riconosce",
      en: "TOML map of the Ministry's file of discards, when its structure is not recognised",
    },
  },
] as const satisfies readonly Setting[];

/** Code of an azienda: also a folder's and a file's name. */
export const AZIENDA = {
  pattern: "^[A-Za-z0-9_-]{1,20}$",
  form: {
    it: "al massimo 20 lettere senza accento, cifre, - e _, senza spazi: 301",
    en: "at most 20 plain letters, digits, - and _, without spaces: 301",
  },
} as const;

const KINDS = {
  text: { it: "un testo", en: "a text" },
  path: { it: "un percorso", en: "a path" },
  integer: { it: "un numero intero, senza segno", en: "a whole number, without sign" },
  boolean: { it: "true o false", en: "true or false" },
} as const;

/** What a setting admits, in words. */
export function admitted({ values, form, kind }: Setting, lingua: "it" | "en"): string {
  return values?.join(", ") ?? (form ?? KINDS[kind])[lingua];
}

export type SettingKey = (typeof SETTINGS)[number]["key"];
export type SettingValue = string | number | boolean;
export type Origin = "flag" | "env" | "file" | "default";

/** Values of flags as the command line gives them: by flag name, undefined when not given. */
export type Flags = Readonly<Record<string, SettingValue | undefined>>;
