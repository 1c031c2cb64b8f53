import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { holdStill } from '../testing/patience.js';
import { read, SimulatorClient } from '../testing/simulator-client.js';

describe('custom group robots', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  beforeEach(async () => {
    Object.assign(simulator.settings, defaultSettings());
    simulator.clock.shift(601_000);
    await change({
      security: { sign: false, keywords: [], ips: [] },
      webhookState: null,
      dissolved: false,
    });
  });
  after(async () => {
    await simulator.close();
  });

  const change = async (fields: object): Promise<void> => {
    const { corpId, groups } = client.organisation;
    const id = encodeURIComponent(groups[0]?.openConversationId ?? '');
    await client.control('PUT', `/control/organisations/${corpId}/groups/${id}`, fields);
  };
  const post = async (body: object, query = ''): Promise<Record<string, unknown>> => {
    const address = `${client.organisation.groups[0]?.webhook ?? ''}${query}`;
    const headers = { 'content-type': 'application/json' };
    return (
      await read(await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) }))
    ).body;
  };
  const text = { msgtype: 'text', text: { content: '审批提醒' } };
  const code = async (body: object = text, query = ''): Promise<unknown> =>
    (await post(body, query))['errcode'];

  const url = 'https://erp.example';
  const card = { title: '甲', text: '乙' };
  const link = { title: '甲', messageURL: url, picURL: url };
  const good: [string, object][] = [
    ['text', { content: '甲' }],
    ['link', { ...card, messageUrl: url }],
    ['markdown', card],
    ['actionCard', { ...card, singleTitle: '看', singleURL: url }],
    ['actionCard', { ...card, btnOrientation: '1', btns: [{ title: '看', actionURL: url }] }],
    ['feedCard', { links: [link] }],
  ];
  for (const [msgtype, content] of good) {
    it(`takes ${msgtype} with ${Object.keys(content).join(', ')}`, async () => {
      assert.deepEqual(await post({ msgtype, [msgtype]: content }), { errcode: 0, errmsg: 'ok' });
      assert.deepEqual(client.entries('webhook.sent').at(-1)?.['content'], content);
    });
  }

  const bad: [string, object, number][] = [
    ['another type', { msgtype: 'oa', oa: {} }, 400105],
    ['a text without content', { msgtype: 'text', text: {} }, 40035],
    [
      'buttons without address',
      { msgtype: 'actionCard', actionCard: { ...card, btns: [{ title: '看' }] } },
      40035,
    ],
    ['a feed without links', { msgtype: 'feedCard', feedCard: { links: [] } }, 40035],
    ['51 mentions', { ...text, at: { atUserIds: Array.from({ length: 51 }, String) } }, 40035],
    ['a forbidden word', { msgtype: 'text', text: { content: '违禁测试词' } }, 430102],
    ['an unsafe address', { msgtype: 'text', text: { content: 'http://unsafe.example' } }, 430101],
    ['more than 20 000 bytes', { msgtype: 'text', text: { content: '字'.repeat(7000) } }, 40035],
  ];
  for (const [what, body, errcode] of bad) {
    it(`refuses ${what} with ${String(errcode)}`, async () => {
      assert.equal(await code(body), errcode);
    });
  }

  it('refuses GET, forms and addresses without a token', async () => {
    const { webhook = '' } = client.organisation.groups[0] ?? {};
    const codes = [];
    for (const [address, options] of [
      [webhook, {}],
      [webhook, { method: 'POST', body: new URLSearchParams({ msgtype: 'text' }) }],
      [`${simulator.oapi}/robot/send`, { method: 'POST', body: '{}' }],
      [`${simulator.oapi}/robot/send?access_token=x`, { method: 'POST', body: '{}' }],
    ] as const)
      codes.push((await read(await fetch(address, options))).body['errcode']);
    assert.deepEqual(codes, [43002, 43004, 40035, 300005]);
    simulator.settings.webhookUnknownTokenCode = 400101;
    const unknown = await fetch(`${simulator.oapi}/robot/send?access_token=x`, { method: 'POST' });
    assert.equal((await read(unknown)).body['errcode'], 400101);
  });

  it('takes a signature up to an hour old and no older', async (context) => {
    holdStill(context, simulator.clock);
    await change({ security: { sign: true, keywords: [], ips: [] } });
    const secret = client.organisation.groups[0]?.secret ?? '';
    const signed = (ageMs: number): string => {
      const timestamp = String(simulator.clock.now() - ageMs);
      const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
      return `&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`;
    };
    assert.equal(await code(text, signed(3_590_000)), 0);
    assert.equal(await code(text, signed(-3_590_000)), 0);
    const old = await post(text, signed(3_610_000));
    assert.deepEqual([old['errcode'], old['errmsg']], [310000, 'invalid timestamp']);
    // What a lax reader of base64 skips is refused; it was taken.
    for (const sign of [`${signed(0)}x`, signed(0).replaceAll('%2B', '-').replaceAll('%3D', '')]) {
      const wrong = await post(text, sign);
      assert.deepEqual([wrong['errcode'], wrong['errmsg']], [310000, 'sign not match']);
    }
  });

  it('lets in the addresses of its list, single or by range', async () => {
    const withIps = async (ips: string[]): Promise<Record<string, unknown>> => {
      await change({ security: { sign: false, keywords: [], ips } });
      return post(text);
    };
    assert.deepEqual(await withIps(['10.0.0.0/8']), {
      errcode: 310000,
      errmsg: 'ip 127.0.0.1 not in whitelist',
    });
    assert.equal((await withIps(['10.0.0.1', '127.0.0.0/8']))['errcode'], 0);
    assert.equal((await withIps(['127.0.0.1']))['errcode'], 0);
  });

  it('is mute when stopped, removed, or when its group is dissolved', async () => {
    const codes = [];
    for (const fields of [
      { webhookState: 'stopped' },
      { webhookState: 'removed' },
      { dissolved: true },
    ]) {
      await change(fields);
      codes.push(await code());
    }
    assert.deepEqual(codes, [400102, 400106, 400013]);
  });

  it('has a cap for the month when an administrator sets one, and counts for the organisation', async (context) => {
    holdStill(context, simulator.clock);
    simulator.clock.shift(31 * 86_400_000);
    simulator.settings.webhookMonthlyCap = 2;
    assert.deepEqual([await code(), await code(), await code()], [0, 0, 90020]);
    simulator.clock.shift(31 * 86_400_000);
    simulator.settings.monthlyPushes = 1;
    assert.deepEqual([await code(), await code()], [0, 90020]);
  });

  it('answers with errcode as a text when that is switched on', async () => {
    simulator.settings.webhookErrcodeType = 'string';
    assert.deepEqual(await post(text), { errcode: '0', errmsg: 'ok' });
    assert.equal(await code({ msgtype: 'oa', oa: {} }), '400105');
  });
});
