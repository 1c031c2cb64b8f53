import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  cardWithButtons,
  noLiveButton,
  stageOf,
  untilHandled,
  waitFor,
  type RunningHub,
  type Stage,
} from '@hub/cli';
import { anOrder, decisionsIn, status } from './testing/approvals.js';
import { callControl } from './testing/call-control.js';
import { hubForTests } from './testing/hub-for-tests.js';
import { beForbearing } from './testing/patience.js';

type Entry = Readonly<Record<string, unknown>>;

describe('approving where DingTalk posts by HTTP', () => {
  const started: RunningHub[] = [];
  let hub: RunningHub;
  let huadong: Stage;
  let address: string;

  before(async () => {
    hub = await hubForTests();
    started.push(hub);
    huadong = stageOf(hub, 'huadong');
    beForbearing(hub.dingtalk);
    await takeByHttp();
  });
  afterEach(() => {
    hub.dingtalk.faults.clear();
  });
  after(() => started[0]?.stop());

  const entries = (kind: string): readonly Entry[] =>
    hub.dingtalk.journal
      .after(0, Number.MAX_SAFE_INTEGER)
      .filter((entry) => entry.kind === kind)
      .map(({ data }) => data);
  /** What an administrator does to change one organisation from Stream to HTTP, while the hub runs. */
  async function takeByHttp(): Promise<void> {
    const [organisation = assert.fail()] = hub.dingtalk.organisations;
    const { appKey, callback, corpId } = organisation;
    address = `${hub.services.get('writeback')?.url ?? ''}/callback/huadong`;
    for (const [name, secret] of Object.entries({ token: callback.token, aes: callback.aesKey }))
      await writeFile(join(hub.place.secretsDir, `callback-${name}`), secret, { mode: 0o600 });
    const file = join(hub.place.tenantsDir, 'huadong/tenant.yaml');
    const keys = '{ token: { file: callback-token }, aesKey: { file: callback-aes } }';
    const section = `  callback: { url: '${address}', keys: ${keys} }\n`;
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('  robotCode:', `${section}  robotCode:`));
    await waitFor('write-back has told DingTalk its address', async () =>
      entries('callback.saved').some(({ place }) => place === 'card'),
    );
    const app = `organisations/${corpId}/apps/${appKey}`;
    await callControl(hub.dingtalk, 'PUT', `${app}/push`, { robotUrl: `${address}/robot` });
    // DingTalk asks the address before it saves it.
    await callControl(hub.dingtalk, 'PUT', `${app}/event-callback`, { url: address });
    await waitFor('cards ask for HTTP', async () => {
      const bill = await anOrder(huadong);
      const { outTrackId } = await cardWithButtons(huadong.phone('王芳'), bill);
      return entries('card.created').some(
        (card) => card['outTrackId'] === outTrackId && card['callbackType'] === 'HTTP',
      );
    });
  }

  it('an order approved on two phones ends audited, and nothing of it went by Stream', async () => {
    const pushed = entries('stream.pushed').length;
    const bill = await anOrder(huadong);
    const [manager, finance] = [huadong.phone('王芳'), huadong.phone('陈国强')];
    await manager.press(await cardWithButtons(manager, bill), 'approve');
    await finance.press(await cardWithButtons(finance, bill), 'approve');
    await status(huadong, bill, 'C');
    assert.deepEqual(await decisionsIn(huadong, bill), ['王芳 审核通过', '陈国强 审核通过']);
    await noLiveButton(manager, bill);
    assert.equal(entries('stream.pushed').length, pushed);
    assert.ok(entries('callback.posted').length >= 2);
  });

  it('a reply to the robot rejects with its reason, and is answered in the chat', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    await cardWithButtons(manager, bill);
    await manager.type(`驳回 ${bill.number} 单价过高`);
    await status(huadong, bill, 'D');
    const { history } = await huadong.desk.look(bill);
    assert.ok(history.some(({ opinion }) => opinion.includes('单价过高')));
    await waitFor(
      'the robot says that it heard',
      async () => (await manager.texts(bill.number)).length > 0,
    );
  });

  it('a press that is posted twice has one effect', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    const card = await cardWithButtons(manager, bill);
    hub.dingtalk.faults.add({ kind: 'callback-duplicate', target: 'card' });
    await manager.press(card, 'approve');
    await waitFor(
      'the ERP has a decision',
      async () => (await decisionsIn(huadong, bill)).length > 0,
    );
    await untilHandled(hub, bill.number);
    assert.deepEqual(await decisionsIn(huadong, bill), ['王芳 审核通过']);
  });

  it('a press that somebody else signed, or with somebody else’s button, decides nothing', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    const card = await cardWithButtons(manager, bill);
    hub.dingtalk.faults.add({ kind: 'callback-forge', target: 'card' });
    await manager.press(card, 'approve');
    const [refused] = entries('callback.unanswered').slice(-1);
    assert.deepEqual([refused?.['outTrackId'], refused?.['outcome']], [card.outTrackId, 'failed']);
    await huadong.phone('陈国强').forge(card, { action: 'approve', token: 'x.y.z' });
    await untilHandled(hub, bill.number);
    assert.deepEqual(await decisionsIn(huadong, bill), []);
  });

  it('events are answered, so that DingTalk keeps the address', async () => {
    const accepted = entries('event.accepted').length;
    const [{ corpId } = assert.fail()] = hub.dingtalk.organisations;
    await callControl(hub.dingtalk, 'PUT', `organisations/${corpId}/people/hd0004`, {
      name: '周转',
    });
    await waitFor('the event is taken', async () => entries('event.accepted').length > accepted);
    assert.deepEqual(entries('event.refused'), []);
  });

  it('the other organisation goes on by Stream', async () => {
    const huanan = stageOf(hub, 'huanan');
    const bill = await huanan.desk.submit({
      form: 'PUR_PurchaseOrder',
      applicant: 'huangzhiming',
      amount: '30000',
    });
    const manager = huanan.phone('王芳');
    await manager.press(await cardWithButtons(manager, bill), 'approve');
    await waitFor('the ERP has it', async () => (await decisionsIn(huanan, bill)).length > 0);
  });
});
