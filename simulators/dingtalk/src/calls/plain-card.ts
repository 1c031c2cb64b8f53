import type { CardPlace } from '../cards/card-place.js';
import { newQueryKey } from '../chats/chat-book.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { checkRobot, invalidParameter, requireText } from './robot-request.js';

type Fields = Readonly<Record<string, unknown>>;

/** The one template of plain cards; what is on them comes with each call. */
const templateId = 'StandardCard';
const base = { generation: 'api', scope: 'qyapi_robot_sendmsg', counted: true } as const;

/**
 * Plain interactive cards (互动卡片普通版) of a robot, which the official Stream SDK for Python replies with. They are
 * kept among the cards under their `cardBizId`; shown are title and texts, and buttons are not.
 */
export function plainCardRoutes(world: World): readonly VendorRoute[] {
  return [send(world), update(world)];
}

function send(world: World): TokenRoute {
  return {
    ...base,
    name: 'im.interactiveCards.send',
    method: 'POST',
    path: '/v1.0/im/v1.0/robot/interactiveCards/send',
    handle: (request) => {
      const { app, body } = request;
      checkRobot(request, body);
      if (requireText(body, 'cardTemplateId') !== templateId) {
        throw invalidParameter('cardTemplateId', 'notExist');
      }
      const outTrackId = requireText(body, 'cardBizId');
      const publicData = readCard(body);
      const place = findPlace(world, request);
      const { appKey, corpId } = app;
      const known = world.cards.find(corpId, outTrackId);
      const card =
        known ??
        world.cards.create({
          ...{ corpId, appKey, outTrackId, publicData },
          cardTemplateId: templateId,
          callbackType: undefined,
          callbackRouteKey: undefined,
          privateData: new Map(),
        });
      world.cards.place(card, place);
      const processQueryKey = newQueryKey();
      const { conversationId } = place;
      const chat = world.chats.byId(corpId, conversationId);
      if (chat !== undefined) {
        const sender = { kind: 'robot', name: app.name, appKey } as const;
        const message = { sender, msgtype: 'card', content: {}, outTrackId, processQueryKey };
        world.chats.add(chat, message);
      }
      world.journal.append('plainCard.sent', { corpId, outTrackId, conversationId, ...publicData });
      return { processQueryKey };
    },
  };
}

function update(world: World): TokenRoute {
  return {
    ...base,
    name: 'im.interactiveCards.update',
    method: 'PUT',
    path: '/v1.0/im/robots/interactiveCards',
    handle: ({ app, body }) => {
      const card = world.cards.find(app.corpId, requireText(body, 'cardBizId'));
      if (card?.cardTemplateId !== templateId) throw invalidParameter('cardBizId', 'notExist');
      const cardData = readCard(body);
      const whole = { updateCardDataByKey: false, updatePrivateDataByKey: false };
      world.cards.change(card, { cardData, ...whole });
      const { corpId, outTrackId } = card;
      world.journal.append('plainCard.updated', { corpId, outTrackId, ...cardData });
      return { processQueryKey: newQueryKey() };
    },
  };
}

/** Title and texts of `cardData`, JSON text of `{header: {title: {text}}, contents: [{type, text}]}`. */
function readCard(body: Fields): { readonly title: string; readonly text: string } {
  requireText(body, 'cardData');
  const data = field.object(body, 'cardData');
  if (data === undefined) throw invalidParameter('cardData', 'invalid');
  const title = field.object(field.object(data, 'header') ?? {}, 'title') ?? {};
  const contents = Array.isArray(data['contents']) ? (data['contents'] as unknown[]) : [];
  const texts = contents.flatMap((each) =>
    typeof each === 'object' && each !== null ? (field.text(each as Fields, 'text') ?? []) : [],
  );
  return { title: field.text(title, 'text') ?? '', text: texts.join('\n\n') };
}

/** A group by `openConversationId`, or the robot's chat with the person of `singleChatReceiver`. */
function findPlace(world: World, { app, body, organisation }: AppRequest): CardPlace {
  const openConversationId = field.text(body, 'openConversationId');
  if (openConversationId !== undefined) {
    const group = organisation.groups.get(openConversationId);
    if (group === undefined || group.dissolved === true)
      throw new ApiError(400, 'invalid.openConversationId', '无效的openConversationId');
    return { conversationId: world.chats.groupChat(organisation, group).conversationId };
  }
  const receiver = field.object(body, 'singleChatReceiver') ?? {};
  const userId = field.text(receiver, 'userId');
  if (userId === undefined || !organisation.users.has(userId)) {
    throw invalidParameter('singleChatReceiver', 'invalid');
  }
  return { conversationId: world.chats.robotChat(app, userId).conversationId, userIds: [userId] };
}
