import { randomUUID } from 'node:crypto';
import { field } from '../http/field.js';
import type { App, Organisation } from '../organisation/organisation.js';
import type { Ack } from '../stream/frame.js';
import type { Parcel } from '../stream/courier.js';
import type { World } from '../world.js';
import { placeFor, type Card, type CardData } from './card-book.js';
import { readCardParamMap } from './card-request.js';

const cardTopic = '/v1.0/card/instances/callback';

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
  /** answered: in time. late: not within the deadline. nobody: no connection took the callback. */
  readonly outcome: 'answered' | 'late' | 'nobody' | 'no-callback' | 'quota';
  readonly afterMs: number;
  /** The `response` object of the answer. */
  readonly response?: unknown;
  /** Whether the answer changed the card. */
  readonly applied: boolean;
}

/** Sends the callback of a click and applies the answer when it comes within the deadline. */
export async function clickCard(world: World, click: Click): Promise<ClickResult> {
  const { card, userId, actionId, params } = click;
  const { clock, journal, organisations, pushes, settings } = world;
  const clickId = randomUUID();
  const about = { corpId: card.corpId, userId, outTrackId: card.outTrackId, clickId };
  journal.append('card.clicked', { ...about, actionId, params });
  const app = organisations.appByKey(card.appKey);
  const unanswered = (outcome: ClickResult['outcome'], afterMs = 0): ClickResult => {
    journal.append('callback.unanswered', { ...about, outcome });
    return { outcome, afterMs, applied: false };
  };
  if (app === undefined || card.callbackType !== 'STREAM') return unanswered('no-callback');
  if (!pushes.admit(app.corpId, settings.monthlyPushes, clock.now())) return unanswered('quota');
  const startedAt = performance.now();
  const ack = await pushCallback(world, { ...callbackParcel(app, click), about });
  const afterMs = Math.round(performance.now() - startedAt);
  if (ack === 'late' || ack === 'nobody') return unanswered(ack, afterMs);
  const response = (ack.data as { response?: unknown } | null | undefined)?.response;
  const applied = applyResponse(world, card, userId, response);
  journal.append('callback.answered', { ...about, afterMs, code: ack.code, applied });
  return { outcome: 'answered', afterMs, response: response ?? null, applied };
}

function callbackParcel(app: App, click: Click): Omit<Parcel, 'about'> {
  const { card, organisation, userId, actionId, params } = click;
  const content = JSON.stringify({ cardPrivateData: { actionIds: [actionId], params } });
  const data = {
    extension: '{}',
    corpId: card.corpId,
    spaceType: 'im',
    spaceId: placeFor(organisation, card, userId)?.conversationId ?? '',
    userIdType: 1,
    type: 'actionCallback',
    userId,
    outTrackId: card.outTrackId,
    content,
    value: content,
  };
  return { app, type: 'CALLBACK', topic: cardTopic, data };
}

async function pushCallback(world: World, parcel: Parcel): Promise<Ack | 'late' | 'nobody'> {
  return new Promise((resolve) => {
    let expired = false;
    // The machine's clock, not the simulator's: a test that shifts time must not fail the clicks in flight.
    const deadline = setTimeout(() => {
      expired = true;
      resolve('late');
    }, world.settings.cardDeadlineMs);
    const pushed = world.courier.push(parcel, 1, (ack) => {
      clearTimeout(deadline);
      if (expired) world.journal.append('callback.late', { ...parcel.about });
      resolve(ack);
    });
    if (pushed !== undefined) return;
    clearTimeout(deadline);
    resolve('nobody');
  });
}

/** `userPrivateData` is for the person who clicked. An answer that does not fit changes nothing. */
function applyResponse(world: World, card: Card, userId: string, response: unknown): boolean {
  if (typeof response !== 'object' || response === null) return false;
  const answer = response as Record<string, unknown>;
  const options = field.object(answer, 'cardUpdateOptions') ?? {};
  const about = { corpId: card.corpId, outTrackId: card.outTrackId, by: 'callback' };
  try {
    const cardData = readCardParamMap(field.object(answer, 'cardData'));
    const own = readCardParamMap(field.object(answer, 'userPrivateData'));
    if (cardData === undefined && own === undefined) return false;
    const flags = {
      updateCardDataByKey: field.flag(options, 'updateCardDataByKey'),
      updatePrivateDataByKey: field.flag(options, 'updatePrivateDataByKey'),
    };
    const privateData = own === undefined ? undefined : new Map([[userId, own]]);
    world.cards.change(card, { cardData, privateData, ...flags });
    world.journal.append('card.updated', {
      ...about,
      ...flags,
      cardData: cardData ?? null,
      privateData: Object.fromEntries(privateData ?? []),
    });
    return true;
  } catch (error) {
    world.journal.append('callback.refused', { ...about, userId, reason: String(error) });
    return false;
  }
}
