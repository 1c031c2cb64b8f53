import { failpoint, type Clock } from '@hub/core';
import type { Watermark } from '@hub/schemas';
import type { Position } from '@hub/source';
import type { Events, Watermarks } from '../ports.js';

/** A watermark that moved without news is published so often, milliseconds; it costs nothing but some reading again. */
const quietMs = 60_000;

interface Mark {
  readonly tenant: string;
  readonly form: string;
  position: Position;
  readAt: number;
  published: Position | null;
  publishedAt: number;
}

/** How far each form of each tenant was read, and how far the topic knows of it. */
export class WatermarkBook {
  readonly #marks = new Map<string, Mark>();
  readonly #topic: Watermarks;
  readonly #events: Pick<Events, 'publish'>;
  readonly #clock: Pick<Clock, 'monotonic'>;

  constructor(topic: Watermarks, events: Pick<Events, 'publish'>, clock: Pick<Clock, 'monotonic'>) {
    this.#topic = topic;
    this.#events = events;
    this.#clock = clock;
  }

  /** Null when the form was never read for this tenant. */
  get(tenant: string, form: string): Position | null {
    return this.#marks.get(keyOf(tenant, form))?.position ?? this.#topic.get(tenant, form);
  }

  /** Everything of a tenant's form up to there was published. */
  note(tenant: string, form: string, position: Position, readAt: number): void {
    const known = this.#marks.get(keyOf(tenant, form));
    if (known !== undefined) {
      known.position = position;
      known.readAt = readAt;
      return;
    }
    const published = this.#topic.get(tenant, form);
    const mark = {
      tenant,
      form,
      position,
      readAt,
      published,
      publishedAt: this.#clock.monotonic(),
    };
    // What was never published has to be soon: the first reading is over.
    if (published === null) mark.publishedAt = Number.NEGATIVE_INFINITY;
    this.#marks.set(keyOf(tenant, form), mark);
  }

  /** Publishes what moved of the forms that had news, of the others what has waited for long enough. */
  async publish(news: ReadonlySet<string>): Promise<void> {
    const now = this.#clock.monotonic();
    await this.#publish(
      ({ tenant, form, publishedAt }) =>
        news.has(keyOf(tenant, form)) || now - publishedAt >= quietMs,
    );
  }

  /** Publishes all that moved. */
  async publishAll(): Promise<void> {
    await this.#publish(() => true);
  }

  async #publish(isDue: (mark: Mark) => boolean): Promise<void> {
    const now = this.#clock.monotonic();
    const due = [...this.#marks.values()].filter(
      (mark) => !isSame(mark.position, mark.published) && isDue(mark),
    );
    if (due.length === 0) return;
    const positions = due.map(({ position }) => position);
    await this.#events.publish(
      due.map((mark) => ({ topic: 'hub.watermark.v1', value: watermarkOf(mark) })),
    );
    for (const [index, mark] of due.entries()) {
      mark.published = positions[index] ?? mark.position;
      mark.publishedAt = now;
    }
    failpoint('ingest.afterWatermark');
  }

  static keyOf(tenant: string, form: string): string {
    return keyOf(tenant, form);
  }
}

function watermarkOf({ tenant, form, position, readAt }: Mark): Watermark {
  const { modifiedAt, documentId } = position;
  return { tenant, form, modifiedAt, documentId, readAt };
}

function isSame(a: Position, b: Position | null): boolean {
  return b !== null && a.modifiedAt === b.modifiedAt && a.documentId === b.documentId;
}

function keyOf(tenant: string, form: string): string {
  return `${tenant}/${form}`;
}
