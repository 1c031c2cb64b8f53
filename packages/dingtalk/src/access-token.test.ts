import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Clock } from '@hub/core';
import type { DingTalkClient } from './dingtalk-client.js';
import { apiError, application, faultOf, ScriptedDingTalk } from './testing/scripted-dingtalk.js';
import { TokenSeal, type TokenStore } from './token-store.js';

const cards = '/v1.0/card/instances';
const issue = '/v1.0/oauth2/accessToken';
const robot = '/v1.0/robot/oToMessages/batchSend';
const refusal = { status: 400, body: apiError('InvalidAuthentication', '不合法的access_token') };

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A store that two clients share, and a clock that goes by hand. */
class Shared implements TokenStore {
  readonly values = new Map<string, { value: string; until: number }>();
  readonly leads = new Map<string, number>();
  ms = 0;
  readonly clock: Clock = {
    now: () => this.ms,
    monotonic: () => this.ms,
    // Who waits for one that fetches waits until it has: however long that takes, its lease is not over before.
    sleep: async (ms) => {
      this.ms += ms;
      await (this.#fetching?.promise ?? turn());
    },
  };
  #fetching: PromiseWithResolvers<undefined> | null = null;

  read(key: string): ReturnType<TokenStore['read']> {
    const found = this.values.get(key);
    const leftMs = (found?.until ?? 0) - this.ms;
    return Promise.resolve(found === undefined || leftMs <= 0 ? null : { ...found, leftMs });
  }

  write(key: string, value: string, keepMs: number): Promise<void> {
    this.values.set(key, { value, until: this.ms + keepMs });
    return this.pass(key);
  }

  drop(key: string, value: string): Promise<void> {
    if (this.values.get(key)?.value === value) this.values.delete(key);
    return Promise.resolve();
  }

  lead(key: string, leaseMs: number): Promise<boolean> {
    if ((this.leads.get(key) ?? 0) > this.ms) return Promise.resolve(false);
    this.leads.set(key, this.ms + leaseMs);
    this.#fetching = Promise.withResolvers<undefined>();
    return Promise.resolve(true);
  }

  pass(key: string): Promise<void> {
    this.leads.delete(key);
    this.#fetching?.resolve(undefined);
    this.#fetching = null;
    return Promise.resolve();
  }
}

describe('the access token', () => {
  let dingtalk: ScriptedDingTalk;
  let shared: Shared;
  let clients: DingTalkClient[];

  beforeEach(async () => {
    dingtalk = await ScriptedDingTalk.start();
    shared = new Shared();
    const options = { clock: shared.clock, tokens: shared };
    clients = [dingtalk.client(options), dingtalk.client(options)];
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await dingtalk.close();
  });

  const client = (index = 0): DingTalkClient => clients[index] ?? assert.fail();
  const update = (index = 0): Promise<void> =>
    client(index).updateCard({ outTrackId: 'c1', cardData: { a: '1' } });
  const fine = { body: '{"success":true}' };

  it('is fetched by one process and used by the others', async () => {
    dingtalk.byPath({ [cards]: () => fine });
    await Promise.all([0, 1, 0, 1].map(update));
    assert.equal(dingtalk.tokens, 1);
    assert.deepEqual(
      new Set(dingtalk.calls(cards).map(({ headers }) => headers['x-acs-dingtalk-access-token'])),
      new Set(['canary-token-1']),
    );
  });

  it('is renewed ten minutes before its end, by one of them', async () => {
    dingtalk.byPath({ [cards]: () => fine });
    await update(0);
    await update(1);
    shared.ms = 6_600_001;
    await Promise.all([0, 1].map(update));
    assert.equal(dingtalk.tokens, 2);
  });

  it('is used to its end while a new one cannot be had', async () => {
    dingtalk.byPath({ [cards]: () => fine });
    await update();
    dingtalk.byPath({ [cards]: () => fine, [issue]: () => ({ status: 503, body: '' }) });
    shared.ms = 6_600_001;
    await update();
    shared.ms = 7_200_001;
    assert.equal((await faultOf(update())).code, 'DINGTALK_BUSY');
  });

  it('does not wait for a process that died while it fetched', async () => {
    dingtalk.byPath({ [cards]: () => fine });
    shared.leads.set(`hub:dingtalk:token:${application.appKey}`, 60_000);
    await update();
    assert.equal(dingtalk.tokens, 1);
    assert.ok(shared.ms >= 8_000 && shared.ms < 10_000, `waited ${String(shared.ms)} ms`);
  });

  it('that was refused is dropped for all, and what only one knew of is not taken again', async () => {
    const refused = new Set(['canary-token-1']);
    dingtalk.byPath({
      [cards]: ({ headers }) =>
        refused.has(String(headers['x-acs-dingtalk-access-token'])) ? refusal : fine,
    });
    await update(0);
    await update(1);
    assert.equal(dingtalk.tokens, 2);
    assert.equal(dingtalk.calls(cards).length, 3);
  });

  it('that expires in mid-batch is renewed, and the batch goes on where it was', async () => {
    const userIds = Array.from({ length: 50 }, (_, index) => `u${String(index)}`);
    let sends = 0;
    dingtalk.byPath({
      [robot]: ({ headers }) => {
        sends += 1;
        const old = headers['x-acs-dingtalk-access-token'] === 'canary-token-1';
        return old && sends > 1 ? refusal : { body: `{"processQueryKey":"k${String(sends)}"}` };
      },
    });
    const receipt = await client().sendRobot({ userIds, msgKey: 'sampleText', msgParam: {} });
    assert.deepEqual(receipt.accepted, userIds);
    assert.deepEqual(receipt.processQueryKeys, ['k1', 'k3', 'k4']);
    assert.equal(dingtalk.tokens, 2);
  });

  it('of a DingTalk that takes none is not asked for again and again', async () => {
    dingtalk.byPath({ [cards]: () => refusal });
    for (let calls = 0; calls < 5; calls += 1)
      assert.equal((await faultOf(update())).code, 'DINGTALK_TOKEN');
    assert.equal(dingtalk.tokens, 2);
    assert.equal(dingtalk.calls(cards).length, 2);
    shared.ms += 10_000;
    dingtalk.byPath({ [cards]: () => fine });
    await update();
    assert.equal(dingtalk.tokens, 3);
  });

  it('of the old API is renewed as well, whichever way it says so', async () => {
    for (const body of ['{"errcode":88,"sub_code":"40014"}', '{"errcode":42001}']) {
      const before = dingtalk.tokens;
      const path = '/topapi/message/corpconversation/recall';
      let asked = 0;
      dingtalk.byPath({
        [path]: () => {
          asked += 1;
          return { body: asked === 1 ? body : '{"errcode":0}' };
        },
      });
      await client().recallWorkNotification({ agentId: '1', taskId: '2' });
      assert.equal(asked, 2);
      assert.equal(dingtalk.tokens - before, before === 0 ? 2 : 1);
    }
  });

  it('stands in the store so that nobody else can use it', async () => {
    dingtalk.byPath({ [cards]: () => fine });
    await update();
    const [[key, { value }] = assert.fail()] = shared.values;
    assert.equal(key, `hub:dingtalk:token:${application.appKey}`);
    assert.doesNotMatch(`${value} ${Buffer.from(value, 'base64').toString('latin1')}`, /canary/);
    const { appKey, appSecret } = application;
    assert.equal(new TokenSeal(appKey, appSecret).open(value), 'canary-token-1');
    assert.equal(new TokenSeal(appKey, `${appSecret}x`).open(value), null);
    assert.equal(new TokenSeal('dingother', appSecret).open(value), null);
    const changed = Buffer.from(value, 'base64').map((byte, index) => (index === 0 ? ~byte : byte));
    for (const broken of ['', 'x', value.slice(8), Buffer.from(changed).toString('base64')])
      assert.equal(new TokenSeal(appKey, appSecret).open(broken), null);
  });

  it('in the store that is broken or of another secret is fetched anew', async () => {
    dingtalk.byPath({ [cards]: () => fine });
    const key = `hub:dingtalk:token:${application.appKey}`;
    await shared.write(key, 'broken', 7_200_000);
    await update();
    assert.equal(dingtalk.tokens, 1);
  });
});
