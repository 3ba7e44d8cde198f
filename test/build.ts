import { execFileSync } from "node:child_process";

/** The end-to-end tests run bin/sioc.js: dist/ must be what src/ says. Incremental, a second or two. */
export default function build(): void {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
}
