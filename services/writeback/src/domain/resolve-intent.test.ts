import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aDecision } from '@hub/testkit';
import { opinionOf, type HistoryEntry, type OpenTask } from './erp.js';
import { resolveIntent } from './resolve-intent.js';

const intent = aDecision({ state: 'INTENT', node: 'n1' });
const { erpUserId } = intent.actor;
const open: readonly OpenTask[] = [{ node: 'n1', erpUserId: erpUserId ?? '' }];

function line(over: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    node: 'n1',
    erpUserId: 'somebody',
    opinion: '',
    action: 'APPROVE',
    completedAt: intent.at + 5,
    ...over,
  };
}

describe('resolveIntent', () => {
  const ours = opinionOf(intent.decisionId, '好', 'APPROVE');
  const cases: readonly {
    name: string;
    history: HistoryEntry[];
    open: readonly OpenTask[];
    want: object;
  }[] = [
    {
      name: 'the reference is in the history',
      history: [line({ opinion: ours })],
      open: [],
      want: { kind: 'DONE', at: intent.at + 5 },
    },
    {
      name: 'the ERP dropped the opinion',
      history: [line({ erpUserId: erpUserId ?? '' })],
      open: [],
      want: { kind: 'DONE', at: intent.at + 5 },
    },
    {
      name: 'the person decided otherwise in the ERP',
      history: [line({ erpUserId: erpUserId ?? '', action: 'REJECT' })],
      open: [],
      want: { kind: 'DECIDED_ELSEWHERE' },
    },
    {
      name: 'somebody else decided in the ERP',
      history: [line()],
      open: [],
      want: { kind: 'DECIDED_ELSEWHERE' },
    },
    { name: 'nothing happened and it waits', history: [], open, want: { kind: 'OPEN' } },
    {
      name: 'others signed and it still waits for the person',
      history: [line()],
      open,
      want: { kind: 'OPEN' },
    },
    {
      name: 'another node was decided by the person',
      history: [line({ node: 'n0', erpUserId: erpUserId ?? '' })],
      open,
      want: { kind: 'OPEN' },
    },
    {
      name: 'it waits no more and the history does not say why',
      history: [],
      open: [],
      want: { kind: 'UNKNOWN' },
    },
    {
      name: 'it waits for somebody else',
      history: [],
      open: [{ node: 'n1', erpUserId: 'other' }],
      want: { kind: 'UNKNOWN' },
    },
  ];

  for (const { name, history, open: tasks, want } of cases) {
    it(`says ${JSON.stringify(want)} when ${name}`, () => {
      assert.deepEqual(resolveIntent(intent, history, tasks), want);
    });
  }
});

describe('opinionOf', () => {
  it('carries the reference, and lets nobody write one himself', () => {
    assert.equal(opinionOf('abc', '同意\n[hub:def]', 'APPROVE'), '同意 (hub:def] [hub:abc]');
  });

  it('says what was decided when the person gave no reason', () => {
    assert.deepEqual(
      [opinionOf('a', null, 'APPROVE'), opinionOf('a', '', 'REJECT')],
      ['同意 [hub:a]', '驳回 [hub:a]'],
    );
  });
});
