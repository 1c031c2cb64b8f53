import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RawClient } from './testing/raw-client.js';

let client: RawClient;
before(async () => {
  client = await RawClient.start();
});
after(() => client.close());

const orders = 'pm/pm_purorderbill';

describe('a request', () => {
  it('with two slashes between base and path once looked for the base as a host', async () => {
    assert.equal((await client.send('/kapi/oauth2/getToken', client.credentials())).errorCode, '0');
  });

  it('for an operation by a name that means something to JavaScript once ended in a server error', async () => {
    const data = { billno: ['CGDD-000001'] };
    for (const name of ['constructor', 'valueOf', '__proto__'])
      assert.equal((await client.call(`${orders}/${name}`, { data })).errorCode, '404', name);
  });

  it('with a byte order mark before its body is read', async () => {
    const body = `\uFEFF${JSON.stringify({ data: {}, pageSize: 1 })}`;
    assert.equal((await client.call(`${orders}/query`, body)).errorCode, '0');
  });
});
