import { field } from '../http/field.js';
import type { AppRequest, TokenRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import type { Card } from './card-book.js';
import { cardError } from './card-request.js';

/** What a card's own variable `flowStatus` says of its text. */
const flowStatus = { typing: '2', finished: '3', failed: '5' } as const;
const guidLengthMax = 128;

/** Writes a text into a variable of a card piece by piece, as an AI card does. */
export function streamRoute(world: World): TokenRoute {
  return {
    generation: 'api',
    name: 'card.streaming',
    path: '/v1.0/card/streaming',
    method: 'PUT',
    scope: 'Card.Streaming.Write',
    counted: true,
    handle: (request) => {
      const { card, guid, key } = readTarget(world, request);
      if (!card.streamed.has(guid)) {
        append(world, request, card, key);
        card.streamed.add(guid);
      }
      return { success: true, result: true };
    },
  };
}

function readTarget(
  world: World,
  { app, body }: AppRequest,
): { card: Card; guid: string; key: string } {
  if (Object.keys(body).length === 0) throw cardError('empty');
  const [outTrackId, guid, key] = ['outTrackId', 'guid', 'key'].map((name) =>
    field.text(body, name),
  );
  if (outTrackId === undefined) throw cardError('outTrackIdEmpty');
  const card = world.cards.find(app.corpId, outTrackId);
  if (card === undefined) throw cardError('cardNotExist');
  if (guid === undefined || guid.length > guidLengthMax || key === undefined) {
    throw cardError('invalid');
  }
  return { card, guid, key };
}

function append(world: World, { body }: AppRequest, card: Card, key: string): void {
  const { cards, journal, settings } = world;
  const content = typeof body['content'] === 'string' ? body['content'] : '';
  const whole = field.flag(body, 'isFull');
  const text = whole ? content : `${card.publicData[key] ?? ''}${content}`;
  const { streamingBytesMax, streamingTotalBytesMax } = settings;
  const pieceTooLong = !whole && Buffer.byteLength(content) > (streamingBytesMax ?? Infinity);
  if (pieceTooLong || Buffer.byteLength(text) > (streamingTotalBytesMax ?? Infinity)) {
    throw cardError('invalid');
  }
  const state = field.flag(body, 'isError')
    ? flowStatus.failed
    : field.flag(body, 'isFinalize')
      ? flowStatus.finished
      : flowStatus.typing;
  const cardData = { [key]: text, flowStatus: state };
  cards.change(card, { cardData, updateCardDataByKey: true, updatePrivateDataByKey: true });
  const { corpId, outTrackId } = card;
  journal.append('card.streamed', {
    corpId,
    outTrackId,
    key,
    bytes: Buffer.byteLength(text),
    flowStatus: state,
  });
}
