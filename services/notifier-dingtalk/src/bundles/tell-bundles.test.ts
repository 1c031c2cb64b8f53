import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { bundleRig, hourMs, notice, statesOf, type BundleRig } from '../testing/bundle-rig.js';
import { vendorFault, type FakeParts } from '../testing/fakes.js';
import { tellBundles } from './tell-bundles.js';

describe('messages that wait', () => {
  it('for a short while go as one to each person, and their receipts say what became of each', async () => {
    const one = bundleRig('MERGE');
    const commands = [notice('PO1', ['a', 'b']), notice('PO2', ['a']), notice('PO3', ['b', 'a'])];
    for (const command of commands) await one.ask(command);
    await one.tell();
    assert.deepEqual(
      [
        one.parts.dingtalk.messages.length,
        commands.map(({ commandId }) => statesOf(one.receipts().get(commandId))),
      ],
      [0, [['a WAITING', 'b WAITING'], ['a WAITING'], ['b WAITING', 'a WAITING']]],
    );

    await one.parts.clock.advance(60_000);
    await one.tell();
    assert.deepEqual(
      one.parts.dingtalk.messages.map(({ userIds, title, text }) => [
        userIds,
        title,
        [...text.matchAll(/PO\d/g)].map(String),
      ]),
      [
        [['a'], '3 条新消息', ['PO1', 'PO2', 'PO3']],
        [['b'], '2 条新消息', ['PO1', 'PO3']],
      ],
    );
    assert.deepEqual(
      commands.map(({ commandId }) => statesOf(one.receipts().get(commandId))),
      [['a ACCEPTED', 'b ACCEPTED'], ['a ACCEPTED'], ['b ACCEPTED', 'a ACCEPTED']],
    );
    assert.equal(one.parts.waiting.rows.size, 0);
  });

  it('for a digest wait for its time, and what is deferred for the first one that may be sent', async () => {
    const one = bundleRig();
    await one.ask(notice('PO1'));
    await one.parts.clock.advance(1.4 * hourMs);
    await one.tell();
    one.treatment = 'DEFER';
    await one.parts.clock.advance(0.1 * hourMs);
    await one.tell();
    assert.equal(one.parts.dingtalk.messages.length, 0);
    // The month turns at midnight; nobody is woken.
    one.treatment = 'SEND';
    await one.parts.clock.advance(6.5 * hourMs);
    await one.tell();
    assert.equal(one.parts.dingtalk.messages.length, 0);
    await one.parts.clock.advance(9 * hourMs);
    await one.tell();
    assert.equal(one.parts.dingtalk.messages.length, 1);
  });

  it('wait by their own way: work notifications by work notification, groups in the group, cards by the robot', async () => {
    const one = bundleRig();
    await one.ask(notice('PO1', ['a'], { channel: 'WORK' }));
    await one.ask(notice('PO2', ['采购通知群'], { channel: 'GROUP' }));
    await one.ask(notice('PO3', ['a'], { channel: 'CARD' }));
    await one.parts.clock.advance(1.5 * hourMs);
    await one.tell();
    const bundles = [...one.receipts().values()].filter(({ form }) => form === 'BUNDLE');
    assert.deepEqual(
      bundles.map(({ channel, number }) => [channel, number]),
      [
        ['WORK', 'PO1'],
        ['GROUP', 'PO2'],
        ['ROBOT', 'PO3'],
      ],
    );
  });

  it('leave out nobody for the sake of another, and no message for the sake of another', async () => {
    const one = bundleRig();
    one.parts.dingtalk.strangers.add('x');
    const [first, second] = [notice('PO1', ['a', 'x']), notice('PO2', ['x', 'a'])];
    await one.ask(first);
    await one.ask(second);
    await one.parts.clock.advance(1.5 * hourMs);
    await one.tell();
    assert.deepEqual(
      [first, second].map(({ commandId }) => statesOf(one.receipts().get(commandId))),
      [
        ['a ACCEPTED', 'x DROPPED'],
        ['x DROPPED', 'a ACCEPTED'],
      ],
    );
    const forbidden = bundleRig();
    await forbidden.ask(first);
    await forbidden.ask(second);
    await forbidden.parts.clock.advance(1.5 * hourMs);
    forbidden.parts.dingtalk.fault = vendorFault('contain.notAllowed.content');
    await forbidden.tell();
    assert.deepEqual(
      forbidden.parts.dingtalk.messages.map(({ text }) => /PO\d/.exec(text)?.[0]),
      ['PO1', 'PO2'],
    );
  });

  it('refused for good are with what is set aside, and sent by themselves when they are replayed', async () => {
    // Used to: a receipt said so, and nothing stood in the parked topic; a replay was taken for a repeat.
    const one = bundleRig();
    const command = notice('PO1');
    await one.ask(command);
    await one.parts.clock.advance(1.5 * hourMs);
    one.parts.dingtalk.fault = vendorFault('contain.notAllowed.text', 'DINGTALK_CONTENT');
    await one.tell();
    assert.deepEqual(
      [one.parts.parked, statesOf(one.receipts().get(command.commandId))],
      [[`${command.commandId} DINGTALK_CONTENT`], ['a PARKED']],
    );
    one.treatment = 'SEND';
    await one.ask(command);
    await one.ask(command);
    assert.deepEqual(
      [one.parts.dingtalk.messages.length, statesOf(one.receipts().get(command.commandId))],
      [1, ['a ACCEPTED']],
    );
  });

  it('refused in the middle of many people are not told again to who was told', async () => {
    // Used to: each message was then sent by itself to everybody, also to those who had the bundle already.
    const one = bundleRig();
    const crowd = Array.from({ length: 25 }, (_, index) => `u${String(index)}`);
    const commands = [notice('PO1', crowd), notice('PO2', crowd)];
    for (const command of commands) await one.ask(command);
    await one.parts.clock.advance(1.5 * hourMs);
    const { dingtalk } = one.parts;
    const send = dingtalk.send.bind(dingtalk);
    dingtalk.send = async (...ask) => {
      const answer = await send(...ask);
      if (dingtalk.messages.length === 1) dingtalk.fault = vendorFault('contain.notAllowed.text');
      return answer;
    };
    await one.tell();
    assert.deepEqual(
      dingtalk.messages.map(({ userIds, text }) => [
        userIds.length,
        [...text.matchAll(/PO\d/g)].map(String),
      ]),
      [
        [20, ['PO1', 'PO2']],
        [5, ['PO1']],
        [5, ['PO2']],
      ],
    );
    for (const { commandId } of commands)
      assert.deepEqual(
        statesOf(one.receipts().get(commandId)),
        crowd.map((userId) => `${userId} ACCEPTED`),
      );
  });

  it('are told once, wherever it is broken off, and what becomes of each is on record', async () => {
    let broken = 0;
    for (let step = 0; ; step += 1) {
      const one = bundleRig();
      const commands = [notice('PO1', ['a', 'b']), notice('PO2', ['a']), notice('PO3', ['c'])];
      const late = notice('PO4', ['a']);
      for (const command of [...commands, late]) await one.ask(command);
      const heardLater = await one.parts.waiting.find(late);
      assert.ok(heardLater !== null);
      await one.parts.waiting.forget([heardLater]);
      await one.parts.clock.advance(1.5 * hourMs);
      const wasBroken = await breakAt(one, step);
      // What is heard of meanwhile must not change what was begun.
      await one.parts.waiting.write([heardLater]);
      await one.tell();
      await one.tell();
      const told = one.parts.dingtalk.messages.flatMap(({ userIds, text }) =>
        userIds.flatMap((userId) =>
          [...text.matchAll(/PO\d/g)].map((match) => `${userId} ${match[0]}`),
        ),
      );
      assert.deepEqual(
        told.toSorted(),
        ['a PO1', 'a PO2', 'a PO4', 'b PO1', 'c PO3'],
        `broken off at ${String(step)}`,
      );
      for (const { commandId } of commands)
        assert.ok(
          one
            .receipts()
            .get(commandId)
            ?.recipients.every(({ state }) => state === 'ACCEPTED'),
        );
      assert.equal(one.parts.waiting.rows.size, 0);
      // A command that comes again, as after a crash, finds that it was told.
      await one.ask(commands[0] ?? notice('PO1'));
      assert.equal(one.parts.waiting.rows.size, 0);
      if (!wasBroken) break;
      broken = step + 1;
    }
    assert.ok(broken > 10, `broken off ${String(broken)} times`);
  });
});

/** Lets the nth write fail, before or after it took effect; false when there are not so many. */
async function breakAt(one: BundleRig, step: number): Promise<boolean> {
  const { waiting, log } = one.parts;
  let left = Math.floor(step / 2);
  let broke = false;
  const breaking =
    <A extends readonly unknown[]>(work: (...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      const isHere = left === 0;
      left -= 1;
      if (isHere && step % 2 === 0) throw crash();
      await work(...args);
      if (isHere) throw crash();
    };
  const crash = (): Error => {
    broke = true;
    return new HubError('KAFKA_UNREACHABLE', 'broken off', { retryable: true });
  };
  const parts: FakeParts = {
    ...one.parts,
    tell: breaking(one.parts.tell),
    waiting: Object.assign(Object.create(waiting) as typeof waiting, {
      write: breaking(waiting.write.bind(waiting)),
      forget: breaking(waiting.forget.bind(waiting)),
    }),
    log: Object.assign(Object.create(log) as typeof log, { write: breaking(log.write.bind(log)) }),
  };
  await tellBundles(parts, parts.tenants.get('huadong')).catch(() => undefined);
  return broke;
}
