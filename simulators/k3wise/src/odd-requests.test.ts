import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RawClient, type Answer } from './testing/raw-client.js';

let client: RawClient;
before(async () => {
  client = await RawClient.start();
});
after(() => client.close());

async function httpOf(method: string, path: string): Promise<number> {
  return (await fetch(`${client.simulator.url}${path}`, { method })).status;
}

function list(more: object): Promise<Answer> {
  return client.call('PO/GetList', { Fields: 'FBillNo', ...more });
}

describe('a request', () => {
  it('with two slashes between base and path once looked for the base as a host', async () => {
    const code = client.simulator.accounts[0]?.authorityCode ?? '';
    const base = client.simulator.url.replace('/K3API/', '//K3API/');
    assert.equal((await fetch(`${base}Token/Create?authorityCode=${code}`)).status, 200);
  });

  it('for a method by a name that means something to JavaScript once got forms and master data', async () => {
    for (const action of ['constructor', 'valueOf', '__proto__'])
      assert.equal((await client.call(`PO/${action}`, {})).StatusCode, 404, action);
  });

  it('for a token with a body that is no object once ended in a server error', async () => {
    for (const body of ['null', '5', '"x"', '[]', '{'])
      assert.deepEqual((await client.post('Token/Create', body)).StatusCode, 401, body);
  });

  it('by another method than GET and POST is not done', async () => {
    for (const method of ['PUT', 'DELETE', 'HEAD', 'OPTIONS'])
      assert.equal(await httpOf(method, `PO/GetList?Token=${client.token}`), 405, method);
  });

  it('for a list in an order that is none once got any order', async () => {
    assert.match((await list({ OrderBy: 'FBillNo sideways' })).Message, /sideways”附近有语法错误/);
    for (const OrderBy of ['[FBillNo]desc', ' FBillNo  DESC ', '[FDate] desc, [FBillNo] desc'])
      assert.match(JSON.stringify((await list({ OrderBy, Top: 1 })).Data), /POORD000003/, OrderBy);
  });
});
