import { systemClock } from '@hub/core';
import { residentOf } from '../memory/process-status.js';
import { servicesOf } from '../memory/processes.js';
import type { Parts } from '../parts.js';
import { below, row, type Figures, type Row } from '../report.js';

const idleMs = 10_000;
const megabytesMax = 220;

/** What a real notifier holds, idle. */
export async function resident(parts: Parts): Promise<readonly Row[]> {
  const hub = await parts.hub();
  await systemClock.sleep(idleMs);
  return servicesOf(hub)
    .filter(({ name }) => name === 'notifier-dingtalk')
    .map(({ pid }) => {
      const figures: Figures = {
        ...{ contender: 'notifier process', metric: 'RSS idle', unit: 'MB', better: 'less' },
        rounds: [residentOf(pid).rss],
      };
      return row(figures, { goal: below(megabytesMax) });
    });
}
