// Contender: kafkajs `eachBatch` with an empty handler, the least a Node program on kafkajs can do.
import { Kafka, logLevel } from 'kafkajs';
import { Counter, readOrder } from './contender.js';

const { brokers, topic, groupId, wanted } = readOrder();
const counter = new Counter(wanted);
const consumer = new Kafka({ brokers, clientId: 'bench-raw', logLevel: logLevel.ERROR }).consumer({
  groupId,
  maxWaitTimeInMs: 200,
});
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: true,
  autoCommitInterval: 1000,
  eachBatch: async ({ batch }) => {
    let bytes = 0;
    for (const { value } of batch.messages) bytes += value?.length ?? 0;
    counter.add(batch.messages.length, bytes);
    return Promise.resolve();
  },
});
