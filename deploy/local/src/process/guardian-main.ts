/**
 * The guardian: a small process beside every owner of parts. It is told on its standard input what
 * the owner started, one JSON line each. That input ends when the owner is gone, however it went
 * (also by SIGKILL, which no handler of the owner's could see), and then the guardian ends what is
 * left and removes the data.
 */
import { createInterface } from 'node:readline';

import { removeContainer } from '../docker/engine.js';
import type { GuardianNote } from './guardian.js';
import { killGroup, removeRunDirectory } from './orphans.js';

// It outlives its owner by design; a signal sent to everybody must not end it first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const watched = new Map<string, GuardianNote['thing']>();

for await (const line of createInterface({ input: process.stdin })) {
  const { verb, thing } = JSON.parse(line) as GuardianNote;
  const key = JSON.stringify(thing);
  if (verb === 'watch') watched.set(key, thing);
  else watched.delete(key);
}

// In this order: an engine must live to remove its containers, and data goes when nobody uses it.
const things = [...watched.values()];
for (const thing of things) {
  if (thing.kind === 'container')
    await removeContainer(thing.engine, thing.id).catch(() => undefined);
}
await Promise.all(
  things.map(async (thing) => {
    if (thing.kind === 'process') await killGroup(thing.pid, thing.graceMs);
  }),
);
for (const thing of things) {
  if (thing.kind === 'directory') await removeRunDirectory(thing.path);
}
