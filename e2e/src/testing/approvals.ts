import {
  buttonsOf,
  waitFor,
  type Phone,
  type SeenCard,
  type ShownBill,
  type Stage,
} from '@hub/cli';

/** An order that needs both approvals, submitted by 李晓梅 of huadong. */
export function anOrder({ desk }: Stage, amount = '86000'): Promise<ShownBill> {
  return desk.submit({ form: 'PUR_PurchaseOrder', applicant: 'lixiaomei', amount });
}

export function cardWithButtons(phone: Phone, bill: ShownBill): Promise<SeenCard> {
  return waitFor(`a card with buttons for ${bill.number}`, async () =>
    (await phone.cards(bill.number)).find((card) => buttonsOf(card).length > 0),
  );
}

/** Waits until nobody can press a button for the bill any more. */
export function noLiveButton(phone: Phone, bill: ShownBill): Promise<unknown> {
  return waitFor(`no live button for ${bill.number}`, async () => {
    const cards = await phone.cards(bill.number);
    return cards.length > 0 && cards.every((card) => buttonsOf(card).length === 0);
  });
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

/** All texts on a card as one person sees it. */
export function textOf(card: SeenCard): string {
  return JSON.stringify(card.components);
}
