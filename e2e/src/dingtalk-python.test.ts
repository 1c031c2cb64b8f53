import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { requirePython, type Python } from '@hub/local';
import { eventually } from '@hub/testkit';
import { ForeignStage } from './testing/foreign-client.js';
import { patienceMs } from './testing/patience.js';

const sources = new URL('../src/sdk/', import.meta.url);
const script = fileURLToPath(new URL('dingtalk_stream_run.py', sources));
const requirements = fileURLToPath(new URL('dingtalk-requirements.txt', sources));
const ok = { errcode: 0, errmsg: 'ok' };

interface CardView {
  readonly publicData: Readonly<Record<string, string>>;
  readonly privateData: Readonly<Record<string, string>>;
}

/** DingTalk's Stream SDK for Python and a webhook client from PyPI, unchanged: even their hosts are those built in. */
describe('Python clients from PyPI at the simulator', () => {
  let stage: ForeignStage;
  let client: ReturnType<ForeignStage['start']>;
  let python: Python;

  before(async () => {
    python = await requirePython(requirements, (line) => process.stderr.write(`${line}\n`));
    stage = await ForeignStage.open();
    const [{ appKey, appSecret, groups } = assert.fail()] = stage.dingtalk.organisations;
    const [{ secret, webhook } = assert.fail()] = groups;
    client = stage.start(
      python.program,
      ['-B', script, python.packages],
      {
        appKey,
        appSecret,
        webhook: webhook.replace(stage.dingtalk.oapi, 'https://oapi.dingtalk.com'),
        webhookSecret: secret,
      },
      { DINGTALK_OPENAPI_ENDPOINT: stage.dingtalk.api },
    );
  });
  after(() => stage.close());

  const connected = (times: number): Promise<boolean> =>
    eventually(() => stage.count('stream.connected') >= times, { withinMs: 90_000 });
  const cardOf = async (id: unknown): Promise<CardView> =>
    (await stage.person('hd0005', 'GET', `/cards/${String(id)}`)) as unknown as CardView;

  it('send all kinds of messages to a signed webhook', async () => {
    assert.deepEqual(await client.hears('webhook'), Array(5).fill(ok));
  });

  it('hear a person and reply by every helper of the SDK; its card templates once did not exist', async () => {
    await connected(1);
    await stage.person('hd0005', 'POST', '/messages', { text: '采购订单到哪了' });
    const heard = (await client.hears('robot')) as { senderStaffId: string; text: unknown };
    assert.deepEqual([heard.senderStaffId, heard.text], ['hd0005', { content: '采购订单到哪了' }]);
    assert.deepEqual([await client.hears('text'), await client.hears('markdown')], [ok, ok]);
    const markdown = await cardOf(await client.hears('markdownCard'));
    assert.deepEqual(markdown.publicData, { title: '采购订单', markdown: '**已审核**' });
    assert.equal((await cardOf(await client.hears('buttonCard'))).publicData['markdown'], '请处理');
    const answer = await cardOf(await client.hears('aiCard'));
    assert.deepEqual(answer.publicData, { title: '汇总', detail: '一二', flowStatus: '3' });
    assert.match(String(await client.hears('media')), /^@\w+/);
    const [plain, changed] = (await client.hears('plainCard')) as [string, object];
    assert.deepEqual([plain.length, Object.keys(changed)], [64, ['processQueryKey']]);
  });

  it('answer the click on a card of theirs, and the card is what they said', async () => {
    const id = String(await client.hears('approval'));
    const clicked = await stage.person('hd0005', 'POST', `/cards/${id}/click`, {
      actionId: 'approve',
      input: '同意',
    });
    const [press] = clicked['presses'] as { outcome: string; applied: boolean }[];
    assert.deepEqual([press?.outcome, press?.applied], ['answered', true]);
    const click = (await client.hears('click')) as { userId: string; content: string };
    const { cardPrivateData } = JSON.parse(click.content) as { cardPrivateData: unknown };
    assert.deepEqual(cardPrivateData, {
      actionIds: ['approve'],
      params: { action: 'approve', token: 'yes', reason: '同意' },
    });
    const { privateData, publicData } = await cardOf(id);
    assert.deepEqual(publicData, { title: '采购订单', status: '已同意' });
    assert.deepEqual(privateData, { canDecide: 'false', approveToken: 'yes' });
  });

  it('hear an event, acknowledge it with its own data, and are not told again', async () => {
    await stage.person('hd0005', 'PUT', '', { name: '赵敏敏' });
    const [type, , data] = (await client.hears('event')) as [string, string, { userId: string[] }];
    assert.deepEqual([type, data.userId], ['user_modify_org', ['hd0005']]);
    await eventually(() => stage.count('stream.acked') === stage.count('stream.pushed'));
    // Far beyond the time in which what was not acknowledged is told again.
    await stage.control('POST', 'clock', { shiftMs: 10 * patienceMs });
    await stage.person('hd0005', 'PUT', '', { name: '赵敏' });
    await client.hears('event', 2);
    const told = stage.entries('stream.pushed').map(({ eventId }) => eventId);
    assert.deepEqual(
      told.filter((id, index) => id !== undefined && told.indexOf(id) !== index),
      [],
    );
  });

  it('leave at once when they are told to, and come back for what happens then', async () => {
    await stage.control('POST', 'stream/disconnect', {});
    await connected(2);
    await stage.person('hd0005', 'PUT', '', { name: '赵小敏' });
    const [, , data] = (await client.hears('event', 3)) as [string, string, { userId: string[] }];
    assert.deepEqual(data.userId, ['hd0005']);
  });
});
