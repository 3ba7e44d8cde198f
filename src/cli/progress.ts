import type { Progress } from "../pipeline/setup.ts";
import type { Text } from "../text/index.ts";
import type { Terminal } from "./terminal.ts";

const EVERY_TTY_MS = 100;
const EVERY_LOG_MS = 30_000;

/** A live line on a terminal; elsewhere one plain line every half minute (UX §2). */
export function progressReporter(
  terminal: Terminal,
  text: Text,
  clock: () => number = Date.now,
): (event: Progress) => void {
  let last = clock();
  return (event) => {
    const now = clock();
    if (now - last < (terminal.isErrTty ? EVERY_TTY_MS : EVERY_LOG_MS)) return;
    last = now;
    const line = lineOf(event, text);
    if (terminal.isErrTty) terminal.progress(line);
    else terminal.say(line);
  };
}

function lineOf({ fase, rows, bytes, totalBytes, scarti }: Progress, text: Text): string {
  const percent = totalBytes === 0 ? "" : ` ${Math.min(100, Math.floor((bytes * 100) / totalBytes))} %`;
  return `${text(`cli.fase.${fase}`)}${percent} · ${text("cli.progress", { rows, scarti })}`;
}
