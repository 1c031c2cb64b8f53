import { documentVersion, HubError } from '@hub/core';
import { aSummary, type FakeClock } from '@hub/testkit';
import type { Decided, ErpDocument, HistoryEntry, OpenTask, Writing } from '../domain/erp.js';
import type { Erp } from '../ports.js';

/** What happens to one call that writes. */
export type Fate =
  'ok' | 'applied-answer-lost' | 'answer-lost' | 'applied-late' | 'refused' | 'unreachable';

/** A line of the journal: what really took effect. */
export interface Effect {
  readonly node: string;
  readonly erpUserId: string;
  readonly action: Decided;
  readonly opinion: string;
}

/**
 * One bill with workflow nodes that wait one after another, any approver of a node deciding it. Like the real call,
 * writing acts on whatever waits for the person when it takes effect, and names no node.
 */
export class ErpModel implements Erp {
  readonly effects: Effect[] = [];
  /** Fates of the next calls that write; 'ok' when used up. */
  readonly fates: Fate[] = [];
  /** Every question fails while it is set. */
  down = false;
  applicant = '16401';
  readonly #history: HistoryEntry[] = [];
  readonly #clock: FakeClock;
  readonly #nodes: readonly (readonly string[])[];
  #late: { readonly dueAt: number; readonly writing: Writing }[] = [];
  #at = 0;
  #modifiedAt: number;
  #step: ErpDocument['step'] = 'SUBMITTED';

  /** @param nodes the approvers of each node, as ERP user ids */
  constructor(clock: FakeClock, nodes: readonly (readonly string[])[]) {
    this.#clock = clock;
    this.#nodes = nodes;
    this.#modifiedAt = clock.now();
  }

  get node(): string | null {
    return this.#step === 'SUBMITTED' ? `node-${String(this.#at)}` : null;
  }

  get approvers(): readonly string[] {
    return this.#step === 'SUBMITTED' ? (this.#nodes[this.#at] ?? []) : [];
  }

  get step(): ErpDocument['step'] {
    return this.#step;
  }

  get version(): string {
    return documentVersion({
      modifiedAt: this.#modifiedAt,
      nodes: this.node === null ? [] : [this.node],
    });
  }

  /** True while a call whose answer was lost may still take effect. */
  get callUnderWay(): boolean {
    this.#applyDue();
    return this.#late.length > 0;
  }

  /** Somebody changes the bill in the ERP. */
  edit(): void {
    this.#modifiedAt = Math.max(this.#modifiedAt + 1, this.#clock.now());
  }

  /** Somebody decides in the ERP itself. */
  decide(erpUserId: string, action: Decided, opinion: string): boolean {
    const { node } = this;
    if (node === null || !this.approvers.includes(erpUserId)) return false;
    this.effects.push({ node, erpUserId, action, opinion });
    this.#history.push({ node, erpUserId, action, opinion, completedAt: this.#clock.now() });
    this.edit();
    if (action === 'REJECT') this.#step = 'REJECTED';
    else if (this.#at + 1 < this.#nodes.length) this.#at += 1;
    else this.#step = 'APPROVED';
    return true;
  }

  read(): Promise<ErpDocument | null> {
    return this.#ask(() => ({
      modifiedAt: this.#modifiedAt,
      step: this.#step,
      summary: aSummary({ applicant: { userId: this.applicant, name: '申请人' } }),
    }));
  }

  open(): Promise<readonly OpenTask[]> {
    return this.#ask(() =>
      this.node === null
        ? []
        : this.approvers.map((erpUserId) => ({ node: this.node ?? '', erpUserId })),
    );
  }

  history(): Promise<readonly HistoryEntry[]> {
    return this.#ask(() => [...this.#history]);
  }

  write(_tenant: string, writing: Writing): Promise<void> {
    this.#applyDue();
    const fate = this.fates.shift() ?? 'ok';
    switch (fate) {
      case 'unreachable':
        return Promise.reject(
          new HubError('KINGDEE_UNREACHABLE', 'no connection', { retryable: true }),
        );
      case 'refused':
        return Promise.reject(new HubError('KINGDEE_REFUSED', 'the ERP says no'));
      case 'answer-lost':
        return Promise.reject(new HubError('KINGDEE_OUTCOME_UNKNOWN', 'answer lost'));
      case 'applied-late':
        this.#late.push({ dueAt: this.#clock.now() + 2_000, writing });
        return Promise.reject(new HubError('KINGDEE_OUTCOME_UNKNOWN', 'answer lost'));
      case 'applied-answer-lost':
        this.#apply(writing);
        return Promise.reject(new HubError('KINGDEE_OUTCOME_UNKNOWN', 'answer lost'));
      case 'ok':
        if (this.#apply(writing)) return Promise.resolve();
        return Promise.reject(new HubError('KINGDEE_REFUSED', 'no task of this user'));
    }
  }

  #ask<T>(answer: () => T): Promise<T> {
    this.#applyDue();
    if (this.down)
      return Promise.reject(
        new HubError('KINGDEE_UNREACHABLE', 'no connection', { retryable: true }),
      );
    return Promise.resolve(answer());
  }

  #apply({ erpUserId, action, opinion }: Writing): boolean {
    return this.decide(erpUserId, action, opinion);
  }

  #applyDue(): void {
    const due = this.#late.filter(({ dueAt }) => dueAt <= this.#clock.now());
    this.#late = this.#late.filter((one) => !due.includes(one));
    for (const { writing } of due) this.#apply(writing);
  }
}
