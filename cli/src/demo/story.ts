import type { RunningHub } from '../hub/running-hub.js';
import { cardWithButtons, noLiveButton } from './cards.js';
import { buttonsOf, type Phone } from './phone.js';
import type { ShownBill } from './desk.js';
import { stageOf, type Stage } from './stage.js';
import type { Step } from './step.js';
import { untilHandled } from './until-handled.js';
import { waitFor } from './wait-for.js';

/** The main story of the product, told by two subsidiaries. */
export function demoSteps(hub: RunningHub): readonly Step[] {
  const huadong = stageOf(hub, 'huadong');
  const huanan = stageOf(hub, 'huanan');
  return [
    {
      name: '十元采购订单不打扰任何人 a 10-yuan order wakes nobody',
      run: () => smallOrder(hub, huadong),
    },
    {
      name: '八万六千元订单在钉钉审批,金蝶审核 86,000 yuan: approved in DingTalk, audited in the ERP',
      run: () => largeOrder(huadong),
    },
    {
      name: '付款申请被驳回并写明原因 a payment request is rejected with a reason',
      run: () => rejectedPayment(huadong),
    },
    { name: '回复“同意”也能审批 a reply in words approves', run: () => approvedByReply(huadong) },
    {
      name: '连按两次只生效一次 a double click has one effect',
      run: () => doubleClick(hub, huadong),
    },
    {
      name: '另一家子公司毫不知情 the other subsidiary sees none of it',
      run: () => otherTenant(hub, huadong, huanan),
    },
  ];
}

async function smallOrder(hub: RunningHub, { desk, corpId }: Stage): Promise<string> {
  const bill = await desk.submit({
    form: 'PUR_PurchaseOrder',
    applicant: 'lixiaomei',
    amount: '10',
  });
  await untilHandled(hub, bill.number);
  const heard = mentions(hub, corpId, bill.number);
  if (heard > 0) throw new Error(`${String(heard)} messages mention ${bill.number}`);
  return `${bill.number}: read and routed, no message`;
}

async function largeOrder({ desk, phone }: Stage): Promise<string> {
  const submittedAt = Date.now();
  const bill = await desk.submit({
    form: 'PUR_PurchaseOrder',
    applicant: 'lixiaomei',
    amount: '86000',
  });
  const first = await cardWithButtons(phone('王芳'), bill);
  const cardAfter = Date.now() - submittedAt;
  const informed = await waitFor('the finance manager is informed', async () =>
    (await phone('陈国强').cards(bill.number)).find((card) => buttonsOf(card).length === 0),
  );
  await phone('王芳').press(first, 'approve', { input: '价格已核对' });

  const second = await cardWithButtons(phone('陈国强'), bill);
  const clickedAt = Date.now();
  await phone('陈国强').press(second, 'approve');
  await waitFor(
    `${bill.number} is audited in the ERP`,
    async () => (await desk.look(bill)).bill.status === 'C',
  );
  const auditedAfter = Date.now() - clickedAt;

  await noLiveButton(phone('王芳'), bill);
  await noLiveButton(phone('陈国强'), bill);
  await told(phone('李晓梅'), bill, '陈国强');
  if (informed.outTrackId !== first.outTrackId)
    throw new Error('the two managers got different cards');
  return `${bill.number}: card after ${String(cardAfter)} ms, audited ${String(auditedAfter)} ms after the last tap, every copy agrees`;
}

async function rejectedPayment({ desk, phone }: Stage): Promise<string> {
  const reason = '发票金额与合同不符';
  const bill = await desk.submit({
    form: 'CN_PAYAPPLY',
    applicant: 'lixiaomei',
    amount: '32000.50',
  });
  const card = await cardWithButtons(phone('王芳'), bill);
  await phone('王芳').press(card, 'reject', { input: reason });
  await waitFor(
    `${bill.number} is sent back in the ERP`,
    async () => (await desk.look(bill)).bill.status === 'D',
  );
  const { history } = await desk.look(bill);
  if (!history.some(({ opinion }) => opinion.includes(reason)))
    throw new Error('the ERP does not have the reason');
  await noLiveButton(phone('王芳'), bill);
  await told(phone('李晓梅'), bill, reason);
  return `${bill.number}: sent back, the reason is in the ERP and with the applicant`;
}

async function approvedByReply({ desk, phone }: Stage): Promise<string> {
  const bill = await desk.submit({ form: 'CN_PAYAPPLY', applicant: 'liuyang', amount: '1200' });
  await cardWithButtons(phone('陈国强'), bill);
  await phone('陈国强').type(`同意 ${bill.number}`);
  await waitFor(`the reply moves ${bill.number} on in the ERP`, async () => {
    const { history } = await desk.look(bill);
    return history.some(({ name, decision }) => name === '陈国强' && decision !== '');
  });
  return `${bill.number}: “同意” was written back as 陈国强`;
}

async function doubleClick(hub: RunningHub, { desk, phone }: Stage): Promise<string> {
  const bill = await desk.submit({
    form: 'PUR_PurchaseOrder',
    applicant: 'lixiaomei',
    amount: '60000',
  });
  const card = await cardWithButtons(phone('王芳'), bill);
  await phone('王芳').press(card, 'approve', { times: 2 });
  await cardWithButtons(phone('陈国强'), bill);
  await untilHandled(hub, bill.number);
  const { history } = await desk.look(bill);
  const effects = history.filter(({ name, decision }) => name === '王芳' && decision !== '');
  if (effects.length !== 1) throw new Error(`${String(effects.length)} effects in the ERP`);
  const told = await phone('李晓梅').texts(bill.number);
  if (told.length !== 1) throw new Error(`the applicant was told ${String(told.length)} times`);
  return `${bill.number}: two presses, one decision in the ERP`;
}

async function otherTenant(hub: RunningHub, huadong: Stage, huanan: Stage): Promise<string> {
  const strangers = messagesOf(hub, huanan.corpId).length;
  if (strangers > 0) throw new Error(`${String(strangers)} messages of huadong reached huanan`);
  const bill = await huanan.desk.submit({
    form: 'PUR_PurchaseOrder',
    applicant: 'huangzhiming',
    amount: '30000',
  });
  await cardWithButtons(huanan.phone('王芳'), bill);
  // Both subsidiaries number their bills alike, so the account book decides, not the number.
  const own = messagesOf(hub, huanan.corpId).length;
  const leaked = await huadong.phone('王芳').cards(bill.number);
  if (leaked.some(({ publicData }) => publicData['amount']?.includes('30,000') === true)) {
    throw new Error(`${bill.number} of huanan is shown to 王芳 of huadong`);
  }
  return `${bill.number}: huanan heard nothing before, then only of its own (${String(own)} messages)`;
}

async function told(phone: Phone, { number }: ShownBill, words: string): Promise<void> {
  await waitFor(`the applicant is told of ${number}: ${words}`, async () =>
    (await phone.texts(number)).some((text) => text.includes(words)),
  );
}

const sent = new Set([
  'card.delivered',
  'robot.sent',
  'group.sent',
  'work.sent',
  'webhook.sent',
  'session.sent',
]);

function messagesOf(hub: RunningHub, corpId: string): readonly object[] {
  return hub.dingtalk.journal
    .after(0, Number.MAX_SAFE_INTEGER)
    .filter(({ kind, data }) => sent.has(kind) && data['corpId'] === corpId);
}

function mentions(hub: RunningHub, corpId: string, number: string): number {
  return hub.dingtalk.journal
    .after(0, Number.MAX_SAFE_INTEGER)
    .filter(({ data }) => data['corpId'] === corpId && JSON.stringify(data).includes(number))
    .length;
}
