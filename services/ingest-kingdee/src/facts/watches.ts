import type { Events, Now, Watermarks } from '../ports.js';

/** Since when something is watched. What was true before is history and wakes nobody. */
export interface Watches {
  /** @param what names it within its tenant, e.g. `facts:payment-due:AP_Payable`; UTC milliseconds */
  since(tenant: string, what: string): Promise<number>;
}

/** Keeps the beginnings beside the watermarks: a name with a colon is no form of any ERP. */
export class WatchesTopic implements Watches {
  readonly #ports: {
    readonly watermarks: Watermarks;
    readonly events: Pick<Events, 'publish'>;
    readonly clock: Now;
  };
  readonly #begun = new Map<string, number>();

  constructor(ports: {
    readonly watermarks: Watermarks;
    readonly events: Pick<Events, 'publish'>;
    readonly clock: Now;
  }) {
    this.#ports = ports;
  }

  async since(tenant: string, what: string): Promise<number> {
    const { watermarks, events, clock } = this.#ports;
    const name = `${tenant}/${what}`;
    const known = this.#begun.get(name) ?? watermarks.get(tenant, what)?.modifiedAt;
    if (known !== undefined) {
      this.#begun.set(name, known);
      return known;
    }
    const now = clock.now();
    const value = { tenant, form: what, modifiedAt: now, documentId: '0', readAt: now };
    await events.publish([{ topic: 'hub.watermark.v1', value }]);
    this.#begun.set(name, now);
    return now;
  }
}
