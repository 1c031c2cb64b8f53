import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Outcome } from '@hub/core';
import type { KafkaPart } from '@hub/local';
import type { Decision, Document } from '@hub/schemas';
import { keyOf } from '@hub/schemas';
import { aDecision, aDocument, eventually, testKafka, uniqueName } from '@hub/testkit';
import { ensureTopics } from '../admin/ensure-topics.js';
import { KafkaStrategy } from '../nest/kafka-strategy.js';
import { Publisher } from '../producer/publisher.js';
import { TopicTable } from '../reader/topic-table.js';
import { Rig } from '../testing/rig.js';

/** The topics of the catalogue are shared with whoever uses the broker, so these tests look for documents of their own. */
describe('the topics of the catalogue, in Avro, on a real broker', () => {
  let kafka: KafkaPart;
  let rig: Rig;
  let publisher: Publisher;
  before(async () => {
    kafka = await testKafka();
    rig = new Rig(kafka.brokers);
    publisher = new Publisher(rig.connection);
    rig.onClose(() => publisher.close());
    await ensureTopics(kafka.brokers, { replicationFactor: 1 });
  });
  after(async () => {
    await rig.close();
    await kafka.stop();
  });

  it('carries a document to a handler, and what it causes into a table', async () => {
    const documentId = uniqueName('document');
    const document = aDocument({ documentId });
    const seen: Document[] = [];
    const strategy = new KafkaStrategy({
      ...{ ...rig.connection, groupId: uniqueName('group'), publisher },
    });
    const decision: Decision = aDecision({ documentId, node: 'node-1' });
    const handler = async (event: Document): Promise<Outcome> => {
      if (event.documentId !== documentId) return { kind: 'done', outbound: [] };
      seen.push(event);
      return { kind: 'done', outbound: [{ topic: 'hub.decision.v1', value: decision }] };
    };
    strategy.addHandler('kingdee.document.v1', handler as never, true, { mode: 'event' });
    await new Promise((resolve) => {
      strategy.listen(resolve);
    });
    rig.onClose(() => strategy.close());
    const table = new TopicTable({ ...rig.connection, topic: 'hub.decision.v1' });
    rig.onClose(() => table.close());
    await table.start();

    await publisher.publish([{ topic: 'kingdee.document.v1', value: document }]);
    const key = keyOf('hub.decision.v1', decision);
    await eventually(() => table.get(key) !== undefined);
    assert.deepEqual(seen, [document]);
    assert.deepEqual(table.get(key), decision);
  });

  it('refuses a handler for a topic of which nothing can be parked', async () => {
    const strategy = new KafkaStrategy({
      ...{ ...rig.connection, groupId: uniqueName('group'), publisher },
    });
    strategy.addHandler('hub.watermark.v1', (() => undefined) as never, true, { mode: 'event' });
    const error = await new Promise((resolve) => {
      strategy.listen(resolve);
    });
    assert.match(String(error), /hub\.watermark\.v1 has no parked topic/);
  });
});
