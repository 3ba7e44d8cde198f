import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { nearest } from "../../config/nearest.ts";
import { writeWhole } from "../../core/atomic.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { lastEndedPeriodo, parsePeriodo, type Periodo } from "../../core/periodo.ts";
import { tabella } from "../../report/index.ts";
import {
  CODICI_PIANTABILI,
  FORME,
  generate,
  MAX_RIGHE_FOGLIO,
  type AziendaGenerata,
  type ErroriChiesti,
  type FormaId,
  type Generated,
} from "../../synthetic/index.ts";
import { numero } from "../../text/index.ts";
import type { Context } from "../context.ts";
import { regioni } from "../init/answers.ts";
import { shellWord, shownPath, tomlPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

const FOLDER = "dati-inventati";
const REGIONE = "030";
type Flag = Context["flags"][string];

/** Synthetic exports of several vendors, with their mappings, an answer key, and a sioc.toml that reads them. */
export async function run(context: Context): Promise<Result> {
  const { text, terminal, flags, cwd } = context;
  const folder = resolve(cwd, String(flags["folder"] ?? FOLDER));
  const shown = shownPath(folder, cwd);
  const [regione, periodo] = placeAndTime(context);
  const services = flags["prestazioni"];
  const aziende = count(flags["aziende"], "--aziende", 3, [1, 99]);
  const ricoveri = count(flags["ricoveri"], "--ricoveri", Math.max(500, aziende), [aziende, 3_000_000]);
  const seed = count(flags["seed"], "--seed", 7, [0, 2 ** 31]);
  const errors = errorsOf(flags["errors"], text);
  const shapes = shapesOf(flags["shape"]);
  checkSheets(ricoveri, aziende, shapes);
  if (existsSync(folder) && readdirSync(folder).length > 0 && flags["force"] !== true)
    throw siocError("OUTPUT_EXISTS", { name: shown });
  const made = await generate(
    {
      ricoveri,
      aziende,
      seed,
      periodo,
      regione,
      errors,
      ...(shapes && { shapes }),
      ...(services === undefined
        ? {}
        : { prestazioniPerRicovero: count(services, "--prestazioni", 3, [1, 1000]) }),
      onProgress: (done) => {
        terminal.progress(text("setup.fixtures.progress", { done, ricoveri }));
      },
    },
    folder,
  );
  terminal.clearProgress();
  const config = join(folder, "sioc.toml");
  writeWhole(config, configOf(made, folder, regione, periodo, context));
  return {
    exit: EXIT.ok,
    lines: [
      text("setup.fixtures.made", {
        ricoveri: numero(ricoveri, text.lingua),
        regione,
        periodo: periodo.code,
        seed: String(seed),
      }),
      "",
      ...table(made, context),
      "",
      text("setup.fixtures.answers", { file: shownPath(made.attesiFile, cwd), n: planted(made).length }),
      text("setup.fixtures.config", { file: shownPath(config, cwd) }),
      text("setup.fixtures.nobody"),
    ],
    summary: {
      folder,
      ricoveri,
      aziende,
      seed,
      regione,
      periodo: periodo.code,
      planted: planted(made).length,
    },
    data: dataOf(made, config),
    next: [
      `cd ${shellWord(shown)} && sioc validate`,
      `sioc validate --config ${shellWord(shownPath(config, cwd))}`,
    ],
  };
}

function placeAndTime(context: Context): [string, Periodo] {
  const config = context.config();
  const declared = config.get("periodo");
  const periodo = declared === undefined ? lastEndedPeriodo(context.today) : parsePeriodo(declared);
  if (!periodo) throw siocError("SETTING_INVALID", { name: "periodo", allowed: "2026T1 …" });
  const regione = config.get("regione") ?? REGIONE;
  if (!regioni().has(regione))
    throw siocError("SETTING_INVALID", { name: "--regione", allowed: [...regioni().keys()].join(", ") });
  return [regione, periodo];
}

function count(flag: unknown, name: string, fallback: number, [min, max]: readonly [number, number]): number {
  if (flag === undefined) return fallback;
  const value = typeof flag === "string" && /^\d{1,10}$/.test(flag) ? Number(flag) : NaN;
  if (!(value >= min && value <= max)) throw siocError("SETTING_INVALID", { name, allowed: `${min}–${max}` });
  return value;
}

/** A total, or `OC-F-012=3,OC-C-001=2`. */
function errorsOf(flag: Flag, text: Context["text"]): ErroriChiesti {
  if (flag === undefined) return 12;
  const written = String(flag).trim();
  if (/^\d{1,7}$/.test(written)) return Number(written);
  const wanted: Record<string, number> = {};
  for (const word of written.split(/[\s,]+/).filter(Boolean)) {
    const [, code = "", n = ""] = /^(OC-[A-Z]-\d{3})=(\d{1,7})$/.exec(word.toUpperCase()) ?? [];
    if (!CODICI_PIANTABILI.includes(code)) {
      const guess = nearest(code || word.replace(/=.*/, ""), CODICI_PIANTABILI);
      const allowed = text("setup.fixtures.errors_allowed", { codes: guess ?? CODICI_PIANTABILI.join(", ") });
      throw siocError("SETTING_INVALID", { name: "--errors", allowed });
    }
    wanted[code] = (wanted[code] ?? 0) + Number(n);
  }
  return wanted;
}

function shapesOf(flag: Flag): readonly FormaId[] | undefined {
  if (flag === undefined) return undefined;
  return String(flag)
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => {
      const forma = FORME.find((id) => id === word.toLowerCase());
      if (forma === undefined)
        throw siocError("SETTING_INVALID", { name: "--shape", allowed: FORME.join(", ") });
      return forma;
    });
}

/** A sheet has its last row. */
function checkSheets(ricoveri: number, aziende: number, shapes: readonly FormaId[] = []): void {
  const most = MAX_RIGHE_FOGLIO * aziende;
  if (ricoveri <= most || !shapes.includes("h")) return;
  throw siocError("SETTING_INVALID", { name: "--ricoveri", allowed: `${aziende}–${most} (h: .xlsx)` });
}

function planted({ attesi }: Generated): Generated["attesi"] {
  return attesi.filter(({ naturale }) => naturale !== true);
}

function plantedIn(made: Generated, codAsl: string): number {
  return planted(made).filter(({ file }) => file.startsWith(`azienda-${codAsl}/`)).length;
}

function table(made: Generated, { text, cwd }: Context): string[] {
  const rows = made.aziende.flatMap((azienda) =>
    Object.entries(azienda.files).map(([role, path], i) => [
      i === 0 ? azienda.codAsl : "",
      i === 0 ? `${azienda.forma}: ${text(`setup.fixtures.shape.${azienda.forma}`)}` : "",
      shownPath(path, cwd),
      rowsIn(azienda, role),
      i === 0 ? plantedIn(made, azienda.codAsl) : "",
    ]),
  );
  return tabella(rows, {
    lingua: text.lingua,
    rientro: 2,
    intestazione: [
      text("setup.col.azienda"),
      text("setup.col.shape"),
      text("setup.col.file"),
      text("setup.col.rows"),
      text("setup.col.planted"),
    ],
  });
}

/** A file that is alone holds all the roles. */
function rowsIn({ files, righe }: AziendaGenerata, role: string): number {
  const alone = Object.keys(files).length === 1;
  const counts = Object.entries(righe).filter(([name]) => alone || name === role);
  return counts.reduce((sum, [, n]) => sum + n, 0);
}

function configOf(
  made: Generated,
  folder: string,
  regione: string,
  periodo: Periodo,
  { text }: Context,
): string {
  const path = (absolute: string): string => JSON.stringify(tomlPath(absolute, folder));
  return [
    `# ${text("setup.fixtures.toml")}`,
    `regione = "${regione}"`,
    `periodo = "${periodo.code}"`,
    `lang = "${text.lingua}"`,
    ...made.aziende.flatMap((azienda) => [
      "",
      "[[source]]",
      `azienda = "${azienda.codAsl}"`,
      `mapping = ${path(azienda.mappa)}`,
      ...Object.entries(azienda.files).map(([role, file]) => `${role} = ${path(file)}`),
    ]),
    "",
  ].join("\n");
}

function dataOf(made: Generated, config: string): unknown {
  return {
    config,
    answer_key: made.attesiFile,
    aziende: made.aziende.map((azienda) => ({
      azienda: azienda.codAsl,
      shape: azienda.forma,
      ricoveri: azienda.ricoveri,
      mapping: azienda.mappa,
      planted: plantedIn(made, azienda.codAsl),
      files: Object.entries(azienda.files).map(([role, path]) => ({
        role,
        path,
        rows: rowsIn(azienda, role),
      })),
    })),
  };
}
