import { systemClock, type Clock } from '@hub/core';
import {
  deliverCard,
  updateCard,
  type CardDelivery,
  type CardReceipt,
  type CardUpdate,
} from './cards.js';
import { DirectoryCrawl, type Directory } from './directory.js';
import { OpenApi, type OpenApiOptions } from './open-api.js';
import { sendRobot, type RobotReceipt, type RobotSend } from './robot.js';

export interface DingTalkOptions extends OpenApiOptions {
  /** Code of the application's robot, in whose chat cards and messages appear. */
  readonly robotCode: string;
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

  constructor(options: DingTalkOptions) {
    this.#api = new OpenApi(options);
    this.#clock = options.clock ?? systemClock;
    this.#robotCode = options.robotCode;
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
    return await deliverCard(this.#api, this.#robotCode, card);
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

  /** Answers a robot message in its own chat, at the address that came with it. */
  async replySession(sessionWebhook: string, { title, text }: SessionReply): Promise<void> {
    const plain = { msgtype: 'text', text: { content: text } };
    const rich = { msgtype: 'markdown', markdown: { title, text } };
    await this.#api.webhook(sessionWebhook, title === undefined ? plain : rich);
  }

  async close(): Promise<void> {
    await this.#api.close();
  }
}
