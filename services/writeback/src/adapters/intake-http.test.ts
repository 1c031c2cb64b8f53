import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { CallbackCrypto, type RobotMessage } from '@hub/dingtalk';
import type { Tenant } from '@hub/service';
import { FakeClock } from '@hub/testkit';
import { cardSecretsOf, HttpIntake, type Posted, type PostedKind } from './intake-http.js';

const keys = { token: 'token123', aesKey: 'a'.repeat(43) };
const byHttp = {
  id: 'huadong',
  capabilityKeys: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
  dingtalk: {
    appKey: 'app1',
    appSecret: 'canary-secret',
    corpId: 'ding-huadong',
    callback: { url: 'https://hub.example.com/callback/huadong', keys },
  },
} as unknown as Tenant;
const withoutKeys = { ...byHttp, id: 'huanan' };
const byStream = {
  ...byHttp,
  id: 'stream',
  dingtalk: { ...byHttp.dingtalk, callback: undefined },
} as Tenant;

const hmac = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64');

/** An intake, what reached its handlers, and requests as DingTalk makes them. */
class Rig {
  readonly clock = new FakeClock();
  readonly taken: string[] = [];
  readonly warned: string[] = [];
  hold: Promise<unknown> = Promise.resolve();
  readonly intake = new HttpIntake({
    tenants: {
      current: () =>
        new Map([
          ['huadong', byHttp],
          ['huanan', { ...withoutKeys, dingtalk: { ...byHttp.dingtalk, callback: { url: 'x' } } }],
          ['stream', byStream],
        ]),
    },
    clock: this.clock,
    takeClick: async (tenant, { userId, params }) => {
      await this.hold;
      this.taken.push(`${tenant} ${userId} ${String(params['action'])}`);
      return { status: '处理中' };
    },
    takeReply: async (tenant, { userId, text }, answer) => {
      this.taken.push(`${tenant} ${userId} ${text}`);
      await answer({ title: '审批', text: '已收到' });
    },
    clients: {
      get: () => ({
        replySession: (to, { text }) => Promise.resolve(void this.taken.push(`${to} ${text}`)),
      }),
    },
    log: {
      info: () => undefined,
      error: () => undefined,
      warn: (fields, text) => void this.warned.push(`${text} ${JSON.stringify(fields)}`),
    },
  });

  async post(kind: PostedKind, posted: Partial<Posted>, tenant = 'huadong'): Promise<number> {
    const whole = { headers: {}, query: {}, body: '', ...posted };
    return (await this.intake.receive(kind, tenant, whole)).status;
  }

  press(secret = cardSecretsOf(byHttp)[0] ?? '', over: object = {}): Posted {
    const timestamp = String(this.clock.now());
    const params = { action: 'approve', token: 't' };
    const content = JSON.stringify({ cardPrivateData: { actionIds: ['a'], params } });
    const press = { corpId: 'ding-huadong', userId: 'u1', outTrackId: 'c1', content, ...over };
    return {
      query: {},
      headers: {
        'x-ddpaas-signature-timestamp': timestamp,
        'x-ddpaas-signature': hmac(secret, timestamp),
      },
      body: JSON.stringify(press),
    };
  }

  message(secret = 'canary-secret'): Posted {
    const timestamp = String(this.clock.now());
    const message: Partial<RobotMessage> & { text?: unknown } = {
      ...{ conversationType: '1', msgId: 'm1', senderStaffId: 'u1' },
      ...{ senderCorpId: 'ding-huadong', sessionWebhook: 'https://reply' },
    };
    return {
      query: {},
      headers: { timestamp, sign: hmac(secret, `${timestamp}\n${secret}`) },
      body: JSON.stringify({ ...message, msgtype: 'text', text: { content: '同意' } }),
    };
  }

  event(said: object, receiverId = 'app1'): Posted {
    const sealed = new CallbackCrypto({ ...keys, receiverId }, this.clock).close(
      JSON.stringify(said),
    );
    const { msg_signature, timeStamp: timestamp, nonce, encrypt } = sealed;
    return {
      headers: {},
      query: { msg_signature, timestamp, nonce },
      body: JSON.stringify({ encrypt }),
    };
  }
}

describe('HttpIntake', () => {
  it('hands presses and messages to the same handlers as Stream, and takes keys that are being replaced', async () => {
    const rig = new Rig();
    const [, old = ''] = cardSecretsOf(byHttp);
    const statuses = [
      await rig.post('card', rig.press()),
      await rig.post('card', rig.press(old)),
      await rig.post('robot', rig.message()),
    ];
    assert.deepEqual(statuses, [200, 200, 200]);
    assert.deepEqual(rig.taken, [
      'huadong u1 approve',
      'huadong u1 approve',
      'huadong u1 同意',
      'https://reply 已收到',
    ]);
  });

  it('answers the question for the address and takes events, sealed for DingTalk alone', async () => {
    const rig = new Rig();
    const asked = await rig.intake.receive(
      'events',
      'huadong',
      rig.event({ EventType: 'check_url' }),
    );
    const { msg_signature, timeStamp, nonce, encrypt } = JSON.parse(asked.body) as Record<
      string,
      string
    >;
    const crypto = new CallbackCrypto({ ...keys, receiverId: 'app1' }, rig.clock);
    const signs = {
      signature: msg_signature ?? '',
      timestamp: timeStamp ?? '',
      nonce: nonce ?? '',
    };
    assert.deepEqual([asked.status, crypto.open(signs, encrypt ?? '')], [200, 'success']);
    const event = rig.event({ EventType: 'user_leave_org', eventId: 'e1' });
    assert.equal(await rig.post('events', event), 200);
    assert.equal(await rig.post('events', rig.event({ EventType: 'check_url' }, 'app2')), 403);
  });

  const refused: readonly (readonly [string, PostedKind, (rig: Rig) => Posted, string, number])[] =
    [
      ['a tenant that nobody knows', 'card', (rig) => rig.press(), 'nobody', 404],
      ['a tenant that uses Stream', 'card', (rig) => rig.press(), 'stream', 404],
      ['events without keys', 'events', (rig) => rig.event({}), 'huanan', 404],
      ['a press that somebody else signed', 'card', (rig) => rig.press('forged'), 'huadong', 403],
      ['a message that somebody else signed', 'robot', (rig) => rig.message('x'), 'huadong', 403],
      [
        'a press that is a novel',
        'card',
        (rig) => rig.press(undefined, { novel: 'x'.repeat(65_536) }),
        'huadong',
        413,
      ],
      [
        'an event of a megabyte',
        'events',
        (rig) => ({ ...rig.event({}), body: 'x'.repeat(1_000_001) }),
        'huadong',
        413,
      ],
    ];
  for (const [what, kind, posted, tenant, status] of refused) {
    it(`refuses ${what} with ${String(status)}`, async () => {
      const rig = new Rig();
      assert.deepEqual([await rig.post(kind, posted(rig), tenant), rig.taken], [status, []]);
    });
  }

  it('a stranger who posts all day fills no log, and no secret is in it', async () => {
    const rig = new Rig();
    for (let post = 0; post < 100; post += 1) await rig.post('card', rig.press('forged'));
    assert.equal(rig.warned.length, 1);
    await rig.clock.advance(60_000);
    await rig.post('robot', rig.message('forged'));
    assert.equal(rig.warned.length, 2);
    assert.match(rig.warned[0] ?? '', /"tenant":"huadong","code":"DINGTALK_CALLBACK"/);
    assert.doesNotMatch(rig.warned.join('\n'), /canary/);
  });

  it('has so many in hand and no more; the others are told that nothing was taken', async () => {
    const rig = new Rig();
    const release = Promise.withResolvers<undefined>();
    rig.hold = release.promise;
    const posts = Array.from({ length: 201 }, () => rig.post('card', rig.press()));
    const last = await Promise.race(posts);
    release.resolve(undefined);
    const statuses = await Promise.all(posts);
    assert.equal(last, 503);
    assert.deepEqual([statuses.filter((one) => one === 200).length, rig.taken.length], [200, 200]);
  });
});
