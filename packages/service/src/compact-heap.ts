import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

const lookEveryMs = 15_000;
/** Part of the time the event loop may have been busy for the process to count as idle. */
const idleBelow = 0.1;
const worthBytes = 6_000_000;

/** How a service deals with its memory. */
export interface MemoryOptions {
  /**
   * How far the heap may grow beyond what was alive at the last full collection, in percent; by default as the engine
   * likes, which at some load is three times as much. Costs CPU, so it is for services that are not driven to their limit.
   */
  readonly heapGrowthPercent?: number;
}

/**
 * Gives memory back that only the start or a past peak needed: parsed sources, start-up code, garbage nobody looks for.
 *
 * A nearly idle service allocates too little for the engine to do that by itself; measured, it keeps 10 to 20 MB for nothing,
 * times the number of services. The pause of some 50 ms is spent right after the start and then only while idle.
 *
 * @param settledMs when the start is over
 */
export function keepHeapSmall(settledMs: number, { heapGrowthPercent }: MemoryOptions): void {
  if (heapGrowthPercent !== undefined)
    setFlagsFromString(`--heap-growing-percent=${String(heapGrowthPercent)}`);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  let before = performance.eventLoopUtilization();
  let smallest = 0;

  const compact = (): void => {
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    smallest = process.memoryUsage.rss();
  };
  setTimeout(compact, settledMs).unref();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization < idleBelow && process.memoryUsage.rss() - smallest > worthBytes) compact();
  }, lookEveryMs).unref();
}
