import { systemClock } from '@hub/core';
import { OutputsDiffer } from '../measurement.js';
import type { Called, PacerName } from './caller-main.js';
import type { Seen } from './recovery.js';
import type { FarLimit } from './sliding-log.js';
import type { Caller, Stage } from './stage.js';

/** Longer than this nobody waits for an answer. */
const callTimeoutMs = 1_000;

export interface Run {
  readonly pacer: PacerName;
  readonly keys: number;
  readonly limit: FarLimit;
  readonly forMs: number;
}

export interface RunResult {
  readonly seen: Seen;
  readonly called: readonly Called[];
}

let runs = 0;

/** Starts two processes that call the same keys. */
async function begin(stage: Stage, run: Run): Promise<readonly Caller[]> {
  const { pacer, limit, forMs } = run;
  runs += 1;
  const keys = Array.from(
    { length: run.keys },
    (_, key) => `run${String(runs)}-${pacer}-${String(key)}`,
  );
  await stage.setUp(limit);
  const { calls, windowMs } = limit;
  return ['0', '1'].map((process) =>
    stage.call({ pacer, process, processes: 2, keys, calls, windowMs, forMs, callTimeoutMs }),
  );
}

/**
 * Two processes call until the time is over.
 *
 * @throws OutputsDiffer when the far end saw other calls than were made
 */
export async function runToEnd(stage: Stage, run: Run): Promise<RunResult> {
  const callers = await begin(stage, run);
  const called = (await Promise.all(callers.map(({ done }) => done))).flatMap((one) => one ?? []);
  const seen = await stage.seen();
  const made = called.reduce((sum, { calls, failed }) => sum + calls - failed, 0);
  const arrived = seen.accepted + seen.rejected;
  const failed = called.reduce((sum, one) => sum + one.failed, 0);
  if (arrived < made || arrived > made + failed)
    throw new OutputsDiffer(
      `${run.pacer}: ${String(made)} calls were answered, ${String(arrived)} arrived`,
    );
  return { seen, called };
}

/** What happens to two processes in mid-run, and what the far end saw of it. */
export interface Disturbed {
  readonly seen: Seen;
  /** When it happened, in milliseconds since the far end was set up. */
  readonly atMs: number;
}

export async function disturbed(
  stage: Stage,
  run: Run,
  afterMs: number,
  disturb: (callers: readonly Caller[]) => Promise<void> | void,
): Promise<Disturbed> {
  const since = performance.now();
  const callers = await begin(stage, run);
  await systemClock.sleep(afterMs);
  const atMs = performance.now() - since;
  await disturb(callers);
  await Promise.all(callers.map(({ done }) => done));
  return { seen: await stage.seen(), atMs };
}
