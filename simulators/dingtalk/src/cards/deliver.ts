import type { Fault } from '@hub/simulator-kit';
import { newQueryKey, peopleOf } from '../chats/chat-book.js';
import { field } from '../http/field.js';
import { takeFor } from '../http/fault-strike.js';
import type { AppRequest } from '../http/vendor-route.js';
import { findUser } from '../organisation/organisation-book.js';
import { isRobotOf, type User } from '../organisation/organisation.js';
import { isReachable } from '../organisation/visible-range.js';
import type { World } from '../world.js';
import type { Card, DeliverResult } from './card-book.js';
import type { CardPlace } from './card-place.js';
import { cardError, readUserIdType } from './card-request.js';
import { parseOpenSpaceId, type OpenSpace } from './open-space.js';

const deliverModels: Readonly<Record<string, string>> = {
  IM_ROBOT: 'imRobotOpenDeliverModel',
  IM_GROUP: 'imGroupOpenDeliverModel',
  IM_SINGLE: 'imSingleOpenDeliverModel',
  ONE_BOX: 'topOpenDeliverModel',
};

/** Reads and checks the spaces of a delivery, before anything is created. */
export function readSpaces(world: World, request: AppRequest): readonly OpenSpace[] {
  const openSpaceId = field.text(request.body, 'openSpaceId');
  if (openSpaceId === undefined) throw cardError('openSpaceIdEmpty');
  const spaces = parseOpenSpaceId(openSpaceId);
  if (spaces === undefined) throw cardError('openSpaceIdInvalid');
  for (const space of spaces) {
    checkDeliverModel(world, request, space.spaceType);
    checkPerson(world, request, space);
  }
  return spaces;
}

/** Whether a space is of somebody whom the application reaches; the documents do not say who else is told how. */
function checkPerson(world: World, request: AppRequest, { spaceType, spaceId }: OpenSpace): void {
  const strict = spaceType === 'IM_ROBOT' && world.settings.cardToStranger === 'refused';
  if (strict && reachable(request, spaceId) === undefined) throw cardError('userIdNotExist');
}

function reachable({ app, body, organisation }: AppRequest, id: string): User | undefined {
  const user = findUser(organisation, id, readUserIdType(body));
  return user !== undefined && isReachable(organisation, app, user.userId) ? user : undefined;
}

function checkDeliverModel(world: World, request: AppRequest, spaceType: string): void {
  const modelName = deliverModels[spaceType];
  if (modelName === undefined) return;
  const model = field.object(request.body, modelName);
  if (model === undefined) {
    if (world.settings.deliverModelRequired) throw cardError('openDeliverModelEmpty');
    return;
  }
  const robotCode = field.text(model, 'robotCode');
  const named = field.text(model, 'spaceType')?.toUpperCase();
  const wrongRobot = robotCode !== undefined && !isRobotOf(request.app, robotCode);
  const robotMissing = robotCode === undefined && spaceType === 'IM_GROUP';
  if (wrongRobot || robotMissing || (named !== undefined && named !== spaceType)) {
    throw cardError('openDeliverModelError');
  }
}

/**
 * Puts a card into spaces. A space that fails is told inside the answer, not by an error. A space that has the card
 * already keeps its one copy.
 */
export function deliverCard(
  world: World,
  request: AppRequest,
  route: { readonly name: string; readonly path: string },
  card: Card,
  spaces: readonly OpenSpace[],
): readonly DeliverResult[] {
  const fault = takeFor(world.faults, request.path, route, ['deliver-failure']);
  const results = spaces.map((space) => deliverTo(world, request, card, space, fault));
  const fresh = results.filter(
    ({ spaceId }) => !card.deliverResults.some((each) => each.spaceId === spaceId && each.success),
  );
  card.deliverResults = [
    ...card.deliverResults.filter(({ spaceId }) => !fresh.some((each) => each.spaceId === spaceId)),
    ...fresh,
  ];
  return results;
}

function deliverTo(
  world: World,
  request: AppRequest,
  card: Card,
  space: OpenSpace,
  fault: Fault | undefined,
): DeliverResult {
  const { spaceId, spaceType } = space;
  const before = card.deliverResults.find((each) => each.spaceId === spaceId && each.success);
  if (before !== undefined) return before;
  const place = findPlace(world, request, space);
  const struck = fault !== undefined && (fault.params['spaceId'] ?? spaceId) === spaceId;
  const errorMsg = struck ? textOf(fault.params['errorMsg'], 'system error') : textOf(place, '');
  const about = { corpId: card.corpId, outTrackId: card.outTrackId, spaceType, spaceId };
  if (errorMsg !== '' || typeof place === 'string') {
    world.journal.append('card.deliverFailed', { ...about, errorMsg });
    return { spaceType, spaceId, success: false, carrierId: '', errorMsg };
  }
  const carrierId = newQueryKey();
  world.cards.place(card, place);
  const conversation = world.chats.byId(card.corpId, place.conversationId);
  if (conversation !== undefined && place.top !== true) {
    world.chats.add(conversation, {
      sender: { kind: 'robot', name: request.app.name, appKey: request.app.appKey },
      msgtype: 'card',
      content: {},
      outTrackId: card.outTrackId,
      processQueryKey: carrierId,
    });
  }
  const [userId] = spaceType === 'IM_ROBOT' ? (place.userIds ?? []) : [];
  world.journal.append('card.delivered', {
    ...about,
    ...(userId === undefined ? {} : { userId }),
    conversationId: place.conversationId,
  });
  return { spaceType, spaceId, success: true, carrierId, errorMsg: '' };
}

/** The chat of a space, or why there is none. */
function findPlace(world: World, request: AppRequest, space: OpenSpace): CardPlace | string {
  switch (space.spaceType) {
    case 'IM_ROBOT':
      return findRobotChat(world, request, space.spaceId);
    case 'IM_GROUP':
      return findGroup(world, request, space.spaceId);
    case 'IM_SINGLE':
      return findSingleChat(world, request, space.spaceId);
    case 'ONE_BOX':
      return findTop(world, request, space.spaceId);
    default:
      return `space type ${space.spaceType} is not simulated`;
  }
}

function findRobotChat(world: World, request: AppRequest, userId: string): CardPlace | string {
  const user = reachable(request, userId);
  if (user === undefined) return 'user not exist';
  const { conversationId } = world.chats.robotChat(request.app, user.userId);
  return { conversationId, userIds: [user.userId] };
}

function findGroup(world: World, request: AppRequest, spaceId: string): CardPlace | string {
  const { app, body, organisation } = request;
  const group = organisation.groups.get(spaceId);
  if (group === undefined) return 'conversation not exist';
  if (!group.robotCodes.some((code) => isRobotOf(app, code))) return 'robot not in conversation';
  const recipients = field.texts(field.object(body, 'imGroupOpenDeliverModel') ?? {}, 'recipients');
  const { conversationId } = world.chats.groupChat(organisation, group);
  const some = recipients !== undefined && recipients.length > 0;
  return { conversationId, ...(some ? { userIds: recipients } : {}) };
}

/** A chat of two people, or of a person with the robot. */
function findSingleChat(world: World, request: AppRequest, spaceId: string): CardPlace | string {
  const chat = world.chats.byId(request.app.corpId, spaceId);
  if (chat === undefined || chat.kind === 'group') return 'conversation not exist';
  return { conversationId: spaceId, userIds: peopleOf(chat) };
}

/** The top of a group, for all or for those the model names, until the model's time. */
function findTop(world: World, request: AppRequest, spaceId: string): CardPlace | string {
  const { body, organisation } = request;
  const group = organisation.groups.get(spaceId);
  if (group === undefined) return 'conversation not exist';
  const model = field.object(body, 'topOpenDeliverModel') ?? {};
  const [userIds, expiresAt] = [
    field.texts(model, 'userIds'),
    field.integer(model, 'expiredTimeMillis'),
  ];
  const { conversationId } = world.chats.groupChat(organisation, group);
  return {
    conversationId,
    top: true,
    ...(userIds === undefined || userIds.length === 0 ? {} : { userIds }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
