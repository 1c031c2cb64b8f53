import type { CardData } from './cards.js';
import { isFields, type Fields } from './reply.js';
import { fieldsIn, type Frame } from './stream-frame.js';

/** Somebody pressed a button of a card. Anybody who sees a card can, so the person has to be checked. */
export interface CardCallback {
  readonly corpId: string;
  readonly userId: string;
  readonly outTrackId: string;
  readonly actionIds: readonly string[];
  /** What the button carries; numbers and booleans come as text. */
  readonly params: Readonly<Record<string, string>>;
}

/** What the card shows after a press, for everybody and for the one who pressed; others variables stay. */
export interface CardResponse {
  readonly cardData?: CardData;
  readonly userPrivateData?: CardData;
}

/** Somebody wrote to the robot. */
export interface RobotMessage {
  /** Stays the same when the message is pushed again. */
  readonly msgId: string;
  /** 1 with the robot alone, 2 in a group. */
  readonly conversationType: '1' | '2';
  readonly senderStaffId: string;
  readonly senderCorpId: string;
  /** Trimmed; empty for pictures and files. */
  readonly text: string;
  /** Where to answer; a secret. */
  readonly sessionWebhook: string;
  /** UTC milliseconds. */
  readonly createAt: number;
}

/** A change of the organisation or of an approval in DingTalk. */
export interface StreamEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly corpId: string;
  readonly data: Fields;
}

export const cardTopic = '/v1.0/card/instances/callback';
export const robotTopic = '/v1.0/im/bot/messages/get';

/** Null when the frame does not say which card or who. */
export function cardCallbackOf(frame: Pick<Frame, 'data'>): CardCallback | null {
  const data = fieldsIn(frame.data);
  const { corpId, userId, outTrackId } = data;
  if (
    typeof userId !== 'string' ||
    typeof outTrackId !== 'string' ||
    userId === '' ||
    outTrackId === ''
  )
    return null;

  // Older templates put the parameters beside cardPrivateData, or send `value` only.
  const content = { ...fieldsIn(data['value']), ...fieldsIn(data['content']) };
  const pressed = fieldsIn(content['cardPrivateData']);
  const params = { ...fieldsIn(content['params']), ...fieldsIn(pressed['params']) };
  const actionIds: readonly unknown[] = Array.isArray(pressed['actionIds'])
    ? pressed['actionIds']
    : [];
  return {
    corpId: typeof corpId === 'string' ? corpId : '',
    userId,
    outTrackId,
    actionIds: actionIds.filter(isScalar).map(String),
    params: Object.fromEntries(
      Object.entries(params)
        .filter(([, value]) => isScalar(value))
        .map(([name, value]) => [name, String(value)]),
    ),
  };
}

/** Answer to a press, by key, in the wrapping DingTalk wants. */
export function cardAnswer(response: CardResponse): string {
  return JSON.stringify({ response: cardUpdateOf(response) });
}

/** The same without the wrapping, as an answer by HTTP has it. */
export function cardUpdateOf({ cardData, userPrivateData }: CardResponse): object {
  if (cardData === undefined && userPrivateData === undefined) return {};
  return {
    cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
    ...(cardData === undefined ? {} : { cardData: { cardParamMap: cardData } }),
    ...(userPrivateData === undefined
      ? {}
      : { userPrivateData: { cardParamMap: userPrivateData } }),
  };
}

/** Null for a notice that is no message, and for people outside the organisation, who have no staff id. */
export function robotMessageOf(frame: Pick<Frame, 'data'>): RobotMessage | null {
  const data = fieldsIn(frame.data);
  const { msgId, senderStaffId } = data;
  if (typeof msgId !== 'string' || typeof senderStaffId !== 'string' || senderStaffId === '')
    return null;
  return {
    msgId,
    conversationType: data['conversationType'] === '2' ? '2' : '1',
    senderStaffId,
    senderCorpId: typeof data['senderCorpId'] === 'string' ? data['senderCorpId'] : '',
    text: textOf(data).trim(),
    sessionWebhook: typeof data['sessionWebhook'] === 'string' ? data['sessionWebhook'] : '',
    createAt: Number(data['createAt'] ?? 0) || 0,
  };
}

/** Code by which the gateway says that the month's messages are used up; the message itself is missing then. */
const quotaCode = '20001';

export function isQuotaNotice(frame: Frame): boolean {
  const code = fieldsIn(frame.data)['errorCode'];
  return isScalar(code) && String(code) === quotaCode;
}

export function eventOf(frame: Frame): StreamEvent {
  return {
    eventId: frame.headers['eventId'] ?? '',
    eventType: frame.headers['eventType'] ?? '',
    corpId: frame.headers['eventCorpId'] ?? '',
    data: fieldsIn(frame.data),
  };
}

function textOf(data: Fields): string {
  const { msgtype, text, content } = data;
  if (msgtype === 'text' || msgtype === undefined)
    return wordsIn(isFields(text) ? text['content'] : undefined);
  const parts = isFields(content) ? content : {};
  if (msgtype === 'audio') return wordsIn(parts['recognition']);
  const rich: readonly unknown[] = Array.isArray(parts['richText']) ? parts['richText'] : [];
  return rich.map((part) => wordsIn(isFields(part) ? part['text'] : undefined)).join('');
}

function wordsIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
