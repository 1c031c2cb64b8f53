// A program: reads all bills of one form from the stub of the ERP as a back-fill does, and publishes them.
import { createCodec } from '@hub/avro';
import { systemClock } from '@hub/core';
import { backfillForm } from '@hub/ingest-kingdee/parts';
import { Publisher, type RecordCodec, type TopicCatalogue } from '@hub/kafka';
import { K3CloudClient, K3CloudSource } from '@hub/kingdee';
import { keyOf, type Document } from '@hub/schemas';
import { neverParked } from '../bench-topic.js';
import { readOrder, report } from '../child.js';
import { startUsage, type Usage } from '../usage.js';
import { definitions, formIds } from './erp/form.js';
import { organisationNumber } from './erp/erp-stub.js';
import { organisations } from './workload.js';

export interface ResyncOrder {
  /** Base address of the ERP. */
  readonly url: string;
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly form: string;
  /** Whether the rows of the bills are read as well. */
  readonly withLines: boolean;
}

export interface Resynced extends Usage {
  /** All rows that the ERP was made to read. */
  readonly rows: number;
  readonly documents: number;
}

const real = 'kingdee.document.v1';
const yearMs = 366 * 86_400_000;

const order = readOrder() as ResyncOrder;
const login = { acctId: 'bench', userName: 'hub', appId: '1_bench', appSecret: 'bench-secret' };
const source = new K3CloudSource({
  client: new K3CloudClient({ url: order.url, ...login }),
  forms: formIds,
  definitions,
  withLines: order.withLines,
});
const publisher = new Publisher({
  brokers: order.brokers,
  clientId: 'bench-resync',
  codec: documentCodec(),
  catalogue: documentCatalogue(),
});
await publisher.connect([order.topic]);

const usage = startUsage();
const now = systemClock.now();
const { rows, events } = await backfillForm({
  ...{ source, name: 'kingdee', form: order.form, from: now - yearMs, to: now, resumeAt: null },
  tenants: [{ tenant: 'bench', forms: formIds, organisations: allOrganisations() }],
  publish: (documents) =>
    publisher.publish(documents.map((value) => ({ topic: order.topic, value }))),
  save: () => Promise.resolve(),
  rowsPerSecond: null,
  clock: systemClock,
  signal: new AbortController().signal,
});
report({ ...usage(), rows, documents: events } satisfies Resynced);

/** What the documents' own topic has, on a topic of the measurement's own. */
function documentCodec(): RecordCodec {
  const codec = createCodec();
  return {
    ...neverParked,
    encode: (_topic, value) => codec.encode(real, value as Document),
    decode: (_topic, bytes) => codec.decode(real, bytes),
  };
}

function documentCatalogue(): TopicCatalogue {
  return {
    keyOf: (_topic, value) => keyOf(real, value as Document),
    parkedTopic: (topic) => `${topic}.parked`,
    keyParts: () => 3,
  };
}

function allOrganisations(): readonly string[] {
  return Array.from({ length: organisations }, (_, index) => organisationNumber(index));
}
