import type { ShownBill } from './desk.js';
import { buttonsOf, type Phone, type SeenCard } from './phone.js';
import { waitFor } from './wait-for.js';

/** Waits for a card that asks this person to decide about the bill. */
export function cardWithButtons(phone: Phone, { number }: ShownBill): Promise<SeenCard> {
  return waitFor(`a card with buttons for ${number}`, async () =>
    (await phone.cards(number)).find((card) => buttonsOf(card).length > 0),
  );
}

/** Waits until this person has cards of the bill and can press nothing on them any more. */
export async function noLiveButton(phone: Phone, { number }: ShownBill): Promise<void> {
  await waitFor(`no live button is left for ${number}`, async () => {
    const cards = await phone.cards(number);
    return cards.length > 0 && cards.every((card) => buttonsOf(card).length === 0);
  });
}
