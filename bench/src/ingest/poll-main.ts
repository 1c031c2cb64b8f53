// A program: runs ingest's own reading of an account, and the naive poller, over one workload.
import { readOrder, report } from '../child.js';
import { percentile } from '../statistics.js';
import { pollWithHub } from './hub-poller.js';
import { pollNaively } from './naive-poller.js';
import { monthEndHour, referenceDay } from './workload.js';

export interface PollOrder {
  readonly workload: 'day' | 'hour';
}

/** What a poller cost and how well it did. */
export interface Polled {
  readonly callsPerChange: number;
  /** Heads of documents. */
  readonly rowsPerChange: number;
  readonly missed: number;
  readonly doubled: number;
  /** From visible until told, in seconds. */
  readonly delayMean: number;
  readonly delayP95: number;
}

export interface PolledBoth {
  readonly hub: Polled & {
    /** Rows of bills, and open tasks, beside the heads. */
    readonly lineCallsPerChange: number;
    readonly linesPerChange: number;
    readonly tasksPerChange: number;
  };
  readonly naive: Polled;
}

const { workload: wanted } = readOrder() as PollOrder;
const workload = wanted === 'day' ? referenceDay() : monthEndHour();
const naive = pollNaively(workload);
const hub = await pollWithHub(workload);
const { calls, lineCalls, rows } = hub.counted;

report({
  hub: {
    callsPerChange: calls / hub.changes,
    rowsPerChange: rows.heads / hub.changes,
    lineCallsPerChange: lineCalls / hub.changes,
    linesPerChange: rows.lines / hub.changes,
    tasksPerChange: rows.tasks / hub.changes,
    missed: hub.missed.length,
    doubled: hub.doubled,
    ...delaysOf(hub.delaysMs),
  },
  naive: {
    callsPerChange: naive.calls / naive.changes,
    rowsPerChange: naive.rows / naive.changes,
    missed: naive.missed,
    doubled: naive.doubled,
    ...delaysOf(naive.delaysMs),
  },
} satisfies PolledBoth);

function delaysOf(delaysMs: readonly number[]): Pick<Polled, 'delayMean' | 'delayP95'> {
  const sum = delaysMs.reduce((total, delay) => total + delay, 0);
  return { delayMean: sum / delaysMs.length / 1_000, delayP95: percentile(delaysMs, 95) / 1_000 };
}
