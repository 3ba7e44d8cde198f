/** Calendar arithmetic without JS `Date`: a day is a number, a date is its text. */

declare const isoDate: unique symbol;
/** `AAAA-MM-GG`, an existing day of the Gregorian calendar, 1899–2099. Compares as text. */
export type IsoDate = string & { readonly [isoDate]: true };

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** True for a day that exists. Month 1–12. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  const days = MONTH_DAYS[month - 1];
  return days !== undefined && day >= 1 && day <= (month === 2 && isLeapYear(year) ? 29 : days);
}

/** Days since 1970-01-01 of a date in `AAAA-MM-GG`. Source: Hinnant, "chrono-compatible date algorithms". */
export function toDay(date: string): number {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

/** Inverse of {@link toDay}. */
export function fromDay(days: number): IsoDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return isoFrom(year, month, dayOfYear - Math.floor((153 * mp + 2) / 5) + 1);
}

export function isoFrom(year: number, month: number, day: number): IsoDate {
  const text = `${String(year).padStart(4, "0")}-${month < 10 ? "0" : ""}${month}-${day < 10 ? "0" : ""}${day}`;
  return text as IsoDate;
}

/** The date if the text is an existing `AAAA-MM-GG` of 1899–2099, else undefined. */
export function parseIsoDate(text: string): IsoDate | undefined {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!m) return undefined;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  return year >= 1899 && year <= 2099 && isCalendarDay(year, month, day) ? (text as IsoDate) : undefined;
}
