// Contender: kafkajs `eachBatch` with an empty handler, the least a Node program on kafkajs can do. It commits once a
// second by itself; kafkajs's own way commits after every batch and is slower.
import { createCodec } from '@hub/avro';
import kafkajs from 'kafkajs';
import { commitIntervalMs, contender, fetchWaitMs } from './contender.js';

const { order, counter } = contender();
const { brokers, topic, groupId, values } = order;
const codec = createCodec();
const client = new kafkajs.Kafka({
  brokers: [...brokers],
  clientId: 'bench-raw',
  logLevel: kafkajs.logLevel.ERROR,
});
const consumer = client.consumer({ groupId, maxWaitTimeInMs: fetchWaitMs });
let committedAt = performance.now();

await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatch: async (payload) => {
    const { batch } = payload;
    let bytes = 0;
    for (const { value } of batch.messages) {
      if (value === null) continue;
      bytes += value.length;
      if (values === 'avro') codec.decode('kingdee.document.v1', value);
    }
    if (performance.now() - committedAt >= commitIntervalMs) {
      committedAt = performance.now();
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
    }
    counter.add(batch.messages.length, bytes);
  },
});
