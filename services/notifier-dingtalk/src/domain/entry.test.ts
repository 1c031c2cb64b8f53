import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal } from '@hub/core';
import type { Step } from '@hub/schemas';
import { aPendingNode } from '@hub/testkit';
import { entryState, type EntryChannel, type EntryState } from './entry.js';

interface Case {
  readonly channel?: EntryChannel;
  /** What the entry tells of, and what its bill came to. */
  readonly steps: readonly [told: Step, now: Step];
  readonly node?: string;
  readonly pending?: readonly string[];
  readonly at?: number;
  /** What is left to be paid. */
  readonly open?: string;
  readonly then: EntryState;
}

const cases: readonly Case[] = [
  { steps: ['SUBMITTED', 'SUBMITTED'], node: 'n1', pending: ['n1'], then: 'STAYS' },
  { steps: ['SUBMITTED', 'SUBMITTED'], node: 'n1', pending: ['n2'], then: 'DONE' },
  { steps: ['SUBMITTED', 'APPROVED'], node: 'n1', then: 'DONE' },
  { steps: ['SUBMITTED', 'REJECTED'], node: 'n1', then: 'DONE' },
  { steps: ['SUBMITTED', 'WITHDRAWN'], node: 'n1', then: 'GONE' },
  { steps: ['SUBMITTED', 'OVERDUE'], node: 'n1', then: 'STAYS' },
  { steps: ['STUCK', 'STUCK'], node: 'n1', then: 'STAYS' },
  { steps: ['SUBMITTED', 'WITHDRAWN'], at: 5, then: 'STAYS' },
  { steps: ['SUBMITTED', 'APPROVED'], then: 'DONE' },
  { steps: ['APPROVED', 'APPROVED'], then: 'STAYS' },
  { steps: ['APPROVED', 'CLOSED'], then: 'DONE' },
  { steps: ['APPROVED', 'VOIDED'], then: 'GONE' },
  { steps: ['REJECTED', 'SUBMITTED'], then: 'DONE' },
  { steps: ['WITHDRAWN', 'WITHDRAWN'], then: 'STAYS' },
  { steps: ['WITHDRAWN', 'DELETED'], then: 'GONE' },
  { steps: ['CLOSED', 'CLOSED'], then: 'STAYS' },
  { steps: ['DUE_SOON', 'OVERDUE'], then: 'STAYS' },
  { steps: ['OVERDUE', 'APPROVED'], then: 'STAYS' },
  { steps: ['OVERDUE', 'CLOSED'], then: 'DONE' },
  { steps: ['BELOW_LIMIT', 'WITHIN_LIMIT'], then: 'DONE' },
  { steps: ['DUE_SOON', 'WITHIN_LIMIT'], then: 'STAYS' },
  { channel: 'CALENDAR', steps: ['SUBMITTED', 'APPROVED'], then: 'STAYS' },
  { channel: 'CALENDAR', steps: ['SUBMITTED', 'REJECTED'], then: 'GONE' },
  { channel: 'CALENDAR', steps: ['APPROVED', 'CLOSED'], then: 'DONE' },
  { channel: 'CALENDAR', steps: ['SUBMITTED', 'APPROVED'], node: 'n1', then: 'DONE' },
  { channel: 'CALENDAR', steps: ['DUE_SOON', 'DELETED'], then: 'GONE' },
  { steps: ['OVERDUE', 'APPROVED'], open: '0.00', then: 'DONE' },
  { steps: ['APPROVED', 'APPROVED'], open: '0', then: 'DONE' },
  { steps: ['APPROVED', 'APPROVED'], open: '0.01', then: 'STAYS' },
  { steps: ['REJECTED', 'REJECTED'], open: '0', then: 'STAYS' },
  { channel: 'CALENDAR', steps: ['SUBMITTED', 'SUBMITTED'], open: '0', then: 'STAYS' },
  { steps: ['SUBMITTED', 'SUBMITTED'], node: 'n1', pending: ['n1'], open: '0', then: 'STAYS' },
  { channel: 'CALENDAR', steps: ['DUE_SOON', 'APPROVED'], open: '0', then: 'DONE' },
];

function nameOf({ channel = 'TO_DO', steps, node, pending, at, open, then }: Case): string {
  const [told, now] = steps;
  const facts = [
    node === undefined ? '' : `he decides upon ${node}`,
    pending === undefined ? '' : `${pending.join()} waits`,
    open === undefined ? '' : `${open} is left to pay`,
    at === undefined ? '' : 'that was before',
  ].filter((text) => text !== '');
  const when = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  return `${channel} of ${told}: ${then} at ${now}${when}`;
}

describe('what becomes of an entry', () => {
  for (const one of cases) {
    it(nameOf(one), () => {
      const { channel = 'TO_DO', node = null, pending = [], at = 20, open, then } = one;
      const [step, now] = one.steps;
      const document = {
        ...{ observedAt: at, version: 'v2', step: now },
        pending: pending.map((each) => aPendingNode({ node: each })),
        amounts: open === undefined ? {} : { open: { amount: new Decimal(open), currency: 'CNY' } },
      };
      assert.equal(entryState(document, { channel, step, node, issuedAt: 10 }), then);
    });
  }
});
