import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { seeded } from '@hub/testkit';
import fc from 'fast-check';
import { Accumulator, Ticket } from './accumulator.js';
import { Turnstile } from './turnstile.js';

describe('Accumulator', () => {
  it('gives everything back in order, in batches within the limits', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 200 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 9 }), (bytes, recordsMax) => {
        const accumulator = new Accumulator<{ n: number; bytes: number; ticket: Ticket }>({
          recordsMax,
          bytesMax: 60,
        });
        const ticket = new Ticket(bytes.length);
        for (const [n, size] of bytes.entries()) accumulator.add({ n, bytes: size, ticket });

        const out: number[] = [];
        while (accumulator.size > 0) {
          const batch = accumulator.take();
          const total = batch.reduce((sum, item) => sum + item.bytes, 0);
          assert.ok(batch.length >= 1 && batch.length <= recordsMax);
          assert.ok(batch.length === 1 || total <= 60);
          out.push(...batch.map(({ n }) => n));
        }
        assert.deepEqual(out, [...bytes.keys()]);
        assert.equal(accumulator.bytes, 0);
      }),
      seeded('accumulator'),
    );
  });

  it('leaves out what belongs to a call that has failed', async () => {
    const accumulator = new Accumulator<{ n: number; bytes: number; ticket: Ticket }>({
      recordsMax: 10,
      bytesMax: 100,
    });
    const failed = new Ticket(1);
    const fine = new Ticket(1);
    accumulator.add({ n: 1, bytes: 1, ticket: failed });
    accumulator.add({ n: 2, bytes: 1, ticket: fine });
    failed.fail(new HubError('KAFKA_PUBLISH_FAILED', 'no'));
    await assert.rejects(failed.done, { code: 'KAFKA_PUBLISH_FAILED' });
    assert.deepEqual(
      accumulator.take().map(({ n }) => n),
      [2],
    );
  });
});

describe('Ticket', () => {
  it('is settled when the last of its records is written', async () => {
    const ticket = new Ticket(2);
    let settled = false;
    void ticket.done.then(() => (settled = true));
    ticket.written();
    await Promise.resolve();
    assert.equal(settled, false);
    ticket.written();
    await ticket.done;
    assert.equal(settled, true);
  });
});

describe('Turnstile', () => {
  it('lets callers in by turns when there is no room, and nobody overtakes', async () => {
    let room = 1;
    const entered: number[] = [];
    const turnstile = new Turnstile(() => room > 0);
    const enter = (n: number) => (): void => {
      room -= 1;
      entered.push(n);
    };

    const first = turnstile.pass(enter(1));
    assert.deepEqual(entered, [1]);
    const waiting = [turnstile.pass(enter(2)), turnstile.pass(enter(3))];
    await first;
    assert.deepEqual(entered, [1]);

    room = 1;
    turnstile.roomMade();
    const late = turnstile.pass(enter(4));
    await waiting[0];
    assert.deepEqual(entered, [1, 2]);

    room = 2;
    turnstile.roomMade();
    await Promise.all([waiting[1], late]);
    assert.deepEqual(entered, [1, 2, 3, 4]);
  });
});
