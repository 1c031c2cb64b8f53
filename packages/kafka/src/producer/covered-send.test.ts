import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PartitionMetadata, Producer, ProducerRecord } from 'kafkajs';
import { coveredSend } from './covered-send.js';
import type { RoutedMessage } from './leader-map.js';
import { LeaderMap } from './leader-map.js';
import { partitionOf } from './routing.js';

const messages: RoutedMessage[] = Array.from({ length: 12 }, (_, n) => ({
  routing: `key-${String(n)}`,
  value: Buffer.from(String(n)),
}));

function metadata(leaders: readonly number[]): PartitionMetadata[] {
  return leaders.map((leader, partitionId) => ({
    ...{ partitionId, leader, partitionErrorCode: 0, replicas: [], isr: [] },
  }));
}

/** A map that has seen who leads which partition. */
function aMap(leaders: readonly number[]): LeaderMap {
  const map = new LeaderMap();
  const [message] = messages;
  assert.ok(message !== undefined);
  map.createPartitioner()({ topic: 'topic', partitionMetadata: metadata(leaders), message });
  return map;
}

/** A producer that writes down each send, and acknowledges the partitions that `covers` admits. */
function aProducer(covers: (partition: number, send: number) => boolean): {
  readonly sends: string[][];
  readonly producer: Pick<Producer, 'send'>;
} {
  const sends: string[][] = [];
  const send = async (record: ProducerRecord): ReturnType<Producer['send']> => {
    const routed = record.messages as RoutedMessage[];
    sends.push(routed.map(({ routing }) => routing));
    const partitions = new Set(routed.map(({ routing }) => partitionOf(routing, 3)));
    return [...partitions]
      .filter((partition) => covers(partition, sends.length))
      .map((partition) => ({ topicName: 'topic', partition, errorCode: 0 }));
  };
  return { sends, producer: { send } };
}

describe('coveredSend', () => {
  it('sends to each leader apart, in order', async () => {
    const { sends, producer } = aProducer(() => true);
    await coveredSend(producer, 'topic', aMap([1, 2, 1]), messages);
    assert.equal(sends.length, 2);
    for (const sent of sends) {
      const inOrder = messages.map(({ routing }) => routing).filter((key) => sent.includes(key));
      assert.deepEqual(sent, inOrder);
    }
  });

  it('sends again what no partition acknowledged, and nothing else', async () => {
    const { sends, producer } = aProducer((partition, send) => partition !== 1 || send > 1);
    await coveredSend(producer, 'topic', aMap([1, 1, 1]), messages);
    const wanted = messages
      .map(({ routing }) => routing)
      .filter((routing) => partitionOf(routing, 3) === 1);
    assert.equal(sends.length, 2);
    assert.deepEqual(sends[1], wanted);
    assert.ok(wanted.length > 0);
  });

  it('does not claim success for what is never acknowledged', async () => {
    const { producer } = aProducer((partition) => partition !== 1);
    await assert.rejects(coveredSend(producer, 'topic', aMap([1, 1, 1]), messages), {
      message: /never acknowledged/,
    });
  });

  it('reports a fault only when nothing is in flight any more', async () => {
    let answered = false;
    const producer = {
      send: async (record: ProducerRecord): ReturnType<Producer['send']> => {
        const isFirst = (record.messages[0] as RoutedMessage).routing === messages[0]?.routing;
        if (isFirst) throw new Error('broker 1 is gone');
        await new Promise((resolve) => setImmediate(resolve));
        answered = true;
        return [];
      },
    };
    await assert.rejects(coveredSend(producer, 'topic', aMap([1, 2, 3]), messages), {
      message: 'broker 1 is gone',
    });
    assert.equal(answered, true);
  });
});
