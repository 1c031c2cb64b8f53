import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { account, control, post, signedHeaders, statusOf } from '../testing/client.js';

const data = { FormId: 'BD_Currency', FieldKeys: 'FCODE', FilterString: "FNumber='PRE001'" };

interface Task {
  readonly TaskId: string;
  readonly Status: number;
  readonly Result: unknown;
  readonly Successful: boolean;
}

let simulator: KingdeeSimulator;
before(async () => {
  simulator = await startKingdeeSimulator();
});
after(() => simulator.close());

async function call(
  method: string,
  body: object,
  more: Record<string, string> = {},
): Promise<unknown> {
  const headers = { ...signedHeaders(account(simulator)), ...more };
  return (await post(simulator, method, JSON.stringify(body), headers)).json;
}

describe('a call in query mode', () => {
  const mode = { beginmethod: 'BeginQueryImpl', querymethod: 'QueryAsyncResult' };
  const begins: readonly (readonly [how: string, body: object, headers: Record<string, string>])[] =
    [
      ['keys of the body', { data, ...mode }, {}],
      ['keys beside a list', { parameters: [data], ...mode }, {}],
      ['headers', { parameters: [data] }, mode],
    ];
  for (const [how, body, headers] of begins) {
    it(`is asked for by ${how}, waits, runs and is complete`, async () => {
      const begun = (await call('ExecuteBillQuery', body, headers)) as Task;
      assert.deepEqual([begun.Status, begun.Result], [0, null]);
      const info = { TaskId: begun.TaskId, Cancelled: false };
      const running = (await call('QueryAsyncResult', { queryInfo: JSON.stringify(info) })) as Task;
      assert.deepEqual([running.Status, running.Result], [1, null]);
      const complete = (await call('QueryAsyncResult', { parameters: [info] })) as Task;
      assert.deepEqual(
        [complete.Status, complete.Successful, complete.Result],
        [2, true, [['CNY']]],
      );
      assert.equal(statusOf(await call('QueryAsyncResult', { parameters: [info] })).MsgCode, 10);
    });
  }

  it('takes as many polls as the switch says, and ends when it is cancelled', async () => {
    await control(simulator, 'PUT', 'control/switches', { asyncRunningPolls: 3 });
    const begun = (await call('ExecuteBillQuery', { data, ...mode })) as Task;
    const poll = (Cancelled: boolean): Promise<Task> =>
      call('QueryAsyncResult', {
        parameters: [{ TaskId: begun.TaskId, Cancelled }],
      }) as Promise<Task>;
    assert.deepEqual([(await poll(false)).Status, (await poll(false)).Status], [1, 1]);
    const cancelled = await poll(true);
    assert.deepEqual([cancelled.Status, cancelled.Successful, cancelled.Result], [2, false, null]);
  });

  it('belongs to the session that began it', async () => {
    const begun = (await call('ExecuteBillQuery', { data, ...mode })) as Task;
    const body = JSON.stringify({ parameters: [{ TaskId: begun.TaskId }] });
    const stranger = await post(
      simulator,
      'QueryAsyncResult',
      body,
      signedHeaders(account(simulator, 1)),
    );
    assert.equal(statusOf(stranger.json).MsgCode, 10);
  });
});
