import type { Consumer } from 'kafkajs';
import type { PartitionFlow } from './partition-flow.js';
import type { Source } from './settlement.js';

/** The partitions this member has in the present generation of the group, and which of them are paused. */
export class Assignment {
  readonly #consumer: Pick<Consumer, 'pause' | 'resume' | 'paused'>;
  readonly #createFlow: (source: Source, after: Promise<void>) => PartitionFlow;
  #flows = new Map<string, PartitionFlow>();

  constructor(
    consumer: Pick<Consumer, 'pause' | 'resume' | 'paused'>,
    createFlow: (source: Source, after: Promise<void>) => PartitionFlow,
  ) {
    this.#consumer = consumer;
    this.#createFlow = createFlow;
  }

  flows(): Iterable<PartitionFlow> {
    return this.#flows.values();
  }

  flowOf(source: Source): PartitionFlow | undefined {
    return this.#flows.get(keyOf(source));
  }

  /** Begins a generation. Flows of the last one are stopped; what they have at work ends before the new ones begin. */
  begin(partitionsByTopic: Readonly<Record<string, readonly number[]>>): void {
    const last = this.#flows;
    this.stop();
    this.#flows = new Map();
    for (const [topic, partitions] of Object.entries(partitionsByTopic)) {
      for (const partition of partitions) {
        const source = { topic, partition };
        const after = last.get(keyOf(source))?.idle() ?? Promise.resolve();
        this.#flows.set(keyOf(source), this.#createFlow(source, after));
      }
    }
    // kafkajs keeps pause flags across a rebalance, and a partition that came back would stay silent.
    const paused = this.#consumer.paused();
    if (paused.length > 0) this.#consumer.resume(paused);
  }

  /** Begins one partition anew, as when its topic was deleted and made again. */
  renew(source: Source): PartitionFlow {
    const last = this.#flows.get(keyOf(source));
    last?.stop();
    const flow = this.#createFlow(source, last?.idle() ?? Promise.resolve());
    this.#flows.set(keyOf(source), flow);
    return flow;
  }

  /** Stops every flow: what is at work is neither published nor counted any more. */
  stop(): void {
    for (const flow of this.#flows.values()) flow.stop();
  }

  /** Nothing new is started or fetched; resolves when nothing is at work any more. */
  async drain(): Promise<void> {
    const flows = [...this.#flows.values()];
    for (const flow of flows) {
      flow.drain();
      this.pause(flow.source);
    }
    await Promise.all(flows.map((flow) => flow.idle()));
  }

  pause({ topic, partition }: Source): void {
    this.#consumer.pause([{ topic, partitions: [partition] }]);
  }

  resume(flow: PartitionFlow): void {
    const { topic, partition } = flow.source;
    if (this.flowOf(flow.source) !== flow) return;
    this.#consumer.resume([{ topic, partitions: [partition] }]);
  }

  lagByTopic(): ReadonlyMap<string, number> {
    const lags = new Map<string, number>();
    for (const { source, lag } of this.#flows.values()) {
      lags.set(source.topic, (lags.get(source.topic) ?? 0) + lag);
    }
    return lags;
  }
}

function keyOf({ topic, partition }: Source): string {
  return `${topic}/${String(partition)}`;
}
