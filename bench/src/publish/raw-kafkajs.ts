// Contender: kafkajs `send`, idempotent, acknowledged by all, compressed as ours is.
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import kafkajs from 'kafkajs';
import { publishWith } from './writer.js';

const compress = promisify(zstdCompress);
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
  compress: ({ buffer }: { readonly buffer: Buffer }) => compress(buffer, level),
  decompress: (bytes: Buffer) => Promise.resolve(bytes),
});

await publishWith(async ({ brokers, topic }) => {
  const client = new kafkajs.Kafka({
    brokers: [...brokers],
    clientId: 'bench-raw',
    logLevel: kafkajs.logLevel.ERROR,
  });
  const producer = client.producer({
    idempotent: true,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return (documents) => {
    const messages = documents.map(({ key, value, headers }) => {
      return { key, value, headers: { ...headers } };
    });
    return producer.send({ topic, acks: -1, compression: kafkajs.CompressionTypes.ZSTD, messages });
  };
});
