import { messageOf, type Clock } from '@hub/core';
import type { Answer, Frame } from './stream-frame.js';
import {
  cardAnswer,
  cardCallbackOf,
  cardTopic,
  eventOf,
  isQuotaNotice,
  robotMessageOf,
  robotTopic,
  type CardCallback,
  type CardResponse,
  type RobotMessage,
  type StreamEvent,
} from './stream-messages.js';

/** Each resolves when what it was given is safe; only then DingTalk is told. A rejection leaves it untold. */
export interface StreamHandlers {
  readonly onCard: (callback: CardCallback) => Promise<CardResponse>;
  readonly onMessage: (message: RobotMessage) => Promise<void>;
  /** Events are subscribed to only when this is given. */
  readonly onEvent?: ((event: StreamEvent) => Promise<void>) | undefined;
}

/** The part of a pino logger that is used. */
export interface StreamLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A person who pressed sees an error after this time, whatever is answered later. */
const cardDeadlineMs = 2_000;

const nothing: Answer = { code: 200, data: JSON.stringify({ response: null }) };
const taken: Answer = { code: 200, data: JSON.stringify({ status: 'SUCCESS', message: '' }) };
const later: Answer = { code: 200, data: JSON.stringify({ status: 'LATER', message: '' }) };

/** Turns frames into calls of the handlers and their results into answers. Never rejects. */
export class StreamDispatch {
  readonly #handlers: StreamHandlers;
  readonly #corpId: string;
  readonly #clock: Clock;
  readonly #log: StreamLog;

  constructor(handlers: StreamHandlers, corpId: string, clock: Clock, log: StreamLog) {
    this.#handlers = handlers;
    this.#corpId = corpId;
    this.#clock = clock;
    this.#log = log;
  }

  /** @returns null when nothing must be answered, so that DingTalk may push it again */
  async handle(frame: Frame): Promise<Answer | null> {
    try {
      if (frame.type === 'EVENT') return await this.#event(frame);
      if (frame.topic === cardTopic) return await this.#card(frame);
      if (frame.topic === robotTopic) return await this.#message(frame);
      return { code: 404, data: '{}' };
    } catch (error) {
      const { topic, messageId } = frame;
      this.#log.error({ topic, messageId }, `not taken, so not acknowledged: ${messageOf(error)}`);
      return frame.type === 'EVENT' ? later : null;
    }
  }

  async #card(frame: Frame): Promise<Answer> {
    const callback = cardCallbackOf(frame);
    const stranger = callback !== null && callback.corpId !== this.#corpId;
    if (callback === null || stranger) {
      const why = stranger ? 'of another organisation' : 'without a card or a person';
      this.#log.warn({ messageId: frame.messageId }, `a press ${why} was turned away`);
      return { code: 200, data: cardAnswer({}) };
    }
    const startedAt = this.#clock.monotonic();
    const response = await this.#handlers.onCard(callback);
    const tookMs = Math.round(this.#clock.monotonic() - startedAt);
    if (tookMs > cardDeadlineMs) {
      const { outTrackId } = callback;
      this.#log.warn(
        { outTrackId, tookMs },
        'a press was answered too late for the person to see it',
      );
    }
    return { code: 200, data: cardAnswer(response) };
  }

  async #message(frame: Frame): Promise<Answer> {
    const message = robotMessageOf(frame);
    if (message?.senderCorpId === this.#corpId) {
      await this.#handlers.onMessage(message);
    } else if (isQuotaNotice(frame)) {
      this.#log.error(
        { code: 'DINGTALK_QUOTA' },
        "DingTalk delivers no more messages: the organisation's pushes of this month are used up",
      );
    } else {
      this.#log.warn(
        { messageId: frame.messageId },
        'a message of nobody inside the organisation was turned away',
      );
    }
    return nothing;
  }

  async #event(frame: Frame): Promise<Answer> {
    await this.#handlers.onEvent?.(eventOf(frame));
    return taken;
  }
}
