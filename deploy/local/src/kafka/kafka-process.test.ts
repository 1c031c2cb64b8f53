import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { localDirectory } from '../places.js';
import { answers } from '../process/free-port.js';
import { isAlive } from '../process/orphans.js';
import type { KafkaPart } from './kafka-part.js';
import { startKafka } from './start-kafka.js';

const log = (): void => undefined;

function runDirectories(): string[] {
  const ours = `run-${String(process.pid)}-`;
  return readdirSync(localDirectory).filter((entry) => entry.startsWith(ours));
}

async function allAnswer(brokers: readonly string[]): Promise<boolean> {
  const asked = brokers.map((broker) => answers('127.0.0.1', Number(broker.split(':')[1]), 20_000));
  return (await Promise.all(asked)).every((answer) => answer);
}

describe('three brokers as processes', () => {
  let kafka: KafkaPart;
  let pids: number[];
  before(async () => {
    kafka = await startKafka({ brokers: 3, onlyWay: 'process', log });
    pids = kafka.nodes.flatMap(({ pid }) => pid ?? []);
  });
  after(() => kafka.stop());

  it('are three processes on three ports that all answer', async () => {
    assert.equal(new Set(pids).size, 3);
    assert.equal(new Set(kafka.brokers).size, 3);
    assert.equal(await allAnswer(kafka.brokers), true);
  });

  it('lose one to SIGKILL and get it back on its port', async () => {
    const node = kafka.nodes[0];
    assert.ok(node);
    await node.kill();
    assert.equal(node.pid, undefined);
    assert.equal(await allAnswer([node.address]), false);

    await node.restart();
    assert.notEqual(node.pid, pids[0]);
    assert.equal(await allAnswer(kafka.brokers), true);
    pids = kafka.nodes.flatMap(({ pid }) => pid ?? []);
  });

  it('leave no process and no data behind when stopped', async () => {
    await kafka.stop();
    assert.deepEqual(pids.filter(isAlive), []);
    assert.deepEqual(runDirectories(), []);
  });
});

describe('two brokers started beside one another', () => {
  it('do not share a port, and one outlives the other', async () => {
    const [first, second] = await Promise.all([
      startKafka({ onlyWay: 'process', log }),
      startKafka({ onlyWay: 'process', log }),
    ]);
    try {
      assert.notDeepEqual(first.brokers, second.brokers);
      await first.stop();
      assert.equal(await allAnswer(first.brokers), false);
      assert.equal(await allAnswer(second.brokers), true);
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
    assert.deepEqual(runDirectories(), []);
  });
});
