import { fromDay, parseIsoDate, type IsoDate } from "./dates.ts";

const ROMA = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" });

/** The day it is in Italy, also when the server thinks in UTC: deadlines are Italian days. `now` in ms since 1970. */
export function giornoARoma(now: number): IsoDate {
  return parseIsoDate(ROMA.format(now)) ?? fromDay(Math.floor(now / 86_400_000));
}

/** The Italian day of an ISO instant or date; undefined for anything else. */
export function giornoDi(instant: string): IsoDate | undefined {
  const date = parseIsoDate(instant);
  if (date) return date;
  const now = Date.parse(instant);
  return Number.isNaN(now) ? undefined : giornoARoma(now);
}

const ORA = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Rome",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

/** `31/03/2026 09:05` of an ISO instant, in Italy; blank for anything else. */
export function giornoEOra(instant: string): string {
  const now = Date.parse(instant);
  const on = giornoDi(instant);
  if (Number.isNaN(now) || on === undefined) return "";
  const [anno = "", mese = "", giorno = ""] = on.split("-");
  return `${giorno}/${mese}/${anno} ${ORA.format(now)}`;
}
