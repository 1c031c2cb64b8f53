import { canSee } from '../cards/card-book.js';
import { viewCard, type CardView } from '../cards/card-view.js';
import type { Organisation, User } from '../organisation/organisation.js';
import type { World } from '../world.js';
import type { ChatMessage, Conversation } from './chat-book.js';

interface MessageView {
  readonly msgId: string;
  readonly at: number;
  readonly sender: string;
  readonly mine: boolean;
  readonly fromRobot: boolean;
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly read: boolean;
  readonly card?: CardView;
}

export interface ConversationView {
  readonly conversationId: string;
  readonly kind: Conversation['kind'];
  readonly title: string;
  readonly unread: number;
  readonly messages: readonly MessageView[];
}

/** What the phone of one person shows: chats, latest first, with messages and cards as this person sees them. */
export function viewInbox(
  world: World,
  organisation: Organisation,
  user: User,
): readonly ConversationView[] {
  openStandingChats(world, organisation, user);
  return world.chats.of(organisation, user.userId).map((conversation) => {
    // Recalled messages leave no trace in a chat.
    const messages = conversation.messages
      .filter(({ recalled }) => !recalled)
      .map((message) => viewMessage(world, organisation, user, message));
    const { conversationId, kind, title } = conversation;
    const unread = messages.filter(({ mine, read }) => !mine && !read).length;
    return { conversationId, kind, title, unread, messages };
  });
}

/** The robots of the applications and the groups of a person are there before anything is said. */
function openStandingChats({ chats }: World, organisation: Organisation, user: User): void {
  for (const app of organisation.apps) chats.robotChat(app, user.userId);
  for (const group of organisation.groups.values()) {
    if (group.memberIds.includes(user.userId)) chats.groupChat(organisation, group);
  }
}

/** Notes that a person has read a chat. */
export function markRead(conversation: Conversation, userId: string): void {
  for (const message of conversation.messages) message.readBy.add(userId);
}

function viewMessage(
  world: World,
  organisation: Organisation,
  user: User,
  message: ChatMessage,
): MessageView {
  const { at, content, msgId, msgtype, sender } = message;
  const mine = sender.kind === 'person' && sender.userId === user.userId;
  const card = cardView(world, organisation, user, message.outTrackId);
  return {
    msgId,
    at,
    sender:
      sender.kind === 'robot'
        ? sender.name
        : (organisation.users.get(sender.userId)?.name ?? '已离职'),
    mine,
    fromRobot: sender.kind === 'robot',
    msgtype,
    content,
    read: message.readBy.has(user.userId),
    ...(card === undefined ? {} : { card }),
  };
}

function cardView(
  world: World,
  organisation: Organisation,
  user: User,
  outTrackId: string | undefined,
): CardView | undefined {
  if (outTrackId === undefined) return undefined;
  const card = world.cards.find(organisation.corpId, outTrackId);
  const template = organisation.templates.get(card?.cardTemplateId ?? '');
  if (card === undefined || template === undefined) return undefined;
  return canSee(organisation, card, user.userId)
    ? viewCard(card, template, user.userId)
    : undefined;
}
