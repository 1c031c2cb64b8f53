import { canSee, isShownTo } from '../cards/card-place.js';
import { viewCard, type CardView } from '../cards/card-view.js';
import { findTemplate } from '../cards/find-template.js';
import type { Organisation, User } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { peopleOf, type ChatMessage, type Conversation } from './chat-book.js';

const facesMax = 4;

interface MessageView {
  readonly msgId: string;
  readonly at: number;
  readonly sender: string;
  readonly mine: boolean;
  readonly fromRobot: boolean;
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly read: boolean;
  /** Of an own message: how many people have not read it. */
  readonly unreadBy: number;
  readonly card?: CardView;
}

export interface ConversationView {
  readonly conversationId: string;
  readonly kind: Conversation['kind'];
  readonly title: string;
  /** The other person of a chat of two. */
  readonly peerId?: string;
  /** How many people are in it. */
  readonly members: number;
  /** Names for the picture of a group. */
  readonly faces: readonly string[];
  readonly unread: number;
  readonly messages: readonly MessageView[];
  /** Cards pinned on top of the chat. */
  readonly top: readonly CardView[];
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
      .filter(({ outTrackId }) => isVisible(world, organisation, user, outTrackId))
      .map((message) => viewMessage(world, organisation, user, conversation, message));
    const { conversationId, kind } = conversation;
    const peerId = peerOf(conversation, user);
    const peer = peerId === undefined ? {} : { peerId };
    const title =
      peerId === undefined
        ? conversation.title
        : (organisation.users.get(peerId)?.name ?? '已离职');
    const memberIds = organisation.groups.get(conversationId)?.memberIds;
    const members = memberIds?.length ?? 2;
    const faces = (memberIds ?? [])
      .slice(0, facesMax)
      .map((userId) => organisation.users.get(userId)?.name ?? '');
    const unread = messages.filter(({ mine, read }) => !mine && !read).length;
    const top = topCards(world, organisation, user, conversationId);
    return { conversationId, kind, title, ...peer, members, faces, unread, messages, top };
  });
}

/** The robots of the applications and the groups of a person are there before anything is said. */
function openStandingChats({ chats }: World, organisation: Organisation, user: User): void {
  for (const app of organisation.apps) chats.robotChat(app, user.userId);
  for (const group of organisation.groups.values()) {
    if (group.memberIds.includes(user.userId)) chats.groupChat(organisation, group);
  }
}

/** A chat of two people has the name of the other one. */
function peerOf(chat: Conversation, { userId }: User): string | undefined {
  if (chat.kind !== 'single') return undefined;
  return peopleOf(chat).find((each) => each !== userId) ?? userId;
}

/** A card in a group may be meant for some of its members only. */
function isVisible(
  world: World,
  organisation: Organisation,
  user: User,
  outTrackId: string | undefined,
): boolean {
  if (outTrackId === undefined) return true;
  const card = world.cards.find(organisation.corpId, outTrackId);
  return card !== undefined && canSee(organisation, card, user.userId);
}

function topCards(
  world: World,
  organisation: Organisation,
  user: User,
  conversationId: string,
): readonly CardView[] {
  const now = world.clock.now();
  return world.cards
    .pinned(organisation.corpId)
    .filter(({ places }) =>
      places.some(
        (place) =>
          place.top === true &&
          place.conversationId === conversationId &&
          (place.expiresAt ?? Infinity) > now &&
          isShownTo(organisation, place, user.userId),
      ),
    )
    .flatMap(({ outTrackId }) => cardView(world, organisation, user, outTrackId) ?? []);
}

/** Notes that a person has read a chat. Returns how many messages were new. */
export function markRead(conversation: Conversation, userId: string): number {
  const unread = conversation.messages.filter(({ readBy }) => !readBy.has(userId));
  for (const message of unread) message.readBy.add(userId);
  return unread.length;
}

function viewMessage(
  world: World,
  organisation: Organisation,
  user: User,
  conversation: Conversation,
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
    unreadBy: mine ? unreadBy(organisation, conversation, message) : 0,
    ...(card === undefined ? {} : { card }),
  };
}

/** A robot reads at once. */
function unreadBy(
  organisation: Organisation,
  conversation: Conversation,
  { readBy, sender }: ChatMessage,
): number {
  const readers =
    organisation.groups.get(conversation.conversationId)?.memberIds ?? peopleOf(conversation);
  const from = sender.kind === 'person' ? sender.userId : '';
  return readers.filter((userId) => userId !== from && !readBy.has(userId)).length;
}

function cardView(
  world: World,
  organisation: Organisation,
  user: User,
  outTrackId: string | undefined,
): CardView | undefined {
  if (outTrackId === undefined) return undefined;
  const card = world.cards.find(organisation.corpId, outTrackId);
  const template = findTemplate(organisation, card?.cardTemplateId);
  if (card === undefined || template === undefined) return undefined;
  return canSee(organisation, card, user.userId)
    ? viewCard(card, template, user.userId)
    : undefined;
}
