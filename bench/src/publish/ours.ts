// Contender: our Publisher. Values are encoded already, as they are for the others.
import { Publisher, type RecordCodec } from '@hub/kafka';
import { benchCatalogue, neverParked } from '../bench-topic.js';
import type { EncodedDocument } from '../documents.js';
import { publishWith } from './writer.js';

const codec: RecordCodec = {
  ...neverParked,
  encode: (_topic, value) => (value as EncodedDocument).value,
  decode: () => {
    throw new Error('a producer of a measurement reads nothing');
  },
};

await publishWith(async ({ brokers, topic }) => {
  const connection = { brokers, clientId: 'bench-ours' };
  const publisher = new Publisher({ ...connection, codec, catalogue: benchCatalogue });
  await publisher.connect();
  return (documents) =>
    publisher.publish(documents.map((value) => ({ topic, value, headers: value.headers })));
});
