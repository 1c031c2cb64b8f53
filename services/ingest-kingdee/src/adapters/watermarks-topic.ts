import type { TopicTable } from '@hub/kafka';
import { keyOf, type Watermark } from '@hub/schemas';
import type { Watermarks } from '../ports.js';

/** Watermarks as they were last published. */
export class WatermarksTopic implements Watermarks {
  readonly #table: Pick<TopicTable<'hub.watermark.v1'>, 'get'>;

  constructor(table: Pick<TopicTable<'hub.watermark.v1'>, 'get'>) {
    this.#table = table;
  }

  get(tenant: string, form: string): Watermark | null {
    const position = { modifiedAt: 0, documentId: '', readAt: 0 };
    return this.#table.get(keyOf('hub.watermark.v1', { tenant, form, ...position })) ?? null;
  }
}
