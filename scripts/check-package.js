// What npm would publish, and what it would pull in. Run by `npm run verify`; `--write` accepts the file list.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const LICENCES = new Set([
  "MIT",
  "Apache-2.0",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Python-2.0",
  "LGPL-3.0+",
  "LGPL-3.0-or-later",
]);
const SNAPSHOT = "scripts/package-files.txt";
const problems = [];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === "" || entry.dev === true) continue;
  if (!LICENCES.has(entry.license))
    problems.push(`${path}: licence ${entry.license ?? "unknown"} is not on the list`);
  if (entry.hasInstallScript === true) problems.push(`${path}: has an install script`);
  if (!entry.integrity) problems.push(`${path}: no integrity in the lock file`);
}

const packed = JSON.parse(
  execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  }),
);
const files = packed[0].files
  .map((file) => file.path)
  .filter((path) => !path.startsWith("dist/"))
  .sort();
const secret = packed[0].files.filter((file) =>
  /\.(key|p12|pfx|env)$|privata|^(test|fixtures|src)\//.test(file.path),
);
for (const file of secret) problems.push(`${file.path}: must not be in the package`);
if (process.argv.includes("--write")) writeFileSync(SNAPSHOT, files.join("\n") + "\n");
else if (readFileSync(SNAPSHOT, "utf8") !== files.join("\n") + "\n")
  problems.push(
    `the package's files differ from ${SNAPSHOT} (node scripts/check-package.js --write, and read the diff)`,
  );

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
