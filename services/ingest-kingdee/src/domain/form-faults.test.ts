import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FactSetting } from '@hub/service';
import { formFaults } from './form-faults.js';

const stuck: FactSetting = {
  kind: 'approval-stuck',
  forms: ['PUR_PurchaseOrder', 'AP_Payable'],
  hours: [24],
  everyMs: 60_000,
};

function faultsOf(
  sources: Record<string, readonly string[]>,
  facts: readonly FactSetting[],
): string[] {
  const read = new Map(Object.entries(sources));
  return formFaults({ tenant: 'huadong', sources: read, facts }).map(
    ({ code, reason }) => `${code} ${reason.split(';')[0] ?? ''}`,
  );
}

describe('what a tenant file says of forms', () => {
  // Nothing was said, and nothing was ever told.
  it('is at fault where a rule of time names a form that nobody reads', () => {
    assert.deepEqual(faultsOf({ kingdee: ['PUR_PurchaseOrder'] }, [stuck]), [
      'INGEST_FACT_FORM facts of huadong: approval-stuck names AP_Payable, which no source of the tenant reads',
    ]);
  });

  // The one that was read further moved the watermark of the other.
  it('is at fault where two sources have one form', () => {
    assert.deepEqual(faultsOf({ kingdee: ['Order', 'A'], sap: ['Order', 'B'] }, []), [
      'INGEST_FORM_TWICE form Order of huadong is read from kingdee and sap',
    ]);
  });

  it('is right where every form has one source', () => {
    const both = { kingdee: ['PUR_PurchaseOrder'], sap: ['AP_Payable'] };
    assert.deepEqual(faultsOf(both, [stuck]), []);
  });
});
