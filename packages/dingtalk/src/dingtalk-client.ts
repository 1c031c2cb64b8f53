import { systemClock, type Clock } from '@hub/core';
import {
  createCalendarEvent,
  deleteCalendarEvent,
  findCalendarEvent,
  updateCalendarEvent,
  type CalendarChange,
  type CalendarEvent,
} from './calendar.js';
import {
  cardPushUrl,
  cardRouteKeyOf,
  createCard,
  deliverCard,
  deliverCardTo,
  registerCardRoute,
  updateCard,
  type CardDelivery,
  type CardDraft,
  type CardReceipt,
  type CardSender,
  type CardUpdate,
} from './cards.js';
import { dingReaders, recallDing, sendDing, type Ding, type DingReceipt } from './ding.js';
import { DirectoryCrawl, type Directory } from './directory.js';
import { sendGroupWebhook, type WebhookSend } from './group-webhook.js';
import { OpenApi, type OpenApiOptions } from './open-api.js';
import {
  groupReaders,
  recallGroup,
  sendGroup,
  type GroupMessageRef,
  type GroupReaders,
  type GroupSend,
} from './robot-group.js';
import {
  recallRobot,
  robotReaders,
  sendRobot,
  type Recalled,
  type RobotReaders,
  type RobotReceipt,
  type RobotSend,
} from './robot.js';
import {
  createTodo,
  deleteTodo,
  updateTodo,
  type Todo,
  type TodoChange,
  type TodoRef,
} from './todo.js';
import { unionIdOf } from './user.js';
import {
  recallWorkNotification,
  sendWorkNotification,
  updateStatusBar,
  workResult,
  type WorkNotification,
  type WorkResult,
  type WorkTask,
} from './work-notification.js';

export interface DingTalkOptions extends OpenApiOptions {
  /** Code of the application's robot, in whose chat cards and messages appear. */
  readonly robotCode: string;
  /** The address that presses of cards are posted to; they come by Stream when it is left out. */
  readonly callback?: { readonly url: string } | undefined;
}

/** What one answer in a chat says. */
export interface SessionReply {
  /** Shown in the list of chats; with a title the text may use Markdown. */
  readonly title?: string;
  readonly text: string;
}

/**
 * Client of one DingTalk application in one organisation.
 *
 * It keeps its access token by itself and sends nothing twice but a call refused for its token. All faults are
 * HubErrors with a code DINGTALK_*, told apart by DingTalk's codes, never by its texts. Keeping below the rate limits
 * is the caller's business, except while reading the directory.
 */
export class DingTalkClient {
  readonly #api: OpenApi;
  readonly #clock: Clock;
  readonly #robotCode: string;
  readonly #cards: CardSender;

  constructor(options: DingTalkOptions) {
    this.#api = new OpenApi(options);
    this.#clock = options.clock ?? systemClock;
    const { callback, robotCode } = options;
    this.#robotCode = robotCode;
    const routeKey = callback === undefined ? null : cardRouteKeyOf(cardPushUrl(callback.url));
    this.#cards = { robotCode, routeKey };
  }

  /** Gets an access token, when none is held: whether DingTalk knows the application. */
  async signIn(): Promise<void> {
    await this.#api.signIn();
  }

  /**
   * Puts one card into the chat of each person; all share its public data. May be repeated: the id makes it one card.
   *
   * @returns one receipt per person, since DingTalk accepts a card and yet fails to deliver it to some
   */
  async deliverCard(card: CardDelivery): Promise<readonly CardReceipt[]> {
    return await deliverCard(this.#api, this.#cards, card);
  }

  /** Has presses of cards posted below the address of `callback`, signed with a secret. May be repeated. */
  async registerCardRoute(url: string, apiSecret: string): Promise<void> {
    await registerCardRoute(this.#api, cardPushUrl(url), apiSecret);
  }

  /** Makes a card that nobody sees yet. May be repeated: the id makes it one card. */
  async createCard(draft: CardDraft): Promise<void> {
    await createCard(this.#api, this.#cards, draft);
  }

  /** Puts a card that is there into the chats of further people. */
  async deliverCardTo(
    outTrackId: string,
    userIds: readonly string[],
  ): Promise<readonly CardReceipt[]> {
    return await deliverCardTo(this.#api, this.#robotCode, outTrackId, userIds);
  }

  /** Changes the named variables of a card wherever it is shown. The last writer wins; there is no version. */
  async updateCard(update: CardUpdate): Promise<void> {
    await updateCard(this.#api, update);
  }

  /** Sends a message of the robot to people one by one. */
  async sendRobot(message: RobotSend): Promise<RobotReceipt> {
    return await sendRobot(this.#api, this.#robotCode, message);
  }

  /** Departments, people and roles of the whole organisation; takes about 80 ms a department. */
  async directory(): Promise<Directory> {
    return await new DirectoryCrawl(this.#api, this.#clock).read();
  }

  /** What to-dos and calendars call a person; '' when DingTalk says nothing. Free of the month's calls. */
  async unionIdOf(userId: string): Promise<string> {
    return await unionIdOf(this.#api, userId);
  }

  /** Answers a robot message in its own chat, at the address that came with it. */
  async replySession(sessionWebhook: string, { title, text }: SessionReply): Promise<void> {
    const plain = { msgtype: 'text', text: { content: text } };
    const rich = { msgtype: 'markdown', markdown: { title, text } };
    await this.#api.webhook(sessionWebhook, title === undefined ? plain : rich);
  }

  /** Who has read a message to people one by one. For 24 hours. */
  async robotReaders(processQueryKey: string): Promise<RobotReaders> {
    return await robotReaders(this.#api, this.#robotCode, processQueryKey);
  }

  /** Takes messages to people one by one back. 20 keys at most; for 24 hours. */
  async recallRobot(processQueryKeys: readonly string[]): Promise<Recalled> {
    return await recallRobot(this.#api, this.#robotCode, processQueryKeys);
  }

  /** Sends a message of the application's robot to a group. After a lost answer it may have been sent. */
  async sendGroup(message: GroupSend): Promise<GroupMessageRef> {
    return await sendGroup(this.#api, this.#robotCode, message);
  }

  async groupReaders(message: GroupMessageRef): Promise<GroupReaders> {
    return await groupReaders(this.#api, this.#robotCode, message);
  }

  /** Takes messages out of a group. 20 keys at most; for 24 hours. */
  async recallGroup(
    openConversationId: string,
    processQueryKeys: readonly string[],
  ): Promise<Recalled> {
    return await recallGroup(this.#api, this.#robotCode, openConversationId, processQueryKeys);
  }

  /** Sends to a group by the address of a custom robot. May be repeated: `msgUuid` makes it one message. */
  async sendGroupWebhook(message: WebhookSend): Promise<void> {
    await sendGroupWebhook(this.#api, this.#clock, message);
  }

  /** Sends a work notification. Who got it is told by `workResult` only. */
  async sendWorkNotification(notification: WorkNotification): Promise<WorkTask> {
    return await sendWorkNotification(this.#api, notification);
  }

  async workResult(task: WorkTask): Promise<WorkResult> {
    return await workResult(this.#api, task);
  }

  async recallWorkNotification(task: WorkTask): Promise<void> {
    await recallWorkNotification(this.#api, task);
  }

  /** Changes the coloured line of a notification of type `oa`. */
  async updateStatusBar(
    task: WorkTask,
    bar: { readonly value: string; readonly background?: string | undefined },
  ): Promise<void> {
    await updateStatusBar(this.#api, task, bar);
  }

  /** May be repeated: `sourceId` makes it one to-do. */
  async createTodo(todo: Todo): Promise<TodoRef> {
    return await createTodo(this.#api, todo);
  }

  async updateTodo(todo: TodoRef, change: TodoChange): Promise<void> {
    await updateTodo(this.#api, todo, change);
  }

  async deleteTodo(todo: TodoRef): Promise<void> {
    await deleteTodo(this.#api, todo);
  }

  /** May be repeated within a day: `clientToken` makes it one entry. @returns DingTalk's id of the entry */
  async createCalendarEvent(event: CalendarEvent): Promise<string> {
    return await createCalendarEvent(this.#api, event);
  }

  /** Moves an entry or words it anew. */
  async updateCalendarEvent(
    organiserUnionId: string,
    eventId: string,
    change: CalendarChange,
  ): Promise<void> {
    await updateCalendarEvent(this.#api, organiserUnionId, eventId, change);
  }

  /** The entry of a person on a day whose description holds a text; null when there is none. */
  async findCalendarEvent(
    unionId: string,
    sought: { readonly day: string; readonly mark: string },
  ): Promise<string | null> {
    return await findCalendarEvent(this.#api, unionId, sought);
  }

  async deleteCalendarEvent(organiserUnionId: string, eventId: string): Promise<void> {
    await deleteCalendarEvent(this.#api, organiserUnionId, eventId);
  }

  /** Paid editions only. After a lost answer it may have been sent. */
  async sendDing(ding: Ding): Promise<DingReceipt> {
    return await sendDing(this.#api, this.#robotCode, ding);
  }

  /** Who has confirmed a DING. */
  async dingReaders(openDingId: string): Promise<readonly string[]> {
    return await dingReaders(this.#api, this.#robotCode, openDingId);
  }

  async recallDing(openDingId: string): Promise<void> {
    await recallDing(this.#api, this.#robotCode, openDingId);
  }

  async close(): Promise<void> {
    await this.#api.close();
  }
}
