import type { Recipient } from '@hub/schemas';
import type { Card } from '../domain/card.js';
import { isAboutPeople } from '../domain/doubt.js';
import { reasonOf } from '../domain/reasons.js';
import type { Answer, Cards } from '../ports.js';
import type { Sending } from '../sending/sending.js';
import type { Turn, Turns } from '../sending/turns.js';

/** A card put together in steps. */
export interface CardSteps {
  /** Makes it, in nobody's chat yet. A repeat makes no second one. */
  create(tenant: string, card: Card): Promise<void>;
  /** Puts it into the chat of one more person. */
  deliverTo(tenant: string, commandId: string, userId: string): Promise<Answer['delivered']>;
}

export interface CardSinglyPorts {
  readonly cards: Pick<Cards, 'update'> & CardSteps;
  readonly turns: Turns;
}

/** A card, whom it is for, and how its calls are ordered. */
export interface SingleCard {
  readonly card: Card;
  readonly recipients: readonly Recipient[];
  readonly turn: Turn;
  /** Puts on record that it is there; before it is. */
  readonly remember: () => Promise<void>;
}

/**
 * Delivers a card person by person, because DingTalk refused the call for all of them for the sake of somebody: each
 * call names one person only, so the one it does not take is the one who is not told.
 *
 * The last person comes first. The record of the first person is also that of the call for all; whoever goes on after a
 * crash finds another one there and knows that this has begun.
 */
export async function deliverCardSingly(
  { cards, turns }: CardSinglyPorts,
  { card, recipients, turn, remember }: SingleCard,
  sending: Sending,
): Promise<void> {
  const { tenant } = turn;
  await turns.run(turn, async () => {
    await remember();
    await cards.create(tenant.id, card);
  });
  for (const [first, recipient] of [...recipients.entries()].toReversed()) {
    if (sending.isSent(first, 1)) continue;
    const { userId } = recipient;
    const buttons = { cardData: {}, privateData: { [userId]: card.privateData[userId] ?? {} } };
    const call = async (): Promise<Answer> => ({
      delivered: await cards.deliverTo(tenant.id, card.outTrackId, userId),
      reference: null,
    });
    try {
      // His buttons first: the card must not be in his chat without them.
      await turns.run({ ...turn, api: 'card.update' }, () =>
        cards.update(tenant.id, card.outTrackId, buttons),
      );
      await sending.part({ first, recipients: [recipient], turn, repeatable: true, call });
    } catch (error) {
      if (!isAboutPeople(error)) throw error;
      sending.drop(first, recipient, reasonOf(error));
    }
  }
}
