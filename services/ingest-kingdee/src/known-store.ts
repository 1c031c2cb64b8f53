import type { Known } from '@hub/schemas';
import { keptMs, type KnownDocument } from './domain/known-document.js';
import { glance, pack, unpack } from './domain/packed-known.js';
import type { KnownDocuments } from './ports.js';

/** Documents kept in mind at most; beyond it what is finished goes earlier, the oldest first. */
const documentsMax = 700_000;

/**
 * What was published last of every document, packed in memory.
 *
 * Two hands write here: the topic, read from its beginning and kept up to date, and the account at work in this process.
 * Of tenants that are read here the account knows better than a topic that is told by itself, a moment later.
 */
export class KnownStore implements KnownDocuments {
  readonly #forms = new Map<string, Map<string, string>>();
  readonly #owned = new Set<string>();
  readonly #documentsMax: number;
  #size = 0;

  constructor(max = documentsMax) {
    this.#documentsMax = max;
  }

  get size(): number {
    return this.#size;
  }

  get(tenant: string, form: string, documentId: string): KnownDocument | null {
    const packed = this.#forms.get(placeOf(tenant, form))?.get(documentId);
    return packed === undefined ? null : unpack(packed, { tenant, form, documentId });
  }

  *of(tenant: string, form: string): Iterable<KnownDocument> {
    for (const [documentId, packed] of this.#forms.get(placeOf(tenant, form)) ?? []) {
      yield unpack(packed, { tenant, form, documentId });
    }
  }

  /** From now on the topic is not listened to for this form: whoever reads it knows before the topic does. */
  own(tenant: string, form: string): void {
    this.#owned.add(placeOf(tenant, form));
  }

  disown(tenant: string, form: string): void {
    this.#owned.delete(placeOf(tenant, form));
  }

  /** A record of the topic; null when it was forgotten there. */
  hear(
    place: Pick<Known, 'tenant' | 'form' | 'documentId'>,
    known: Known | null,
    now: number,
  ): void {
    if (this.#owned.has(placeOf(place.tenant, place.form))) return;
    if (known === null || isOver(pack(known), now)) this.forget(place);
    else this.remember(known);
  }

  remember(known: KnownDocument): void {
    const place = placeOf(known.tenant, known.form);
    let documents = this.#forms.get(place);
    if (documents === undefined) {
      documents = new Map<string, string>();
      this.#forms.set(place, documents);
    }
    if (!documents.has(known.documentId)) this.#size += 1;
    documents.set(known.documentId, pack(known));
  }

  forget({ tenant, form, documentId }: Pick<Known, 'tenant' | 'form' | 'documentId'>): void {
    if (this.#forms.get(placeOf(tenant, form))?.delete(documentId) === true) this.#size -= 1;
  }

  /** Takes what need not be kept any more out of memory, and names it so that the topic can forget it too. */
  *sweep(tenant: string, form: string, now: number): Iterable<KnownDocument> {
    // When memory is short everything ages faster.
    const pressure = Math.max(1, (this.#size / this.#documentsMax) ** 2);
    for (const [documentId, packed] of this.#forms.get(placeOf(tenant, form)) ?? []) {
      if (!isOver(packed, now, pressure)) continue;
      const known = unpack(packed, { tenant, form, documentId });
      this.forget(known);
      yield known;
    }
  }
}

function isOver(packed: string, now: number, pressure = 1): boolean {
  const seen = glance(packed);
  return now - seen.publishedAt > keptMs(seen) / pressure;
}

function placeOf(tenant: string, form: string): string {
  return `${tenant}/${form}`;
}
