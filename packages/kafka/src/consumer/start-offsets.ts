import type { Connection } from '../client/create-client.js';
import { readLogEnds } from '../admin/log-ends.js';
import { withAdmin } from '../admin/with-admin.js';
import type { Source } from './settlement.js';
import type { Standing } from './start-guard.js';

/** What the group has committed of a topic, and where its log begins, per partition. */
type TopicOffsets = ReadonlyMap<number, { readonly committed: number; readonly first: number }>;

/** Where a group stands on its partitions, as the brokers know it: one look per topic. */
export class StartOffsets implements Standing {
  readonly #connection: Connection;
  readonly #group: string;
  readonly #known = new Map<string, Promise<TopicOffsets>>();

  constructor(connection: Connection, group: string) {
    this.#connection = connection;
    this.#group = group;
  }

  /** Where the first batch must begin; `fresh` asks the broker again. */
  async startOf({ topic, partition }: Source, fresh = false): Promise<number> {
    let known = this.#known.get(topic);
    if (known === undefined || fresh) {
      known = this.#fetch(topic);
      this.#known.set(topic, known);
      known.catch(() => this.#known.delete(topic));
    }
    const offsets = (await known).get(partition);
    if (offsets === undefined) return 0;
    return offsets.committed >= 0 ? offsets.committed : offsets.first;
  }

  async #fetch(topic: string): Promise<TopicOffsets> {
    const logs = await readLogEnds(this.#connection, [topic]);
    const [group] = await withAdmin(this.#connection, (admin) =>
      admin.fetchOffsets({ groupId: this.#group, topics: [topic] }),
    );
    const committed = new Map(
      group?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
    );
    return new Map(
      logs.map(({ partition, low }) => [
        partition,
        { committed: committed.get(partition) ?? -1, first: low },
      ]),
    );
  }
}
