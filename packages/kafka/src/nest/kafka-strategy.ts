import type { Clock } from '@hub/core';
import { HubError, systemClock } from '@hub/core';
import type { LoggerService } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import type { Batch } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { BatchFlow } from '../consumer/batch-flow.js';
import { EventFlow } from '../consumer/event-flow.js';
import type { GroupConsumerOptions } from '../consumer/group-consumer.js';
import { GroupConsumer } from '../consumer/group-consumer.js';
import type { ConsumerLimits } from '../consumer/limits.js';
import { defaultLimits } from '../consumer/limits.js';
import type { PartitionFlow } from '../consumer/partition-flow.js';
import type { EffectSink, Source } from '../consumer/settlement.js';
import { Settlement } from '../consumer/settlement.js';
import type { RecordCodec, TopicCatalogue } from '../contract.js';
import { catalogueOfSchemas, sharedCodec } from '../contract.js';
import { ConsumerTelemetry } from '../telemetry/consumer-telemetry.js';
import type { DeliveryMode } from './decorators.js';
import { kafkaTransport } from './decorators.js';
import type { NestHandler } from './invoke-handler.js';
import { invokeForBatch, invokeForEvent } from './invoke-handler.js';

export interface KafkaStrategyOptions extends Connection {
  /** Consumer group, `hub.<service>`. */
  readonly groupId: string;
  /** Takes what handlers return and what is parked; a Publisher. It is not closed by the strategy. */
  readonly publisher: EffectSink;
  readonly codec?: RecordCodec;
  readonly catalogue?: TopicCatalogue;
  readonly clock?: Clock;
  readonly limits?: Partial<ConsumerLimits>;
  /** A number from [0, 1); spreads retries. */
  readonly random?: () => number;
  /** Called when the consumer will never work again in this process; default: log it and exit with code 1. */
  readonly onFatal?: (error: HubError) => void;
}

type Flow = (
  source: Source,
  hooks: Parameters<GroupConsumerOptions['createFlow']>[1],
) => PartitionFlow;

/**
 * Nest's way to events on Kafka: every method marked `OnEvent` or `OnBatch` becomes a handler of one consumer.
 *
 * decode → handler → publish what it returned → commit. An outcome `retry` holds back its key alone, `park` sets the
 * event aside with its reason. Events come at least once, in order per key.
 */
export class KafkaStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = kafkaTransport;
  /** The transport hears of every failure itself; Nest need not report it too. */
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: KafkaStrategyOptions;
  readonly #limits: ConsumerLimits;
  readonly #clock: Clock;
  readonly #telemetry: ConsumerTelemetry;
  #consumer: GroupConsumer | null = null;

  constructor(options: KafkaStrategyOptions) {
    super();
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#clock = options.clock ?? systemClock;
    this.#telemetry = new ConsumerTelemetry(options.groupId, this.#clock);
  }

  listen(callback: (error?: unknown) => void): void {
    this.#start().then(
      () => {
        this._status$.next('connected');
        callback();
      },
      (error: unknown) => {
        callback(error);
      },
    );
  }

  /** Drains: stops fetching, lets events at work end (10 s at most), commits, leaves the group. */
  async close(): Promise<void> {
    await this.#consumer?.close();
    this._status$.next('disconnected');
  }

  /** For health checks: why the consumer is not well; null when it is. */
  check(): string | null {
    return this.#consumer === null ? 'not listening yet' : this.#consumer.check();
  }

  /** Unsettled events of each topic in the partitions of this member, as far as the last fetch knew. */
  lagByTopic(): ReadonlyMap<string, number> {
    return this.#consumer?.lagByTopic() ?? new Map<string, number>();
  }

  /** How many partitions are not fetched at the moment because their handlers are behind. */
  pausedPartitions(): number {
    return this.#consumer?.pausedPartitions() ?? 0;
  }

  override on(event: string): never {
    throw new Error(`the Kafka transport has no event "${event}"; use check() or status`);
  }

  // The signature is Nest's.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  override unwrap<T>(): T {
    return this.#consumer as T;
  }

  async #start(): Promise<void> {
    const { groupId, onFatal } = this.#options;
    const flows = this.#flowsByTopic();
    this.#consumer = new GroupConsumer({
      connection: this.#options,
      groupId,
      topics: [...flows.keys()],
      limits: this.#limits,
      clock: this.#clock,
      onBatch: (source, batch) => {
        this.#observe(source, batch);
      },
      createFlow: (source, hooks) => requireFlow(flows, source.topic)(source, hooks),
      onFatal: onFatal ?? exitWith(this.logger),
    });
    this.#telemetry.observeLag(() => this.lagByTopic());
    await this.#consumer.start();
  }

  #flowsByTopic(): ReadonlyMap<string, Flow> {
    const { publisher, groupId, random = Math.random } = this.#options;
    const codec = this.#options.codec ?? sharedCodec();
    const catalogue = this.#options.catalogue ?? catalogueOfSchemas;
    const settlement = new Settlement({
      ...{ sink: publisher, clock: this.#clock, group: groupId, limits: this.#limits, random },
      listener: this.#telemetry,
    });

    const flows = new Map<string, Flow>();
    for (const [topic, handler] of this.messageHandlers) {
      if (handler.next !== undefined) {
        throw new HubError('KAFKA_TWO_HANDLERS', `topic ${topic} has two handlers; keep one`);
      }
      catalogue.parkedTopic(topic); // Throws when there is nowhere to set an event aside.
      const mode = (handler.extras?.['mode'] ?? 'event') as DeliveryMode;
      const decode = (bytes: Buffer): unknown => codec.decode(topic, bytes);
      flows.set(topic, this.#flow(mode, handler as NestHandler, settlement, decode));
    }
    if (flows.size > 0) return flows;
    throw new HubError(
      'KAFKA_NO_HANDLER',
      'no method is marked with OnEvent or OnBatch; is the controller listed in its module?',
    );
  }

  #flow(
    mode: DeliveryMode,
    handler: NestHandler,
    settlement: Settlement,
    decode: (bytes: Buffer) => unknown,
  ): Flow {
    const { telemetry, clock, limits } = {
      telemetry: this.#telemetry,
      clock: this.#clock,
      limits: this.#limits,
    };
    return (source, hooks) => {
      const invoke = { source, handler, telemetry, clock };
      const options = { source, settlement, limits, clock, decode, ...hooks };
      return mode === 'batch'
        ? new BatchFlow({ ...options, handle: (deliveries) => invokeForBatch(invoke, deliveries) })
        : new EventFlow({ ...options, handle: (delivery) => invokeForEvent(invoke, delivery) });
    };
  }

  /** Of topics handled in batches the span is around the handler's call instead. */
  #observe(source: Source, { messages }: Batch): void {
    if (this.messageHandlers.get(source.topic)?.extras?.['mode'] === 'batch') return;
    this.#telemetry.startBatch(source, messages.length, () => messages)?.end();
  }
}

function exitWith(log: LoggerService): (error: HubError) => void {
  return (error) => {
    log.error(error.message, error.stack);
    process.exit(1);
  };
}

function requireFlow(flows: ReadonlyMap<string, Flow>, topic: string): Flow {
  const flow = flows.get(topic);
  if (flow === undefined) throw new Error(`no handler for topic ${topic}`);
  return flow;
}
