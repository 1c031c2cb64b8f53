import { after, afterEach, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { account, post, signedHeaders, TestClient, type Reply } from '../testing/client.js';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
afterEach(() => {
  simulator.faults.clear();
});
after(() => simulator.close());

function approve(number: string): Promise<Reply> {
  const data = {
    FormId: 'PUR_PurchaseOrder',
    Numbers: [number],
    UserName: 'wangfang',
    ApprovalType: 1,
    Disposition: 'ref 7',
  };
  return post(
    simulator,
    'WorkflowAudit',
    JSON.stringify({ data }),
    signedHeaders(account(simulator)),
  );
}

async function opinions(number: string): Promise<unknown[]> {
  const rows = await client.query({
    FormId: 'WF_AssignmentHisBill_ProcManage',
    FieldKeys: 'FDisposition',
    FilterString: `FBILLNUMBER='${number}' and FStatus='1'`,
  });
  return rows.flat();
}

describe('a fault', () => {
  it('loses the reply of a call that was done: the history proves it', async () => {
    const number = await client.submittedOrder();
    simulator.faults.add({ kind: 'reply-lost', target: 'WorkflowAudit' });
    await assert.rejects(approve(number), /fetch failed/);
    assert.deepEqual(await opinions(number), ['ref 7']);
  });

  it('closes the connection before anything is done', async () => {
    const number = await client.submittedOrder();
    simulator.faults.add({ kind: 'refuse', target: 'WorkflowAudit' });
    await assert.rejects(approve(number), /fetch failed/);
    assert.deepEqual(await opinions(number), []);
  });

  const shapes: {
    kind: string;
    params?: Record<string, unknown>;
    status: number;
    says: RegExp;
    done: boolean;
  }[] = [
    {
      kind: 'http',
      params: { status: 503 },
      status: 503,
      says: /Internal Server Error/,
      done: false,
    },
    {
      kind: 'http',
      params: { applied: true },
      status: 500,
      says: /Internal Server Error/,
      done: true,
    },
    { kind: 'html', status: 200, says: /^<!DOCTYPE html>/, done: false },
    { kind: 'garbage', status: 200, says: /^\{"Result".*\{$/s, done: true },
    { kind: 'exception', status: 500, says: /^response_error:\{"Message":/, done: false },
    { kind: 'session-loss', status: 200, says: /"MsgCode":1\}/, done: false },
    { kind: 'no-permission', status: 200, says: /"MsgCode":2\}/, done: false },
    { kind: 'bill-locked', status: 200, says: /冲突，请稍候再使用.*"MsgCode":13\}/, done: false },
    { kind: 'call-limit', status: 200, says: /"MsgCode":14\}/, done: false },
  ];
  for (const { kind, params, status, says, done } of shapes) {
    it(`of kind ${kind} ${JSON.stringify(params ?? {})} answers ${String(status)} and ${done ? 'does' : 'does not do'} the call`, async () => {
      const number = await client.submittedOrder();
      simulator.faults.add({
        kind,
        target: 'WorkflowAudit',
        ...(params === undefined ? {} : { params }),
      });
      const reply = await approve(number);
      assert.equal(reply.status, status);
      assert.match(reply.text, says);
      if (kind === 'garbage') assert.equal(reply.json, undefined);
      assert.deepEqual(await opinions(number), done ? ['ref 7'] : []);
      const second = await approve(number);
      assert.equal(second.status, 200, 'the fault struck once');
    });
  }

  it('wraps its refusal in rows for a query', async () => {
    simulator.faults.add({ kind: 'call-limit' });
    const rows = await client.query({ FormId: 'BD_Currency', FieldKeys: 'FCODE' });
    assert.match(JSON.stringify(rows), /^\[\[\{"Result".*"MsgCode":14/);
  });

  it('slows a call down, before or after it is done', async () => {
    for (const kind of ['slow', 'slow-reply']) {
      simulator.faults.add({ kind, target: 'ExecuteBillQuery', params: { ms: 60 } });
      const before = performance.now();
      await client.query({ FormId: 'BD_Currency', FieldKeys: 'FCODE' });
      const took = performance.now() - before;
      assert.ok(took >= 59, `${kind} took ${String(took)} ms`);
    }
  });

  it('is named in the journal beside the call it struck', async () => {
    simulator.faults.add({ kind: 'call-limit', target: 'View' });
    await client.call('View', 'SEC_User', { Id: '16394' });
    const last = simulator.journal.after(0, Infinity).at(-1);
    assert.deepEqual(
      [last?.kind, last?.data['method'], last?.data['fault']],
      ['api.call', 'View', 'call-limit'],
    );
  });
});

describe('the server', () => {
  it('answers an unknown method and an unknown user function with an exception text', async () => {
    const reply = await post(simulator, 'Fly', '{}', signedHeaders(account(simulator)));
    assert.equal(reply.status, 500);
    assert.match(reply.text, /^response_error:/);
  });

  it('writes Set-Cookie in its usual case of letters, as one client needs it', async () => {
    const { request } = await import('node:http');
    const raw = await new Promise<readonly string[]>((resolve, reject) => {
      const address = `${simulator.url}Kingdee.BOS.WebApi.ServicesStub.MCService.GetDataCenterList.common.kdsvc`;
      const call = request(address, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.rawHeaders);
      });
      call.on('error', reject).end();
    });
    assert.equal(raw.filter((name) => name === 'Set-Cookie').length, 2);
  });

  it('forbids the administrator and locks after wrong passwords where the switches say so', async () => {
    const own = account(simulator);
    const put = (body: object): Promise<Response> =>
      fetch(`${simulator.control}control/switches`, { method: 'PUT', body: JSON.stringify(body) });
    await put({ forbidAdministrator: true, wrongPasswordsMax: 2 });
    const login = async (
      name: string,
      password = '',
    ): Promise<{ LoginResultType: number; KDSVCSessionId: string }> => {
      const body = JSON.stringify({ parameters: [own.acctId, name, password] });
      const reply = await post(
        simulator,
        'Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser',
        body,
      );
      return reply.json as { LoginResultType: number; KDSVCSessionId: string };
    };
    const password = (name: string): string =>
      own.users.find((user) => user.userName === name)?.password ?? '';
    const { KDSVCSessionId: id } = await login('Administrator', password('Administrator'));
    const view = await post(simulator, 'View', '{"formid":"SEC_User","data":{"Id":1}}', {
      SID: id,
    });
    assert.match(view.text, /"MsgCode":15\}/);
    const types = [];
    for (const given of ['x', 'y', password('liuyang')])
      types.push((await login('liuyang', given)).LoginResultType);
    assert.deepEqual(types, [0, 0, -1]);
    await put({ forbidAdministrator: false, wrongPasswordsMax: 0 });
  });
});
