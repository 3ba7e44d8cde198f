import { fromDay } from "../../core/dates.ts";
import type { CellFormat } from "./formats.ts";

const DAY_SECONDS = 86_400;
const DAY_MS = 86_400_000;
/** 9999-12-31, the last day a sheet can show, counted from 1900. */
const LAST_DAY = 2_958_465;
/** 1970-01-01, counted from 1900. */
const EPOCH = 25_569;
/** From the first day of the system of 1904 to that of 1900. */
const DAYS_1904 = 1462;

/**
 * A number as the date or time it is shown as; undefined if it is none (negative, day 0, beyond 9999).
 * Times are rounded to the second, where what a sheet computes is never exact; seconds are left out when there are
 * none, or when the format does not show them.
 */
export function momentOf(serial: number, format: CellFormat, is1904: boolean): string | undefined {
  if (!(serial >= 0 && serial <= LAST_DAY + 1)) return undefined;
  switch (format.kind) {
    case "date":
      // what lacks less than a thousandth of a second to midnight is midnight
      return dayText(Math.floor(serial + 0.5 / DAY_MS), is1904);
    case "dateTime": {
      const total = Math.round(serial * DAY_SECONDS);
      // databases keep a time as one of the day 0, which a sheet shows as 00/01/1900
      if (total < DAY_SECONDS && !is1904) return total === 0 ? undefined : shortClock(total, format.seconds);
      const day = dayText(Math.floor(total / DAY_SECONDS), is1904);
      return day === undefined ? undefined : `${day} ${clock(total % DAY_SECONDS)}`;
    }
    case "time":
      return shortClock(Math.round(serial * DAY_SECONDS) % DAY_SECONDS, format.seconds);
    case "elapsed":
      return shortClock(Math.round(serial * DAY_SECONDS), format.seconds);
    case "plain":
    case "percent":
    case "zeros":
      return undefined;
  }
}

/** Excel believes in the 29 February 1900 (day 60), as Lotus did: it is given as it is, for the rules to refuse. */
function dayText(day: number, is1904: boolean): string | undefined {
  const counted = is1904 ? day + DAYS_1904 : day;
  if (counted < 1 || counted > LAST_DAY) return undefined;
  if (counted === 60) return "1900-02-29";
  return fromDay(counted - EPOCH + (counted < 60 ? 1 : 0));
}

const two = (n: number): string => String(n).padStart(2, "0");

function clock(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function shortClock(seconds: number, shown: boolean): string {
  const whole = clock(seconds);
  return shown && seconds % 60 !== 0 ? whole : whole.slice(0, -3);
}

/**
 * A moment written out (`t="d"`): 2026-01-31, 2026-01-31T08:30:00, 08:30:00; undefined if it is not shaped so.
 * As its format shows it, or, where the format is of no date, as it stands.
 */
export function isoMoment(text: string, format: CellFormat): string | undefined {
  const match = /^(?:(\d{4}-\d{2}-\d{2})T?)?(?:(\d{2}:\d{2}):?(\d{2})?(?:\.\d+)?Z?)?$/.exec(text.trim());
  if (match === null || text.trim() === "") return undefined;
  const [, day, time, seconds = "00"] = match;
  const short = time === undefined || seconds === "00" ? time : `${time}:${seconds}`;
  if (day === undefined) return short;
  if (format.kind === "time" && time !== undefined) return format.seconds ? short : time;
  return format.kind === "date" || time === undefined ? day : `${day} ${time}:${seconds}`;
}
