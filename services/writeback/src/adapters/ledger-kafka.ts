import type { TopicTable } from '@hub/kafka';
import { keyOf, type Decision } from '@hub/schemas';
import type { Ledger, NodeOf, Publish } from '../ports.js';

const topic = 'hub.decision.v1';

/** The decisions on record: a compacted topic, of which every key holds the latest of intent and outcome. */
export class KafkaLedger implements Ledger {
  constructor(
    private readonly table: Pick<TopicTable<typeof topic>, 'get' | 'catchUp'>,
    private readonly publish: Publish,
  ) {}

  async find(of: NodeOf): Promise<Decision | undefined> {
    await this.table.catchUp();
    return this.peek(of);
  }

  peek({ tenant, form, documentId, node }: NodeOf): Decision | undefined {
    // Only the fields of the key are looked at.
    return this.table.get(keyOf(topic, { tenant, form, documentId, node } as Decision));
  }

  async append(decision: Decision): Promise<void> {
    await this.publish([{ topic, value: decision }]);
  }
}
