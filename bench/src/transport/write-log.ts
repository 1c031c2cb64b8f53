import kafkajs from 'kafkajs';
import { encodedDocuments } from '../documents.js';

/** Different bills in the log. */
const keys = 5_000;
const recordsPerSend = 3_000;

/**
 * Writes the log that every contender reads; returns the sum of the sizes of its values.
 *
 * It is not compressed: decompressing costs all contenders the same and would only make them look more alike.
 */
export async function writeLog(
  brokers: readonly string[],
  topic: string,
  events: number,
): Promise<number> {
  const client = new kafkajs.Kafka({
    brokers: [...brokers],
    clientId: 'bench-log',
    logLevel: kafkajs.logLevel.ERROR,
  });
  const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  const documents = encodedDocuments(keys);
  let bytes = 0;
  await producer.connect();
  for (let written = 0; written < events; written += recordsPerSend) {
    const length = Math.min(recordsPerSend, events - written);
    const messages = Array.from({ length }, (_, index) => {
      const document = documents[(written + index) % keys];
      if (document === undefined) throw new RangeError('no such document');
      return document;
    });
    for (const { value } of messages) bytes += value.length;
    await producer.send({ topic, acks: -1, messages });
  }
  await producer.disconnect();
  return bytes;
}
