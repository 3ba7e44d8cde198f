import type { SettingKey } from "../config/options.ts";
import type { TextKey } from "../text/index.ts";
import type { OwnFlag } from "./flags.ts";
import type { Context } from "./context.ts";
import { REGISTRO } from "./commands-registro.ts";
import type { Result } from "./result.ts";

/** One command as data: the program, the help, the completions and docs/reference/commands.md come from it. */
export interface CommandSpec {
  readonly name: string;
  readonly arguments?: string;
  readonly summary: TextKey;
  /** Two command lines that work, shown first in the help. */
  readonly examples: readonly string[];
  /** Settings whose flags this command takes and shows. */
  readonly settings: readonly SettingKey[];
  /** Settings it also takes, left out of its help so that this fits a screen: `sioc explain environment` has all. */
  readonly advanced?: readonly SettingKey[];
  readonly flags: readonly OwnFlag[];
  readonly subcommands?: readonly CommandSpec[];
  /** Imported only when the command runs: start-up stays short. Absent for a group. */
  readonly load?: () => Promise<{ run: (context: Context, args: readonly string[]) => Promise<Result> }>;
}

const FILE_FLAGS: readonly OwnFlag[] = [
  { flags: "--azienda <nome>", help: "cli.flag.azienda" },
  { flags: "--mapping <file>", help: "cli.flag.mapping" },
  { flags: "--anagrafica <file>", help: "cli.flag.anagrafica", hidden: true },
  { flags: "--valutazioni <file>", help: "cli.flag.valutazioni", hidden: true },
  { flags: "--prestazioni <file>", help: "cli.flag.prestazioni", hidden: true },
  { flags: "--sospensioni <file>", help: "cli.flag.sospensioni", hidden: true },
];

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "demo",
    summary: "cli.demo.summary",
    examples: ["sioc demo", "sioc demo --ricoveri 2000 --format cms"],
    settings: [],
    flags: [
      { flags: "--folder <cartella>", help: "cli.flag.demo_folder" },
      { flags: "--ricoveri <n>", help: "cli.flag.ricoveri" },
      { flags: "--seed <n>", help: "cli.flag.seed" },
      { flags: "--errors <n>", help: "cli.flag.errors" },
      { flags: "--format <formato>", help: "cli.flag.format", choices: ["openpgp", "cms"] },
    ],
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "init",
    summary: "cli.init.summary",
    examples: ["sioc init", "sioc init --no-input --regione 030 --azienda 301 --azienda 302"],
    settings: [
      "regione",
      "recipient.file",
      "signer.key",
      "signer.certificate",
      "identity.key_file",
      "output.folder",
    ],
    flags: [
      { flags: "--azienda <nome>", help: "cli.flag.azienda_many", many: true },
      { flags: "--files <modello>", help: "setup.flag.files" },
      { flags: "--force", help: "cli.flag.force" },
    ],
    load: () => import("./commands/init.ts"),
  },
  {
    name: "doctor",
    summary: "cli.doctor.summary",
    examples: ["sioc doctor", "sioc doctor --json"],
    settings: ["schema.folder", "recipient.file"],
    flags: [{ flags: "--online", help: "setup.flag.online" }],
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "map",
    arguments: "[file...]",
    summary: "cli.map.summary",
    examples: ["sioc map arrivo/301.csv", "sioc map arrivo/301.csv --check mappe/301.toml"],
    settings: ["regione"],
    advanced: ["schema.folder"],
    flags: [
      { flags: "--write <file>", help: "cli.flag.map_write" },
      { flags: "--check <mappa>", help: "cli.flag.map_check" },
      { flags: "--mapping <file>", help: "setup.flag.map_mapping" },
      { flags: "--record <file>", help: "setup.flag.map_record" },
      { flags: "--azienda <nome>", help: "setup.flag.map_azienda" },
      {
        flags: "--role <ruolo>",
        help: "setup.flag.role",
        choices: ["piatto", "ricoveri", "anagrafica", "valutazioni", "prestazioni", "sospensioni"],
      },
      { flags: "--force", help: "cli.flag.force" },
    ],
    load: () => import("./commands/map.ts"),
  },
  {
    name: "validate",
    arguments: "[file...]",
    summary: "cli.validate.summary",
    examples: ["sioc validate", "sioc validate arrivo/301.csv --regione 030 --periodo 2026T1"],
    settings: ["periodo", "regione", "output.folder", "rules.fail_on", "identity.outcomes"],
    advanced: ["schema.folder", "threads", "tipo"],
    flags: FILE_FLAGS,
    load: () => import("./commands/validate.ts"),
  },
  {
    name: "prepare",
    arguments: "[file...]",
    summary: "cli.prepare.summary",
    examples: ["sioc prepare", "sioc prepare --periodo 2026T1 --max-scarti 2%"],
    settings: [
      "periodo",
      "regione",
      "output.folder",
      "rules.max_scarti",
      "identity.key_file",
      "identity.outcomes",
    ],
    advanced: [
      "recipient.file",
      "signer.key",
      "rules.fail_on",
      "recipient.fingerprint",
      "signer.certificate",
      "signer.passphrase_file",
      "signer.sender_file",
      "identity.key_check",
      "identity.id_rec",
      "identity.anonymous",
      "identity.unknown",
      "output.max_records",
      "output.names",
      "output.bundle",
      "schema.folder",
      "threads",
      "tipo",
      "ledger.file",
      "ledger.key_file",
      "ledger.url_file",
    ],
    flags: [
      { flags: "--dry-run", help: "cli.flag.dry_run" },
      { flags: "--cancel-missing", help: "cli.flag.cancel_missing" },
      { flags: "--confirm <numero>", help: "cli.flag.confirm" },
      { flags: "--run <numero>", help: "cli.flag.run" },
      { flags: "--force", help: "cli.flag.force" },
      ...FILE_FLAGS,
    ],
    load: () => import("./commands/prepare.ts"),
  },
  {
    name: "diff",
    arguments: "[file...]",
    summary: "cli.diff.summary",
    examples: ["sioc diff", "sioc diff --only C"],
    settings: ["periodo", "regione", "output.folder", "identity.key_file", "identity.outcomes"],
    advanced: [
      "identity.key_check",
      "identity.id_rec",
      "identity.anonymous",
      "identity.unknown",
      "schema.folder",
      "threads",
      "tipo",
      "ledger.file",
      "ledger.key_file",
      "ledger.url_file",
    ],
    flags: [
      { flags: "--only <operazione>", help: "cli.flag.only", choices: ["I", "V", "C"] },
      { flags: "--all", help: "cli.flag.all_rows" },
      ...FILE_FLAGS,
    ],
    load: () => import("./commands/diff.ts"),
  },
  {
    name: "verify",
    arguments: "<pacchetto>",
    summary: "cli.verify.summary",
    examples: [
      "sioc verify uscita/SIOC_030_2026T1_000001",
      "sioc verify PACCHETTO --decrypt-key chiavi/prova/destinatario-test-privata.asc",
    ],
    settings: ["schema.folder"],
    flags: [
      { flags: "--decrypt-key <file>", help: "cli.flag.decrypt_key" },
      { flags: "--passphrase-file <file>", help: "cli.flag.passphrase_file" },
      { flags: "--verify-key <file>", help: "cli.flag.verify_key" },
    ],
    load: () => import("./commands/verify.ts"),
  },
  ...REGISTRO,
  {
    name: "explain",
    arguments: "[codice...]",
    summary: "cli.explain.summary",
    examples: ["sioc explain OC-F-012", "sioc explain IF01"],
    settings: ["schema.folder"],
    flags: [],
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "fixtures",
    summary: "cli.fixtures.summary",
    examples: [
      "sioc fixtures --ricoveri 1000 --aziende 3",
      "sioc fixtures --ricoveri 100000 --aziende 1 --seed 7 --errors 0 --folder /tmp/prova",
      "sioc fixtures --aziende 4 --shape f,g,h,i",
    ],
    settings: ["periodo", "regione"],
    flags: [
      { flags: "--folder <cartella>", help: "cli.flag.fixtures_folder" },
      { flags: "--ricoveri <n>", help: "cli.flag.ricoveri" },
      { flags: "--aziende <n>", help: "cli.flag.aziende" },
      { flags: "--seed <n>", help: "cli.flag.seed" },
      { flags: "--errors <quanti>", help: "cli.flag.errors_codes" },
      { flags: "--shape <forma>", help: "cli.flag.shape", many: true },
      { flags: "--prestazioni <n>", help: "cli.flag.prestazioni_n" },
      { flags: "--force", help: "cli.flag.force" },
    ],
    load: () => import("./commands/fixtures.ts"),
  },
  {
    name: "identifiers",
    summary: "cli.identifiers.summary",
    examples: ["sioc identifiers export --file da-verificare.csv", "sioc prepare --outcomes esiti-ts.csv"],
    settings: [],
    flags: [],
    subcommands: [
      {
        name: "export",
        arguments: "[file...]",
        summary: "cli.identifiers.export.summary",
        examples: [
          "sioc identifiers export --file da-verificare.csv",
          "sioc identifiers export arrivo/301.csv --file da-verificare.csv",
        ],
        settings: ["schema.folder"],
        flags: [
          { flags: "--file <file>", help: "cli.flag.identifiers_file" },
          { flags: "--force", help: "cli.flag.force" },
          ...FILE_FLAGS,
        ],
        load: () => import("./commands/identifiers-export.ts"),
      },
    ],
  },
  {
    name: "keys",
    summary: "cli.keys.summary",
    examples: ["sioc keys show", "sioc keys generate --folder chiavi/prova"],
    settings: [],
    flags: [],
    subcommands: [
      {
        name: "generate",
        summary: "cli.keys.generate.summary",
        examples: ["sioc keys generate", "sioc keys generate --folder chiavi/prova"],
        settings: [],
        flags: [
          { flags: "--folder <cartella>", help: "cli.flag.keys_folder" },
          { flags: "--force", help: "cli.flag.force" },
        ],
        load: () => import("./commands/keys-generate.ts"),
      },
      {
        name: "show",
        arguments: "[file...]",
        summary: "cli.keys.show.summary",
        examples: ["sioc keys show", "sioc keys show chiavi/ministero.asc"],
        settings: ["recipient.file", "signer.key", "signer.certificate", "identity.key_file"],
        flags: [],
        load: () => import("./commands/keys-show.ts"),
      },
    ],
  },
  {
    name: "config",
    summary: "cli.config.summary",
    examples: ["sioc config show", "sioc config show --origin"],
    settings: [],
    flags: [],
    subcommands: [
      {
        name: "show",
        summary: "cli.config.show.summary",
        examples: ["sioc config show", "sioc config show --origin"],
        settings: [],
        flags: [{ flags: "--origin", help: "cli.flag.origin" }],
        load: () => import("./commands/config-show.ts"),
      },
    ],
  },
  {
    name: "template",
    summary: "cli.template.summary",
    examples: ["sioc template > ricoveri.csv", "sioc template --role prestazioni"],
    settings: ["schema.folder"],
    flags: [
      {
        flags: "--role <ruolo>",
        help: "cli.flag.role",
        choices: ["ricoveri", "anagrafica", "valutazioni", "prestazioni", "sospensioni"],
      },
    ],
    load: () => import("./commands/template.ts"),
  },
];
