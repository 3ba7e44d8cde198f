import { audit } from "./audit.ts";
import { bundle } from "./bundle.ts";
import { calendar } from "./calendar.ts";
import { cli } from "./cli.ts";
import { config } from "./config.ts";
import { crypto } from "./crypto.ts";
import { explain } from "./explain.ts";
import { identity } from "./identity.ts";
import { ledger } from "./ledger.ts";
import { outcomes } from "./outcomes.ts";
import { report } from "./report.ts";
import { rules } from "./rules.ts";
import { setup } from "./setup.ts";
import { sources } from "./sources.ts";
import { sourcesBytes } from "./sources-bytes.ts";
import { sourcesDatabase } from "./sources-database.ts";
import { sourcesFixed } from "./sources-fixed.ts";
import { sourcesSql } from "./sources-sql.ts";
import { sourcesXlsx } from "./sources-xlsx.ts";
import { xml } from "./xml.ts";

export const en = {
  ...audit,
  ...bundle,
  ...calendar,
  ...cli,
  ...config,
  ...crypto,
  ...explain,
  ...identity,
  ...ledger,
  ...outcomes,
  ...report,
  ...rules,
  ...setup,
  ...sources,
  ...sourcesBytes,
  ...sourcesDatabase,
  ...sourcesFixed,
  ...sourcesSql,
  ...sourcesXlsx,
  ...xml,
} as const;
