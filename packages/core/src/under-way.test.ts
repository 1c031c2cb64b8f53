import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UnderWay } from './under-way.js';

describe('UnderWay', () => {
  it('is over when the last call has ended, also one that failed', async () => {
    const [underWay, first, second] = [
      new UnderWay(),
      Promise.withResolvers(),
      Promise.withResolvers(),
    ];
    const order: string[] = [];
    const failed = underWay.track(first.promise).catch(() => order.push('failed'));
    const done = underWay.track(second.promise).then(() => order.push('done'));
    const over = underWay.over().then(() => order.push('over'));
    first.reject(new Error('no connection'));
    await failed;
    second.resolve(1);
    await Promise.all([done, over]);
    assert.deepEqual(order.toSorted(), ['done', 'failed', 'over']);
    assert.equal(order[0], 'failed');
  });

  it('is over at once when nothing is under way', async () => {
    await new UnderWay().over();
  });
});
