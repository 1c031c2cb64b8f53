import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { GroupRig, minuteMs, names, perMinute, statesOf } from './testing/group-rig.js';
import { mortal, type SeenReceipt } from './testing/notifier-rig.js';
import type { ServiceProcess } from './testing/service-processes.js';

const burst = 200;

describe('groups', () => {
  let groups: GroupRig;
  let processes: readonly ServiceProcess[] = [];

  before(async () => {
    groups = await GroupRig.start('notifier-group');
  });
  after(() => (groups as GroupRig | undefined)?.stop());

  it('a burst of 200 to one group robot arrives completely, in order, without a ban', async (t) => {
    processes = await Promise.all([groups.notifier(), groups.notifier()]);
    for (const { ready } of processes) await waitFor('both processes take part', ready, 120_000);
    const numbers = numbered('BURST', burst);
    const receipts = await groups.receiptsOf(await groups.ask(numbers, names.custom));
    const calls = groups.webhookCalls();
    assert.deepEqual(
      [calls.length, calls.filter(({ code }) => code !== undefined)],
      [burst, []],
      'nothing was refused, so nothing was banned',
    );
    assert.deepEqual(groups.told('webhook.sent', 'BURST'), numbers);
    assert.deepEqual(statesOf(receipts), ['ACCEPTED']);
    const lostMs = lostAtTurns(calls.map(({ at }) => at));
    const usual = lostMs.toSorted((a, b) => a - b)[Math.floor(lostMs.length / 2)] ?? Infinity;
    const rate = (perMinute * 60_000) / (60_000 + usual);
    t.diagnostic(
      `${usual.toFixed(0)} ms lost a window: ${rate.toFixed(2)} of ${String(perMinute)} in a minute of 60 s`,
    );
    assert.ok(rate >= 19, `lost at the turns of windows: ${lostMs.join(', ')} ms`);
  });

  it('in the room of our own robot too, with a button that only opens the bill', async () => {
    const numbers = numbered('ROOM', 30);
    const receipts = await groups.receiptsOf(await groups.ask(numbers, names.ours));
    assert.deepEqual(groups.told('group.sent', 'ROOM'), numbers);
    assert.deepEqual(statesOf(receipts), ['ACCEPTED']);
    const [sent] = groups.rig.journal('group.sent');
    assert.equal(sent?.['openConversationId'], groups.first.openConversationId);
  });

  it('what they were told is taken back with its bill, or they are told that it is no longer so', async () => {
    const told = [
      ...(await groups.ask(['UNDONE1'], names.ours)),
      ...(await groups.ask(['UNDONE1'], names.custom)),
    ];
    await groups.receiptsOf(told);
    await groups.rig.bill('UNDONE1', 'WITHDRAWN');
    const over = (seen: SeenReceipt): boolean =>
      seen.recipients[0]?.state === 'RECALLED' || seen.recipients[0]?.reason !== null;
    const receipts = await groups.receiptsOf(told, over);
    assert.deepEqual(
      receipts.map(({ recipients }) => recipients[0]?.state),
      ['RECALLED', 'ACCEPTED'],
    );
    assert.match(receipts[1]?.recipients[0]?.reason ?? '', /the group was told of the undoing/);
    await waitFor('only the group of the custom robot hears of it', () =>
      Promise.resolve(groups.told('webhook.sent', 'UNDONE').length === 2),
    );
    assert.equal(groups.told('group.sent', 'UNDONE').length, 1);
    assert.equal(groups.rig.journal('message.recalled').length, 1);
  });

  it('a burst that is cut off by kill -9 goes on in order; only our own robot may repeat one', async () => {
    await Promise.all(processes.map((one) => one.kill('SIGTERM')));
    const killed = await groups.notifier(mortal);
    const numbers = numbered('KILL', 60);
    const ids = [
      ...(await groups.ask(numbers, names.custom)),
      ...(await groups.ask(numbers, names.ours)),
    ];
    await waitFor(
      'a minute and a half went by',
      () => Promise.resolve(groups.told('webhook.sent', 'KILL').length >= perMinute * 1.5),
      120_000,
    );
    await killed.kill();
    const some = groups.told('webhook.sent', 'KILL').length;
    assert.ok(some < numbers.length, String(some));
    await groups.notifier();
    const receipts = await groups.receiptsOf(ids);
    assert.deepEqual(groups.told('webhook.sent', 'KILL'), numbers);
    assert.deepEqual(statesOf(receipts), ['ACCEPTED']);

    const heard = groups.told('group.sent', 'KILL');
    const doubled = heard.filter((number, index) => heard[index - 1] === number);
    assert.deepEqual([...new Set(heard)], numbers);
    assert.equal(heard.length, numbers.length + doubled.length);
    assert.ok(doubled.length <= 1, doubled.join());
    for (const { number, recipients } of receipts.slice(numbers.length))
      if (doubled.includes(number))
        assert.match(recipients[0]?.reason ?? '', /may have arrived twice/);
  });
});

/**
 * How long the first message of each window but the first was late: behind the moment at which a window had passed since
 * the first of the window before, and behind the message before it. That does not depend on how long the window is, nor
 * on how fast the machine is that makes the messages.
 */
function lostAtTurns(times: readonly number[]): readonly number[] {
  return times.flatMap((at, index) => {
    const [before, windowBefore] = [times[index - 1], times[index - perMinute]];
    if (index % perMinute !== 0 || before === undefined || windowBefore === undefined) return [];
    return [Math.max(0, at - Math.max(before, windowBefore + minuteMs))];
  });
}

function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(1_000 + index)}`);
}
