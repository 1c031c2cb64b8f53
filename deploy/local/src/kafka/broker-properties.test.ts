import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { brokerProperties } from './broker-properties.js';
import { newClusterId } from './cluster-id.js';

function linesFor(voters: readonly string[]): string[] {
  const settings = {
    ...{ nodeId: 1, voters, listenHost: '127.0.0.1', port: 9092, controllerPort: 9093 },
    ...{ advertised: '10.0.0.1:9092', dataDirectory: '/data' },
  };
  return brokerProperties(settings).split('\n');
}

describe('brokerProperties', () => {
  it('tells clients the advertised address and listens on its own', () => {
    const lines = linesFor(['1@127.0.0.1:9093']);
    assert.ok(lines.includes('advertised.listeners=PLAINTEXT://10.0.0.1:9092'));
    assert.ok(lines.includes('listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093'));
  });

  it('asks for no second copy of anything when there is one broker', () => {
    const lines = linesFor(['1@a:1']);
    assert.ok(lines.includes('offsets.topic.replication.factor=1'));
    assert.ok(lines.includes('min.insync.replicas=1'));
  });

  it('keeps three copies with two in sync when there are three', () => {
    const lines = linesFor(['1@a:1', '2@a:2', '3@a:3']);
    assert.ok(lines.includes('default.replication.factor=3'));
    assert.ok(lines.includes('min.insync.replicas=2'));
    assert.ok(lines.includes('transaction.state.log.min.isr=2'));
  });
});

describe('newClusterId', () => {
  it('is 22 characters and never begins with a dash, which one in 64 would', () => {
    const ids = Array.from({ length: 2_000 }, newClusterId);
    assert.deepEqual(
      ids.filter((id) => !/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/.test(id)),
      [],
    );
  });
});
