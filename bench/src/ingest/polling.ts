import { runChild } from '../child.js';
import type { Parts } from '../parts.js';
import { atMost, row, type Figures, type Goal, type Row } from '../report.js';
import type { Polled, PolledBoth, PollOrder } from './poll-main.js';

/** A day of virtual time takes its minutes of real time. */
const timeoutMs = 600_000;
const rowsPerChangeMax = 1.15;
const workloads = [
  { workload: 'day', says: 'reference day', callsMax: 0.5 },
  { workload: 'hour', says: 'month-end hour', callsMax: 0.05 },
] as const;

/** What the reading of one account costs the ERP and what it misses, beside the poller that everybody writes first. */
export async function polling(parts: Parts): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { workload, says, callsMax } of workloads) {
    const order: PollOrder = { workload };
    const both = await runChild<PolledBoth>('ingest/poll-main.js', order, timeoutMs);
    parts.log(`${says} done`);
    rows.push(...rowsOf(both, says, callsMax));
  }
  return rows;
}

function rowsOf({ hub, naive }: PolledBoth, says: string, callsMax: number): readonly Row[] {
  const figures = (contender: string, metric: string, unit: string, value: number): Figures => ({
    ...{ contender, metric: `${metric}, ${says}`, unit, better: 'less', rounds: [value] },
  });
  const beside = (
    metric: string,
    unit: string,
    of: (polled: Polled) => number,
    goal?: Goal,
  ): readonly Row[] => {
    const rival = figures('naive poller', metric, unit, of(naive));
    const ours = figures('hub', metric, unit, of(hub));
    // Nothing is so many times as good as nothing missed.
    const against = of(hub) > 0 ? { against: rival } : {};
    return [row(rival), row(ours, { ...against, ...(goal === undefined ? {} : { goal }) })];
  };
  return [
    ...beside('calls', '/change', ({ callsPerChange }) => callsPerChange, atMost(callsMax)),
    ...beside('rows', '/change', ({ rowsPerChange }) => rowsPerChange, atMost(rowsPerChangeMax)),
    ...beside('missed', 'changes', ({ missed }) => missed, atMost(0)),
    ...beside('doubled', 'changes', ({ doubled }) => doubled, atMost(0)),
    ...beside('delay mean', 's', ({ delayMean }) => delayMean),
    ...beside('delay p95', 's', ({ delayP95 }) => delayP95),
    row(figures('hub', 'calls for rows of bills', '/change', hub.lineCallsPerChange)),
    row(figures('hub', 'rows of bills', '/change', hub.linesPerChange)),
    row(figures('hub', 'open tasks', '/change', hub.tasksPerChange)),
  ];
}
