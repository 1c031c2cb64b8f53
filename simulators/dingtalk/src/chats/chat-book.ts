import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '@hub/simulator-kit';
import { conversationIdOf } from '../organisation/seed.js';
import type { App, Group, Organisation } from '../organisation/organisation.js';

const messagesKeptMax = 2000;

type Sender =
  | { readonly kind: 'person'; readonly userId: string }
  | { readonly kind: 'robot'; readonly name: string; readonly appKey?: string };

/** One entry of a chat. A card is an entry of `msgtype` card that points at its instance. */
export interface ChatMessage {
  readonly msgId: string;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly sender: Sender;
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly outTrackId?: string;
  readonly processQueryKey?: string;
  readonly readBy: Set<string>;
  recalled: boolean;
}

/** A chat: a person with a robot, two people, a group, or the work notifications of a person. */
export interface Conversation {
  readonly corpId: string;
  readonly conversationId: string;
  readonly kind: 'robot' | 'single' | 'group' | 'work';
  readonly title: string;
  /** The person of a robot chat or of work notifications. */
  readonly userId?: string;
  /** The two people of a chat between them. */
  readonly userIds?: readonly string[];
  /** The application whose robot or notifications these are. */
  readonly appKey?: string;
  readonly messages: ChatMessage[];
}

export interface NewMessage {
  readonly sender: Sender;
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly outTrackId?: string;
  readonly processQueryKey?: string;
}

/** All chats of the simulated DingTalk. */
export class ChatBook {
  readonly #clock: SimulatorClock;
  readonly #conversations = new Map<string, Conversation>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  /** The chat of a person with the robot of an application. */
  robotChat(app: App, userId: string): Conversation {
    const conversationId = conversationIdOf(app.appKey, 'robot', userId);
    return this.#open({ conversationId, kind: 'robot', title: app.name, userId, ...keysOf(app) });
  }

  workNotifications(organisation: Organisation, app: App, userId: string): Conversation {
    const conversationId = conversationIdOf(app.appKey, 'work', userId);
    const title = `工作通知：${organisation.name}`;
    return this.#open({ conversationId, kind: 'work', title, userId, ...keysOf(app) });
  }

  groupChat(organisation: Organisation, group: Group): Conversation {
    const { openConversationId: conversationId, title } = group;
    return this.#open({ conversationId, kind: 'group', title, corpId: organisation.corpId });
  }

  /** The chat of two people; applications hear nothing of it. */
  personChat({ corpId }: Organisation, one: string, other: string): Conversation {
    const userIds = [one, other].sort();
    const conversationId = conversationIdOf(corpId, 'single', ...userIds);
    return this.#open({ conversationId, kind: 'single', title: '', userIds, corpId });
  }

  byId(corpId: string, conversationId: string): Conversation | undefined {
    return this.#conversations.get(`${corpId} ${conversationId}`);
  }

  /** The chats a person sees that have something in them, the latest first. */
  of(organisation: Organisation, userId: string): readonly Conversation[] {
    const { corpId, groups } = organisation;
    return [...this.#conversations.values()]
      .filter((each) => each.corpId === corpId)
      .filter((each) =>
        each.kind === 'group'
          ? groups.get(each.conversationId)?.memberIds.includes(userId) === true
          : peopleOf(each).includes(userId),
      )
      .sort((one, other) => latest(other) - latest(one));
  }

  add(conversation: Conversation, message: NewMessage): ChatMessage {
    const added = {
      ...message,
      msgId: `msg${randomBytes(16).toString('base64')}`,
      at: this.#clock.now(),
      readBy: new Set<string>(),
      recalled: false,
    };
    conversation.messages.push(added);
    if (conversation.messages.length > messagesKeptMax) conversation.messages.shift();
    return added;
  }

  /** Every message that was sent under a key, with its chat. */
  byQueryKey(
    corpId: string,
    processQueryKey: string,
  ): { conversation: Conversation; message: ChatMessage }[] {
    return [...this.#conversations.values()]
      .filter((each) => each.corpId === corpId)
      .flatMap((conversation) =>
        conversation.messages
          .filter((message) => message.processQueryKey === processQueryKey)
          .map((message) => ({ conversation, message })),
      );
  }

  #open(conversation: Omit<Conversation, 'messages'>): Conversation {
    const key = `${conversation.corpId} ${conversation.conversationId}`;
    const found = this.#conversations.get(key);
    if (found !== undefined) return found;
    const opened = { ...conversation, messages: [] };
    this.#conversations.set(key, opened);
    return opened;
  }
}

/** The people of a chat that is no group. */
export function peopleOf({ userId, userIds }: Conversation): readonly string[] {
  return userIds ?? (userId === undefined ? [] : [userId]);
}

/** A key of the shape DingTalk gives to a sending, for read status and recall. */
export function newQueryKey(): string {
  return randomBytes(33).toString('base64');
}

function keysOf(app: App): { corpId: string; appKey: string } {
  return { corpId: app.corpId, appKey: app.appKey };
}

function latest({ messages }: Conversation): number {
  return messages.at(-1)?.at ?? 0;
}
