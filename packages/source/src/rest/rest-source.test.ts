import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDocument } from '../document.js';
import {
  jsonServerRig,
  openJsonServer,
  startJsonServer,
  type JsonServer,
} from '../testing/json-server-rig.js';
import { sourceContract } from '../testing/source-contract.js';

let server: JsonServer;
before(async () => {
  server = await startJsonServer();
});
after(() => server.stop());

sourceContract('REST of json-server, by offset', () =>
  Promise.resolve(jsonServerRig(server, 'orders', 'SAL_SaleOrder')),
);
sourceContract('REST of json-server, by Link header', () =>
  Promise.resolve(jsonServerRig(server, 'orders-by-link', 'SAL_OutStock')),
);

describe('REST of json-server', () => {
  it('an order comes with what stands deeper in the record, and with its rows', async () => {
    const source = openJsonServer(server);
    await server.write('POST', 'orders', {
      ...{ id: 'A/1', orderNo: 'SO-1', changedAt: '2026-11-01T08:00:00+08:00', status: 'approved' },
      ...{ total: { amount: 86000.1, currency: 'cny' }, customer: { name: '华东电器' } },
      items: [{ no: 1, sku: 'M1', quantity: 2.5, unit: 'kg' }],
    });
    const document = await source.read('SAL_SaleOrder', 'A/1', []);
    await source.close();
    await server.write('DELETE', 'orders/A%2F1');
    assert.ok(document !== null && isDocument(document), JSON.stringify(document));
    const { summary, lines, modifiedAt } = document;
    assert.deepEqual(
      [summary.amount?.amount.toFixed(), summary.amount?.currency, summary.counterparty],
      ['86000.1', 'CNY', '华东电器'],
    );
    assert.deepEqual(
      [lines[0]?.lineId, lines[0]?.quantity?.value.toFixed(), new Date(modifiedAt).toISOString()],
      ['1', '2.5', '2026-11-01T00:00:00.000Z'],
    );
  });

  it('a list that is not where the mapping says is named', async () => {
    const source = openJsonServer(server, { url: `${server.url}nowhere/` });
    const [check] = source.checks?.() ?? [];
    assert.equal((await check?.run())?.code, 'SOURCE_REFUSED');
    await source.close();
  });
});
