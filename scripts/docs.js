// Writes the generated reference pages from the compiled program: `npm run build && node scripts/docs.js`.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { referenceDocs } from "../dist/cli/explain/docs.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
for (const [path, content] of referenceDocs()) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
