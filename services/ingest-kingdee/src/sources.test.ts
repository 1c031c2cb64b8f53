import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CloudEvent, emitterFor, httpTransport, Mode } from 'cloudevents';
import { ensureTopics, Publisher, tailTopics, type TailedRecord } from '@hub/kafka';
import type { Document } from '@hub/schemas';
import {
  capFolder,
  eventsFolder,
  postgresFolder,
  restFolder,
  startCap,
  startJsonServer,
  startOldSystem,
  type CapServer,
  type JsonServer,
  type OldSystem,
} from '@hub/source/testing';
import { aPerson, eventually, testKafka } from '@hub/testkit';
import { createApp } from './app.js';

const token = 'a-token-that-is-long-enough';
const withinMs = 60_000;
const sentAt = now();

/** One tenant without Kingdee, whose documents come from four systems that nobody here wrote. */
describe('documents of other systems', () => {
  let cap: CapServer;
  let old: OldSystem;
  let rest: JsonServer;
  let url: string;
  /** Reads what was published until now. */
  let catchUp: () => Promise<void>;
  const documents: Document[] = [];
  const parked: string[] = [];
  /** In the order in which things were started; they end the other way round. */
  const stops: (() => Promise<unknown> | undefined)[] = [];

  before(async () => {
    // A broker of its own: the service works on the topics of the catalogue, which others use as well.
    const kafka = await started(testKafka({ onlyWay: 'process' }));
    cap = await started(startCap());
    old = await started(startOldSystem());
    rest = await started(startJsonServer());
    await ensureTopics(kafka.brokers, { replicationFactor: 1 });
    const root = mkdtempSync(join(tmpdir(), 'hub-sources-'));
    stops.push(() => {
      rmSync(root, { recursive: true });
      return undefined;
    });
    layOut(root, { cap, old, rest });
    const topics = ['kingdee.document.v1', 'kingdee.document.v1.parked'];
    const onRecord = ({ value, parked: aside }: TailedRecord): void => {
      if (aside === null) documents.push(value as Document);
      else parked.push(aside.code);
    };
    const { brokers } = kafka;
    const tailing = {
      brokers,
      clientId: 'sources-test',
      topics,
      from: 'earliest',
      onRecord,
    } as const;
    // Partitions that were made a moment ago may have no leader yet.
    const tail = await eventually(() => tailTopics(tailing), { withinMs });
    stops.push(() => tail.close());
    catchUp = () => tail.catchUp();
    await publishPerson(brokers);
    const app = await createApp({
      KAFKA_BROKERS: [...kafka.brokers],
      HUB_TENANTS_DIR: join(root, 'tenants'),
      HUB_SECRETS_DIR: join(root, 'secrets'),
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: 0,
      LOG_LEVEL: 'silent',
      INGEST_POLL_INTERVAL_MS: 300,
    });
    stops.push(() => app.close());
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  after(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  async function started<Part extends { stop(): Promise<void> }>(
    start: Promise<Part>,
  ): Promise<Part> {
    const part = await start;
    stops.push(() => part.stop());
    return part;
  }

  /** Steps of a document so far, in the order in which they were published. */
  const stepsOf = (number: string): readonly string[] =>
    documents
      .filter(({ summary }) => summary.number === number)
      .map(({ source, step, summary }) =>
        [source, step, summary.amount?.amount.toFixed() ?? ''].join(' '),
      );

  const eventuallyStepsOf = (number: string, wanted: readonly string[]): Promise<unknown> =>
    eventually(
      () => {
        assert.deepEqual(stepsOf(number), wanted);
      },
      { withinMs },
    );

  it('an order in SAP, by OData, and what becomes of it', async () => {
    const ID = '40000000-0000-4000-8000-000000000001';
    const order = { ID, orderNo: 'SAP-1', company: '1000', currency: 'CNY', total: '86000.10' };
    await cap.write('POST', 'Orders', { ...order, status: 'O', changedAt: now() });
    await eventuallyStepsOf('SAP-1', ['sap SAVED 86000.1']);
    await cap.write('PATCH', `Orders(${ID})`, { status: 'A', changedAt: now() });
    await eventuallyStepsOf('SAP-1', ['sap SAVED 86000.1', 'sap APPROVED 86000.1']);
  });

  it('a row of an old system, by SQL, with every digit', async () => {
    await old.write(
      `insert into old.purchase values
       (1, '旧-1', now() at time zone 'Asia/Shanghai', 'A', 123456789012345678.1234567890, '华东')`,
    );
    await eventuallyStepsOf('旧-1', ['old APPROVED 123456789012345678.123456789']);
  });

  it('an order of a home-grown system, by REST, and one that cannot be understood beside it', async () => {
    const order = { company: '1000', total: { amount: '0.1', currency: 'CNY' } };
    const bad = { ...order, id: 'B', orderNo: 'R-bad', status: 'lost', changedAt: now() };
    const good = { ...order, id: 'G', orderNo: 'R-good', status: 'open', changedAt: now() };
    await rest.write('POST', 'orders', bad);
    await rest.write('POST', 'orders', good);
    await eventuallyStepsOf('R-good', ['shop SAVED 0.1']);
    await eventually(
      () => {
        assert.deepEqual(parked, ['SOURCE_STATUS_UNKNOWN']);
      },
      { withinMs },
    );
  });

  it('events of a sender, each way of sending, each as often as it likes, become one document event', async () => {
    const sink = `${url}/sources/elsewhere/events`;
    const event = anEvent('E-1');
    for (const mode of [Mode.BINARY, Mode.STRUCTURED]) {
      const emit = emitterFor(httpTransport(sink), { mode });
      await emit(event, { headers: { authorization: `Bearer ${token}` } });
    }
    const batch = await send(sink, [event, anEvent('E-2')], token);
    assert.equal(batch.status, 202);
    await eventuallyStepsOf('E-2', ['events APPROVED 86000.1']);
    await catchUp();
    assert.deepEqual(stepsOf('E-1'), ['events APPROVED 86000.1']);
  });

  it('a sender that does not prove itself is not let in', async () => {
    const answer = await send(`${url}/sources/elsewhere/events`, [anEvent('E-3')], 'guessed-token');
    assert.equal(answer.status, 401);
    await catchUp();
    assert.deepEqual(stepsOf('E-3'), []);
  });
});

/** A tenant is read once somebody of it is known, who could be told; here nobody has to be asked for that. */
async function publishPerson(brokers: readonly string[]): Promise<void> {
  const publisher = new Publisher({ brokers, clientId: 'sources-test' });
  await publisher.connect();
  const value = aPerson({ tenant: 'elsewhere' });
  await publisher.publish([{ topic: 'hub.directory.v1', value }]);
  await publisher.close();
}

function now(): string {
  return new Date().toISOString();
}

function anEvent(number: string): CloudEvent<object> {
  return new CloudEvent({
    ...{
      id: number,
      type: 'com.example.order.changed',
      source: '/erp',
      time: sentAt,
    },
    ...{ subsidiary: 'elsewhere', datacontenttype: 'application/json' },
    data: {
      ...{ id: number, number, status: 'approved' },
      total: { amount: '86000.10', currency: 'CNY' },
    },
  });
}

async function send(
  url: string,
  events: readonly CloudEvent<object>[],
  shown: string,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents-batch+json',
      authorization: `Bearer ${shown}`,
    },
    body: JSON.stringify(events),
  });
}

function layOut(
  root: string,
  { cap, old, rest }: { cap: CapServer; old: OldSystem; rest: JsonServer },
): void {
  const tenant = join(root, 'tenants/elsewhere');
  const secrets = join(root, 'secrets');
  mkdirSync(secrets, { recursive: true });
  const mappings: readonly (readonly [string, string, string])[] = [
    [capFolder, 'orders', 'sap-orders'],
    [postgresFolder, 'purchase', 'purchase'],
    [restFolder, 'orders', 'shop-orders'],
    [eventsFolder, 'order-events', 'order-events'],
  ];
  for (const [folder, name, as] of mappings) {
    const from = join(folder, 'mappings', `${name}.yaml`);
    cpSync(from, join(tenant, 'mappings', `${as}.yaml`));
  }
  writeFileSync(join(secrets, 'sap'), cap.password);
  writeFileSync(join(secrets, 'old'), old.connection);
  writeFileSync(join(secrets, 'sender'), token);
  writeFileSync(join(secrets, 'dingtalk'), 'nobody-is-told-here');
  writeFileSync(join(secrets, 'capability'), 'k'.repeat(40));
  writeFileSync(
    join(tenant, 'tenant.yaml'),
    `name: 别处
sources:
  - kind: odata
    name: sap
    version: 4
    url: ${cap.v4}
    auth: { kind: basic, user: ${cap.user}, password: { file: sap } }
    mappings: [sap-orders]
  - kind: sql
    name: old
    dialect: postgresql
    connection: { file: old }
    mappings: [purchase]
  - kind: rest
    name: shop
    url: ${rest.url}
    auth: { kind: none }
    mappings: [shop-orders]
  - kind: cloudevents
    name: events
    auth: { kind: bearer, tokens: [{ file: sender }] }
    mappings: [order-events]
dingtalk:
  api: http://127.0.0.1:9
  oapi: http://127.0.0.1:9
  corpId: dingelsewhere
  appKey: dingelsewhere
  appSecret: { file: dingtalk }
  robotCode: robot
  cardTemplateId: card.schema
capabilityKeys: [{ file: capability }]
`,
  );
}
