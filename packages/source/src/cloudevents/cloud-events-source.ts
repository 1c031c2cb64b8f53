import type { Clock } from '@hub/core';
import { z } from 'zod';
import { isDocument, type MalformedDocument, type SourceDocument } from '../document.js';
import { documentOf } from '../mapping/document-of.js';
import type { Mapping } from '../mapping/mapping.js';
import { mappingNames, readMappings, wrongMapping } from '../mapping/read-mappings.js';
import {
  defineSource,
  type Received,
  type ReceivedRequest,
  type Receiver,
  type SourceContext,
  type SourceKind,
} from '../source.js';
import { checkProof, proofSchema, type ProofFields } from './proof.js';
import { readEvents, type CloudEvent } from './read-events.js';
import { RefusedEvent } from './refused-event.js';

/**
 * Systems that tell by themselves, in CloudEvents 1.0 over HTTP.
 *
 * An event that is sent twice makes the same document at the same time of change, and so the same document event: the
 * sender may repeat whatever was not answered.
 */
export const cloudEventsSource: SourceKind = defineSource({
  kind: 'cloudevents',
  config: (fields) =>
    z.strictObject({
      auth: proofSchema(fields),
      from: z
        .array(fields.text('a source attribute that is accepted, e.g. /erp/purchasing'))
        .min(1)
        .optional()
        .describe('which source attributes are accepted; default: any'),
      mappings: mappingNames,
      bytesMax: fields.whole(1_000, 1_000_000, 'bytes of a request').default(1_000_000),
      eventsMax: fields.whole(1, 1_000, 'events of a batch').default(100),
      eventsPerSecond: fields.whole(1, 10_000, 'events per second at most').default(200),
    }),
  receive: ({ mappings: names, ...limits }, context) => {
    const byType = new Map<string, Mapping>();
    for (const [form, mapping] of readMappings(context.folder, names)) {
      if (byType.has(mapping.from)) {
        throw wrongMapping(
          `form ${form}`,
          `type ${mapping.from} has two mappings; it has one form`,
        );
      }
      byType.set(mapping.from, mapping);
    }
    return new CloudEventsReceiver(limits, byType, context);
  },
});

interface Limits {
  readonly auth: ProofFields;
  readonly from?: readonly string[] | undefined;
  readonly bytesMax: number;
  readonly eventsMax: number;
  readonly eventsPerSecond: number;
}

class CloudEventsReceiver implements Receiver {
  readonly #limits: Limits;
  readonly #byType: ReadonlyMap<string, Mapping>;
  readonly #context: SourceContext;
  readonly #pace: Pace;

  constructor(limits: Limits, byType: ReadonlyMap<string, Mapping>, context: SourceContext) {
    this.#limits = limits;
    this.#byType = byType;
    this.#context = context;
    this.#pace = new Pace(limits.eventsPerSecond, context.clock);
  }

  async receive(request: ReceivedRequest): Promise<Received> {
    const { auth, bytesMax, eventsMax } = this.#limits;
    if (request.body.length > bytesMax) {
      throw new RefusedEvent(413, `the body is larger than ${String(bytesMax)} bytes`);
    }
    checkProof(auth, request, this.#context);
    const events = readEvents(request, eventsMax);
    this.#pace.take(events.length);
    const documents: SourceDocument[] = [];
    const malformed: MalformedDocument[] = [];
    // All are known before the first is read: a request is accepted as a whole or not at all.
    const mapped = events.map((event) => [event, this.#mappingOf(event)] as const);
    for (const [event, mapping] of mapped) {
      const read = this.#documentOf(event, mapping);
      if (isDocument(read)) documents.push(read);
      else malformed.push(read);
    }
    return { documents, malformed };
  }

  async close(): Promise<void> {
    // Nothing is held.
  }

  #mappingOf({ attributes }: CloudEvent): Mapping {
    const { source = '', type = '', id = '' } = attributes;
    const { from } = this.#limits;
    if (from !== undefined && !from.includes(source)) {
      throw new RefusedEvent(400, `event ${id}: source ${source} is not expected here`);
    }
    const mapping = this.#byType.get(type);
    if (mapping !== undefined) return mapping;
    const known = [...this.#byType.keys()].join(', ');
    throw new RefusedEvent(400, `event ${id}: type ${type} has no mapping; send ${known}`);
  }

  #documentOf(
    { attributes, data }: CloudEvent,
    mapping: Mapping,
  ): SourceDocument | MalformedDocument {
    const { language, timeZone, clock } = this.#context;
    const record = { event: attributes, data };
    const read = documentOf(record, mapping, { language, timeZone, now: clock.now() });
    if (isDocument(read) || read.documentId !== '') return read;
    // Whoever looks at it finds the event by its id where the document has none.
    const { id: documentId = '' } = attributes;
    return { ...read, documentId, number: documentId };
  }
}

/** Lets so many events pass in a second, and a second's worth at once. */
class Pace {
  readonly #perSecond: number;
  readonly #clock: Clock;
  #left: number;
  #at: number;

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#left = perSecond;
    this.#at = clock.monotonic();
  }

  /** @throws RefusedEvent 429 with how long to wait */
  take(count: number): void {
    const now = this.#clock.monotonic();
    const earned = ((now - this.#at) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#perSecond, this.#left + earned);
    this.#at = now;
    // A batch larger than the limit of a second passes once nothing else did.
    if (this.#left < Math.min(count, this.#perSecond)) {
      const waitMs = ((Math.min(count, this.#perSecond) - this.#left) / this.#perSecond) * 1000;
      throw new RefusedEvent(429, 'more events a second than are taken', Math.ceil(waitMs));
    }
    this.#left -= count;
  }
}
