import { join } from 'node:path';
import { makePlace, writeSecrets, type Place, type ShownBill } from '@hub/cli';
import { awaitBroker, ensureTopics, tailTopics } from '@hub/kafka';
import { startKafka, type KafkaPart } from '@hub/local';
import { startDingTalkSimulator, type DingTalkSimulator } from '@hub/simulator-dingtalk';
import { startKingdeeSimulator, type KingdeeSimulator } from '@hub/simulator-kingdee';
import { ServiceProcesses, type ServiceProcess } from './service-processes.js';

/** The fields of a document event that these tests look at. */
export interface ToldDocument {
  readonly eventId: string;
  readonly tenant: string;
  readonly form: string;
  readonly documentId: string;
  readonly step: string;
  readonly modifiedAt: number;
  readonly backfill: boolean;
  readonly source: string;
  readonly summary: { readonly number: string };
  readonly pending: readonly { readonly node: string }[];
}

const root = join(import.meta.dirname, '../../..');
const log = (): void => undefined;

/** A broker of its own, both simulators, and processes of ingest that a test starts and kills. */
export class IngestRig {
  readonly kafka: KafkaPart;
  readonly kingdee: KingdeeSimulator;
  readonly dingtalk: DingTalkSimulator;
  readonly place: Place;
  /** Every document event, in the order of each partition. */
  readonly told: ToldDocument[] = [];
  readonly #processes: ServiceProcesses;
  #tail: { close(): Promise<void>; catchUp(): Promise<void> } | null = null;

  private constructor(parts: Pick<IngestRig, 'kafka' | 'kingdee' | 'dingtalk'>, name: string) {
    this.kafka = parts.kafka;
    this.kingdee = parts.kingdee;
    this.dingtalk = parts.dingtalk;
    this.place = makePlace(root, 'test-runs', `${name}-${String(process.pid)}`);
    writeSecrets(this.place, this.kingdee, this.dingtalk);
    this.#processes = new ServiceProcesses('ingest-kingdee', this.place, {
      KAFKA_BROKERS: this.kafka.brokers.join(','),
      KINGDEE_URL: this.kingdee.url,
      DINGTALK_API_URL: this.dingtalk.api,
      DINGTALK_OAPI_URL: this.dingtalk.oapi,
      INGEST_POLL_INTERVAL_MS: '300',
      INGEST_DIRECTORY_INTERVAL_MS: '2000',
    });
  }

  static async start(name: string): Promise<IngestRig> {
    const kafka = await startKafka({ log, onlyWay: 'process' });
    await awaitBroker(kafka.brokers, { timeoutMs: 60_000 });
    await ensureTopics(kafka.brokers, { replicationFactor: 1 });
    const kingdee = await startKingdeeSimulator();
    const dingtalk = await startDingTalkSimulator();
    const rig = new IngestRig({ kafka, kingdee, dingtalk }, name);
    rig.#tail = await tailTopics({
      brokers: kafka.brokers,
      clientId: name,
      topics: ['kingdee.document.v1'],
      from: 'earliest',
      onRecord: ({ value }) => rig.told.push(value as ToldDocument),
    });
    return rig;
  }

  /** Reads what was published until now. */
  async read(): Promise<readonly ToldDocument[]> {
    await this.#tail?.catchUp();
    return this.told;
  }

  /** Starts a process; does not wait until it is ready, because it may be meant to die before. */
  ingest(environment: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    return this.#processes.start(environment);
  }

  /** Has something done in the simulated ERP. */
  async erp(method: string, path: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(new URL(`control/${path}`, this.kingdee.control), {
      method,
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** An order that waits for its first approval. */
  async order(
    tenant: 'huadong' | 'huanan',
    applicant: string,
    amount = '86000',
  ): Promise<ShownBill> {
    const acctId = tenant === 'huadong' ? '5f0000000000a1' : '5f0000000000a2';
    const form = 'PUR_PurchaseOrder';
    const { bill } = await this.erp('POST', 'bills', { acctId, form, applicant, amount });
    return bill as ShownBill;
  }

  async act({ acctId, form, number }: ShownBill, step: string, by: string): Promise<void> {
    await this.erp('POST', `bills/${acctId}/${form}/${number}/${step}`, { by });
  }

  async stop(): Promise<void> {
    await this.#processes.killAll();
    await this.#tail?.close();
    await Promise.all([this.kingdee.close(), this.dingtalk.close()]);
    await this.kafka.stop();
  }
}
