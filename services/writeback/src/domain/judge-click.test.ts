import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentVersion } from '@hub/core';
import { aPerson, aSummary } from '@hub/testkit';
import { claimsFor, clickOf, fakeParts } from '../testing/fakes.js';
import type { OpenTask } from './erp.js';
import { judgeClick, type Evidence } from './judge-click.js';
import { checkCapability } from './refusal.js';

const modifiedAt = 1_000;
const mine: OpenTask = { node: 'n1', erpUserId: '16402' };
const theirs: OpenTask = { node: 'n1', erpUserId: '16409' };
const version = documentVersion({ modifiedAt, nodes: ['n1'] });
const claims = claimsFor(fakeParts(), 'hd002', 'APPROVE', { node: 'n1', version });
const click = clickOf(claims, claims.expiresAt - 1);
const good: Evidence = {
  click,
  capability: { claims, refusal: null },
  person: aPerson(),
  document: { modifiedAt, step: 'SUBMITTED', summary: aSummary() },
  open: [mine, theirs],
};

describe('judgeClick', () => {
  const refusals: readonly (readonly [string, Partial<Evidence>, string])[] = [
    [
      'a capability nobody made',
      { capability: { claims: null, refusal: 'WRITEBACK_FORGED' } },
      'WRITEBACK_FORGED',
    ],
    [
      'a capability past its time',
      { capability: { claims: null, refusal: 'WRITEBACK_EXPIRED' } },
      'WRITEBACK_EXPIRED',
    ],
    [
      'a capability of somebody else',
      { click: { ...click, userId: 'hd009' } },
      'WRITEBACK_NOT_YOURS',
    ],
    [
      'a capability for the other action',
      { click: { ...click, action: 'REJECT' } },
      'WRITEBACK_FORGED',
    ],
    [
      'a capability of another tenant',
      { click: { ...click, tenant: 'huanan' } },
      'WRITEBACK_FORGED',
    ],
    ['a capability for another bill', { click: { ...click, documentId: '7' } }, 'WRITEBACK_FORGED'],
    ['a capability for another node', { click: { ...click, node: 'n2' } }, 'WRITEBACK_FORGED'],
    ['a capability from another card', { click: { ...click, commandId: 'c' } }, 'WRITEBACK_FORGED'],
    ['a person the directory does not know', { person: undefined }, 'WRITEBACK_UNBOUND'],
    ['a person without an ERP user', { person: aPerson({ erpUserId: null }) }, 'WRITEBACK_UNBOUND'],
    ['a person who left', { person: aPerson({ active: false }) }, 'WRITEBACK_UNBOUND'],
    ['a bill that is gone', { document: null }, 'WRITEBACK_STALE'],
    [
      'a node that waits no more',
      { open: [{ node: 'n2', erpUserId: '16402' }] },
      'WRITEBACK_STALE',
    ],
    ['a node that waits for others', { open: [theirs] }, 'WRITEBACK_NOT_YOURS'],
    [
      'the applicant himself',
      { person: aPerson({ erpUserId: '16401' }), open: [{ node: 'n1', erpUserId: '16401' }] },
      'WRITEBACK_SELF',
    ],
    [
      'a bill changed since it was shown',
      { document: { modifiedAt: modifiedAt + 1, step: 'SUBMITTED', summary: aSummary() } },
      'WRITEBACK_STALE',
    ],
    [
      'a bill with a further node since it was shown',
      { open: [mine, { node: 'n2', erpUserId: '1' }] },
      'WRITEBACK_STALE',
    ],
  ];

  for (const [name, over, want] of refusals) {
    it(`refuses ${name}: ${want}`, () => {
      assert.equal(judgeClick({ ...good, ...over }).refusal, want);
    });
  }

  it('refuses a person with two nodes of the bill, because one call would decide both', () => {
    const open = [mine, { node: 'n2', erpUserId: '16402' }];
    const shown = { ...claims, version: documentVersion({ modifiedAt, nodes: ['n1', 'n2'] }) };
    assert.equal(
      judgeClick({ ...good, open, capability: { claims: shown, refusal: null } }).refusal,
      'WRITEBACK_ERP_REFUSED',
    );
  });

  it('lets the right person decide what he was shown', () => {
    assert.deepEqual(judgeClick(good), {
      refusal: null,
      erpUserId: '16402',
      document: good.document,
      action: 'APPROVE',
      nonce: claims.nonce,
    });
  });
});

describe('checkCapability', () => {
  it('tells a forged capability from an old one', () => {
    const { capability } = click;
    const keys = [Buffer.alloc(32, 9)];
    assert.deepEqual(
      [
        checkCapability(capability, keys, claims.expiresAt).refusal,
        checkCapability(capability, keys, claims.expiresAt + 1).refusal,
        checkCapability(capability, [Buffer.alloc(32, 1)], 0).refusal,
        checkCapability('', keys, 0).refusal,
      ],
      [null, 'WRITEBACK_EXPIRED', 'WRITEBACK_FORGED', 'WRITEBACK_FORGED'],
    );
  });
});
