import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StartGuard } from './start-guard.js';

const source = { topic: 'topic', partition: 0 };

/** A group that stands at the first offset when asked from memory, at the second when asked afresh. */
function aGuard(known: number, fresh: number = known): StartGuard {
  return new StartGuard({ startOf: async (_, isFresh) => (isFresh === true ? fresh : known) });
}

describe('StartGuard', () => {
  it('takes the batch that begins where the group stands', async () => {
    assert.deepEqual(await aGuard(100).judge(source, 100), { kind: 'take' });
  });

  it('ignores a batch of the last generation, which was read ahead of what is committed', async () => {
    const guard = aGuard(100);
    assert.deepEqual(await guard.judge(source, 500), { kind: 'ignore' });
    assert.deepEqual(await guard.judge(source, 100), { kind: 'take' });
  });

  it('takes a batch from where an offset out of range was set back to', async () => {
    assert.deepEqual(await aGuard(5, 20).judge(source, 20), { kind: 'take' });
  });

  it('puts the fetching back when stray batches keep coming', async () => {
    const guard = aGuard(100);
    for (const kind of ['ignore', 'ignore']) {
      assert.deepEqual(await guard.judge(source, 500), { kind });
    }
    assert.deepEqual(await guard.judge(source, 500), { kind: 'seek', offset: 100 });
    assert.deepEqual(await guard.judge(source, 500), { kind: 'ignore' });
  });
});
