import type { Outbound } from '@hub/core';
import type { Document, Known, Parked, Person, Watermark } from '@hub/schemas';
import type { Events } from '../ports.js';

/** Topics in memory. */
export class MemoryEvents implements Events {
  readonly log: Outbound[] = [];
  readonly parked: Parked[] = [];
  readonly forgotten: Outbound[] = [];
  /** Called before something is stored; may throw. */
  before: (outbound: Outbound) => void = () => undefined;

  async publish(outbound: readonly Outbound[]): Promise<void> {
    for (const one of outbound) {
      this.before(one);
      this.log.push(one);
    }
  }

  async forget(topic: string, values: readonly object[]): Promise<void> {
    for (const value of values) this.forgotten.push({ topic, value });
    await Promise.resolve();
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

  get known(): Known[] {
    return this.#of('hub.known.v1') as Known[];
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
