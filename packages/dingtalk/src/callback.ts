import { HubError, messageOf } from '@hub/core';
import type { CallbackCrypto } from './callback-crypto.js';
import { isFields, type Fields } from './reply.js';
import type { StreamLog } from './stream-dispatch.js';
import { fieldsIn } from './stream-frame.js';
import type { StreamEvent } from './stream-messages.js';

/** A callback as it came by HTTP. */
export interface CallbackRequest {
  readonly query: Readonly<Record<string, string | undefined>>;
  /** JSON text. */
  readonly body: string;
}

export interface CallbackAnswer {
  readonly status: 200 | 403 | 503;
  /** JSON text. */
  readonly body: string;
}

export interface CallbackParts {
  readonly crypto: CallbackCrypto;
  /** Resolves when the event is safe; only then DingTalk is told. */
  readonly onEvent: (event: StreamEvent) => Promise<void>;
  readonly log: StreamLog;
}

/** Names under which the same thing comes by HTTP and by Stream. */
const headNames = [
  'EventType',
  'eventType',
  'CorpId',
  'eventCorpId',
  'eventId',
  'EventTime',
  'eventBornTime',
];
/** Questions that are asked while the address is being saved; those of a suite want their random word back. */
const questions = new Set(['check_url', 'check_create_suite_url', 'check_update_suite_url']);

/**
 * Answers one event that DingTalk sent by HTTP. Events by Stream need no address of ours and are the better choice;
 * this is for organisations whose network lets no connection out.
 *
 * DingTalk waits 1.5 s, and calls again after 10 and 30 s when it is not told `success`. Never rejects.
 */
export async function answerCallback(
  { crypto, onEvent, log }: CallbackParts,
  { query, body }: CallbackRequest,
): Promise<CallbackAnswer> {
  try {
    const { encrypt } = fieldsIn(body);
    const signs = {
      signature: query['msg_signature'] ?? query['signature'] ?? '',
      timestamp: query['timestamp'] ?? '',
      nonce: query['nonce'] ?? '',
    };
    const said = fieldsIn(crypto.open(signs, typeof encrypt === 'string' ? encrypt : ''));
    const event = callbackEventOf(said);
    if (!questions.has(event.eventType)) await onEvent(event);
    const random = said['Random'];
    const word = questions.has(event.eventType) && typeof random === 'string' ? random : 'success';
    return { status: 200, body: JSON.stringify(crypto.close(word)) };
  } catch (error) {
    if (error instanceof HubError && error.code === 'DINGTALK_CALLBACK') {
      log.warn({ code: error.code }, error.message);
      return { status: 403, body: '{}' };
    }
    log.error({}, `an event was not taken, so it comes again: ${messageOf(error)}`);
    return { status: 503, body: '{}' };
  }
}

/** By HTTP an event is flat; by Stream its head and its data come apart. */
export function callbackEventOf(said: Fields): StreamEvent {
  const nested = said['data'];
  const data = isFields(nested)
    ? nested
    : Object.fromEntries(Object.entries(said).filter(([name]) => !headNames.includes(name)));
  return {
    eventId: text(said['eventId']),
    eventType: text(said['EventType'] ?? said['eventType']),
    corpId: text(said['CorpId'] ?? said['eventCorpId']),
    data,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
