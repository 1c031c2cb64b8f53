import { HubError, type FaultOptions } from '@hub/core';
import { wordsOf } from './fault-words.js';

/**
 * What is to be done about a fault.
 *
 * - `permanent`: a person has to mend something first; a repeat says the same
 * - `retry`: again, after a short wait that grows
 * - `wait`: again, but not before `retryAfterMs`; a try before prolongs it
 * - `token`: a new token is fetched and the call made again, once; the client has done so already
 * - `quota`: what the organisation may call in this month is used up
 * - `banned`: the whole address is refused; every call to DingTalk waits
 */
export type FaultHandling = 'permanent' | 'retry' | 'wait' | 'token' | 'quota' | 'banned';

/** How a fault of a call is to be handled, beside its code and message. */
export interface CallFaultOptions extends FaultOptions {
  /** True when the call may have been done although no whole answer came. */
  readonly perhapsDone?: boolean;
  readonly handling?: FaultHandling;
  /** Permissions that the call needs and the application lacks, as the console calls them. */
  readonly scopes?: readonly string[];
}

/** A refusal in DingTalk's own terms; `vendorCode` is what the caller branches on, never the text. */
export class DingTalkFault extends HubError {
  /** Code of DingTalk; empty when it did not answer. */
  readonly vendorCode: string;
  /**
   * False when it is certain that nothing was done. True after a lost answer: what has no idempotency key (messages
   * of the robot) may have been sent, and whoever sends it again risks to send it twice.
   */
  readonly perhapsDone: boolean;
  readonly handling: FaultHandling;
  /** Permissions that are to be granted, such as `Card.Instance.Write`; empty when DingTalk names none. */
  readonly scopes: readonly string[];

  constructor(code: string, message: string, vendorCode: string, options: CallFaultOptions = {}) {
    super(code, message, options);
    this.name = 'DingTalkFault';
    this.vendorCode = vendorCode;
    this.perhapsDone = options.perhapsDone ?? false;
    this.handling = options.handling ?? (this.retryable ? 'retry' : 'permanent');
    this.scopes = options.scopes ?? [];
  }
}

interface Kind {
  readonly code: string;
  readonly handling: FaultHandling;
  readonly retryAfterMs?: number;
}

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The kinds of refusal, whichever generation of the API says them. */
const kinds = {
  token: { code: 'DINGTALK_TOKEN', handling: 'token' },
  credentials: { code: 'DINGTALK_CREDENTIALS', handling: 'permanent' },
  scope: { code: 'DINGTALK_SCOPE', handling: 'permanent' },
  address: { code: 'DINGTALK_ADDRESS_REFUSED', handling: 'permanent' },
  qps: { code: 'DINGTALK_QPS', handling: 'retry', retryAfterMs: secondMs },
  qpm: { code: 'DINGTALK_QPS', handling: 'wait', retryAfterMs: minuteMs },
  /** So many a day and person; when the day ends is not said. */
  perDay: { code: 'DINGTALK_DAY_LIMIT', handling: 'wait', retryAfterMs: hourMs },
  robotRate: { code: 'DINGTALK_ROBOT_RATE', handling: 'wait', retryAfterMs: 10 * minuteMs },
  quota: { code: 'DINGTALK_QUOTA', handling: 'quota', retryAfterMs: hourMs },
  dingQuota: { code: 'DINGTALK_DING_QUOTA', handling: 'permanent' },
  banned: { code: 'DINGTALK_IP_BANNED', handling: 'banned', retryAfterMs: 5 * minuteMs },
  busy: { code: 'DINGTALK_BUSY', handling: 'retry', retryAfterMs: secondMs },
  user: { code: 'DINGTALK_USER', handling: 'permanent' },
  agent: { code: 'DINGTALK_AGENT', handling: 'permanent' },
  robot: { code: 'DINGTALK_ROBOT', handling: 'permanent' },
  group: { code: 'DINGTALK_GROUP', handling: 'permanent' },
  template: { code: 'DINGTALK_TEMPLATE', handling: 'permanent' },
  content: { code: 'DINGTALK_CONTENT', handling: 'permanent' },
  length: { code: 'DINGTALK_LENGTH', handling: 'permanent' },
  security: { code: 'DINGTALK_WEBHOOK_SECURITY', handling: 'permanent' },
  refused: { code: 'DINGTALK_REFUSED', handling: 'permanent' },
  malformed: { code: 'DINGTALK_MALFORMED', handling: 'retry' },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

/** @param said DingTalk's own words, already masked */
export function faultOf(
  kind: KindName,
  call: string,
  vendorCode: string,
  said: string,
  more: Pick<CallFaultOptions, 'perhapsDone' | 'scopes'> = {},
): DingTalkFault {
  const { code, handling, retryAfterMs }: Kind = kinds[kind];
  const words = [vendorCode, said].filter((text) => text !== '').join(' ');
  return new DingTalkFault(
    code,
    `DingTalk ${call}: ${words === '' ? 'refused' : words}; ${wordsOf(code, '').remedy.en}`,
    vendorCode,
    {
      ...more,
      handling,
      retryable: handling !== 'permanent',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  );
}
