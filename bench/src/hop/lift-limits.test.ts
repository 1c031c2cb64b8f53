import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withCallsPerSecond } from './lift-limits.js';

describe('the rate of calls of a tenant', () => {
  it('is changed in its line; the rest stays', () => {
    const yaml = 'dingtalk:\n  corpId: ding1\n  callsPerSecond: 20 # as allowed\n\nkeys: []\n';
    const want = 'dingtalk:\n  corpId: ding1\n  callsPerSecond: 1000\n\nkeys: []\n';
    assert.equal(withCallsPerSecond(yaml, 1_000), want);
  });

  it('that is not in the file is an error, not a measurement at the old rate', () => {
    assert.throws(() => withCallsPerSecond('dingtalk: {}\n', 1_000), /callsPerSecond/);
  });
});
