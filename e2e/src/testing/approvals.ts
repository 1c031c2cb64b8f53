import assert from 'node:assert/strict';
import { waitFor, type RunningHub, type SeenCard, type ShownBill, type Stage } from '@hub/cli';

/** An order that needs both approvals, submitted by 李晓梅 of huadong. */
export function anOrder({ desk }: Stage, amount = '86000'): Promise<ShownBill> {
  return desk.submit({ form: 'PUR_PurchaseOrder', applicant: 'lixiaomei', amount });
}

/** Waits until the ERP shows a status. */
export function status({ desk }: Stage, bill: ShownBill, wanted: string): Promise<unknown> {
  return waitFor(
    `${bill.number} reaches status ${wanted}`,
    async () => (await desk.look(bill)).bill.status === wanted,
  );
}

/** Who decided what, in order, as the ERP keeps it. */
export async function decisionsIn({ desk }: Stage, bill: ShownBill): Promise<readonly string[]> {
  const { history } = await desk.look(bill);
  return history
    .filter(({ decision }) => decision !== '')
    .map(({ name, decision }) => `${name} ${decision}`);
}

/** What stands behind the button of a card, as it was when the card was made. */
export function tokenBehind({ dingtalk }: Pick<RunningHub, 'dingtalk'>, card: SeenCard): string {
  const token = dingtalk.journal
    .after(0, Number.MAX_SAFE_INTEGER)
    .filter(({ kind, data }) => kind === 'card.created' && data['outTrackId'] === card.outTrackId)
    .map(({ data }) => /"approveToken":"([^"]+)"/.exec(JSON.stringify(data))?.[1])
    .find((each) => each !== undefined);
  return token ?? assert.fail('the journal shows what stands behind the button');
}

/** All texts on a card as one person sees it. */
export function textOf(card: SeenCard): string {
  return JSON.stringify(card.components);
}
