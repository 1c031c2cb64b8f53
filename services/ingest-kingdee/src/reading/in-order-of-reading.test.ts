import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { form, ReadAccount } from '../testing/read-account.js';

describe('forms with open steps', () => {
  it('are read first, soon after their tasks; they used to be read anywhere, and many of their documents twice', async () => {
    const forms = ['AP_Payable', 'GL_VOUCHER', 'SAL_SaleOrder', 'STK_InStock', form];
    const tenant = new ReadAccount({ forms });
    tenant.source.put(tenant.aBill('1'));
    tenant.source.wait('1', 'n1');
    await tenant.poll();
    tenant.source.asked.length = 0;
    await tenant.poll();
    assert.deepEqual(tenant.source.asked.slice(0, 2), ['tasks', `changed ${form}`]);
  });

  it('leave nobody out again and again when one of them has a backlog', async () => {
    const tenant = new ReadAccount({ forms: ['GL_VOUCHER', form] });
    await tenant.poll();
    const ids = Array.from({ length: 2_100 }, (_, index) => String(index + 1));
    tenant.source.put(...ids.map((id) => tenant.aBill(id, { step: 'APPROVED' })));
    tenant.source.wait('1', 'n1');
    await tenant.poll([form]);
    tenant.source.asked.length = 0;
    await tenant.poll();
    assert.equal(tenant.source.asked[1], 'changed GL_VOUCHER');
  });
});
