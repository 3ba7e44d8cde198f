// What every suite needs: child processes that are timed and weighed, medians, the page that keeps the results.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE = join(ROOT, "docs/benchmarks.md");

/** Value of `--name`, or the fallback. */
export function flag(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

/** Runs a script of this folder in a process of its own: what its last line says as JSON, its seconds, its peak MB. */
export function measured(script, args) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "bench", script), ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${script} ${args[0]}: ${stderr.slice(0, 2000)}`);
  const said = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
  return { wall: (performance.now() - began) / 1000, ...said };
}

/** As measured, of a program that is not ours. */
export function timed(program, args, options = {}) {
  const began = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 26, ...options });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return (performance.now() - began) / 1000;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Peak resident memory of this process so far, MB (Linux gives kilobytes). */
export function peakMb() {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

export function machine() {
  const [cpu] = cpus();
  return `${cpu?.model.trim() ?? "?"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}

/** A Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Replaces the section of a suite in docs/benchmarks.md. */
export function keep(suite, title, body) {
  const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : HEAD;
  const [open, close] = [`<!-- ${suite} -->`, `<!-- /${suite} -->`];
  const section = `${open}\n\n## ${title}\n\n${body}\n\n${close}`;
  const from = page.indexOf(open);
  const next =
    from < 0
      ? `${page.trimEnd()}\n\n${section}\n`
      : page.slice(0, from) + section + page.slice(page.indexOf(close) + close.length);
  writeFileSync(PAGE, next);
}

const HEAD = `# Benchmarks

Written by \`npm run bench -- SUITE --write\`. Every figure is a ratio to a baseline of the same run, the two taking turns; seconds depend on the machine, ratios hardly.
`;
