import { waitFor, type RunningHub } from '@hub/cli';
import { commandId, systemClock } from '@hub/core';
import { Publisher } from '@hub/kafka';
import type { ErpPerson } from '@hub/schemas';
import { documentAt } from '../documents.js';
import type { Measurement } from '../measurement.js';
import { peaksOf } from '../memory/memory.js';
import { processesOf } from '../memory/processes.js';
import { below, row, type Goal, type Row } from '../report.js';
import { percentile } from '../statistics.js';
import { Arrivals } from './arrivals.js';
import { liftLimits } from './lift-limits.js';
import { pace } from './pace.js';
import { awaitPeople } from './people.js';
import { WorkLog } from './work-log.js';

const perSecond = 100;
const rounds = 3;
const roundSeconds = 15;
const warmUpSeconds = 20;
const warmUpsMax = 6;
/** A warm-up after which nothing waits any more has this as its worst. */
const warmMs = 300;
/** How long after the last round a repeated command is waited for. */
const repeatsMs = 2_000;
const p99MsMax = 60;
/** What a rule of the sample tenant makes of a matching document. */
const sent = { channel: 'CARD', template: 'approval' };

/** How long a document that can be read in Kafka takes until the request about it reaches DingTalk. */
export const hop: Measurement = {
  name: 'hop',
  says: `from Kafka to DingTalk at ${String(perSecond)} documents/s, everything on this machine`,
  run: async (parts) => {
    const hub = await parts.hub();
    const people = await awaitPeople(hub.kafka.brokers);
    await liftLimits(hub);
    const connection = { brokers: hub.kafka.brokers, clientId: 'bench' };
    const publisher = new Publisher({ ...connection, lingerMs: 0 });
    await publisher.connect(['kingdee.document.v1']);
    try {
      const road = new Road(hub, publisher, people);
      await warmUp(road, parts.log);
      const measured: Arrivals[] = [];
      const work = new WorkLog(processesOf(hub));
      for (let round = 0; round < rounds; round += 1) {
        work.begin();
        measured.push(await road.drive(roundSeconds));
        work.end(roundSeconds * perSecond);
        parts.log(`round ${String(round + 1)} of ${String(rounds)} done`);
      }
      await road.end();
      return [...rowsOf(measured), ...work.rows(), ...peaksOf(hub)];
    } finally {
      await publisher.close();
    }
  },
};

/** Drives until the hub keeps up: code is compiled, connections are there, the higher limit is in force. */
async function warmUp(road: Road, log: (line: string) => void): Promise<void> {
  for (let attempt = 1; attempt <= warmUpsMax; attempt += 1) {
    const worst = Math.max(...(await road.drive(warmUpSeconds)).sinceDue());
    log(`warm-up ${String(attempt)}: slowest ${worst.toFixed(0)} ms`);
    if (worst < warmMs) return;
  }
}

/** The way from a topic to DingTalk, driven with documents that nobody has seen before. */
class Road {
  readonly #publisher: Publisher;
  readonly #people: readonly ErpPerson[];
  readonly #drives: Arrivals[] = [];
  readonly #leave: () => void;
  #documents = 0;

  constructor(hub: RunningHub, publisher: Publisher, people: readonly ErpPerson[]) {
    this.#publisher = publisher;
    this.#people = people;
    this.#leave = hub.dingtalk.journal.subscribe(({ kind, data }) => {
      if (kind !== 'card.created' && kind !== 'card.repeated') return;
      const at = systemClock.monotonic();
      for (const arrivals of this.#drives) arrivals.arrived(String(data['outTrackId']), at);
    });
  }

  /** @throws OutputsDiffer when a command did not arrive, or twice */
  async drive(seconds: number): Promise<Arrivals> {
    const arrivals = new Arrivals();
    this.#drives.push(arrivals);
    const publishing: Promise<void>[] = [];
    const rate = { count: seconds * perSecond, perSecond, clock: systemClock };
    await pace(rate, (_, dueAt) => publishing.push(this.#send(arrivals, dueAt)));
    await Promise.all(publishing);
    const arrivedAll = async (): Promise<boolean> => Promise.resolve(arrivals.open === 0);
    // Who is missing is said below, with numbers.
    await waitFor('all commands at DingTalk', arrivedAll).catch(() => undefined);
    arrivals.requireOnce();
    return arrivals;
  }

  /** Looks once more, after a while: a command that comes a second time comes late. */
  async end(): Promise<void> {
    await systemClock.sleep(repeatsMs);
    this.#leave();
    for (const arrivals of this.#drives) arrivals.requireOnce();
  }

  async #send(arrivals: Arrivals, dueAt: number): Promise<void> {
    const index = this.#documents;
    this.#documents += 1;
    const approver = this.#people[index % this.#people.length];
    const value = documentAt(index, {
      at: systemClock.now(),
      ...(approver === undefined ? {} : { approver }),
    });
    const id = commandId({ eventId: value.eventId, ...sent });
    arrivals.expect(id, dueAt);
    await this.#publisher.publish([{ topic: 'kingdee.document.v1', value }]);
    arrivals.readable(id, systemClock.monotonic());
  }
}

function rowsOf(measured: readonly Arrivals[]): readonly Row[] {
  const quantiles: readonly { readonly p: number; readonly goal?: Goal }[] = [
    { p: 50 },
    { p: 99, goal: below(p99MsMax) },
    { p: 99.9 },
  ];
  const since = [
    { says: 'since readable', of: (arrivals: Arrivals) => arrivals.sinceReadable(), judged: true },
    // From when a document was due, publishing included: more than the goal asks, and a stall hides nothing.
    { says: 'since due', of: (arrivals: Arrivals) => arrivals.sinceDue(), judged: false },
  ];
  return since.flatMap(({ says, of, judged }) =>
    quantiles.map(({ p, goal }) =>
      row(
        {
          ...{ contender: 'hub', metric: `p${String(p)} ${says}`, unit: 'ms', better: 'less' },
          rounds: measured.map((arrivals) => percentile(of(arrivals), p)),
        },
        judged && goal !== undefined ? { goal } : {},
      ),
    ),
  );
}
