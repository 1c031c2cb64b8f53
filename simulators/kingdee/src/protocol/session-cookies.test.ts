import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { account, post } from '../testing/client.js';

const auth = 'Kingdee.BOS.WebApi.ServicesStub.AuthService';
const dataCenters =
  'Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService.GetDataCenterList';

let simulator: KingdeeSimulator;
before(async () => {
  simulator = await startKingdeeSimulator({ business: { days: 0 } });
});
after(() => simulator.close());

/** The session that a client's cookie jar holds after a reply. */
function named(headers: Headers): string | undefined {
  const cookie = headers.getSetCookie().find((each) => each.startsWith('kdservice-sessionid='));
  return cookie?.split(/[=;]/)[1];
}

async function logIn(): Promise<string> {
  const { acctId, users } = account(simulator);
  const [user] = users;
  const parameters = [acctId, user?.userName, user?.password, 2052];
  const { headers } = await post(simulator, `${auth}.ValidateUser`, JSON.stringify({ parameters }));
  return named(headers) ?? '';
}

describe('the session in a cookie jar', () => {
  // Each of these once set the cookie of a session that does not exist, and so lost the client's own.
  const calls: readonly (readonly [what: string, method: string, body: string])[] = [
    ['a call that needs no session', dataCenters, '{}'],
    ['a body that is no JSON', 'View', '['],
    ['a method that does not exist', 'Nothing', '{}'],
    ['a form that does not exist', 'View', '{"formid":"X","data":{"Id":"1"}}'],
    ['a login that fails', `${auth}.ValidateUser`, '{}'],
  ];
  for (const [what, method, body] of calls) {
    it(`outlives ${what}`, async () => {
      const id = await logIn();
      const cookie = `Theme=standard; kdservice-sessionid=${id}`;
      assert.equal(named((await post(simulator, method, body, { cookie })).headers), id);
    });
  }

  it('outlives an address that leads nowhere, and a reply that a fault has put in', async () => {
    const id = await logIn();
    const headers = { cookie: `kdservice-sessionid=${id}` };
    assert.equal(named((await fetch(`${simulator.url}nowhere`, { headers })).headers), id);
    simulator.faults.add({ kind: 'http', target: 'View' });
    const reply = await post(simulator, 'View', '{}', headers);
    assert.deepEqual([reply.status, named(reply.headers)], [500, id]);
  });

  it('is another one once its client has logged out, whichever of two ids was the living one', async () => {
    const id = await logIn();
    const headers = { 'kdservice-sessionid': 'dead', cookie: `kdservice-sessionid=${id}` };
    const reply = await post(simulator, `${auth}.Logout`, '', headers);
    assert.equal(reply.text, 'true');
    assert.notEqual(named(reply.headers), id);
    assert.equal((await post(simulator, `${auth}.Logout`, '', headers)).text, 'false');
  });
});

it('a call whose path is the whole address, as it comes through a proxy, is answered', async () => {
  const { hostname, port } = new URL(simulator.url);
  const path = `${simulator.url}${dataCenters}.common.kdsvc`;
  const reply = await new Promise<string>((resolve, reject) => {
    const call = request({ hostname, port, path, method: 'POST' }, (response) => {
      text(response).then(resolve, reject);
    });
    call.on('error', reject).end();
  });
  assert.match(reply, /^\[\{"Id":/);
});

it('an idle connection, once closed after five seconds under the hands of pooling clients, is kept for minutes', async () => {
  const { headers } = await post(simulator, dataCenters, '{}');
  assert.equal(headers.get('keep-alive'), 'timeout=120');
});
