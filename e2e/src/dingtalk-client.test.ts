import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { DingTalkClient, StreamClient, type CardCallback, type RobotMessage } from '@hub/dingtalk';
import {
  startDingTalkSimulator,
  type DingTalkSimulator,
  type OrganisationSummary,
} from '@hub/simulator-dingtalk';
import { eventually } from '@hub/testkit';
import { beForbearing, patienceMs } from './testing/patience.js';

/** The client was written from the vendor's documents and so was the simulator; here they meet. */
describe('the DingTalk client at a simulated DingTalk', () => {
  let dingtalk: DingTalkSimulator;
  let organisation: OrganisationSummary;
  let client: DingTalkClient;
  let stream: StreamClient;
  const presses: CardCallback[] = [];
  const messages: RobotMessage[] = [];
  let cards = 0;

  before(async () => {
    dingtalk = await startDingTalkSimulator();
    beForbearing(dingtalk);
    const [first] = dingtalk.organisations;
    assert.ok(first !== undefined);
    organisation = first;
    const { api, oapi } = dingtalk;
    const { appKey, appSecret, robotCode, corpId } = organisation;
    const requestTimeoutMs = patienceMs;
    client = new DingTalkClient({ api, oapi, appKey, appSecret, robotCode, requestTimeoutMs });
    stream = new StreamClient({
      api,
      appKey,
      appSecret,
      corpId,
      onCard: async (callback) => {
        presses.push(callback);
        return { cardData: { status: '处理中' } };
      },
      onMessage: async (message) => {
        messages.push(message);
      },
      timing: { retryFirstMs: 50, retryMaxMs: 200 },
    });
    await stream.start();
  });
  after(async () => {
    await stream.close();
    await client.close();
    await dingtalk.close();
  });
  beforeEach(() => {
    dingtalk.faults.clear();
    presses.length = 0;
    messages.length = 0;
  });

  async function control(
    method: string,
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const response = await fetch(new URL(path, dingtalk.control), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }

  async function connectionIds(): Promise<readonly string[]> {
    const { connections } = await control('GET', 'control/stream/connections');
    return (connections as { readonly connectionId: string }[]).map((each) => each.connectionId);
  }

  function userNamed(name: string): string {
    const user = organisation.users.find((each) => each.name === name);
    assert.ok(user !== undefined, `nobody is called ${name}`);
    return user.userId;
  }

  async function deliver(
    userIds: readonly string[],
    outTrackId = `card-${String((cards += 1))}`,
  ): Promise<string> {
    const receipts = await client.deliverCard({
      outTrackId,
      templateId: organisation.cardTemplateIds[0] ?? '',
      cardData: {
        title: '采购订单 待审批',
        number: 'CGDD000001',
        amount: '86,000.00 CNY',
        status: '待审批',
      },
      privateData: Object.fromEntries(
        userIds.map((userId) => [
          userId,
          { canDecide: 'true', approveToken: `a-${userId}`, rejectToken: `r-${userId}` },
        ]),
      ),
      userIds,
    });
    assert.deepEqual(
      receipts,
      userIds.map((userId) => ({ userId, delivered: true, reason: null })),
    );
    return outTrackId;
  }

  it('connects over Stream mode', () => {
    assert.equal(stream.connected, true);
  });

  it('reads the directory: everybody, with departments and roles', async () => {
    const directory = await client.directory();
    const people = directory.users.map(({ userId, name, mobile }) => ({ userId, name, mobile }));
    const byId = (a: { userId: string }, b: { userId: string }): number =>
      a.userId.localeCompare(b.userId);
    assert.deepEqual(people.sort(byId), [...organisation.users].sort(byId));
    const finance = directory.roles.find(({ name }) => name === '财务经理');
    assert.deepEqual(finance?.userIds, [userNamed('陈国强')]);
    const chen = directory.users.find(({ name }) => name === '陈国强');
    assert.equal(chen?.jobNumber, 'HD003');
    const department = directory.departments.find(({ id }) => id === chen.departmentIds[0]);
    assert.equal(department?.name, '财务部');
    assert.deepEqual(chen.leaderOf, chen.departmentIds);
    assert.equal(directory.departments.filter(({ parentId }) => parentId === null).length, 1);
  });

  it('puts one card into two chats, takes a press and shows its answer to both', async () => {
    const [wang, chen] = [userNamed('王芳'), userNamed('陈国强')];
    const outTrackId = await deliver([wang, chen]);
    await control(
      'POST',
      `control/organisations/${organisation.corpId}/people/${chen}/cards/${outTrackId}/click`,
      {
        actionId: 'approve',
      },
    );
    const [press] = presses;
    assert.equal(presses.length, 1);
    assert.equal(press?.userId, chen);
    assert.equal(press.outTrackId, outTrackId);
    assert.equal(press.corpId, organisation.corpId);
    assert.equal(press.params['token'], `a-${chen}`);
    for (const userId of [wang, chen]) {
      const card = await control(
        'GET',
        `control/organisations/${organisation.corpId}/people/${userId}/cards/${outTrackId}`,
      );
      assert.match(JSON.stringify(card), /处理中/);
    }
  });

  it('updates a card by key and repeats a delivery without a second card', async () => {
    const chen = userNamed('陈国强');
    const outTrackId = await deliver([chen]);
    await deliver([chen], outTrackId);
    await client.updateCard({
      outTrackId,
      cardData: { status: '已同意' },
      privateData: { [chen]: { canDecide: 'false' } },
    });
    const card = JSON.stringify(
      await control(
        'GET',
        `control/organisations/${organisation.corpId}/people/${chen}/cards/${outTrackId}`,
      ),
    );
    assert.match(card, /已同意/);
    assert.match(card, /CGDD000001/);
    const inbox = JSON.stringify(
      await control('GET', `control/organisations/${organisation.corpId}/people/${chen}/inbox`),
    );
    assert.equal(inbox.split(`"outTrackId":"${outTrackId}"`).length, 2);
  });

  it('tells whom a card did not reach', async () => {
    const [wang, chen] = [userNamed('王芳'), userNamed('陈国强')];
    dingtalk.faults.add({
      kind: 'deliver-failure',
      params: { spaceId: chen, errorMsg: 'not in scope' },
    });
    const receipts = await client.deliverCard({
      outTrackId: 'card-half',
      templateId: organisation.cardTemplateIds[0] ?? '',
      cardData: { title: '采购订单' },
      privateData: {},
      userIds: [wang, chen],
    });
    assert.deepEqual(receipts, [
      { userId: wang, delivered: true, reason: null },
      { userId: chen, delivered: false, reason: 'not in scope' },
    ]);
  });

  it('sends robot messages and says who is unknown', async () => {
    const chen = userNamed('陈国强');
    const message = {
      userIds: [chen, 'nobody'],
      msgKey: 'sampleText',
      msgParam: { content: '单据已审批 17:03' },
    };
    const { accepted, flowControlled, invalid } = await client.sendRobot(message);
    assert.deepEqual([accepted, invalid, flowControlled], [[chen], ['nobody'], []]);
    const inbox = JSON.stringify(
      await control('GET', `control/organisations/${organisation.corpId}/people/${chen}/inbox`),
    );
    assert.match(inbox, /单据已审批 17:03/);
  });

  it('hears a reply to the robot and answers it in the same chat', async () => {
    const chen = userNamed('陈国强');
    await control('POST', `control/organisations/${organisation.corpId}/people/${chen}/messages`, {
      text: ' 同意 ',
    });
    await eventually(() => messages.length === 1);
    const [message] = messages;
    assert.equal(message?.text, '同意');
    assert.equal(message.senderStaffId, chen);
    assert.equal(message.senderCorpId, organisation.corpId);
    await client.replySession(message.sessionWebhook, { text: '已写回 ERP' });
    const inbox = JSON.stringify(
      await control('GET', `control/organisations/${organisation.corpId}/people/${chen}/inbox`),
    );
    assert.match(inbox, /已写回 ERP/);
  });

  it('lives through a token that ran out and connections that end', async () => {
    dingtalk.faults.add({ kind: 'token-expired' });
    await deliver([userNamed('王芳')]);
    const [old, ...others] = await connectionIds();
    assert.deepEqual([typeof old, others], ['string', []]);
    await control('POST', 'control/stream/disconnect', { appKey: organisation.appKey });
    // The client is connected by the old one until it has read the goodbye; what is pressed between the two is lost.
    await eventually(async () => (await connectionIds()).some((id) => id !== old));
    const chen = userNamed('陈国强');
    const outTrackId = await deliver([chen]);
    const path = `control/organisations/${organisation.corpId}/people/${chen}/cards/${outTrackId}/click`;
    await control('POST', path, { actionId: 'approve' });
    await eventually(() => presses.length === 1);
  });

  const faults = [
    { kind: 'qps', want: 'DINGTALK_QPS' },
    { kind: 'qpm', want: 'DINGTALK_QPS' },
    { kind: 'api-qps', want: 'DINGTALK_QPS' },
    { kind: 'quota', want: 'DINGTALK_QUOTA' },
    { kind: 'html', want: 'DINGTALK_IP_BANNED' },
    { kind: 'permission', want: 'DINGTALK_SCOPE' },
    { kind: 'ip', want: 'DINGTALK_ADDRESS_REFUSED' },
    { kind: 'busy', want: 'DINGTALK_BUSY' },
    { kind: 'business', want: 'DINGTALK_REFUSED' },
    { kind: 'drop', want: 'DINGTALK_UNREACHABLE' },
    { kind: 'half-json', want: 'DINGTALK_MALFORMED' },
  ];
  for (const { kind, want } of faults) {
    it(`takes ${kind} for ${want}`, async () => {
      dingtalk.faults.add({ kind });
      const update = client.updateCard({ outTrackId: 'card-1', cardData: { status: 'x' } });
      await assert.rejects(update, (error) => error instanceof HubError && error.code === want);
    });
  }
});
