// Benchmarks: `npm run bench -- sources | ledger [--rows N]`. Every figure is a ratio to a baseline measured in the same run,
// interleaved with it; docs/benchmarks.md keeps the last run of each, with the machine it ran on.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SUITES = ["sources", "ledger"];
const [suite, ...flags] = process.argv.slice(2);
if (!SUITES.includes(suite)) {
  console.error(`npm run bench -- ${SUITES.join(" | ")} [--rows N] [--repeat N] [--write]`);
  process.exit(2);
}
const folder = dirname(fileURLToPath(import.meta.url));
process.exit(
  spawnSync(process.execPath, [join(folder, `${suite}.js`), ...flags], { stdio: "inherit" }).status ?? 1,
);
