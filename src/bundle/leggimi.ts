import { parsePeriodo, type Periodo } from "../core/periodo.ts";
import { giorno, numero, type Lingua, type Text } from "../text/index.ts";
import type { DatasetManifest, Manifest } from "./manifest.ts";
import { MANIFEST, nomeBundle, SIGNATURE } from "./nomi.ts";

const WIDTH = 78;

/**
 * LEGGIMI.txt: what the folder is, what to upload where, how to check it, what to do after. For a person who has
 * never seen one. Lines of 78 characters at most, but for file names that are longer.
 * @throws Error if the manifest's period does not exist: a defect.
 */
export function leggimi(manifest: Manifest, text: Text): string {
  const periodo = parsePeriodo(manifest.periodo);
  if (periodo === undefined) throw new Error(`LEGGIMI: no such period: ${manifest.periodo}`);
  const name = nomeBundle(manifest.regione, manifest.periodo, manifest.run);
  const sections = [
    title(text("bundle.leggimi.title", { name }), "="),
    cosa(manifest, periodo, text),
    avvisi(manifest, text),
    caricare(manifest, periodo, text),
    scadenze(periodo, text),
    contenuto(manifest, text),
    controllare(manifest, name, text),
    dopo(manifest, text),
  ];
  return `${sections.map((lines) => lines.join("\n").trimEnd()).join("\n\n")}\n`;
}

function cosa(manifest: Manifest, periodo: Periodo, text: Text): string[] {
  const { regione, recipient } = manifest;
  const until = recipient.not_after;
  return [
    ...paragraph(
      text("bundle.leggimi.what", {
        regione,
        periodo: periodo.code,
        first: giorno(periodo.first),
        last: giorno(periodo.last),
        day: giorno(manifest.prepared_on),
        version: manifest.tool.version,
      }),
    ),
    "",
    text("bundle.leggimi.recipient", { format: recipient.format === "cms" ? "CMS" : "OpenPGP" }),
    ...fingerprint(recipient.fingerprint),
    ...(until === undefined ? [] : [`  ${text("bundle.leggimi.recipient.until", { day: giorno(until) })}`]),
  ];
}

/** What must not be missed. */
function avvisi(manifest: Manifest, text: Text): string[] {
  const official = manifest.layout.official && manifest.xsd.every((x) => x.official);
  const layout = manifest.layout.version;
  const lines = official
    ? paragraph(text("bundle.leggimi.official", { layout }))
    : [
        ...title(`*** ${text("bundle.leggimi.unofficial.title")} ***`, "*"),
        ...paragraph(text("bundle.leggimi.unofficial", { layout })),
      ];
  if (manifest.signer !== null) return lines;
  return [
    ...lines,
    "",
    ...title(`*** ${text("bundle.leggimi.unsigned.title")} ***`, "*"),
    ...paragraph(text("bundle.leggimi.unsigned")),
  ];
}

function caricare(manifest: Manifest, periodo: Periodo, text: Text): string[] {
  const trimestre = `T${periodo.trimestre}`;
  const parameters = [
    [text("bundle.leggimi.anno"), String(periodo.anno)],
    [text("bundle.leggimi.trimestre"), trimestre],
    [text("bundle.leggimi.regione"), manifest.regione],
  ];
  return [
    ...title(text("bundle.leggimi.upload.title"), "-"),
    ...paragraph(text("bundle.leggimi.upload")),
    "",
    ...manifest.datasets.flatMap((d) => [
      `  ${d.file}`,
      `      ${text(`bundle.leggimi.upload.${d.dataset}`, { records: d.records })}`,
    ]),
    "",
    ...paragraph(text("bundle.leggimi.keep")),
    "",
    text("bundle.leggimi.parameters"),
    ...columns(parameters, []),
    "",
    ...paragraph(text("bundle.leggimi.category")),
    "",
    ...paragraph(text("bundle.leggimi.period", { trimestre })),
    ...(manifest.signer?.format === "cades" ? ["", ...paragraph(text("bundle.leggimi.signer"))] : []),
  ];
}

function scadenze(periodo: Periodo, text: Text): string[] {
  const data = { termine: giorno(periodo.termine), ultimo: giorno(periodo.ultimo) };
  return [
    ...title(text("bundle.leggimi.deadlines.title"), "-"),
    ...paragraph(text("bundle.leggimi.deadlines", data)),
  ];
}

function contenuto(manifest: Manifest, text: Text): string[] {
  const n = (value: number): string => numero(value, text.lingua);
  const tipi = (["1", "2"] as const).map((numero) => {
    const { records, by_tipo } = manifest.totals[numero];
    const nome = numero === "1" ? "ANA" : "RIC";
    return [`${numero} ${nome}`, n(records), n(by_tipo.I), n(by_tipo.V), n(by_tipo.C)];
  });
  const header = [
    text("bundle.leggimi.content.dataset"),
    text("bundle.leggimi.content.records"),
    "I",
    "V",
    "C",
  ];
  return [
    ...title(text("bundle.leggimi.content.title"), "-"),
    ...columns([header, ...tipi], [1, 2, 3, 4]),
    ...paragraph(text("bundle.leggimi.content.legend")),
    "",
    ...columns(
      [[text("bundle.leggimi.content.azienda"), "ANA", "RIC"], ...aziende(manifest, text.lingua)],
      [1, 2],
    ),
  ];
}

function aziende(manifest: Manifest, lingua: Lingua): string[][] {
  const names = new Set(manifest.datasets.flatMap((d) => Object.keys(d.by_azienda)));
  return [...names].sort().map((azienda) => [
    azienda,
    ...([1, 2] as const).map((dataset) => {
      const parts = manifest.datasets.filter((d) => d.dataset === dataset);
      return numero(
        parts.reduce((total, d) => total + recordsOf(d, azienda), 0),
        lingua,
      );
    }),
  ]);
}

function recordsOf(d: DatasetManifest, azienda: string): number {
  return Object.hasOwn(d.by_azienda, azienda) ? (d.by_azienda[azienda] ?? 0) : 0;
}

function controllare(manifest: Manifest, name: string, text: Text): string[] {
  return [
    ...title(text("bundle.leggimi.check.title"), "-"),
    ...paragraph(text("bundle.leggimi.check")),
    "",
    `  sioc verify ${name}`,
    "",
    ...paragraph(text("bundle.leggimi.check.hash")),
    "",
    ...manifest.datasets.map((d) => `  sha256sum ${d.file}`),
    ...firma(manifest, text),
  ];
}

function firma({ signer }: Manifest, text: Text): string[] {
  if (signer === null) return [];
  const file = SIGNATURE[signer.format];
  const command =
    signer.format === "openpgp"
      ? [`  gpg --verify ${file} ${MANIFEST}`]
      : [
          `  openssl cms -verify -binary -inform DER -noverify -in ${file} \\`,
          `    -content ${MANIFEST} -signer firmatario.pem -out /dev/null`,
          "  openssl x509 -in firmatario.pem -noout -fingerprint -sha256",
          "",
          ...paragraph(text("bundle.leggimi.check.openssl")),
        ];
  return [
    "",
    ...paragraph(text("bundle.leggimi.check.signature")),
    "",
    ...command,
    "",
    ...paragraph(text("bundle.leggimi.check.fingerprint")),
    ...fingerprint(signer.fingerprint),
  ];
}

/** Each step with the command that does it, on a line of its own: it is there to be copied. */
function dopo({ run }: Manifest, text: Text): string[] {
  const steps = [
    ["1", `sioc sent ${Number(run)} --id-upload 1=N,2=M`],
    ["2", "sioc outcomes FILE"],
    ["3", "sioc clean"],
  ] as const;
  return [
    ...title(text("bundle.leggimi.after.title"), "-"),
    ...steps.flatMap(([n, command]) => [
      ...wrap(text(`bundle.leggimi.after.${n}`), WIDTH - 3).map(
        (line, i) => (i === 0 ? `${n}. ` : "   ") + line,
      ),
      "",
      `     ${command}`,
      "",
    ]),
  ];
}

function title(text: string, line: string): string[] {
  return [text, line.repeat(Math.min(text.length, WIDTH)), ""];
}

/** In groups of four, as people compare them, two lines for a long one. */
function fingerprint(hex: string): string[] {
  return wrap((hex.toUpperCase().match(/.{1,4}/g) ?? []).join(" "), 60).map((line) => `  ${line}`);
}

function paragraph(text: string): string[] {
  return wrap(text, WIDTH);
}

/** Aligned columns, indented by two. `right` are the columns of numbers. */
function columns(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => (row[c] ?? "").length)));
  return rows.map((row) => {
    const cells = widths.map((w, c) =>
      right.includes(c) ? (row[c] ?? "").padStart(w) : (row[c] ?? "").padEnd(w),
    );
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
