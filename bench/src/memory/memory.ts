import type { RunningHub } from '@hub/cli';
import { systemClock } from '@hub/core';
import { awaitPeople } from '../hop/people.js';
import type { Measurement } from '../measurement.js';
import { below, row, type Row } from '../report.js';
import { residentOf } from './process-status.js';
import { servicesOf } from './processes.js';

const idleMs = 20_000;
const samples = 5;
const betweenMs = 1_000;
const megabytesMax = 150;

/** What each service holds while nothing happens: polling the ERP, connected to all, telemetry on. */
export const memory: Measurement = {
  name: 'memory',
  says: `resident memory of each service after ${String(idleMs / 1_000)} s idle`,
  run: async (parts) => {
    const hub = await parts.hub();
    await awaitPeople(hub.kafka.brokers);
    parts.log('idling');
    await systemClock.sleep(idleMs);

    const taken = new Map<string, number[]>();
    for (let sample = 0; sample < samples; sample += 1) {
      for (const { name, pid } of servicesOf(hub)) {
        taken.set(name, [...(taken.get(name) ?? []), residentOf(pid).rss]);
      }
      await systemClock.sleep(betweenMs);
    }
    return [...taken].map(([contender, rounds]) =>
      row(
        { ...{ contender, metric: 'RSS idle', unit: 'MB', better: 'less' }, rounds },
        { goal: below(megabytesMax) },
      ),
    );
  },
};

/** The most that each service has held since it was started. */
export function peaksOf(hub: RunningHub): readonly Row[] {
  return servicesOf(hub).map(({ name: contender, pid }) =>
    row({
      ...{ contender, metric: 'RSS peak', unit: 'MB', better: 'less' },
      rounds: [residentOf(pid).peak],
    }),
  );
}
