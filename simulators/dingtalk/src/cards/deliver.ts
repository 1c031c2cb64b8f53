import type { Fault } from '@hub/simulator-kit';
import { newQueryKey } from '../chats/chat-book.js';
import { field } from '../http/field.js';
import { takeFor } from '../http/fault-strike.js';
import type { AppRequest } from '../http/vendor-route.js';
import { findUser } from '../organisation/organisation-book.js';
import { isRobotOf } from '../organisation/organisation.js';
import type { World } from '../world.js';
import type { Card, CardPlace, DeliverResult } from './card-book.js';
import { cardError, readUserIdType } from './card-request.js';
import { parseOpenSpaceId, type OpenSpace } from './open-space.js';

const deliverModels: Readonly<Record<string, string>> = {
  IM_ROBOT: 'imRobotOpenDeliverModel',
  IM_GROUP: 'imGroupOpenDeliverModel',
};

/** Reads and checks the spaces of a delivery, before anything is created. */
export function readSpaces(world: World, request: AppRequest): readonly OpenSpace[] {
  const openSpaceId = field.text(request.body, 'openSpaceId');
  if (openSpaceId === undefined) throw cardError('openSpaceIdEmpty');
  const spaces = parseOpenSpaceId(openSpaceId);
  if (spaces === undefined) throw cardError('openSpaceIdInvalid');
  for (const { spaceType } of spaces) checkDeliverModel(world, request, spaceType);
  return spaces;
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
  card.places.push(place);
  const conversation = world.chats.byId(card.corpId, place.conversationId);
  if (conversation !== undefined) {
    world.chats.add(conversation, {
      sender: { kind: 'robot', name: request.app.name, appKey: request.app.appKey },
      msgtype: 'card',
      content: {},
      outTrackId: card.outTrackId,
      processQueryKey: carrierId,
    });
  }
  const userId = place.userId === undefined ? {} : { userId: place.userId };
  world.journal.append('card.delivered', {
    ...about,
    ...userId,
    conversationId: place.conversationId,
  });
  return { spaceType, spaceId, success: true, carrierId, errorMsg: '' };
}

/** The chat of a space, or why there is none. */
function findPlace(world: World, request: AppRequest, space: OpenSpace): CardPlace | string {
  const { app, organisation } = request;
  if (space.spaceType === 'IM_ROBOT') {
    const user = findUser(organisation, space.spaceId, readUserIdType(request.body));
    if (user === undefined || !user.active) return 'user not exist';
    const { conversationId } = world.chats.robotChat(app, user.userId);
    return { conversationId, userId: user.userId };
  }
  if (space.spaceType === 'IM_GROUP') {
    const group = organisation.groups.get(space.spaceId);
    if (group === undefined) return 'conversation not exist';
    if (!group.robotCodes.some((code) => isRobotOf(app, code))) return 'robot not in conversation';
    return { conversationId: world.chats.groupChat(organisation, group).conversationId };
  }
  return `space type ${space.spaceType} is not simulated`;
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
