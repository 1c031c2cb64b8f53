import type { TopicTable } from '@hub/kafka';
import { keyOf, type Person } from '@hub/schemas';
import type { Directory } from '../ports.js';

const topic = 'hub.directory.v1';

/** People as ingest crossed them between the two systems. */
export class KafkaDirectory implements Directory {
  constructor(private readonly table: Pick<TopicTable<typeof topic>, 'get'>) {}

  find(tenant: string, userId: string): Person | undefined {
    // Only the fields of the key are looked at.
    return this.table.get(keyOf(topic, { tenant, person: userId } as Person));
  }
}
