import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { createLatestState, createRecentIndex } from '@hub/redis';
import { DingTalkCards, type Sender } from './cards-dingtalk.js';
import { RedisDocuments } from './documents-redis.js';
import { DingTalkRobot } from './robot-dingtalk.js';
import { RedisSentCards } from './sent-cards-redis.js';
import { notifierTenant } from './tenants-folder.js';

function senders(client: Partial<Sender['client']>): { get: () => Sender } {
  return {
    get: () => ({
      client: client as Sender['client'],
      cardTemplateId: 'template',
      agentId: '4001',
    }),
  };
}

function vendorFault(vendorCode: string): HubError {
  return Object.assign(new HubError('DINGTALK_REFUSED', vendorCode), { vendorCode });
}

describe('DingTalkCards', () => {
  it('says of each person whether the card reached him', async () => {
    const cards = new DingTalkCards(
      senders({
        deliverCard: ({ userIds }) =>
          Promise.resolve(
            userIds.map((userId) => ({
              userId,
              delivered: userId === 'a',
              reason: userId === 'a' ? null : 'left',
            })),
          ),
      }),
    );
    const card = { outTrackId: 'c', cardData: {}, privateData: {}, userIds: ['a', 'b'] };
    const [reached, missed] = await cards.deliver('t', card);
    assert.deepEqual(reached, { userId: 'a', state: 'DELIVERED', reason: null });
    assert.deepEqual([missed?.userId, missed?.state], ['b', 'DROPPED']);
    assert.match(
      missed?.reason ?? '',
      /^钉钉未把卡片送达此人.* \/ .*not deliver the card.* \(left\)$/,
    );
  });

  it('has nothing to change on a card that never came to be, and passes other refusals on', async () => {
    const update = (code: string): Promise<void> =>
      new DingTalkCards(senders({ updateCard: () => Promise.reject(vendorFault(code)) })).update(
        't',
        'c',
        { cardData: {}, privateData: {} },
      );
    await update('param.cardNotExist');
    await assert.rejects(update('param.invalid'), { code: 'DINGTALK_REFUSED' });
  });
});

describe('DingTalkRobot', () => {
  it('tells who was reached from who was not', async () => {
    const robot = new DingTalkRobot(
      senders({
        sendRobot: () =>
          Promise.resolve({
            accepted: ['a'],
            invalid: ['b'],
            flowControlled: ['c'],
            processQueryKeys: [],
          }),
      }),
    );
    const { delivered } = await robot.send('t', ['a', 'b', 'c'], {
      title: 't',
      text: 'x',
      button: null,
    });
    assert.deepEqual(
      delivered.map(({ userId, state }) => [userId, state]),
      [
        ['a', 'ACCEPTED'],
        ['b', 'DROPPED'],
        ['c', 'DROPPED'],
      ],
    );
  });
});

describe('RedisSentCards', () => {
  it('keeps the cards of documents and tenants apart', async () => {
    const cards = new RedisSentCards(createRecentIndex(null, { keepMs: 60_000, fieldsMax: 5 }));
    const card = { commandId: 'c', version: 'v', issuedAt: 1, deciders: { a: 'n' } };
    await cards.remember('t1', 'f', '1', card);
    assert.deepEqual(
      [
        await cards.of('t1', 'f', '1'),
        await cards.of('t2', 'f', '1'),
        await cards.of('t1', 'f', '2'),
      ],
      [[card], [], []],
    );
  });
});

describe('RedisDocuments', () => {
  it('keeps the newest state of a document, in whatever order they are heard', async () => {
    const documents = new RedisDocuments(createLatestState(null, { keepMs: 60_000 }));
    const state = { observedAt: 20, version: 'v2', step: 'APPROVED' as const, pending: [] };
    await documents.heard('t', 'f', '1', state);
    await documents.heard('t', 'f', '1', { ...state, observedAt: 10, version: 'v1' });
    assert.deepEqual(
      [await documents.latest('t', 'f', '1'), await documents.latest('t2', 'f', '1')],
      [state, null],
    );
  });
});

describe('notifierTenant', () => {
  const file = {
    id: 't',
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    folder: '/nowhere',
    dingtalk: { corpId: 'ding1', callsPerSecond: 20 },
    bundling: { mergeSeconds: 60, digestAt: ['17:30'] },
    groups: {},
  };
  const log = { info: () => undefined, error: () => undefined };

  it('signs with the first key', () => {
    const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    assert.equal(notifierTenant({ ...file, capabilityKeys: keys }, log).capabilityKey, keys[0]);
  });

  it('gives links to bills of K3Cloud where they are set up', () => {
    const keys = [Buffer.alloc(32, 1)];
    const kingdee = { acctId: 'a1', forms: ['PUR_PurchaseOrder'] };
    const links = {
      kingdee: 'https://erp.example.com/k3cloud/',
      path: 'x?ud={ud}',
      besideChat: true,
    };
    const made = notifierTenant({ ...file, capabilityKeys: keys, kingdee, links }, log);
    assert.deepEqual(
      [made.links?.base, made.links?.acctId, made.words.waiting],
      ['https://erp.example.com/k3cloud/', 'a1', '待审批'],
    );
    assert.equal(notifierTenant({ ...file, capabilityKeys: keys, links }, log).links, undefined);
  });

  it('says that a tenant without a key needs one', () => {
    assert.throws(() => notifierTenant({ ...file, capabilityKeys: [] }, log), {
      code: 'TENANT_INVALID',
    });
  });
});
