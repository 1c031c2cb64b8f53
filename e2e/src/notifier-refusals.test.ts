import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { callControl } from './testing/call-control.js';
import {
  NotifierRig,
  type Message,
  type Person,
  type SeenReceipt,
} from './testing/notifier-rig.js';

type Said = Readonly<Record<string, string>>;

/** Of the first organisation's application in the simulator's world. */
const agentId = '4001000001';
const create = '/v1.0/card/instances/createAndDeliver';
const batchSend = '/v1.0/robot/oToMessages/batchSend';
const stranger = { userId: 'nobody', name: '离职者' };
const unknown = /查无此人.* \/ .*no such (user|person)/;

/** One process of the notifier at a simulated DingTalk that refuses this and that. */
describe('what DingTalk refuses', () => {
  const started: NotifierRig[] = [];
  let rig: NotifierRig;
  let people: readonly Person[];
  let organisation: string;
  let app: string;
  const undo: (() => unknown)[] = [];
  let messages = 0;

  before(async () => {
    rig = await NotifierRig.start('notifier-refusals');
    started.push(rig);
    people = (await rig.people()).slice(0, 3);
    const [{ appKey, corpId } = assert.fail()] = rig.dingtalk.organisations;
    organisation = `organisations/${corpId}`;
    app = `${organisation}/apps/${appKey}`;
    await callControl(rig.dingtalk, 'PUT', 'settings', { qpsPerAppAndApi: null });
    const file = join(rig.place.tenantsDir, 'huadong/tenant.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('  robotCode:', `  agentId: '${agentId}'\n  robotCode:`));
    await rig.notifier({ NOTIFIER_RESULT_AFTER_MS: '300' });
  });
  afterEach(async () => {
    rig.dingtalk.faults.clear();
    for (const each of undo.splice(0)) await each();
  });
  after(() => started[0]?.stop());

  /** Changes something of DingTalk until the end of the test. */
  async function change(path: string, body: object, back: object): Promise<void> {
    await callControl(rig.dingtalk, 'PUT', path, body);
    undo.push(() => callControl(rig.dingtalk, 'PUT', path, back));
  }

  /** Sends a message and waits for its receipt, until it says what is asked for. */
  async function receiptOf(
    message: Omit<Message, 'number'> & { readonly number?: string },
    wanted: (receipt: SeenReceipt) => boolean = () => true,
  ): Promise<SeenReceipt> {
    const number = message.number ?? `NO${String((messages += 1))}`;
    const [id = ''] = await rig.ask({ ...message, number });
    return await waitFor(
      `a receipt of ${number}`,
      async () => {
        const receipt = (await rig.lastReceipts()).get(id);
        return receipt !== undefined && wanted(receipt) ? receipt : null;
      },
      60_000,
    );
  }

  const statesOf = ({ recipients }: SeenReceipt): Said =>
    Object.fromEntries(recipients.map(({ userId, state }) => [userId, state]));
  const reasonOf = ({ recipients }: SeenReceipt, userId: string): string =>
    recipients.find((one) => one.userId === userId)?.reason ?? '';
  const othersThan = (userId: string, state: string): Said =>
    Object.fromEntries(
      people.filter((one) => one.userId !== userId).map((one) => [one.userId, state]),
    );
  const isSettled = ({ recipients }: SeenReceipt): boolean =>
    recipients.every(({ state }) => state !== 'ACCEPTED');

  const ways: readonly (readonly [
    string,
    Message['channel'],
    'told' | 'refused',
    string,
    typeof isSettled,
  ])[] = [
    ['a card, told inside the answer,', 'CARD', 'told', 'DELIVERED', isSettled],
    ['a card, refused as a whole,', 'CARD', 'refused', 'DELIVERED', isSettled],
    ['a message of the robot', 'ROBOT', 'told', 'ACCEPTED', () => true],
    ['a work notification', 'WORK', 'told', 'DELIVERED', isSettled],
  ];
  for (const [what, channel, cardToStranger, state, wanted] of ways) {
    it(`${what} for somebody who is not there reaches the others, and the receipt says why not him`, async () => {
      await change('settings', { cardToStranger }, { cardToStranger: 'told' });
      const recipients = [...people, stranger];
      const receipt = await receiptOf({ channel, recipients, decides: channel === 'CARD' }, wanted);
      assert.deepEqual(statesOf(receipt), { ...othersThan('', state), nobody: 'DROPPED' });
      assert.match(reasonOf(receipt, 'nobody'), unknown);
    });

    it(`${what} for somebody outside the visible range reaches the others, and the receipt says why not him`, async () => {
      const [outside = assert.fail(), ...inside] = people;
      const everybody = { visibleTo: { userIds: [], deptIds: [1] } };
      const userIds = inside.map(({ userId }) => userId);
      await change('settings', { cardToStranger }, { cardToStranger: 'told' });
      await change(app, { visibleTo: { userIds, deptIds: [] } }, everybody);
      const receipt = await receiptOf({ channel, recipients: people }, wanted);
      const { userId } = outside;
      assert.deepEqual(statesOf(receipt), { ...othersThan(userId, state), [userId]: 'DROPPED' });
      assert.match(reasonOf(receipt, userId), /可见范围|查无此人/);
    });
  }

  it('a card whose template is not published is set aside with that reason; other messages go on', async () => {
    const [id = ''] = rig.dingtalk.organisations[0]?.cardTemplateIds ?? [];
    const path = `${organisation}/card-templates/${id}`;
    const template = { ...(await callControl(rig.dingtalk, 'GET', path)) };
    delete template['id'];
    await change(path, { ...template, published: false }, { ...template, published: true });
    const card = await receiptOf({ channel: 'CARD', recipients: people });
    const said = await receiptOf({ channel: 'ROBOT', recipients: people });
    assert.deepEqual(
      [statesOf(card), statesOf(said)],
      [othersThan('', 'PARKED'), othersThan('', 'ACCEPTED')],
    );
    assert.match(
      reasonOf(card, people[0]?.userId ?? ''),
      /卡片模板未发布 \/ .*templateUnpublished/,
    );
  });

  const permissions: readonly (readonly [Message['channel'], string, Message['channel']])[] = [
    ['CARD', 'Card.Instance.Write', 'ROBOT'],
    ['WORK', 'qyapi_base', 'ROBOT'],
    ['ROBOT', 'qyapi_robot_sendmsg', 'CARD'],
  ];
  for (const [channel, scope, other] of permissions) {
    it(`the permission that ${channel} lacks is named for the administrator; ${other} goes on`, async () => {
      const { scopes } = await callControl(rig.dingtalk, 'PUT', app, {});
      const granted = scopes as readonly string[];
      await change(app, { scopes: granted.filter((one) => one !== scope) }, { scopes });
      const refused = await receiptOf({ channel, recipients: people });
      const told = await receiptOf({ channel: other, recipients: people });
      assert.deepEqual(statesOf(refused), othersThan('', 'PARKED'));
      const reason = reasonOf(refused, people[0]?.userId ?? '');
      assert.match(reason, /缺少权限.* \/ .*permission/);
      assert.equal(reason.split(scope).length, 3, reason);
      assert.deepEqual(
        new Set(Object.values(statesOf(told))),
        new Set([other === 'CARD' ? 'DELIVERED' : 'ACCEPTED']),
      );
    });
  }

  const tooLong: readonly (readonly [Message['channel'], object, object])[] = [
    ['ROBOT', { robotParamBytesMax: 20 }, { robotParamBytesMax: 15_000 }],
    ['WORK', { workBytesMax: 50 }, { workBytesMax: 2_048 }],
    ['CARD', { cardDataBytesMax: 20 }, { cardDataBytesMax: 102_400 }],
  ];
  for (const [channel, limit, usual] of tooLong) {
    it(`what is too long for ${channel} is set aside with its reason`, async () => {
      await change('settings', limit, usual);
      const receipt = await receiptOf({ channel, recipients: people });
      assert.deepEqual(statesOf(receipt), othersThan('', 'PARKED'));
      assert.match(reasonOf(receipt, people[0]?.userId ?? ''), /过长|格式|拒绝/);
    });
  }

  for (const channel of ['CARD', 'ROBOT'] as const) {
    it(`forbidden words in ${channel} set the message aside with its reason`, async () => {
      const number = `违禁测试词${channel}`;
      const receipt = await receiptOf({ number, channel, recipients: people });
      assert.deepEqual(statesOf(receipt), othersThan('', 'PARKED'));
      assert.match(reasonOf(receipt, people[0]?.userId ?? ''), /内容含违禁词/);
    });
  }

  it('forbidden words in a work notification, which DingTalk drops in silence, are found', async () => {
    const number = '违禁测试词WORK';
    const receipt = await receiptOf({ number, channel: 'WORK', recipients: people }, isSettled);
    assert.deepEqual(statesOf(receipt), othersThan('', 'DROPPED'));
    assert.match(reasonOf(receipt, people[0]?.userId ?? ''), /内容被拒绝/);
  });

  it('an access token that ends in mid-batch is renewed, and everybody has the message once', async () => {
    const crowd = Array.from({ length: 45 }, (_, index) => {
      const userId = `crowd${String(index)}`;
      return { userId, name: userId, mobile: String(13_700_000_000 + index) };
    });
    for (const person of crowd)
      await callControl(rig.dingtalk, 'POST', `${organisation}/people`, person);
    let batches = 0;
    const watch = rig.dingtalk.journal.subscribe(({ kind, data }) => {
      if (kind !== 'call' || data['path'] !== batchSend) return;
      batches += 1;
      if (batches === 1) rig.dingtalk.faults.add({ kind: 'token-expired', target: batchSend });
    });
    undo.push(watch);
    const number = 'CROWD1';
    const receipt = await receiptOf({ number, channel: 'ROBOT', recipients: crowd });
    const told = rig.journal('robot.sent').filter((sent) => JSON.stringify(sent).includes(number));
    assert.deepEqual(
      [new Set(Object.values(statesOf(receipt))), told.length, batches],
      [new Set(['ACCEPTED']), 45, 4],
    );
  });

  const broken: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['a page of HTML from a proxy', 'html', { status: 502 }],
    ['half of its JSON', 'half-json', {}],
    ['100 MB', 'huge', {}],
    ['nothing at all', 'drop', {}],
  ];
  for (const [what, kind, params] of broken) {
    it(`an answer of ${what} is asked for again: the card is there once`, async () => {
      const number = `BROKEN-${kind}`;
      rig.dingtalk.faults.add({ kind, target: create, params });
      const receipt = await receiptOf({ number, channel: 'CARD', recipients: people });
      const delivered = rig
        .journal('card.delivered')
        .filter(({ outTrackId }) => outTrackId === receipt.commandId);
      assert.deepEqual(
        [statesOf(receipt), delivered.length],
        [othersThan('', 'DELIVERED'), people.length],
      );
    });
  }
});
