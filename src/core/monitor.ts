/**
 * How `sioc status --check` ends, as Nagios and Zabbix want it. These four take the place of the exit codes of
 * errors.ts in that one command: the numbers are shared, the meaning is not, so they have a table of their own.
 * Source: Nagios plugin API, "Return code".
 */
export const MONITOR = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

export type Livello = keyof typeof MONITOR;
export type MonitorExit = (typeof MONITOR)[Livello];

/** The worst of what was found; OK when nothing was. */
export function peggiore(livelli: readonly Livello[]): Livello {
  return livelli.reduce<Livello>((worst, one) => (MONITOR[one] > MONITOR[worst] ? one : worst), "OK");
}
