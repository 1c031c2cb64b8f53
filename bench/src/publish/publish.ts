import { systemClock } from '@hub/core';
import { benchTopic } from '../bench-topic.js';
import { runChild } from '../child.js';
import { OutputsDiffer, type Measurement } from '../measurement.js';
import { row, type Figures, type Row } from '../report.js';
import { rotated } from '../statistics.js';
import type { Published, PublishOrder } from './writer.js';

const rounds = 3;

interface Work extends Pick<PublishOrder, 'events' | 'warmUp' | 'perCall' | 'callers'> {
  readonly says: string;
}

const works: readonly Work[] = [
  { says: '500 events a call', events: 30_000, warmUp: 10_000, perCall: 500, callers: 1 },
  { says: '100 callers, 1 event a call', events: 4_000, warmUp: 1_000, perCall: 1, callers: 100 },
];

const contenders = [
  { name: 'raw kafkajs send', script: 'publish/raw-kafkajs.js' },
  { name: 'ours, Publisher', script: 'publish/ours.js' },
] as const;

/** What our producer costs beside kafkajs's own `send`. Shown only: no goal is set for it. */
export const publish: Measurement = {
  name: 'publish',
  says: 'write document events, idempotent, acks=all, zstd',
  run: async (parts) => {
    const { brokers } = await parts.kafka();
    const rows: Row[] = [];
    for (const work of works) {
      const results = new Map<string, Published[]>(contenders.map(({ name }) => [name, []]));
      for (let round = 0; round < rounds; round += 1) {
        for (const { name, script } of rotated(contenders, round)) {
          results.get(name)?.push(await runOnce(brokers, name, script, work));
        }
      }
      parts.log(`${work.says}: ${String(rounds)} rounds done`);
      rows.push(...rowsOf(work, results));
    }
    return rows;
  },
};

async function runOnce(
  brokers: readonly string[],
  name: string,
  script: string,
  { events, warmUp, perCall, callers }: Work,
): Promise<Published> {
  await using topic = await benchTopic(brokers, 'publish', systemClock.now());
  const order: PublishOrder = {
    ...{ brokers, topic: topic.name, events, warmUp, perCall, callers },
  };
  const published = await runChild<Published>(script, order);
  const stored = await topic.count();
  if (stored === events + warmUp) return published;
  const count = `${String(events + warmUp)} events, the broker holds ${String(stored)}`;
  throw new OutputsDiffer(`${name} wrote ${count}`);
}

function rowsOf(
  { says }: Work,
  results: ReadonlyMap<string, readonly Published[]>,
): readonly Row[] {
  const speed = (contender: string): Figures => ({
    ...{ contender, metric: `events, ${says}`, unit: '/s', better: 'more' },
    rounds: (results.get(contender) ?? []).map(
      ({ events, elapsedMs }) => (events / elapsedMs) * 1_000,
    ),
  });
  const cost = (contender: string): Figures => ({
    ...{ contender, metric: `client CPU, ${says}`, unit: 'µs/event', better: 'less' },
    rounds: (results.get(contender) ?? []).map(({ events, cpuUs }) => cpuUs / events),
  });
  const [{ name: raw }, { name: ours }] = contenders;
  return [speed, cost].flatMap((figures) => [
    row(figures(raw)),
    row(figures(ours), { against: figures(raw) }),
  ]);
}
