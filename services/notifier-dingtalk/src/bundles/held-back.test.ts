import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deliverCommand } from '../deliver-command.js';
import { bundleRig, hourMs, notice, statesOf, type BundleRig } from '../testing/bundle-rig.js';

const told = ({ parts }: BundleRig): readonly string[] =>
  parts.dingtalk.messages.map(({ userIds }) => userIds.join(' '));

const outcomes = (one: BundleRig): readonly unknown[] =>
  [...one.receipts().values()]
    .filter(({ form }) => form !== 'BUNDLE')
    .map((receipt) => statesOf(receipt));

describe('a message that DingTalk holds back from somebody', () => {
  it('is told to him a little later with what waits for him then, and to nobody twice', async () => {
    // Used to: his receipt said so, and he was never told.
    const one = bundleRig('SEND');
    one.parts.dingtalk.held.add('b');
    await one.ask(notice('PO1', ['a', 'b']));
    await one.ask(notice('PO2', ['b', 'c']));
    assert.deepEqual(outcomes(one), [
      ['a ACCEPTED', 'b DROPPED'],
      ['b WAITING'],
      ['b DROPPED', 'c ACCEPTED'],
      ['b WAITING'],
    ]);
    one.parts.dingtalk.held.clear();
    await one.parts.clock.advance(60_000);
    await one.tell();
    await one.parts.clock.advance(30 * hourMs);
    await one.tell();
    assert.deepEqual(told(one), ['a b', 'b c', 'b']);
    assert.match(one.parts.dingtalk.messages[2]?.text ?? '', /PO1[^]*PO2/);
    assert.deepEqual(outcomes(one), [
      ['a ACCEPTED', 'b DROPPED'],
      ['b ACCEPTED'],
      ['b DROPPED', 'c ACCEPTED'],
      ['b ACCEPTED'],
    ]);
    assert.equal(one.parts.waiting.rows.size, 0);
  });

  it('is tried again with each digest for three days, and then no more', async () => {
    const one = bundleRig('SEND');
    one.parts.dingtalk.held.add('b');
    await one.ask(notice('PO1', ['b']));
    for (let hour = 0; hour < 100; hour += 0.25) {
      await one.parts.clock.advance(0.25 * hourMs);
      await one.tell();
    }
    // At once, a minute later, in the digests of 17:30 and 09:00 for 72 hours, and in the first one after them.
    assert.deepEqual(told(one), Array<string>(9).fill('b'));
    assert.deepEqual(outcomes(one), Array<unknown>(9).fill(['b DROPPED']));
    assert.equal(one.parts.waiting.rows.size, 0);
  });

  it('waits once, whether its process dies before the others are on record, or it comes again after it was told', async () => {
    const one = bundleRig('SEND');
    one.parts.dingtalk.held.add('b');
    const command = notice('PO1', ['a', 'b']);
    await deliverCommand(one.parts)(command);
    one.parts.dingtalk.held.clear();
    await deliverCommand(one.parts)(command);
    assert.deepEqual([told(one), one.parts.waiting.rows.size], [['a b'], 1]);
    await one.parts.clock.advance(60_000);
    await one.tell();
    await deliverCommand(one.parts)(command);
    assert.deepEqual([told(one), one.parts.waiting.rows.size], [['a b', 'b'], 0]);
  });

  it('stays in its topic while no more may wait', async () => {
    const one = bundleRig('SEND');
    one.parts.dingtalk.held.add('b');
    one.parts.waiting.isFull = true;
    await assert.rejects(one.ask(notice('PO1', ['a', 'b'])), { code: 'NOTIFIER_SPARED' });
    one.parts.waiting.isFull = false;
    await one.ask(notice('PO1', ['a', 'b']));
    assert.deepEqual([told(one), one.parts.waiting.rows.size], [['a b'], 1]);
  });
});
