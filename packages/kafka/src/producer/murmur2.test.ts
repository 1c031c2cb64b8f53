import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { seeded } from '@hub/testkit';
import fc from 'fast-check';
import { murmur2 } from './murmur2.js';
import { partitionOf, routingKey } from './routing.js';

const load = createRequire(import.meta.url);
const theirs = load('kafkajs/src/producer/partitioners/default/murmur2') as (key: Buffer) => number;

describe('murmur2', () => {
  // From the tests of Apache Kafka's own client (UtilsTest).
  const known = [
    { text: '21', hash: -973932308 },
    { text: 'foobar', hash: -790332482 },
    { text: 'a-little-bit-long-string', hash: -985981536 },
    { text: 'a-little-bit-longer-string', hash: -1486304829 },
    { text: 'lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', hash: -58897971 },
    { text: 'abc', hash: 479470107 },
  ];
  for (const { text, hash } of known) {
    it(`hashes ${text} as Kafka's own client does`, () => {
      assert.equal(murmur2(Buffer.from(text)), hash);
    });
  }

  it('agrees with kafkajs on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        assert.equal(murmur2(bytes), theirs(Buffer.from(bytes)));
      }),
      seeded('murmur2'),
    );
  });
});

describe('routing', () => {
  it('sends a decision of a document where its other events go', () => {
    const document = routingKey('huadong/PUR_PurchaseOrder/100012', 3);
    const decision = routingKey('huadong/PUR_PurchaseOrder/100012/node-7', 4);
    assert.equal(decision, document);
    assert.equal(partitionOf(decision, 6), partitionOf(document, 6));
  });

  it('takes a short key whole', () => {
    assert.equal(routingKey('huadong/person-1', 2), 'huadong/person-1');
  });

  it('never chooses a partition outside the topic', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
        const partition = partitionOf(key, partitions);
        assert.ok(partition >= 0 && partition < partitions);
      }),
      seeded('partitions'),
    );
  });
});
