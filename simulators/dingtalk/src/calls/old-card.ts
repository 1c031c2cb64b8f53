import { cardError } from '../cards/card-request.js';
import { field } from '../http/field.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { createAndDeliverCard, updateCard } from './card.js';

type Fields = Readonly<Record<string, unknown>>;

const base = { generation: 'api', scope: 'Card.Instance.Write', counted: true } as const;
const group = 1;

/** Interactive cards under their first address (互动卡片高级版), which many clients still call: the same cards. */
export function oldCardRoutes(world: World): readonly VendorRoute[] {
  return [send(world), update(world)];
}

function send(world: World): TokenRoute {
  const route = { name: 'im.cards.send', path: '/v1.0/im/interactiveCards/send' };
  return {
    ...base,
    ...route,
    method: 'POST',
    handle: (request) => {
      const order = { ...request, body: asDelivery(request) };
      const [first] = createAndDeliverCard(world, order, route).deliverResults;
      // There is no place in this answer for a delivery that failed.
      if (first?.success !== true) throw cardError('invalid');
      return { success: true, result: { processQueryKey: first.carrierId } };
    },
  };
}

function update(world: World): TokenRoute {
  const route = { name: 'im.cards.update', path: '/v1.0/im/interactiveCards' };
  return {
    ...base,
    ...route,
    method: 'PUT',
    handle: (request) => {
      const body = { ...request.body, cardUpdateOptions: request.body['cardOptions'] };
      return { success: String(updateCard(world, { ...request, body }, route)) };
    },
  };
}

/** What today's call would be told: a group for some or all of it, or the robot's chats with single persons. */
function asDelivery({ app, body }: AppRequest): Fields {
  const receivers = field.texts(body, 'receiverUserIdList') ?? [];
  const inGroup = field.integer(body, 'conversationType') === group;
  const spaces = inGroup
    ? [`IM_GROUP.${field.text(body, 'openConversationId') ?? ''}`]
    : receivers.map((userId) => `IM_ROBOT.${userId}`);
  const callbackRouteKey = field.text(body, 'callbackRouteKey');
  return {
    ...body,
    ...(callbackRouteKey === undefined ? {} : { callbackType: 'HTTP' }),
    openSpaceId: spaces.map((space) => `dtv1.card//${space}`).join(';'),
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' },
    imGroupOpenDeliverModel: {
      robotCode: field.text(body, 'robotCode') ?? app.robotCode,
      ...(receivers.length === 0 ? {} : { recipients: receivers }),
    },
  };
}
