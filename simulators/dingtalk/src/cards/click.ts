import { randomUUID } from 'node:crypto';
import { field } from '../http/field.js';
import type { Organisation } from '../organisation/organisation.js';
import type { World } from '../world.js';
import type { Card, CardData } from './card-book.js';
import { placeFor } from './card-place.js';
import { readCardParamMap } from './card-request.js';
import { postClick } from './post-click.js';
import { pushClick } from './push-click.js';

/** One press of a button. */
export interface Click {
  readonly organisation: Organisation;
  readonly card: Card;
  readonly userId: string;
  readonly actionId: string;
  readonly params: CardData;
}

/** What the person who clicked experiences. */
export interface ClickResult {
  /** answered: in time. late: not within the deadline. nobody: no connection or address took the callback. */
  readonly outcome: 'answered' | 'late' | 'nobody' | 'failed' | 'no-callback' | 'quota';
  readonly afterMs: number;
  /** The `response` object of the answer. */
  readonly response?: unknown;
  /** Whether the answer changed the card. */
  readonly applied: boolean;
}

/** Sends the callback of a click, by Stream or HTTP as the card says, and applies an answer within the deadline. */
export async function clickCard(world: World, click: Click): Promise<ClickResult> {
  const { card, organisation, userId, actionId, params } = click;
  const { clock, journal, organisations, pushes, settings } = world;
  const clickId = randomUUID();
  const about = { corpId: card.corpId, userId, outTrackId: card.outTrackId, clickId };
  journal.append('card.clicked', { ...about, actionId, params });
  const app = organisations.appByKey(card.appKey);
  const unanswered = (outcome: ClickResult['outcome'], afterMs = 0): ClickResult => {
    journal.append('callback.unanswered', { ...about, outcome });
    return { outcome, afterMs, applied: false };
  };
  const http = card.callbackType === 'HTTP';
  if (app === undefined || (!http && card.callbackType !== 'STREAM')) {
    return unanswered('no-callback');
  }
  if (!pushes.admit(app.corpId, settings.monthlyPushes, clock.now())) return unanswered('quota');
  const callback = {
    type: 'actionCallback',
    outTrackId: card.outTrackId,
    corpId: card.corpId,
    userId,
    content: JSON.stringify(contentOf(click, settings.clickParams)),
  };
  const startedAt = performance.now();
  const spaceId = placeFor(organisation, card, userId)?.conversationId ?? '';
  const answer = http
    ? await postClick(world, card, callback, about)
    : await pushClick(world, app, { ...callback, spaceId }, about);
  const afterMs = Math.round(performance.now() - startedAt);
  if (typeof answer === 'string') return unanswered(answer, afterMs);
  const { code, response } = answer;
  const applied = applyResponse(world, card, userId, response);
  journal.append('callback.answered', { ...about, afterMs, code, applied });
  return { outcome: 'answered', afterMs, response: response ?? null, applied };
}

function contentOf({ actionId, params }: Click, place: 'inside' | 'beside'): object {
  const actionIds = [actionId];
  return place === 'inside'
    ? { cardPrivateData: { actionIds, params } }
    : { cardPrivateData: { actionIds }, params };
}

/** `userPrivateData` is for the person who clicked. An answer that does not fit changes nothing. */
function applyResponse(world: World, card: Card, userId: string, response: unknown): boolean {
  if (typeof response !== 'object' || response === null) return false;
  const { cards, journal, settings } = world;
  const answer = response as Record<string, unknown>;
  const options = field.object(answer, 'cardUpdateOptions') ?? {};
  const about = { corpId: card.corpId, outTrackId: card.outTrackId, by: 'callback' };
  try {
    const cardData = readCardParamMap(settings, field.object(answer, 'cardData'));
    const own = readCardParamMap(settings, field.object(answer, 'userPrivateData'));
    if (cardData === undefined && own === undefined) return false;
    const flags = {
      updateCardDataByKey: field.flag(options, 'updateCardDataByKey'),
      updatePrivateDataByKey: field.flag(options, 'updatePrivateDataByKey'),
    };
    const privateData = own === undefined ? undefined : new Map([[userId, own]]);
    cards.change(card, { cardData, privateData, ...flags });
    journal.append('card.updated', {
      ...about,
      ...flags,
      cardData: cardData ?? null,
      privateData: Object.fromEntries(privateData ?? []),
    });
    return true;
  } catch (error) {
    journal.append('callback.refused', { ...about, userId, reason: String(error) });
    return false;
  }
}
