import type { Outbound } from '@hub/core';
import type { Document, Parked, Person, Watermark } from '@hub/schemas';
import type { Events } from '../ports.js';

/** Topics in memory. */
export class MemoryEvents implements Events {
  readonly log: Outbound[] = [];
  readonly parked: Parked[] = [];
  /** Called before something is stored; may throw. */
  before: (outbound: Outbound) => void = () => undefined;

  async publish(outbound: readonly Outbound[]): Promise<void> {
    for (const one of outbound) {
      this.before(one);
      this.log.push(one);
    }
  }

  async park(parked: Parked): Promise<void> {
    this.parked.push(parked);
  }

  get documents(): Document[] {
    return this.#of('kingdee.document.v1') as Document[];
  }

  get watermarks(): Watermark[] {
    return this.#of('hub.watermark.v1') as Watermark[];
  }

  get people(): Person[] {
    return this.#of('hub.directory.v1') as Person[];
  }

  #of(topic: string): object[] {
    return this.log.filter((one) => one.topic === topic).map(({ value }) => value);
  }
}

export const silentLog = {
  info: (): void => undefined,
  warn: (): void => undefined,
  error: (): void => undefined,
};
