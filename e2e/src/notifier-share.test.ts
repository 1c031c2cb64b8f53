import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { NotifierRig, type Person } from './testing/notifier-rig.js';
import type { ServiceProcess } from './testing/service-processes.js';

/** Calls a second that huadong's application may make. */
const limit = 20;
const windowMs = 1_000;
const messages = 1_200;

describe('two processes of the notifier', () => {
  let rig: NotifierRig;
  let people: readonly Person[];
  let round = 0;
  const stops: (() => Promise<void>)[] = [];

  before(async () => {
    rig = await NotifierRig.start('notifier-share');
    stops.push(() => rig.stop());
    people = (await rig.people()).slice(0, 1);
  });
  after(() => Promise.all(stops.map((stop) => stop())));

  const start = async (holdMs: number): Promise<ServiceProcess> => {
    const started = await rig.notifier({ NOTIFIER_CALL_TIMEOUT_MS: String(holdMs) });
    await waitFor('the notifier is ready', () => started.ready(), 120_000);
    return started;
  };
  /** More than both can send while a test lasts. */
  const load = async (): Promise<void> => {
    round += 1;
    const numbers = Array.from(
      { length: messages },
      (_, at) => `SHARE${String(round)}-${String(at)}`,
    );
    await rig.ask(
      ...numbers.map((number) => ({ number, channel: 'ROBOT' as const, recipients: people })),
    );
  };
  /** When calls that send came in, milliseconds. */
  const sends = (): readonly number[] =>
    rig.dingtalk.journal
      .after(0, Infinity)
      .filter(({ kind }) => kind === 'robot.sent')
      .map(({ at }) => at);
  const fullest = (from: number): number => {
    const times = sends().filter((at) => at >= from);
    let [first, most] = [0, 0];
    for (const [index, at] of times.entries()) {
      while ((times[first] ?? at) <= at - windowMs) first += 1;
      most = Math.max(most, index - first + 1);
    }
    return most;
  };
  /** The one that is left takes more than its half. */
  const untilAllIsTaken = (from: number): Promise<number> =>
    waitFor(
      'the one that is left has the whole limit',
      () => {
        const most = fullest(from + windowMs);
        return Promise.resolve(most >= limit * 0.8 ? most : null);
      },
      // Less than the 60 s for which a slot of a stopped process would be held in the first of these tests.
      45_000,
    );
  /** How often a process found Redis away, as a stalled one is: then it fetches a token for itself. */
  const timesAlone = (): number =>
    readFileSync(join(rig.place.logsDir, 'notifier-dingtalk.log'), 'utf8').split('Redis away')
      .length - 1;
  const assertOneToken = async (): Promise<void> => {
    const { length } = rig.journal('token.issued');
    assert.ok(length > 0);
    // The last lines of a process that ended may be on their way into the file.
    await waitFor('a reason for each further token', () =>
      Promise.resolve(length <= 1 + timesAlone()),
    );
  };

  it('use one access token, and the one that ends leaves its slots to the other at once', async () => {
    const [one, other] = await Promise.all([start(60_000), start(60_000)]);
    await load();
    await waitFor('messages are sent', () => Promise.resolve(sends().length >= 2 * limit), 60_000);
    await one.kill('SIGTERM');
    const most = await untilAllIsTaken(Date.now());
    await other.kill('SIGTERM');
    assert.ok(most <= limit, `${String(most)} calls in one window`);
    await assertOneToken();
  });

  it('the slots of one that is killed come back after the time-out of a call', async () => {
    // Longer than a busy machine stands still: a call that is given up may arrive all the same, beyond the limit.
    const [one, other] = await Promise.all([start(10_000), start(10_000)]);
    await load();
    const before = sends().length;
    await waitFor(
      'messages are sent',
      () => Promise.resolve(sends().length >= before + 2 * limit),
      60_000,
    );
    await one.kill('SIGKILL');
    const most = await untilAllIsTaken(Date.now());
    await other.kill('SIGTERM');
    assert.ok(most <= limit, `${String(most)} calls in one window`);
    const refused = rig.journal('call').filter(({ code }) => String(code).includes('Limit'));
    assert.deepEqual(refused, []);
    await assertOneToken();
  });
});
