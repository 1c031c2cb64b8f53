import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  cardWithButtons,
  noLiveButton,
  stageOf,
  untilHandled,
  waitFor,
  type RunningHub,
  type Stage,
} from '@hub/cli';
import { anOrder, decisionsIn, status, textOf, tokenBehind } from './testing/approvals.js';
import { hubForTests } from './testing/hub-for-tests.js';

describe('approving in DingTalk', () => {
  let hub: RunningHub;
  let huadong: Stage;

  before(async () => {
    hub = await hubForTests();
    huadong = stageOf(hub, 'huadong');
  });
  after(() => hub.stop());

  it('an order approved on two phones ends audited in the ERP, decided by the two who tapped', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    const finance = huadong.phone('陈国强');
    await manager.press(await cardWithButtons(manager, bill), 'approve');
    await finance.press(await cardWithButtons(finance, bill), 'approve');
    await status(huadong, bill, 'C');
    assert.deepEqual(await decisionsIn(huadong, bill), ['王芳 审核通过', '陈国强 审核通过']);
    await noLiveButton(manager, bill);
    await noLiveButton(finance, bill);
  });

  it('a decision made inside the ERP takes the buttons off the card', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    await cardWithButtons(manager, bill);
    await huadong.desk.act(bill, 'reject', { by: 'wangfang', opinion: '重新询价' });
    await noLiveButton(manager, bill);
    assert.equal((await huadong.desk.look(bill)).bill.status, 'D');
  });

  it('a click on a card whose amount was changed meanwhile writes nothing and says so', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    const card = await cardWithButtons(manager, bill);
    const token = tokenBehind(hub, card);
    hub.kingdee.faults.add({
      kind: 'slow',
      target: 'ExecuteBillQuery',
      times: 4,
      params: { ms: 1500 },
    });
    await huadong.desk.act(bill, 'amount', { by: 'lixiaomei', amount: '860000' });
    // The button as this phone still shows it; the card itself may be the new one by then.
    await manager.forge(card, { action: 'approve', token });
    await waitFor('the person is told that the bill has changed', async () => {
      const cards = await manager.cards(bill.number);
      return cards.some(
        (each) =>
          each.outTrackId === card.outTrackId && /变|更新|刷新|过期|changed/.test(textOf(each)),
      );
    });
    assert.deepEqual(await decisionsIn(huadong, bill), []);
  });

  it('a forged click and a click with somebody else’s capability change nothing', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    const card = await cardWithButtons(manager, bill);
    const stolen = tokenBehind(hub, card);
    const finance = huadong.phone('陈国强');
    await finance.forge(card, { action: 'approve', token: stolen });
    await finance.forge(card, { action: 'approve', token: `${stolen.slice(0, -4)}AAAA` });
    await untilHandled(hub, bill.number);
    assert.deepEqual(await decisionsIn(huadong, bill), []);
  });

  it('twenty presses of both buttons at once have exactly one effect', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    const card = await cardWithButtons(manager, bill);
    await Promise.allSettled([
      manager.press(card, 'approve', { times: 10 }),
      manager.press(card, 'reject', { times: 10, input: '不同意' }),
    ]);
    await waitFor(
      'the ERP has a decision',
      async () => (await decisionsIn(huadong, bill)).length > 0,
    );
    await untilHandled(hub, bill.number);
    assert.equal(
      (await decisionsIn(huadong, bill)).filter((each) => each.startsWith('王芳')).length,
      1,
    );
  });

  it('“驳回” with a reason, typed to the robot, sends the bill back with that reason', async () => {
    const bill = await anOrder(huadong);
    const manager = huadong.phone('王芳');
    await cardWithButtons(manager, bill);
    await manager.type(`驳回 ${bill.number} 单价过高`);
    await status(huadong, bill, 'D');
    const { history } = await huadong.desk.look(bill);
    assert.ok(history.some(({ opinion }) => opinion.includes('单价过高')));
    const group = hub.dingtalk.organisations[0]?.groups.find(({ title }) => /采购/.test(title));
    const told = await waitFor('the purchasing group is told, as its rule says', () => {
      const sent = hub.dingtalk.journal
        .after(0, Infinity)
        .filter(({ kind }) => kind === 'group.sent');
      const about = sent.filter(({ data }) => JSON.stringify(data).includes(bill.number));
      return Promise.resolve(about.length > 0 && about);
    });
    assert.deepEqual(
      told.map(({ data }) => data['openConversationId']),
      [group?.openConversationId],
    );
  });

  it('“同意” alone asks which bill when several wait, and decides none', async () => {
    const bills = [await anOrder(huadong, '70001'), await anOrder(huadong, '70002')];
    const manager = huadong.phone('王芳');
    for (const bill of bills) await cardWithButtons(manager, bill);
    for (const bill of bills) await untilHandled(hub, bill.number);
    await manager.type('同意');
    for (const bill of bills) {
      await waitFor(
        'the robot lists the bills',
        async () => (await manager.texts(bill.number)).length > 0,
      );
    }
    for (const bill of bills) assert.deepEqual(await decisionsIn(huadong, bill), []);
  });
});
