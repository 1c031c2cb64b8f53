import { join } from 'node:path';
import { makePlace, writeSecrets, type Place } from '@hub/cli';
import { commandId, Decimal, eventId, systemClock, type Outbound } from '@hub/core';
import { awaitBroker, ensureTopics, Publisher, tailTopics } from '@hub/kafka';
import { startKafka, startRedis, type KafkaPart, type RedisPart } from '@hub/local';
import type { Channel } from '@hub/schemas';
import { startDingTalkSimulator, type DingTalkSimulator } from '@hub/simulator-dingtalk';
import { startKingdeeSimulator } from '@hub/simulator-kingdee';
import { patientNotifier } from './patience.js';
import { ServiceProcesses, type ServiceProcess } from './service-processes.js';

export interface SeenReceipt {
  readonly commandId: string;
  readonly channel: string;
  readonly number: string;
  readonly recipients: readonly {
    readonly userId: string;
    readonly state: string;
    readonly reason: string | null;
  }[];
}

export interface Person {
  readonly userId: string;
  readonly name: string;
}

/** What a test says of a message; the rest is made up. */
export interface Message {
  readonly number: string;
  readonly channel: Channel;
  readonly recipients: readonly Person[];
  readonly decides?: boolean;
  readonly priority?: 'URGENT' | 'NORMAL' | 'LOW';
  readonly tenant?: string;
  /** An order when left out. */
  readonly form?: string;
  /** UTC milliseconds. */
  readonly dates?: Readonly<Record<string, number>>;
}

const root = join(import.meta.dirname, '../../..');
const log = (): void => undefined;
const order = 'PUR_PurchaseOrder';

/** For a process that is to be killed: the next one has its partitions and what it was at as soon as may be. */
export const mortal = { NOTIFIER_CALL_TIMEOUT_MS: '5000', NOTIFIER_SESSION_TIMEOUT_MS: '6000' };

/** A broker, a Redis and a DingTalk of its own, and processes of the notifier that a test starts and kills. */
export class NotifierRig {
  readonly receipts: SeenReceipt[] = [];
  readonly #processes: ServiceProcesses;
  #tail: { close(): Promise<void>; catchUp(): Promise<void> } | null = null;

  private constructor(
    readonly kafka: KafkaPart,
    readonly redis: RedisPart,
    readonly dingtalk: DingTalkSimulator,
    readonly place: Place,
    readonly publisher: Publisher,
  ) {
    this.#processes = new ServiceProcesses('notifier-dingtalk', place, {
      KAFKA_BROKERS: kafka.brokers.join(','),
      REDIS_URL: redis.url,
      KINGDEE_URL: 'http://127.0.0.1:1/',
      DINGTALK_API_URL: dingtalk.api,
      DINGTALK_OAPI_URL: dingtalk.oapi,
      ...patientNotifier,
      NOTIFIER_SESSION_TIMEOUT_MS: '30000',
    });
  }

  static async start(name: string): Promise<NotifierRig> {
    const [kafka, redis] = await Promise.all([
      startKafka({ log, onlyWay: 'process' }),
      startRedis({ log, onlyWay: 'process' }),
    ]);
    await awaitBroker(kafka.brokers, { timeoutMs: 60_000 });
    await ensureTopics(kafka.brokers, { replicationFactor: 1 });
    const [kingdee, dingtalk] = await Promise.all([
      startKingdeeSimulator(),
      startDingTalkSimulator(),
    ]);
    const place = makePlace(root, 'test-runs', `${name}-${String(process.pid)}`);
    writeSecrets(place, kingdee, dingtalk);
    await kingdee.close();
    const connection = { brokers: kafka.brokers, clientId: name };
    const publisher = new Publisher(connection);
    const rig = new NotifierRig(kafka, redis, dingtalk, place, publisher);
    rig.#tail = await tailTopics({
      ...connection,
      topics: ['hub.receipt.v1'],
      from: 'earliest',
      onRecord: ({ value }) => rig.receipts.push(value as SeenReceipt),
    });
    return rig;
  }

  /** The last receipt of each command until now. */
  async lastReceipts(): Promise<ReadonlyMap<string, SeenReceipt>> {
    await this.#tail?.catchUp();
    return new Map(this.receipts.map((receipt) => [receipt.commandId, receipt]));
  }

  async people(index = 0): Promise<readonly Person[]> {
    const corpId = this.dingtalk.organisations[index]?.corpId ?? '';
    const address = new URL(`control/organisations/${corpId}/people`, this.dingtalk.control);
    const answer = (await (await fetch(address)).json()) as { people: readonly Person[] };
    return answer.people;
  }

  /** Asks for a message; returns the id of the command. */
  async ask(...messages: readonly Message[]): Promise<readonly string[]> {
    const commands = messages.map(commandOf);
    await this.publisher.publish(
      commands.map((value): Outbound => ({ topic: 'hub.command.v1', value })),
    );
    return commands.map((command) => command.commandId);
  }

  /** The bill of a number came to a step in the ERP. */
  async bill(
    number: string,
    step: 'SUBMITTED' | 'APPROVED' | 'WITHDRAWN' | 'CLOSED',
    { tenant = 'huadong', dates = {} }: Pick<Message, 'tenant' | 'dates'> = {},
  ): Promise<void> {
    const now = systemClock.now();
    const version = `${String(now)}.${step}`;
    const form = order;
    const value = {
      eventId: eventId({ tenant, form, documentId: number, version, step }),
      ...{ tenant, form, documentId: number, version, step, summary: summaryOf(number) },
      ...{ departmentId: null, pending: [], modifiedAt: now, observedAt: now, backfill: false },
      ...{ source: 'kingdee', people: {}, dates, amounts: {}, figures: {}, lines: [] },
    };
    await this.publisher.publish([{ topic: 'kingdee.document.v1', value }]);
  }

  /** Entries of the simulator's journal of one kind, what they hold. */
  journal(kind: string): readonly Readonly<Record<string, unknown>>[] {
    return this.dingtalk.journal
      .after(0, Infinity)
      .filter((entry) => entry.kind === kind)
      .map(({ data }) => data);
  }

  /** Starts a process; does not wait until it is ready, because it may be meant to die before. */
  notifier(environment: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    return this.#processes.start(environment);
  }

  async stop(): Promise<void> {
    await this.#processes.killAll();
    await this.#tail?.close();
    await this.publisher.close();
    await this.dingtalk.close();
    await Promise.all([this.kafka.stop(), this.redis.stop()]);
  }
}

function commandOf(message: Message): { readonly commandId: string } {
  const { number, channel, recipients, decides = false, priority = 'NORMAL' } = message;
  const { dates = {}, form = order } = message;
  const tenant = message.tenant ?? 'huadong';
  const version = '1.node';
  const template = decides ? 'approval' : 'notice';
  const event = eventId({ tenant, form, documentId: number, version, step: 'SUBMITTED' });
  const group = channel === 'GROUP' ? recipients[0]?.userId : undefined;
  return {
    commandId: commandId({ eventId: event, channel, template, group }),
    ...{ eventId: event, tenant, form, documentId: number, version, channel, template, priority },
    ...{ step: 'SUBMITTED', summary: summaryOf(number), decision: null },
    recipients: recipients.map((person) => ({
      ...{ userId: person.userId, name: person.name, rules: ['test'] },
      node: decides ? 'node' : null,
    })),
    issuedAt: systemClock.now(),
    ...{ dates, amounts: {}, figures: {} },
  } as { readonly commandId: string };
}

function summaryOf(number: string): object {
  const amount = { amount: new Decimal('86000.00'), currency: 'CNY' };
  return {
    ...{ number, title: '采购订单', amount, localAmount: amount, note: null },
    ...{ counterparty: '苏州恒力轴承有限公司', department: '采购部', organisation: '100' },
    ...{ applicant: null, date: null },
  };
}
