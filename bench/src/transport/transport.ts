import { systemClock } from '@hub/core';
import { benchTopic } from '../bench-topic.js';
import { runChild } from '../child.js';
import { OutputsDiffer, type Measurement } from '../measurement.js';
import { atLeast, row, type Figures, type Goal, type Row } from '../report.js';
import { rotated } from '../statistics.js';
import type { Consumed, ConsumeOrder } from './contender.js';
import { writeLog } from './write-log.js';

/** Of contenders that a goal speaks of, and of those that are only shown. */
const rounds = 5;
const roundsShown = 3;
const events = 400_000;
const warmUp = 150_000;

interface Contender {
  readonly name: string;
  readonly script: string;
  readonly rounds: number;
  readonly mode?: ConsumeOrder['mode'];
  readonly values?: ConsumeOrder['values'];
  /** Whom it is compared with; the goal holds for events/s and for CPU alike. */
  readonly against?: readonly { readonly name: string; readonly goal?: Goal }[];
}

const raw = 'raw kafkajs eachBatch';
const stock = 'stock Nest ServerKafka';

const contenders: readonly Contender[] = [
  { name: raw, script: 'raw-kafkajs.js', rounds },
  { name: stock, script: 'stock-nest.js', rounds },
  {
    name: 'ours, OnBatch',
    script: 'ours.js',
    rounds,
    mode: 'batch',
    against: [
      { name: stock, goal: atLeast(6) },
      { name: raw, goal: atLeast(0.8) },
    ],
  },
  {
    name: 'ours, OnEvent',
    script: 'ours.js',
    rounds: roundsShown,
    mode: 'event',
    against: [{ name: stock }],
  },
  { name: `${raw}, decoding`, script: 'raw-kafkajs.js', rounds: roundsShown, values: 'avro' },
  {
    name: 'ours, OnBatch, decoding',
    script: 'ours.js',
    rounds: roundsShown,
    mode: 'batch',
    values: 'avro',
    against: [{ name: `${raw}, decoding` }],
  },
];

/** What our transport costs, with a handler that does nothing. */
export const transport: Measurement = {
  name: 'transport',
  says: `consume a log of ${events.toLocaleString('en-US')} document events with an empty handler`,
  run: async (parts) => {
    const { brokers } = await parts.kafka();
    await using topic = await benchTopic(brokers, 'transport', systemClock.now());
    const bytes = await writeLog(brokers, topic.name, events);
    const size = (bytes / events).toFixed(0);
    parts.log(`log written: ${String(events)} events of ${size} B in the mean`);

    const results = new Map<string, Consumed[]>(contenders.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      const running = rotated(contenders, round).filter((each) => round < each.rounds);
      for (const { name, script, mode = 'batch', values = 'bytes' } of running) {
        const groupId = `${topic.name}.${String(round)}.${name.replaceAll(/[^a-zA-Z]+/g, '-')}`;
        const order: ConsumeOrder = {
          ...{ brokers, topic: topic.name, groupId, events, warmUp, mode, values },
        };
        const consumed = await runChild<Consumed>(`transport/${script}`, order);
        requireSame(name, consumed, { events, bytes });
        results.get(name)?.push(consumed);
      }
      parts.log(`round ${String(round + 1)} of ${String(rounds)} done`);
    }
    return rowsOf(contenders, results);
  },
};

/** Throws when a contender read something else than was written. */
export function requireSame(
  name: string,
  consumed: Pick<Consumed, 'events' | 'bytes'>,
  written: { readonly events: number; readonly bytes: number },
): void {
  if (consumed.events === written.events && consumed.bytes === written.bytes) return;
  const read = `${String(consumed.events)} events of ${String(consumed.bytes)} B`;
  const there = `${String(written.events)} of ${String(written.bytes)} B`;
  throw new OutputsDiffer(`${name} read ${read}; the log holds ${there}`);
}

const metrics: readonly {
  readonly metric: string;
  readonly unit: string;
  readonly better: Figures['better'];
  readonly of: (consumed: Consumed) => number;
}[] = [
  {
    metric: 'events',
    unit: '/s',
    better: 'more',
    of: ({ timedEvents, elapsedMs }) => (timedEvents / elapsedMs) * 1_000,
  },
  {
    metric: 'client CPU',
    unit: 'µs/event',
    better: 'less',
    of: ({ timedEvents, cpuUs }) => cpuUs / timedEvents,
  },
  { metric: 'peak RSS', unit: 'MiB', better: 'less', of: ({ rssMiB }) => rssMiB },
];

function rowsOf(
  all: readonly Contender[],
  results: ReadonlyMap<string, readonly Consumed[]>,
): readonly Row[] {
  return metrics.flatMap(({ metric, unit, better, of }) => {
    const figuresOf = (contender: string): Figures => ({
      ...{ contender, metric, unit, better },
      rounds: (results.get(contender) ?? []).map(of),
    });
    return all.flatMap(({ name, against = [] }) => {
      const figures = figuresOf(name);
      if (metric === 'peak RSS' || against.length === 0) return [row(figures)];
      return against.map(({ name: rival, goal }) =>
        row(figures, { against: figuresOf(rival), ...(goal === undefined ? {} : { goal }) }),
      );
    });
  });
}
