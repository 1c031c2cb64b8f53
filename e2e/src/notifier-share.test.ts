import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { NotifierRig, type Person } from './testing/notifier-rig.js';
import type { ServiceProcess } from './testing/service-processes.js';

/** Calls a second that huadong's application may make. */
const limit = 20;
const windowMs = 1_000;
const messages = 800;

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
    await waitFor('the notifier is ready', () => started.ready(), 60_000);
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
    return Math.max(
      0,
      ...times.map((at) => times.filter((one) => one > at - windowMs && one <= at).length),
    );
  };
  /** The one that is left takes more than its half. */
  const untilAllIsTaken = (from: number): Promise<number> =>
    waitFor(
      'the one that is left has the whole limit',
      () => {
        const most = fullest(from + windowMs);
        return Promise.resolve(most >= limit * 0.8 ? most : null);
      },
      // Far less than the 30 s for which a slot of a stopped process would be held in this test.
      20_000,
    );

  it('use one access token, and the one that ends leaves its slots to the other at once', async () => {
    const [one, other] = await Promise.all([start(30_000), start(30_000)]);
    await load();
    await waitFor('messages are sent', () => Promise.resolve(sends().length >= 2 * limit || null));
    await one.kill('SIGTERM');
    const most = await untilAllIsTaken(Date.now());
    await other.kill('SIGTERM');
    assert.ok(most <= limit, `${String(most)} calls in one window`);
    assert.equal(rig.journal('token.issued').length, 1);
  });

  it('the slots of one that is killed come back after the time-out of a call', async () => {
    const [one, other] = await Promise.all([start(1_000), start(1_000)]);
    await load();
    const before = sends().length;
    await waitFor('messages are sent', () =>
      Promise.resolve(sends().length >= before + 2 * limit || null),
    );
    await one.kill('SIGKILL');
    const most = await untilAllIsTaken(Date.now());
    await other.kill('SIGTERM');
    assert.ok(most <= limit, `${String(most)} calls in one window`);
    const refused = rig.journal('call').filter(({ code }) => String(code).includes('Limit'));
    assert.deepEqual([refused, rig.journal('token.issued').length], [[], 1]);
  });
});
