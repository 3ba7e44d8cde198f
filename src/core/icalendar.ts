/** Calendars for Outlook, Thunderbird and phones. Source: RFC 5545. */
import { fromDay, toDay, type IsoDate } from "./dates.ts";

/** Something that falls on a day. */
export interface Scadenza {
  /** The same at every export: a calendar that imports it again changes the event, it does not add one. */
  readonly uid: string;
  readonly giorno: IsoDate;
  readonly titolo: string;
  readonly descrizione: string;
}

export interface CalendarioOptions {
  readonly prodId: string;
  /** DTSTAMP: when the calendar was made, ms since 1970. */
  readonly now: number;
  /** Days before, at the beginning of the day, to be reminded at. */
  readonly avvisi: readonly number[];
}

/** Octets in a line, without its end (RFC 5545 §3.1). */
const OCTETS = 75;

/** The lines of the calendar, folded; whoever writes them ends each with CRLF. */
export function iCalendar(scadenze: readonly Scadenza[], options: CalendarioOptions): readonly string[] {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:${options.prodId}`,
    "CALSCALE:GREGORIAN",
    ...scadenze.flatMap((scadenza) => event(scadenza, options)),
    "END:VCALENDAR",
  ];
  return lines.flatMap(fold);
}

function event({ uid, giorno, titolo, descrizione }: Scadenza, options: CalendarioOptions): string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `DTSTAMP:${stamp(options.now)}`,
    `DTSTART;VALUE=DATE:${basic(giorno)}`,
    // The end is the first day that is no longer of the event.
    `DTEND;VALUE=DATE:${basic(fromDay(toDay(giorno) + 1))}`,
    `SUMMARY:${escaped(titolo)}`,
    `DESCRIPTION:${escaped(descrizione)}`,
    "TRANSP:TRANSPARENT",
    ...options.avvisi.flatMap((days) => [
      "BEGIN:VALARM",
      "ACTION:DISPLAY",
      `DESCRIPTION:${escaped(titolo)}`,
      `TRIGGER:-P${days}D`,
      "END:VALARM",
    ]),
    "END:VEVENT",
  ];
}

function basic(date: IsoDate): string {
  return date.replaceAll("-", "");
}

function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** TEXT of §3.3.11. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, String.raw`\$&`).replace(/\r?\n/g, String.raw`\n`);
}

/** At most 75 octets a line, never inside a character; what follows begins with a space. */
function fold(line: string): string[] {
  const lines: string[] = [];
  let piece = "";
  let octets = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (octets + size > OCTETS) {
      lines.push(piece);
      [piece, octets] = [" ", 1];
    }
    piece += char;
    octets += size;
  }
  return [...lines, piece];
}
