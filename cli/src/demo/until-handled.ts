import { readGroupLag, tailTopics } from '@hub/kafka';
import type { Document } from '@hub/schemas';
import type { RunningHub } from '../hub/running-hub.js';
import { waitFor } from './wait-for.js';

const consumers = [
  { groupId: 'hub.router', topics: ['kingdee.document.v1', 'hub.decision.v1'] },
  {
    groupId: 'hub.notifier-dingtalk',
    topics: ['kingdee.document.v1', 'hub.command.v1', 'hub.decision.v1'],
  },
  { groupId: 'hub.writeback', topics: ['dingtalk.click.v1', 'hub.receipt.v1'] },
];

/**
 * Waits until the hub has read a bill and is through with everything that followed: only then does
 * "no message" mean that there will be none.
 */
export async function untilHandled(
  { kafka }: Pick<RunningHub, 'kafka'>,
  number: string,
): Promise<void> {
  let read = false;
  const tail = await tailTopics({
    brokers: kafka.brokers,
    clientId: 'hub.cli',
    topics: ['kingdee.document.v1'],
    from: 'earliest',
    onRecord: ({ value }) => {
      if ((value as Document | null)?.summary.number === number) read = true;
    },
  });
  try {
    await waitFor(`${number} is read from the ERP`, () => Promise.resolve(read));
    // What a service publishes is work for the next one, so all must be through twice in a row.
    for (let quiet = 0; quiet < 2; quiet += 1) {
      await waitFor(`the hub is through with ${number}`, () => allThrough(kafka.brokers));
    }
  } finally {
    await tail.close();
  }
}

async function allThrough(brokers: readonly string[]): Promise<boolean> {
  const lags = await Promise.all(
    consumers.map(({ groupId, topics }) => readGroupLag(brokers, groupId, topics)),
  );
  return lags.flat().every(({ lag }) => lag === 0);
}
