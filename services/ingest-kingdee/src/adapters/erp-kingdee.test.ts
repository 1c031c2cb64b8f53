import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { aDocument, aSummary } from '@hub/testkit';
import type { ErpDocument } from '../domain/erp.js';
import { KingdeeErp } from './erp-kingdee.js';

const form = 'PUR_PurchaseOrder';
const nonsense = new HubError('KINGDEE_MALFORMED', 'CGDD2 has an amount that is no number');

function aBill(documentId: string, organisation = '100'): ErpDocument {
  const { modifiedAt, departmentId } = aDocument();
  const summary = aSummary({ organisation });
  return { form, documentId, modifiedAt, step: 'SUBMITTED', departmentId, summary };
}

function anErp(options: {
  changedSince?: () => Promise<never>;
  bills?: Readonly<Record<string, ErpDocument | HubError>>;
  keys?: readonly (readonly string[])[];
  filters?: string[];
}): KingdeeErp {
  return new KingdeeErp({
    organisations: ['100'],
    client: {
      utcOffsetMinutes: 480,
      query: async ({ filter = '' }) => {
        options.filters?.push(filter);
        return options.keys ?? [];
      },
    },
    reader: {
      changedSince: options.changedSince ?? (async () => []),
      pendingNodes: async () => [],
      users: async () => [],
      read: async (_, documentId) => {
        const bill = options.bills?.[documentId];
        if (bill instanceof HubError) throw bill;
        return (bill ?? null) as never;
      },
    },
  });
}

describe('KingdeeErp', () => {
  it('reads a page with a malformed bill again, bill by bill', async () => {
    const filters: string[] = [];
    const erp = anErp({
      changedSince: () => Promise.reject(nonsense),
      bills: { 1: aBill('1'), 2: nonsense, 3: aBill('3') },
      keys: ['1', '2', '3'].map((id) => [id, `CGDD${id}`, '2026-11-02T09:00:00']),
      filters,
    });
    const page = await erp.changedSince(form, { modifiedAt: 0, documentId: null });
    assert.deepEqual(
      page.documents.map(({ documentId }) => documentId),
      ['1', '3'],
    );
    assert.equal(page.malformed.length, 1);
    assert.equal(page.malformed[0]?.code, 'KINGDEE_MALFORMED');
    assert.equal(page.next, null);
    assert.ok(
      filters.every((filter) => filter.includes(".FNumber in ('100')")),
      String(filters),
    );
  });

  it('does not take an answer that makes no sense as a whole for a malformed bill', async () => {
    const garbled = new HubError('KINGDEE_MALFORMED', 'no JSON', { retryable: true });
    const erp = anErp({ changedSince: () => Promise.reject(garbled) });
    await assert.rejects(erp.changedSince(form, { modifiedAt: 0, documentId: null }), garbled);
  });

  it('does not see a bill of another organisation', async () => {
    const erp = anErp({ bills: { 1: aBill('1', '200'), 2: nonsense } });
    assert.equal(await erp.read(form, '1'), null);
    assert.equal(await erp.read(form, '2'), null, 'nor a malformed one');
  });
});
