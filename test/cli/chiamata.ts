import { vi } from "vitest";

import { main } from "../../src/cli/main.ts";

/** What a command line said and how it ended. */
export interface Chiamata {
  readonly out: string;
  readonly err: string;
  readonly exit: number;
}

/** Runs the program inside the test, streams caught: no dist/, no process. */
export async function chiama(...argv: readonly string[]): Promise<Chiamata> {
  const said = { out: "", err: "" };
  const before = process.exitCode;
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((chunk) => {
      said[name === "stdout" ? "out" : "err"] += String(chunk);
      return true;
    }),
  );
  const listeners = (["SIGINT", "SIGTERM"] as const).map(
    (signal) => [signal, process.listeners(signal)] as const,
  );
  try {
    await main(argv);
    return { ...said, exit: Number(process.exitCode) };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
    for (const [signal, known] of listeners)
      for (const listener of process.listeners(signal))
        if (!known.includes(listener)) process.removeListener(signal, listener);
  }
}
