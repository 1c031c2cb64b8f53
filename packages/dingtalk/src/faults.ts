import { HubError, type FaultOptions } from '@hub/core';

/** How a fault of a call is to be handled, beside its code and message. */
export interface CallFaultOptions extends FaultOptions {
  /** True when the call may have been done although no whole answer came. */
  readonly perhapsDone?: boolean;
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

  constructor(code: string, message: string, vendorCode: string, options: CallFaultOptions = {}) {
    super(code, message, options);
    this.name = 'DingTalkFault';
    this.vendorCode = vendorCode;
    this.perhapsDone = options.perhapsDone ?? false;
  }
}

interface Kind extends CallFaultOptions {
  readonly code: string;
  readonly remedy: string;
}

const minuteMs = 60_000;

/** The kinds of refusal, whichever generation of the API says them. */
const kinds = {
  token: {
    code: 'DINGTALK_TOKEN',
    remedy: 'the access token was not taken; it is renewed',
    retryable: true,
  },
  credentials: {
    code: 'DINGTALK_CREDENTIALS',
    remedy: "check appKey and appSecret against the application's page",
  },
  scope: {
    code: 'DINGTALK_SCOPE',
    remedy: 'grant the permission in the developer console and publish the application',
  },
  address: {
    code: 'DINGTALK_SCOPE',
    remedy: "add the hub's outgoing address to the application's list",
  },
  qps: {
    code: 'DINGTALK_QPS',
    remedy: 'it is sent again more slowly',
    retryable: true,
    retryAfterMs: 1_000,
  },
  qpm: {
    code: 'DINGTALK_QPS',
    remedy: 'it is sent again in the next minute',
    retryable: true,
    retryAfterMs: minuteMs,
  },
  robotRate: {
    code: 'DINGTALK_ROBOT_RATE',
    remedy: 'the robot is held for ten minutes',
    retryable: true,
    retryAfterMs: 10 * minuteMs,
  },
  quota: {
    code: 'DINGTALK_QUOTA',
    remedy:
      "the organisation's calls of this month are used up; buy more or wait for the next month",
    retryable: true,
    retryAfterMs: 60 * minuteMs,
  },
  banned: {
    code: 'DINGTALK_IP_BANNED',
    remedy: 'too many calls from one address; everything waits five minutes',
    retryable: true,
    retryAfterMs: 5 * minuteMs,
  },
  busy: { code: 'DINGTALK_BUSY', remedy: 'it is sent again', retryable: true, retryAfterMs: 1_000 },
  refused: { code: 'DINGTALK_REFUSED', remedy: 'correct what is sent' },
  malformed: { code: 'DINGTALK_MALFORMED', remedy: 'is a proxy in between?', retryable: true },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

/** @param said DingTalk's own words, already masked */
export function faultOf(
  kind: KindName,
  call: string,
  vendorCode: string,
  said: string,
): DingTalkFault {
  const { code, remedy, ...options }: Kind = kinds[kind];
  const words = [vendorCode, said].filter((text) => text !== '').join(' ');
  return new DingTalkFault(
    code,
    `DingTalk ${call}: ${words === '' ? 'refused' : words}; ${remedy}`,
    vendorCode,
    options,
  );
}
