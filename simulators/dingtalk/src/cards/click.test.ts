import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { patient } from '../testing/patience.js';
import { aCard, SimulatorClient } from '../testing/simulator-client.js';
import { accepting, silent, StreamClient, type Answering } from '../testing/stream-client.js';
import { until } from '../testing/until.js';

const topic = '/v1.0/card/instances/callback';

interface Pressed {
  readonly presses: readonly { outcome: string; applied: boolean; afterMs: number }[];
  readonly card: { publicData: object; privateData: object };
}

describe('a click on a card', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let open: StreamClient[] = [];

  before(async () => {
    simulator = await startDingTalkSimulator();
    Object.assign(simulator.settings, patient, { qpsPerAppAndApi: null });
    client = new SimulatorClient(simulator);
  });
  afterEach(() => {
    Object.assign(simulator.settings, patient);
    simulator.faults.clear();
    for (const stream of open) stream.close();
    open = [];
  });
  after(async () => {
    await simulator.close();
  });

  const connect = async (answering: Answering, who = client): Promise<StreamClient> => {
    const stream = await StreamClient.connect(who, answering);
    open.push(stream);
    return stream;
  };
  const deliver = async (outTrackId: string, more: object = {}): Promise<void> => {
    await client.api(
      'POST',
      '/v1.0/card/instances/createAndDeliver',
      aCard(outTrackId, 'manager01', more),
    );
  };
  const press = async (outTrackId: string, body: object, userId = 'manager01'): Promise<Pressed> =>
    (await client.person(userId, 'POST', `/cards/${outTrackId}/click`, body))
      .body as unknown as Pressed;

  it('reaches the application with the parameters of the button and the typed reason', async () => {
    const stream = await connect(accepting);
    await deliver('click-1');
    const { presses } = await press('click-1', { actionId: 'reject', input: '价格过高' });
    assert.equal(presses[0]?.outcome, 'answered');
    const [frame] = await stream.received(topic);
    assert.equal(frame?.type, 'CALLBACK');
    const { content, corpId, extension, outTrackId, spaceType, type, userId, userIdType, value } =
      frame.data;
    assert.deepEqual(
      { corpId, extension, outTrackId, spaceType, type, userId, userIdType },
      {
        corpId: client.organisation.corpId,
        extension: '{}',
        outTrackId: 'click-1',
        spaceType: 'im',
        type: 'actionCallback',
        userId: 'manager01',
        userIdType: 1,
      },
    );
    assert.equal(value, content);
    assert.deepEqual(JSON.parse(content as string), {
      cardPrivateData: {
        actionIds: ['reject'],
        params: { action: 'reject', token: 'no-1', reason: '价格过高' },
      },
    });
  });

  it('applies the answer: public data for everybody, userPrivateData for who clicked', async () => {
    const response = {
      cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
      cardData: { cardParamMap: { status: '处理中' } },
      userPrivateData: { cardParamMap: { canDecide: 'false' } },
    };
    await connect(() => ({ data: { response } }));
    const both = { canDecide: 'true', approveToken: 'a', rejectToken: 'r' };
    await deliver('click-2', {
      openSpaceId: 'dtv1.card//IM_ROBOT.manager01;IM_ROBOT.hd0003',
      privateData: { manager01: { cardParamMap: both }, hd0003: { cardParamMap: both } },
    });
    const { card, presses } = await press('click-2', { actionId: 'approve' });
    assert.equal(presses[0]?.applied, true);
    assert.deepEqual(card.publicData, { title: '采购订单', status: '处理中' });
    assert.deepEqual(card.privateData, { ...both, canDecide: 'false' });
    const other = await client.person('hd0003', 'GET', '/cards/click-2');
    assert.deepEqual(other.body['privateData'], both);
  });

  it('fails for the person when the answer is late, and ignores it then', async () => {
    simulator.settings.cardDeadlineMs = 50;
    const response = { cardData: { cardParamMap: { status: '太晚' } } };
    simulator.faults.add({ kind: 'stream-delay', target: topic, params: { ms: 150 } });
    const stream = await connect(() => ({ data: { response } }));
    await deliver('click-3');
    const { presses } = await press('click-3', { actionId: 'approve' });
    assert.deepEqual([presses[0]?.outcome, presses[0]?.applied], ['late', false]);
    await stream.received(topic);
    await until('the late answer', () =>
      client.entries('callback.late').some(({ outTrackId }) => outTrackId === 'click-3'),
    );
    const { body } = await client.person('manager01', 'GET', '/cards/click-3');
    assert.deepEqual(body['publicData'], { title: '采购订单', status: '待审批' });
  });

  it('gives an application two seconds by default', async () => {
    const { cardDeadlineMs } = defaultSettings();
    Object.assign(simulator.settings, { cardDeadlineMs });
    await connect(silent);
    await deliver('click-4');
    // On a machine that stands still both are over at once, and happen in their order.
    const order: string[] = [];
    let third: NodeJS.Timeout | undefined;
    const leave = simulator.journal.subscribe(({ kind }) => {
      if (kind === 'card.clicked') third = setTimeout(() => order.push('three seconds'), 3000);
      else if (kind === 'callback.unanswered') order.push('late');
    });
    const { presses } = await press('click-4', { actionId: 'approve' });
    leave();
    clearTimeout(third);
    assert.equal(presses[0]?.outcome, 'late');
    assert.ok(presses[0].afterMs >= 1990, `took ${String(presses[0].afterMs)} ms`);
    assert.deepEqual([cardDeadlineMs, order[0]], [2000, 'late']);
  });

  it('sends every press of a double click', async () => {
    const stream = await connect(accepting);
    await deliver('click-5');
    const { presses } = await press('click-5', { actionId: 'approve', times: 2 });
    assert.deepEqual(
      presses.map(({ outcome }) => outcome),
      ['answered', 'answered'],
    );
    const frames = await stream.received(topic, 2);
    assert.equal(new Set(frames.map(({ headers }) => headers['messageId'])).size, 2);
  });

  it('reaches only the application that created the card, and only if it subscribed', async () => {
    const other = new SimulatorClient(simulator, 1);
    const stranger = await connect(accepting, other);
    const eventsOnly = await StreamClient.connect(client, accepting, [
      { type: 'EVENT', topic: '*' },
    ]);
    open.push(eventsOnly);
    await deliver('click-6');
    const { presses } = await press('click-6', { actionId: 'approve' });
    assert.equal(presses[0]?.outcome, 'nobody');
    assert.deepEqual([stranger.frames.length, eventsOnly.frames.length], [0, 0]);
  });

  it('comes from anybody who sees the card, even with parameters the person was never shown', async () => {
    const stream = await connect(accepting);
    const { groups, robotCode } = client.organisation;
    await deliver('click-7', {
      openSpaceId: `dtv1.card//IM_GROUP.${groups[0]?.openConversationId ?? ''}`,
      imGroupOpenDeliverModel: { robotCode },
    });
    const hidden = await client.person('hd0001', 'POST', '/cards/click-7/click', {
      actionId: 'approve',
    });
    assert.equal(hidden.status, 409);
    const forged = { actionId: 'approve', params: { action: 'approve', token: 'guessed' } };
    const { presses } = await press('click-7', forged, 'hd0001');
    assert.equal(presses[0]?.outcome, 'answered');
    const [frame] = await stream.received(topic);
    assert.equal(frame?.data['userId'], 'hd0001');
  });

  it('cannot come from somebody who does not see the card', async () => {
    await connect(accepting);
    await deliver('click-8');
    const { status } = await client.person('hd0003', 'POST', '/cards/click-8/click', {
      actionId: 'approve',
    });
    assert.equal(status, 409);
  });

  it('is written into the journal with who clicked what', async () => {
    await connect(accepting);
    await deliver('click-9');
    await press('click-9', { actionId: 'approve' });
    const of = (kind: string): object | undefined =>
      client.entries(kind).find(({ outTrackId }) => outTrackId === 'click-9');
    const { corpId } = client.organisation;
    const clicked = of('card.clicked') as Record<string, unknown>;
    assert.deepEqual(
      { ...clicked, clickId: '' },
      {
        corpId,
        userId: 'manager01',
        outTrackId: 'click-9',
        clickId: '',
        actionId: 'approve',
        params: { action: 'approve', token: 'yes-1', reason: '' },
      },
    );
    assert.equal(
      (of('callback.answered') as Record<string, unknown>)['clickId'],
      clicked['clickId'],
    );
  });
});
