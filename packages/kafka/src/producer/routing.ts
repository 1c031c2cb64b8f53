import { murmur2 } from './murmur2.js';

/** Parts of a key that name a document: tenant, form, documentId. */
const documentParts = 3;

/**
 * What decides the partition of a record: the key, or its first three parts when it has more.
 *
 * Decisions are keyed by document and node. Routed by the document alone, with as many partitions as the other
 * topics, they land where the other events of the document are, so one consumer sees a document in order.
 */
export function routingKey(key: string, keyParts: number): string {
  if (keyParts <= documentParts) return key;
  return key.split('/', documentParts).join('/');
}

/** The partition that Kafka's own clients choose for a key. */
export function partitionOf(routing: string, partitions: number): number {
  return (murmur2(Buffer.from(routing)) & 0x7fffffff) % partitions;
}
