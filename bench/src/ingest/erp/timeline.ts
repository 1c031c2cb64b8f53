import type { Change } from '../workload.js';
import type { ErpStub } from './erp-stub.js';

/** Makes the changes of a workload visible in the stub as time passes. */
export class Timeline {
  readonly #erp: ErpStub;
  readonly #changes: readonly Change[];
  #next = 0;

  /** @param changes in order of `visibleAt` */
  constructor(erp: ErpStub, changes: readonly Change[]) {
    this.#erp = erp;
    this.#changes = changes;
  }

  /** @param now UTC milliseconds */
  catchUp(now: number): void {
    for (; this.#next < this.#changes.length; this.#next += 1) {
      const change = this.#changes[this.#next];
      if (change === undefined || change.visibleAt > now) return;
      this.#erp.apply(change);
    }
  }
}
