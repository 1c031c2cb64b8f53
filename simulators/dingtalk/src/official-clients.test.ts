import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import card from '@alicloud/dingtalk/dist/card_1_0/client.js';
import oauth2 from '@alicloud/dingtalk/dist/oauth2_1_0/client.js';
import robot from '@alicloud/dingtalk/dist/robot_1_0/client.js';
import { DWClient, EventAck, type DWClientDownStream } from 'dingtalk-stream';
import { startDingTalkSimulator, type DingTalkSimulator } from './index.js';
import { patient } from './testing/patience.js';
import { SimulatorClient } from './testing/simulator-client.js';
import { until } from './testing/until.js';

const robotTopic = '/v1.0/im/bot/messages/get';
const cardTopic = '/v1.0/card/instances/callback';

type CardConfig = ConstructorParameters<typeof card.default>[0];
type CardRuntime = Parameters<card.default['createAndDeliverWithOptions']>[2];

describe('the official clients', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let config: CardConfig;

  before(async () => {
    simulator = await startDingTalkSimulator();
    Object.assign(simulator.settings, patient);
    client = new SimulatorClient(simulator);
    const endpoint = simulator.api.replace('http://', '');
    config = { protocol: 'http', endpoint, regionId: 'central' } as CardConfig;
  });
  after(async () => {
    await simulator.close();
  });

  /** Its own three seconds are too few for a machine that stands still. */
  const runtime = { connectTimeout: 60_000, readTimeout: 60_000 } as CardRuntime;
  const token = async (): Promise<string> => {
    const { appKey, appSecret } = client.organisation;
    const request = new oauth2.GetAccessTokenRequest({ appKey, appSecret });
    const { body } = await new oauth2.default(config).getAccessTokenWithOptions(
      request,
      {},
      runtime,
    );
    return body?.accessToken ?? '';
  };
  const newCard = (outTrackId: string): card.CreateAndDeliverRequest =>
    new card.CreateAndDeliverRequest({
      outTrackId,
      cardTemplateId: 'approval.schema',
      callbackType: 'STREAM',
      cardData: new card.CreateAndDeliverRequestCardData({ cardParamMap: { title: '付款申请' } }),
      privateData: { manager01: { cardParamMap: { canDecide: 'true', approveToken: 't' } } },
      openSpaceId: 'dtv1.card//IM_ROBOT.manager01',
      imRobotOpenDeliverModel: new card.CreateAndDeliverRequestImRobotOpenDeliverModel({
        spaceType: 'IM_ROBOT',
      }),
    });
  const deliver = async (
    outTrackId: string,
    accessToken: string,
  ): Promise<card.CreateAndDeliverResponse> => {
    const headers = new card.CreateAndDeliverHeaders({ xAcsDingtalkAccessToken: accessToken });
    return new card.default(config).createAndDeliverWithOptions(
      newCard(outTrackId),
      headers,
      runtime,
    );
  };

  it('get a token, deliver a card and update it with the API client', async () => {
    const accessToken = await token();
    const { body } = await deliver('official-1', accessToken);
    assert.equal(body?.success, true);
    assert.equal(body.result?.deliverResults?.[0]?.success, true);
    const request = new card.UpdateCardRequest({
      outTrackId: 'official-1',
      cardData: new card.UpdateCardRequestCardData({ cardParamMap: { status: '已同意' } }),
      cardUpdateOptions: new card.UpdateCardRequestCardUpdateOptions({ updateCardDataByKey: true }),
    });
    const headers = new card.UpdateCardHeaders({ xAcsDingtalkAccessToken: accessToken });
    const updated = await new card.default(config).updateCardWithOptions(request, headers, runtime);
    assert.equal(updated.body?.success, true);
    const seen = await client.person('manager01', 'GET', '/cards/official-1');
    assert.deepEqual(seen.body['publicData'], { title: '付款申请', status: '已同意' });
  });

  it('read the errors of v1.0 with the API client', async () => {
    await assert.rejects(deliver('official-2', 'wrong'), (error: Record<string, unknown>) => {
      const { code, message, requestid } = error['data'] as Record<string, string>;
      assert.deepEqual(
        [error['code'], code, message],
        ['InvalidAuthentication', 'InvalidAuthentication', '不合法的access_token'],
      );
      assert.match(requestid ?? '', /^[0-9A-F-]{36}$/);
      return true;
    });
    simulator.faults.add({
      kind: 'permission',
      target: 'card.createAndDeliver',
      params: { scope: 'Card.Instance.Write' },
    });
    const accessToken = await token();
    await assert.rejects(deliver('official-2', accessToken), (error: Record<string, unknown>) => {
      assert.deepEqual(error['accessDeniedDetail'], { requiredScopes: ['Card.Instance.Write'] });
      return true;
    });
  });

  it('send, ask about and recall a robot message with the API client', async () => {
    const xAcsDingtalkAccessToken = await token();
    const { robotCode } = client.organisation;
    const api = new robot.default(config);
    const sent = await api.batchSendOTOWithOptions(
      new robot.BatchSendOTORequest({
        robotCode,
        userIds: ['manager01', 'nobody'],
        msgKey: 'sampleText',
        msgParam: '{"content":"已审批"}',
      }),
      new robot.BatchSendOTOHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    assert.deepEqual(sent.body?.invalidStaffIdList, ['nobody']);
    const processQueryKey = sent.body.processQueryKey ?? '';
    const status = await api.batchOTOQueryWithOptions(
      new robot.BatchOTOQueryRequest({ robotCode, processQueryKey }),
      new robot.BatchOTOQueryHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    assert.equal(status.body?.sendStatus, 'SUCCESS');
    const recalled = await api.batchRecallOTOWithOptions(
      new robot.BatchRecallOTORequest({ robotCode, processQueryKeys: [processQueryKey] }),
      new robot.BatchRecallOTOHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    assert.deepEqual(recalled.body?.successResult, [processQueryKey]);
  });

  it('receive robot messages, events and card clicks with the Stream client', async () => {
    const stream = new LocalStreamClient(simulator.api, client.organisation);
    const heard: DWClientDownStream[] = [];
    stream.registerCallbackListener(robotTopic, (frame) => {
      heard.push(frame);
      stream.socketCallBackResponse(frame.headers.messageId, {});
    });
    stream.registerCallbackListener(cardTopic, (frame) => {
      heard.push(frame);
      const response = {
        cardUpdateOptions: { updateCardDataByKey: true },
        cardData: { cardParamMap: { status: '已处理' } },
      };
      stream.socketCallBackResponse(frame.headers.messageId, response);
    });
    stream.registerAllEventListener((frame) => {
      heard.push(frame);
      return { status: EventAck.SUCCESS };
    });
    await stream.connect();
    try {
      await deliver('official-3', await token());
      const click = await client.person('manager01', 'POST', '/cards/official-3/click', {
        actionId: 'approve',
      });
      const [press] = click.body['presses'] as { outcome: string; applied: boolean }[];
      assert.deepEqual([press?.outcome, press?.applied], ['answered', true]);
      await client.person('hd0005', 'POST', '/messages', { text: '同意' });
      await client.person('hd0005', 'PUT', '', { name: '赵敏敏' });
      await until('three frames', () => heard.length === 3);
      const topics = heard.map(({ headers }) => headers.eventType ?? headers.topic);
      assert.deepEqual(topics.sort(), [cardTopic, robotTopic, 'user_modify_org'].sort());
      await until('three acknowledgements', () => client.entries('stream.acked').length === 3);
    } finally {
      stream.disconnect();
    }
  });

  it('come back with the Stream client after a disconnect frame, and hear on', async () => {
    simulator.settings.disconnectGraceMs = 0;
    simulator.settings.helloFrames = 'connected-registered';
    const stream = new LocalStreamClient(simulator.api, client.organisation, true);
    const heard: string[] = [];
    stream.registerCallbackListener(robotTopic, ({ data, headers }) => {
      heard.push((JSON.parse(data) as { text: { content: string } }).text.content);
      stream.socketCallBackResponse(headers.messageId, {});
    });
    const connections = (): number => client.entries('stream.connected').length;
    const before = connections();
    await stream.connect();
    try {
      await client.control('POST', '/control/stream/disconnect', {});
      // The client waits for the end of the socket, and then a second.
      await until('a new connection', () => connections() >= before + 2);
      await client.person('hd0005', 'POST', '/messages', { text: '还在吗' });
      await until('heard', () => heard.length === 1);
      assert.deepEqual(heard, ['还在吗']);
    } finally {
      stream.disconnect();
    }
    await until(
      'closed',
      () => simulator.journal.after(0, 100_000).at(-1)?.kind === 'stream.closed',
    );
  });

  it('stream text into a card with the API client', async () => {
    const accessToken = await token();
    await deliver('official-ai', accessToken);
    const request = new card.StreamingUpdateRequest({
      outTrackId: 'official-ai',
      guid: 'guid-1',
      key: 'detail',
      content: '**已汇总**',
      isFull: true,
      isFinalize: true,
      isError: false,
    });
    const headers = new card.StreamingUpdateHeaders({ xAcsDingtalkAccessToken: accessToken });
    const { body } = await new card.default(config).streamingUpdateWithOptions(
      request,
      headers,
      runtime,
    );
    assert.equal(body?.success, true);
    const seen = await client.person('manager01', 'GET', '/cards/official-ai');
    assert.equal((seen.body['publicData'] as Record<string, string>)['detail'], '**已汇总**');
  });

  it('register an address for clicks with the API client', async () => {
    const headers = new card.RegisterCallbackHeaders({ xAcsDingtalkAccessToken: await token() });
    const callbackUrl = 'https://hub.example.com/card';
    const request = new card.RegisterCallbackRequest({
      callbackRouteKey: 'official',
      callbackUrl,
      apiSecret: 'secret',
      forceUpdate: true,
    });
    const { body } = await new card.default(config).registerCallbackWithOptions(
      request,
      headers,
      runtime,
    );
    assert.equal(body?.result?.callbackUrl, callbackUrl);
  });
});

/** The official client with another gateway: its address is a constant, so the way to it is replaced. */
class LocalStreamClient extends DWClient {
  readonly #api: string;

  constructor(
    api: string,
    { appKey, appSecret }: { appKey: string; appSecret: string },
    autoReconnect = false,
  ) {
    super({ clientId: appKey, clientSecret: appSecret });
    this.config.autoReconnect = autoReconnect;
    this.#api = api;
  }

  override async getEndpoint(): Promise<this> {
    const { clientId, clientSecret, subscriptions } = this.config;
    const response = await fetch(`${this.#api}/v1.0/gateway/connections/open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ clientId, clientSecret, subscriptions, ua: 'official' }),
    });
    const { endpoint, ticket } = (await response.json()) as { endpoint: string; ticket: string };
    Object.assign(this, { dw_url: `${endpoint}?ticket=${ticket}` });
    return this;
  }
}
