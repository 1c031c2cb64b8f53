import { createHash } from 'node:crypto';
import { DingTalkFault, faultOf } from './faults.js';
import type { OpenApi } from './open-api.js';
import { isFalse, isFields } from './reply.js';

const root = 'v1.0/card/instances';

/** Variables of a card; DingTalk takes texts only. */
export type CardData = Readonly<Record<string, string>>;

export interface CardDelivery {
  /** Our id of the card, 64 characters at most; a repeat makes no second card. */
  readonly outTrackId: string;
  readonly templateId: string;
  /** What everybody sees. */
  readonly cardData: CardData;
  /** What one person sees, by user id. */
  readonly privateData: Readonly<Record<string, CardData>>;
  readonly userIds: readonly string[];
}

export interface CardUpdate {
  readonly outTrackId: string;
  /** Variables to change; others stay as they are. */
  readonly cardData?: CardData;
  readonly privateData?: Readonly<Record<string, CardData>>;
}

/** Whether the card reached one person's chat with the robot. */
export interface CardReceipt {
  readonly userId: string;
  readonly delivered: boolean;
  /** DingTalk's reason when it did not. */
  readonly reason: string | null;
}

/** A card that is there, in nobody's chat yet. */
export type CardDraft = Pick<CardDelivery, 'outTrackId' | 'templateId' | 'cardData'>;

/** With whom cards go out, and where presses of them come in. */
export interface CardSender {
  readonly robotCode: string;
  /** Key of the address that presses are posted to; null for Stream. */
  readonly routeKey: string | null;
}

/** Where presses are posted, below the address of callbacks. */
export function cardPushUrl(url: string): string {
  return `${url.replace(/\/+$/, '')}/card`;
}

/** The key under which an address for presses is registered: each address has its own, whoever else registers some. */
export function cardRouteKeyOf(callbackUrl: string): string {
  return `hub-${createHash('sha256').update(callbackUrl).digest('hex').slice(0, 16)}`;
}

/** Has presses posted to an address. May be repeated; the last secret counts. */
export async function registerCardRoute(
  api: OpenApi,
  callbackUrl: string,
  apiSecret: string,
): Promise<void> {
  const callbackRouteKey = cardRouteKeyOf(callbackUrl);
  const body = { callbackRouteKey, callbackUrl, apiSecret, forceUpdate: true };
  await api.api('POST', 'v1.0/card/callbacks/register', body);
}

export async function deliverCard(
  api: OpenApi,
  sender: CardSender,
  card: CardDelivery,
): Promise<readonly CardReceipt[]> {
  if (card.userIds.length === 0) return [];
  const body = {
    ...draftOf(sender, card),
    ...placesOf(sender.robotCode, card.userIds),
    privateData: paramMaps(card.privateData),
  };
  return await unlessThere(
    async () => {
      const { result } = await api.api('POST', `${root}/createAndDeliver`, body);
      return receiptsOf(isFields(result) ? result['deliverResults'] : null, card.userIds);
    },
    // An earlier attempt came through although its answer did not.
    card.userIds.map((userId) => ({ userId, delivered: true, reason: null })),
  );
}

export async function createCard(
  api: OpenApi,
  sender: CardSender,
  draft: CardDraft,
): Promise<void> {
  await unlessThere(async () => {
    await api.api('POST', root, draftOf(sender, draft));
  }, undefined);
}

export async function deliverCardTo(
  api: OpenApi,
  robotCode: string,
  outTrackId: string,
  userIds: readonly string[],
): Promise<readonly CardReceipt[]> {
  const body = { outTrackId, ...placesOf(robotCode, userIds) };
  const { result } = await api.api('POST', `${root}/deliver`, body);
  return receiptsOf(result, userIds);
}

function draftOf(
  { routeKey }: CardSender,
  { outTrackId, templateId, cardData }: CardDraft,
): object {
  return {
    cardTemplateId: templateId,
    outTrackId,
    ...(routeKey === null
      ? { callbackType: 'STREAM' }
      : { callbackType: 'HTTP', callbackRouteKey: routeKey }),
    cardData: { cardParamMap: cardData },
    imRobotOpenSpaceModel: { supportForward: false },
    userIdType: 1,
  };
}

function placesOf(robotCode: string, userIds: readonly string[]): object {
  return {
    openSpaceId: `dtv1.card//${userIds.map((userId) => `IM_ROBOT.${userId}`).join(';')}`,
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
    userIdType: 1,
  };
}

/** What comes of a call that makes a card; `there` when a card of this id is there already. */
async function unlessThere<T>(make: () => Promise<T>, there: T): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof DingTalkFault && error.vendorCode === 'param.cardAlreadyExist')
      return there;
    throw error;
  }
}

export async function updateCard(api: OpenApi, update: CardUpdate): Promise<void> {
  const { result } = await api.api('PUT', root, {
    outTrackId: update.outTrackId,
    userIdType: 1,
    ...(update.cardData === undefined ? {} : { cardData: { cardParamMap: update.cardData } }),
    ...(update.privateData === undefined ? {} : { privateData: paramMaps(update.privateData) }),
    // Without these DingTalk replaces the whole map.
    cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
  });
  // It says `success` all the same.
  if (isFalse(result)) throw faultOf('busy', root, '', 'result false');
}

function paramMaps(
  byUser: Readonly<Record<string, CardData>>,
): Record<string, { cardParamMap: CardData }> {
  return Object.fromEntries(
    Object.entries(byUser).map(([userId, cardParamMap]) => [userId, { cardParamMap }]),
  );
}

/** A repeat of a known id may be answered without any result; then the card is there. */
function receiptsOf(results: unknown, userIds: readonly string[]): readonly CardReceipt[] {
  const given = Array.isArray(results) ? results.filter(isFields) : [];
  if (given.length === 0)
    return userIds.map((userId) => ({ userId, delivered: true, reason: null }));

  const byUser = new Map(given.map((result) => [String(result['spaceId']), result]));
  return userIds.map((userId) => {
    const result = byUser.get(userId);
    const delivered =
      result !== undefined && result['success'] !== false && result['success'] !== 'false';
    const said = result?.['errorMsg'];
    const reason = typeof said === 'string' && said !== '' ? said : 'not in the answer';
    return { userId, delivered, reason: delivered ? null : reason };
  });
}
