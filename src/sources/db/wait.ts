import { propertyOf } from "./driver.ts";
import { DbFault } from "./fault.ts";

/** Longest wait for a server to take our leave. */
const LEAVE_MS = 3_000;
const LATE = new DbFault({ kind: "lost" });

/** A promise for a callback that may come more than once. */
export function once<T>(
  start: (resolve: (value: T) => void, reject: (fault: DbFault) => void) => void,
): Promise<T> {
  return new Promise(start);
}

/** @throws DbFault of this kind when `ms` pass first. */
export async function within<T>(ms: number, fault: DbFault, action: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(fault);
    }, ms);
  });
  try {
    return await Promise.race([action(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Leaves politely, or, when that fails, takes long or makes no sense (no `leave`), by breaking the socket. */
export async function closing(leave: (() => Promise<unknown>) | undefined, stream?: unknown): Promise<void> {
  try {
    if (leave !== undefined) {
      await within(LEAVE_MS, LATE, leave);
      return;
    }
  } catch {
    // then the other way
  }
  const destroy = propertyOf(stream, "destroy");
  if (typeof destroy === "function") destroy.call(stream);
}

/** A courtesy that must not fail nor last. */
export function attempting(action: () => Promise<unknown>): Promise<void> {
  return within(LEAVE_MS, LATE, action).then(
    () => undefined,
    () => undefined,
  );
}
