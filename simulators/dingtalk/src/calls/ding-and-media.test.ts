import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { holdStill } from '../testing/patience.js';
import { read, SimulatorClient, type Answer } from '../testing/simulator-client.js';

describe('DING and media', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  beforeEach(() => {
    Object.assign(simulator.settings, defaultSettings(), { qpsPerAppAndApi: null });
  });
  after(async () => {
    await simulator.close();
  });

  const ding = async (more: object = {}, call = 'send'): Promise<Answer> =>
    client.api('POST', `/v1.0/robot/ding/${call}`, {
      robotCode: client.organisation.robotCode,
      remindType: 1,
      receiverUserIdList: ['hd0003', 'nobody'],
      content: '请立即处理',
      ...more,
    });

  it('reaches people, tells who has confirmed, and leaves no trace when recalled', async () => {
    const { body } = await ding();
    assert.deepEqual(body['failedList'], { 无效的用户: ['nobody'] });
    const openDingId = body['openDingId'] as string;
    const dings = async (): Promise<unknown[]> =>
      (await client.person('hd0003', 'GET', '/office')).body['dings'] as unknown[];
    assert.equal((await dings()).length, 1);
    await client.person('hd0003', 'POST', `/dings/${encodeURIComponent(openDingId)}/confirm`);
    const status = await ding({ openDingId }, 'readStatuses/query');
    assert.deepEqual(status.body, { readUserIds: ['hd0003'], unReadUserIds: [], readCount: 1 });
    assert.deepEqual((await ding({ openDingId }, 'recall')).body, { openDingId });
    assert.equal((await dings()).length, 0);
    assert.equal(
      (await ding({ openDingId }, 'recall')).body['code'],
      'invalidParameter.param.invalid',
    );
  });

  it('takes 200 people in the app, 20 by SMS or phone, and those only as bought', async (context) => {
    holdStill(context, simulator.clock);
    const users = (count: number): object => ({
      receiverUserIdList: Array.from({ length: count }, (_, at) => `u${String(at)}`).concat(
        'hd0003',
      ),
    });
    assert.equal((await ding(users(199))).status, 200);
    assert.equal((await ding(users(200))).body['code'], 'ding.receivercount.limit');
    assert.equal(
      (await ding({ ...users(20), remindType: 2 })).body['code'],
      'ding.receivercount.limit',
    );
    simulator.settings.dingSmsAndPhonePerMonth = 1;
    assert.equal((await ding({ remindType: 3 })).status, 200);
    assert.equal((await ding({ remindType: 2 })).body['code'], 'ding.serverquota.insufficient');
    simulator.settings.dingPerMinute = 1;
    assert.equal((await ding()).body['code'], 'toomuch.msg');
  });

  const bad: [string, object, string][] = [
    ['a robot of somebody else', { robotCode: 'x' }, 'invalid.chatbotId'],
    ['nobody', { receiverUserIdList: [] }, 'miss.staffId'],
    ['only strangers', { receiverUserIdList: ['x'] }, 'miss.staffId'],
    ['remind type 4', { remindType: 4 }, 'invalidParameter.param.invalid'],
  ];
  for (const [what, more, code] of bad) {
    it(`refuses ${what} with ${code}`, async () => {
      const { body, status } = await ding(more);
      assert.deepEqual([status, body['code']], [400, code]);
    });
  }

  const upload = async (
    name: string,
    type: string,
    content: string,
    inQuery = false,
  ): Promise<Answer> => {
    const form = new FormData();
    if (!inQuery) form.set('type', type);
    form.set('media', new Blob([content], { type: 'image/png' }), name);
    const query = `?access_token=${await client.token()}${inQuery ? `&type=${type}` : ''}`;
    return read(
      await fetch(`${simulator.oapi}/media/upload${query}`, { method: 'POST', body: form }),
    );
  };

  it('keeps an uploaded file, whose type is in the form or in the address, and gives it back', async () => {
    for (const inQuery of [false, true]) {
      const { body } = await upload('图.png', 'image', 'pixels', inQuery);
      assert.deepEqual([body['errcode'], body['type']], [0, 'image']);
      assert.match(body['media_id'] as string, /^@lADP[\w-]{24}$/);
      const query = new URLSearchParams({
        access_token: await client.token(),
        media_id: body['media_id'] as string,
      }).toString();
      const file = await fetch(`${simulator.oapi}/media/downloadFile?${query}`);
      assert.deepEqual(
        [file.headers.get('content-type'), await file.text()],
        ['image/png', 'pixels'],
      );
      const code = { downloadCode: body['media_id'], robotCode: client.organisation.robotCode };
      const found = await client.api('POST', '/v1.0/robot/messageFiles/download', code);
      assert.equal(await (await fetch(found.body['downloadUrl'] as string)).text(), 'pixels');
    }
  });

  it('refuses other types, endings, empty and missing files, and files too large', async () => {
    const codes = [
      (await upload('a.png', 'picture', 'x')).body['errcode'],
      (await upload('a.exe', 'file', 'x')).body['errcode'],
      (await upload('a.png', 'image', '')).body['errcode'],
      (await client.oapi('/media/upload', { type: 'image' })).body['errcode'],
      (await upload('a.mp3', 'voice', 'x'.repeat(2_097_153))).body['errcode'],
    ];
    assert.deepEqual(codes, [40004, 40005, 44001, 41005, 40010]);
  });
});
