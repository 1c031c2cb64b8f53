import { ControlError, type ControlRequest, type ControlRoute } from '@hub/simulator-kit';
import type { CardData } from '../cards/card-book.js';
import { placeFor } from '../cards/card-place.js';
import { paramsOf, viewCard, visibleButtons } from '../cards/card-view.js';
import { clickCard } from '../cards/click.js';
import { markRead, viewInbox } from '../chats/inbox.js';
import { say, type Said } from '../chats/say.js';
import { isRobotOf, type App, type Organisation } from '../organisation/organisation.js';
import type { Conversation } from '../chats/chat-book.js';
import type { World } from '../world.js';
import { requireCard, requireOrganisation, requirePerson } from './lookup.js';

const person = '/control/organisations/{corpId}/people/{userId}';

/** What a person does on the phone: read, click, type. */
export function phoneRoutes(world: World): readonly ControlRoute[] {
  return [inbox(world), read(world), type(world), card(world), click(world)];
}

function inbox(world: World): ControlRoute {
  return {
    method: 'GET',
    path: `${person}/inbox`,
    summary:
      'The chats of a person, latest first, with messages and cards as this person sees them.',
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const user = requirePerson(organisation, request);
      const { name, title, userId } = user;
      const conversations = viewInbox(world, organisation, user);
      return { corpId: organisation.corpId, userId, name, title, conversations };
    },
  };
}

function read(world: World): ControlRoute {
  return {
    method: 'POST',
    path: `${person}/read`,
    summary: 'The person reads a chat.',
    body: {
      type: 'object',
      required: ['conversationId'],
      properties: { conversationId: { type: 'string' } },
    },
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const user = requirePerson(organisation, request);
      const { conversationId } = request.body as { conversationId: string };
      const conversation = requireConversation(world, organisation, conversationId);
      const messages = markRead(conversation, user.userId);
      const { corpId } = organisation;
      if (messages > 0) {
        const { userId } = user;
        world.journal.append('chat.read', { corpId, userId, conversationId, messages });
      }
      return { read: true };
    },
  };
}

function type(world: World): ControlRoute {
  return {
    method: 'POST',
    path: `${person}/messages`,
    summary:
      'The person sends a message to the robot, alone with it or in a group, or to another person.',
    body: {
      type: 'object',
      anyOf: [{ required: ['text'] }, { required: ['msgtype', 'content'] }],
      additionalProperties: false,
      properties: {
        text: { type: 'string', minLength: 1, maxLength: 5000 },
        msgtype: { enum: ['richText', 'picture', 'audio', 'video', 'file'] },
        content: {
          type: 'object',
          description:
            'What the robot gets, e.g. {"downloadCode","fileName"}; the downloadCode of an uploaded file is its media_id.',
        },
        conversationId: {
          type: 'string',
          description: 'A chat of the person; without it the chat with the robot.',
        },
        toUserId: { type: 'string', description: 'A person to write to instead of the robot.' },
        mentionsRobot: {
          type: 'boolean',
          default: true,
          description: 'In a group: whether the robot is mentioned.',
        },
      },
    },
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const user = requirePerson(organisation, request);
      const {
        conversationId,
        mentionsRobot = true,
        text,
        toUserId,
        ...other
      } = request.body as {
        conversationId?: string;
        toUserId?: string;
        mentionsRobot?: boolean;
        text?: string;
      } & Said;
      const conversation = chatOf(world, organisation, user.userId, { conversationId, toUserId });
      const app = requireApp(organisation, conversation);
      if (conversation.kind === 'work')
        throw new ControlError(409, 'nobody reads answers to work notifications');
      const said = text === undefined ? other : { msgtype: 'text', content: { content: text } };
      const { msgId } = say(world, { organisation, app, user, conversation, said, mentionsRobot });
      return { msgId, conversationId: conversation.conversationId };
    },
  };
}

function card(world: World): ControlRoute {
  return {
    method: 'GET',
    path: `${person}/cards/{outTrackId}`,
    summary: 'A card as this person sees it.',
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const user = requirePerson(organisation, request);
      const found = requireCard(world, organisation, request);
      return viewCard(found.card, found.template, user.userId);
    },
  };
}

function click(world: World): ControlRoute {
  return {
    method: 'POST',
    path: `${person}/cards/{outTrackId}/click`,
    summary:
      'The person presses a button. Answers what came of each press, and the card afterwards.',
    body: {
      type: 'object',
      required: ['actionId'],
      additionalProperties: false,
      properties: {
        actionId: { type: 'string' },
        input: {
          type: 'string',
          maxLength: 1000,
          description: 'What was typed into the input of the card.',
        },
        times: {
          type: 'integer',
          minimum: 1,
          maximum: 20,
          default: 1,
          description: 'Presses at the same moment.',
        },
        params: {
          type: 'object',
          additionalProperties: { type: 'string' },
          description:
            'Sends these parameters instead: a screen that is out of date, or a forged click.',
        },
      },
    },
    handle: (request) => press(world, request),
  };
}

async function press(world: World, request: ControlRequest): Promise<object> {
  const organisation = requireOrganisation(world, request);
  const { userId } = requirePerson(organisation, request);
  const { card: pressed, template } = requireCard(world, organisation, request);
  if (placeFor(organisation, pressed, userId) === undefined) {
    throw new ControlError(409, `${userId} does not see card ${pressed.outTrackId}`);
  }
  const {
    actionId,
    input = '',
    params,
    times = 1,
  } = request.body as {
    actionId: string;
    input?: string;
    times?: number;
    params?: CardData;
  };
  const shown = visibleButtons(pressed, template, userId);
  const button = shown.find((each) => each.actionId === actionId);
  if (button === undefined && params === undefined) {
    const seen = shown.map((each) => each.actionId).join(', ') || 'none';
    throw new ControlError(
      409,
      `${userId} sees no button ${actionId} on the card; buttons seen: ${seen}`,
    );
  }
  const sent =
    params ?? (button === undefined ? {} : paramsOf(button, pressed, template, userId, input));
  const one = { organisation, card: pressed, userId, actionId, params: sent };
  const presses = await Promise.all(Array.from({ length: times }, () => clickCard(world, one)));
  return { presses, card: viewCard(pressed, template, userId) };
}

/** The chat a person writes into: one of his, one with another person, or that with the robot. */
function chatOf(
  world: World,
  organisation: Organisation,
  userId: string,
  to: { readonly conversationId: string | undefined; readonly toUserId: string | undefined },
): Conversation {
  const { conversationId, toUserId } = to;
  if (toUserId !== undefined) {
    const known = organisation.users.has(toUserId) && toUserId !== userId;
    if (!known) throw new ControlError(404, `no other user ${toUserId}`);
    return world.chats.personChat(organisation, userId, toUserId);
  }
  if (conversationId !== undefined) {
    return requireConversation(world, organisation, conversationId);
  }
  const [first] = organisation.apps;
  if (first === undefined) throw new ControlError(409, 'the organisation has no robot');
  return world.chats.robotChat(first, userId);
}

function requireConversation(
  world: World,
  organisation: Organisation,
  conversationId: string,
): Conversation {
  const group = organisation.groups.get(conversationId);
  const found =
    group === undefined
      ? world.chats.byId(organisation.corpId, conversationId)
      : world.chats.groupChat(organisation, group);
  if (found === undefined) throw new ControlError(404, `no conversation ${conversationId}`);
  return found;
}

/** The application whose robot hears what is typed: that of the chat, of the group, or the first one. */
function requireApp(organisation: Organisation, { appKey, conversationId }: Conversation): App {
  const group = organisation.groups.get(conversationId);
  const app = organisation.apps.find((each) =>
    group === undefined
      ? appKey === undefined || each.appKey === appKey
      : group.robotCodes.some((code) => isRobotOf(each, code)),
  );
  if (app === undefined) throw new ControlError(409, 'there is no robot in this conversation');
  return app;
}
