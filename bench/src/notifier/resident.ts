import type { RunningHub } from '@hub/cli';
import { systemClock } from '@hub/core';
import { Publisher } from '@hub/kafka';
import { documentAt } from '../documents.js';
import { liftLimits } from '../hop/lift-limits.js';
import { pace } from '../hop/pace.js';
import { awaitPeople } from '../hop/people.js';
import { residentOf } from '../memory/process-status.js';
import { servicesOf } from '../memory/processes.js';
import type { Parts } from '../parts.js';
import { below, row, type Row } from '../report.js';

const idleMs = 10_000;
const load = { count: 2_000, perSecond: 100 };
/** What was published last may still be sent. */
const lastMs = 2_000;
const megabytesMax = 220;

/** What a real notifier holds: idle, and at most while it sends what 100 documents/s bring about. */
export async function resident(parts: Parts): Promise<readonly Row[]> {
  const hub = await parts.hub();
  const notifier = servicesOf(hub).find(({ name }) => name.startsWith('notifier'));
  if (notifier === undefined) throw new Error('the hub runs no notifier');
  await systemClock.sleep(idleMs);
  const idle = residentOf(notifier.pid).rss;
  await drive(hub);
  parts.log('memory done');
  return [
    rowOf('RSS idle', idle),
    rowOf(`RSS peak at ${String(load.perSecond)} documents/s`, residentOf(notifier.pid).peak),
  ];
}

function rowOf(metric: string, value: number): Row {
  return row(
    {
      ...{ contender: 'notifier process', metric, unit: 'MB', better: 'less' },
      rounds: [value],
    },
    { goal: below(megabytesMax) },
  );
}

async function drive(hub: RunningHub): Promise<void> {
  const people = await awaitPeople(hub.kafka.brokers);
  await liftLimits(hub);
  const publisher = new Publisher({ brokers: hub.kafka.brokers, clientId: 'bench', lingerMs: 0 });
  await publisher.connect(['kingdee.document.v1']);
  try {
    const publishing: Promise<void>[] = [];
    await pace({ ...load, clock: systemClock }, (index) => {
      const approver = people[index % people.length];
      const value = documentAt(index, {
        at: systemClock.now(),
        ...(approver === undefined ? {} : { approver }),
      });
      publishing.push(publisher.publish([{ topic: 'kingdee.document.v1', value }]));
    });
    await Promise.all(publishing);
    await systemClock.sleep(lastMs);
  } finally {
    await publisher.close();
  }
}
