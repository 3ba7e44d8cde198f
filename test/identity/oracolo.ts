import { createRequire } from "node:module";

/** codice-fiscale-js: its types promise a default export that the package does not have. */
interface Oracolo {
  check(code: string): boolean;
  getCheckCode(code: string): string;
}

export const oracolo = (
  createRequire(import.meta.url)("codice-fiscale-js") as { readonly CodiceFiscale: Oracolo }
).CodiceFiscale;
