import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from './errors.js';
import { settle } from './outcome.js';

const message = { topic: 't', value: {} };

describe('settle', () => {
  it('a handler that returns is done, with its messages', async () => {
    assert.deepEqual(await settle(async () => [message], 'event'), {
      kind: 'done',
      outbound: [message],
    });
  });

  it('a retryable fault is tried again', async () => {
    const error = new HubError('KINGDEE_UNREACHABLE', 'no answer', { retryable: true });
    assert.deepEqual(await settle(() => Promise.reject(error), 'event'), { kind: 'retry', error });
  });

  it('a fault that will not pass is parked', async () => {
    const error = new HubError('ROUTER_RULES_INVALID', 'line 3');
    assert.deepEqual(await settle(() => Promise.reject(error), 'event'), { kind: 'park', error });
  });

  it('a mistake in our own code is parked, not retried for ever', async () => {
    const outcome = await settle(async (event: { lines?: { length: number } }) => {
      return Array.from({ length: (event.lines as { length: number }).length }, () => message);
    }, {});
    assert.equal(outcome.kind === 'park' && outcome.error.name, 'TypeError');
  });
});
