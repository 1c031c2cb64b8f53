import { TopicFollower, type Connection } from '@hub/kafka';
import { partsOfKey } from '@hub/schemas';
import type { KnownStore } from '../known-store.js';
import type { Now } from '../ports.js';

/** Keeps the store of known documents up to date with what other processes publish. */
export function followKnown(
  connection: Connection,
  store: KnownStore,
  clock: Now,
): TopicFollower<'hub.known.v1'> {
  return new TopicFollower({
    ...connection,
    topic: 'hub.known.v1',
    onRecord: (key, known) => {
      const [tenant = '', form = '', documentId = ''] = partsOfKey(key);
      store.hear({ tenant, form, documentId }, known, clock.now());
    },
  });
}
