import { describe, expect, it } from "vitest";

import { MONITOR, peggiore, type Livello } from "../../src/core/monitor.ts";

describe("the codes of monitoring", () => {
  it("are those of Nagios and Zabbix", () => {
    expect(MONITOR).toEqual({ OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 });
  });

  it.each<[readonly Livello[], Livello, string]>([
    [[], "OK", "nothing found"],
    [["OK", "WARNING", "OK"], "WARNING", "one remark"],
    [["CRITICAL", "WARNING"], "CRITICAL", "the order does not matter"],
    [["WARNING", "CRITICAL"], "CRITICAL", "the order does not matter"],
  ])("of %j the worst is %s: %s", (livelli, wanted) => {
    expect(peggiore(livelli)).toBe(wanted);
  });
});
