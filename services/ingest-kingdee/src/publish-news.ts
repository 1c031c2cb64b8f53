import { HubError, messageOf } from '@hub/core';
import { keyOf, type Document, type Parked } from '@hub/schemas';
import type { MalformedBill } from './domain/erp.js';
import type { FormMemory, Position } from './domain/form-memory.js';
import type { OpenNodes } from './domain/open-nodes.js';
import type { Events, Log, Now } from './ports.js';
import type { IngestTelemetry } from './ingest-telemetry.js';

/** What one poll found out about one form. */
export interface FormNews {
  readonly tenant: string;
  readonly form: string;
  readonly memory: FormMemory;
  readonly open: OpenNodes;
  readonly events: readonly Document[];
  readonly malformed: readonly MalformedBill[];
  readonly foreign: readonly string[];
  /** How far the reading got; null when it found nothing. */
  readonly position: Position | null;
  readonly startedAt: number;
  /** When the poll began, UTC milliseconds. */
  readonly observedAt: number;
}

export interface PublishingPorts {
  readonly events: Events;
  readonly telemetry: IngestTelemetry;
  readonly clock: Now;
  readonly log: Log;
}

const topic = 'kingdee.document.v1';
const group = 'hub.ingest-kingdee';

/**
 * Publishes what is new, then moves the watermark; never the other way round. After a crash in between the same events
 * come again under the same ids, and nothing is missed.
 */
export function publishNews(ports: PublishingPorts): (news: FormNews) => Promise<void> {
  return async (news) => {
    const { memory, tenant, form, startedAt, observedAt } = news;
    const before = JSON.stringify(memory.watermark(tenant, form, 0));

    await Promise.all(news.events.map((event) => publishOne(ports, event, observedAt)));
    for (const event of news.events) memory.keep(event);
    for (const id of news.foreign) memory.ignore(id, news.open);
    for (const bill of news.malformed) await parkBill(ports, news, bill);

    // The first reading has covered the time before the start, whether it found something or not.
    if (memory.position === null) memory.moveTo({ modifiedAt: startedAt, documentId: '0' });
    if (news.position !== null) memory.moveTo(news.position);
    const watermark = memory.watermark(tenant, form, observedAt);
    if (watermark === null || JSON.stringify({ ...watermark, readAt: 0 }) === before) return;
    await ports.events.publish([{ topic: 'hub.watermark.v1', value: watermark }]);
  };
}

/** One event that cannot be published for good is set aside and does not hold up the others. */
async function publishOne(
  { events, telemetry, clock, log }: PublishingPorts,
  event: Document,
  observedAt: number,
): Promise<void> {
  const { tenant, form, documentId, version, step, eventId, backfill, modifiedAt, summary } = event;
  const about = { tenant, form, documentId, number: summary.number, version, step, eventId };
  await telemetry.traced(event, observedAt, async () => {
    try {
      await events.publish([{ topic, value: event }]);
      log.info({ ...about, backfill, ageMs: clock.now() - modifiedAt }, 'document.published');
    } catch (error) {
      if (!(error instanceof HubError) || error.retryable) throw error;
      log.error({ ...about, code: error.code, reason: error.message }, 'document.parked');
      await events.park(parked(event, error.code, messageOf(error), clock.now()));
    }
  });
}

async function parkBill(
  { events, clock, log }: PublishingPorts,
  { tenant, memory, open }: FormNews,
  bill: MalformedBill,
): Promise<void> {
  memory.ignore(bill.documentId, open);
  if (!memory.noteMalformed(bill)) return;
  const { form, documentId, number, code, reason } = bill;
  log.error({ tenant, form, documentId, number, code, reason }, 'document.parked');
  await events.park(parked({ tenant, form, documentId }, code, reason, clock.now()));
}

/** It never was on a topic, so there are no bytes, partition or offset to keep; the key names the bill. */
function parked(
  bill: Pick<Document, 'tenant' | 'form' | 'documentId'>,
  code: string,
  reason: string,
  parkedAt: number,
): Parked {
  return {
    topic,
    partition: -1,
    offset: '-1',
    key: Buffer.from(keyOf(topic, bill as Document)),
    value: null,
    group,
    code,
    reason,
    tries: 1,
    traceparent: null,
    parkedAt,
  };
}
