import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadConfig } from "../../src/config/config.ts";
import type { Flags } from "../../src/config/options.ts";
import { parseIsoDate, toDay } from "../../src/core/dates.ts";
import { generateTestKeys, testKeyFiles } from "../../src/crypto/index.ts";
import { applyRicevuta, markSent, runOf, type OpenLedger } from "../../src/ledger/index.ts";
import type { Ricevuta } from "../../src/model/ricevuta.ts";
import { diff, type Differenze } from "../../src/pipeline/diff.ts";
import { prepare, type Prepared, type PrepareOptions } from "../../src/pipeline/prepare.ts";
import { withRegistro } from "../../src/pipeline/registro.ts";
import { setUp, type Ambient } from "../../src/pipeline/setup.ts";
import { validate, type Outcome } from "../../src/pipeline/validate.ts";
import { textFor } from "../../src/text/index.ts";

/** A region's folder for one test: files, keys, a configuration; removed at the end. */
export interface Corsa {
  readonly folder: string;
  write(name: string, content: string | Uint8Array): string;
  validate(flags?: Flags): Promise<Outcome>;
  prepare(flags?: Flags, options?: Partial<PrepareOptions>): Promise<Prepared>;
  diff(flags?: Flags): Promise<Differenze>;
  /** Sent, and accepted by the Ministry but for the records at these places of both files (from 1). */
  accetta(run: number, scartati?: readonly number[]): Promise<void>;
  registro<T>(work: (ledger: OpenLedger) => Promise<T>): Promise<T>;
  read(name: string): string;
  /** Findings of the last run: `code file:line`. */
  findings(periodo?: string): Voce[];
  remove(): void;
}

export interface Voce {
  readonly code: string;
  readonly esito: string;
  readonly file: string;
  readonly riga: number | null;
  readonly posto?: number;
  readonly azienda: string;
  readonly campo: string | null;
  readonly messaggio: string;
}

export const OGGI = "2026-04-10";
/** Synthetic; signs for nobody. */
const FIRMATARIO = "ZZQYXK70A01H501S";

export function ambientOf(today = OGGI): Ambient {
  return {
    text: textFor("it"),
    today: parseIsoDate(today)!,
    now: toDay(today) * 86_400_000 + 43_200_000,
    version: "test",
    signal: new AbortController().signal,
    progress: () => undefined,
  };
}

/** Keys are the same for all the tests of a file: making them takes half a second. */
let keys: ReturnType<typeof generateTestKeys> | undefined;

export async function apriCorsa(
  toml: string,
  options: { today?: string; chiavi?: boolean } = {},
): Promise<Corsa> {
  const folder = mkdtempSync(join(tmpdir(), "sioc-test-"));
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  if (options.chiavi === true) {
    keys ??= generateTestKeys({ today: parseIsoDate("2026-01-15")!, codiceFiscale: FIRMATARIO });
    for (const { name, content } of testKeyFiles(await keys)) write(`chiavi/${name}`, content);
  }
  write("sioc.toml", toml);
  const ambient = ambientOf(options.today);
  const setup = (flags: Flags) => {
    const config = loadConfig({
      flags: { config: join(folder, "sioc.toml"), threads: 0, ...flags },
      env: {},
      cwd: folder,
      text: ambient.text,
    });
    return setUp(config, ambient);
  };
  const registro = async <T>(work: (ledger: OpenLedger) => Promise<T>): Promise<T> =>
    withRegistro((await setup({})).config, ambient, { create: true, lock: true }, work);
  return {
    folder,
    write,
    async validate(flags = {}) {
      const ready = await setup(flags);
      return validate(ready, ready.config.sources, ambient);
    },
    async prepare(flags = {}, more = {}) {
      const ready = await setup(flags);
      const options = { force: flags["force"] === true, dryRun: false, ...more };
      return prepare(ready, ready.config.sources, ambient, options);
    },
    async diff(flags = {}) {
      const ready = await setup(flags);
      return diff(ready, ready.config.sources, ambient, { limit: 1000 });
    },
    registro,
    accetta: (run, scartati = []) =>
      registro(async (ledger) => {
        for (const { name } of (await runOf(ledger, run)).files) {
          const id = `${run}-${name}`;
          await markSent(ledger, run, { byFile: new Map([[name, id]]) });
          const said = await applyRicevuta(ledger, esito(id, scartati), { name: `${id}.xml`, sha256: id });
          if (said.verdetto !== "applied") throw new Error(`${said.verdetto} ${said.motivo ?? ""}`);
        }
      }),
    findings(periodo = "2026T1") {
      const text = readFileSync(join(folder, "uscita", "controlli", periodo, "findings.ndjson"), "utf8");
      return text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Voce);
    },
    read: (name) => readFileSync(join(folder, name), "utf8"),
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** All accepted, or a File Unico degli Scarti that names records by their place. */
function esito(idUpload: string, scartati: readonly number[]): Ricevuta {
  if (scartati.length === 0) return { specie: "elaborazione", idUpload, codice: "MX20" };
  const righe = scartati.map(
    (ordinale) =>
      ({ specie: "scarto", chiave: {}, ordinale, codice: "SIM-01", descrizione: "prova" }) as const,
  );
  return { specie: "scarti", idUpload, completo: true, righe };
}

/** sioc.toml for region 080, first quarter of 2026, with test keys for both formats. */
export function tomlDi(sources: string, more = "", format: "openpgp" | "cms" = "openpgp"): string {
  const ext = format === "openpgp" ? "asc" : "pem";
  return [
    'regione = "080"',
    'periodo = "2026T1"',
    more,
    "[recipient]",
    `file = "chiavi/destinatario-test.${ext}"`,
    "[signer]",
    `key = "chiavi/firmatario-test-privata.${ext}"`,
    ...(format === "cms" ? ['certificate = "chiavi/firmatario-test.pem"'] : []),
    "[identity]",
    'key_file = "chiavi/cuni-test.key"',
    sources,
    "",
  ].join("\n");
}
