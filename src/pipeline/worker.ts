import { parentPort, workerData } from "node:worker_threads";

import { SiocError } from "../core/errors.ts";
import type { Job, StationInit } from "./jobs.ts";
import { openStation } from "./station.ts";
import type { Answer, Question } from "./pool.ts";

/** Thread entry: answers one job after the other. An error crosses as its code and data, never as an object. */
const port = parentPort;
if (!port) throw new Error("worker.ts runs in a worker thread");
const station = openStation(workerData as StationInit);

port.on("message", ({ id, job }: Question) => {
  void answer(id, job).then((reply) => {
    port.postMessage(reply, transferables(reply));
  });
});

async function answer(id: number, job: Job): Promise<Answer> {
  try {
    return { id, result: await (await station).handle(job) };
  } catch (error) {
    if (error instanceof SiocError) return { id, error: { code: error.code, data: error.data } };
    // Ours to mend: the stack names code only, and is shown with --debug alone.
    return { id, bug: error instanceof Error ? (error.stack ?? error.message) : "unknown" };
  }
}

/** Large buffers move instead of being copied. */
function transferables(reply: Answer): ArrayBuffer[] {
  if (!("result" in reply)) return [];
  const { result } = reply;
  switch (result.kind) {
    case "stays":
      return [result.sealed.buffer, result.traces.buffer];
    case "registry":
      return [result.packed.buffer];
    case "context":
    case "children":
    case "outcomes":
    case "seal":
      return [];
  }
}
