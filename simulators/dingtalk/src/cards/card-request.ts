import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import { findUser } from '../organisation/organisation-book.js';
import type { Organisation } from '../organisation/organisation.js';
import type { Settings } from '../settings.js';
import type { PushSettings } from '../settings/push.js';
import type { CardData } from './card-book.js';

type Fields = Readonly<Record<string, unknown>>;

/** An error of the card calls: message and code are the same text. */
export function cardError(code: string): ApiError {
  return code === 'system.busy' ? new ApiError(500, code) : new ApiError(400, `param.${code}`);
}

/** The map inside `{cardParamMap}`. Every value must be a string: anything else is refused, as DingTalk does. */
export function readCardParamMap(
  limits: PushSettings,
  holder: Fields | undefined,
): CardData | undefined {
  const map = holder === undefined ? undefined : field.object(holder, 'cardParamMap');
  if (map === undefined) return undefined;
  const entries = Object.entries(map);
  const { cardDataBytesMax, cardKeyBytesMax, cardValueBytesMax } = limits;
  const fits = entries.every(
    ([key, value]) =>
      typeof value === 'string' &&
      Buffer.byteLength(key) <= cardKeyBytesMax &&
      Buffer.byteLength(value) <= (cardValueBytesMax ?? Infinity),
  );
  const tooLong = Buffer.byteLength(JSON.stringify(map)) > cardDataBytesMax;
  if (!fits || tooLong) throw cardError('invalid');
  return Object.fromEntries(entries) as CardData;
}

/** Private data by user id, also when the caller names people by union id. */
export function readPrivateData(
  settings: Settings,
  organisation: Organisation,
  body: Fields,
): ReadonlyMap<string, CardData> | undefined {
  const people = field.object(body, 'privateData');
  if (people === undefined) return undefined;
  const found = new Map<string, CardData>();
  for (const id of Object.keys(people)) {
    const data = readCardParamMap(settings, field.object(people, id)) ?? {};
    const user = findUser(organisation, id, readUserIdType(body));
    if (user === undefined && settings.cardToStranger === 'refused')
      throw cardError('userIdNotExist');
    found.set(user?.userId ?? id, data);
  }
  return found;
}

export function readUserIdType(body: Fields): 1 | 2 {
  return field.integer(body, 'userIdType') === 2 ? 2 : 1;
}

/** Keys whose value is longer than the documents' table allows; the service itself seems not to mind. */
export function longValues(data: CardData): readonly string[] {
  return Object.entries(data).flatMap(([key, value]) =>
    Buffer.byteLength(value) > 1024 ? [key] : [],
  );
}
