import { eventId, failpoint, HubError, messageOf } from '@hub/core';
import { keyOf, type Document, type Known, type Parked } from '@hub/schemas';
import type { MalformedDocument } from '@hub/source';
import { rememberState, type KnownDocument, type Remember } from '../domain/known-document.js';
import type { IngestTelemetry } from '../ingest-telemetry.js';
import type { KnownStore } from '../known-store.js';
import type { Events, Log, Now } from '../ports.js';

export interface PublicationPorts {
  readonly events: Events;
  readonly known: KnownStore;
  readonly telemetry: IngestTelemetry;
  readonly clock: Now;
  readonly log: Log;
}

const topic = 'kingdee.document.v1';
const group = 'hub.ingest-kingdee';
/** Events on their way at once: each holds some eight kilobytes until it is acknowledged, its span among them. */
const atOnce = 500;

/**
 * Publishes events, then what is known by them; never the other way round. After a crash in between the same events come
 * again under the same ids, and nothing is missed.
 */
export class Publication {
  readonly #ports: PublicationPorts;
  readonly #guard: () => void;

  /** @param guard throws when this process may not publish for the account any more */
  constructor(ports: PublicationPorts, guard: () => void) {
    this.#ports = ports;
    this.#guard = guard;
  }

  async publish(events: readonly Document[], remember: Remember = rememberState): Promise<void> {
    for (let from = 0; from < events.length; from += atOnce) {
      const some = events.slice(from, from + atOnce);
      this.#guard();
      failpoint('ingest.beforePublish');
      await Promise.all(some.map((event) => this.#publishOne(event)));
      failpoint('ingest.afterPublish');
      await this.#remember(some, remember);
      failpoint('ingest.afterKnown');
    }
  }

  /** Does what others would see, unless the account is another process's by now. */
  async whileOurs(work: () => Promise<void>): Promise<void> {
    this.#guard();
    await work();
  }

  async park(tenant: string, document: MalformedDocument): Promise<void> {
    const { events, clock, log } = this.#ports;
    const { form, documentId, number, code, reason } = document;
    this.#guard();
    log.error({ tenant, form, documentId, number, code, reason }, 'document.parked');
    await events.park(parked({ tenant, form, documentId }, code, reason, clock.now()));
  }

  /** Forgets documents that need not be known any more. */
  async forget(known: readonly KnownDocument[]): Promise<void> {
    if (known.length === 0) return;
    this.#guard();
    await this.#ports.events.forget('hub.known.v1', known);
  }

  async #remember(events: readonly Document[], remember: Remember): Promise<void> {
    const { known: store, events: topics } = this.#ports;
    // Joined with what is known now: two tasks may have found out about one document while both were publishing.
    const changes = new Map<string, { place: Place; known: KnownDocument | null }>();
    for (const event of events) {
      const key = keyOf(topic, event);
      const before = store.get(event.tenant, event.form, event.documentId);
      const known = remember(event, changes.get(key)?.known ?? before);
      changes.set(key, { place: event, known });
      if (known === null) store.forget(event);
      else store.remember(known);
    }
    this.#guard();
    const kept = [...changes.values()].flatMap(({ known }) => (known === null ? [] : [known]));
    const gone = [...changes.values()].flatMap(({ place, known }) =>
      known === null ? [place] : [],
    );
    await topics.publish(kept.map((one) => ({ topic: 'hub.known.v1', value: recordOf(one) })));
    await topics.forget('hub.known.v1', gone);
  }

  /** One event that can never be published is set aside and does not hold up the others. */
  async #publishOne(event: Document): Promise<void> {
    const { events, telemetry, clock, log } = this.#ports;
    const { tenant, form, documentId, version, step, backfill, modifiedAt, summary } = event;
    const about = {
      ...{ tenant, form, documentId, number: summary.number },
      ...{ version, step, eventId: event.eventId },
    };
    await telemetry.traced(event, event.observedAt, async () => {
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
}

type Place = Pick<Document, 'tenant' | 'form' | 'documentId'>;

function recordOf(known: KnownDocument): Known {
  return { ...known, eventId: eventId(known) };
}

/** It never was on a topic, so there are no bytes, partition or offset to keep; the key names the document. */
function parked(place: Place, code: string, reason: string, parkedAt: number): Parked {
  return {
    topic,
    partition: -1,
    offset: '-1',
    key: Buffer.from(keyOf(topic, place as Document)),
    value: null,
    group,
    code,
    reason,
    tries: 1,
    traceparent: null,
    parkedAt,
  };
}
