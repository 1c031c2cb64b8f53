import type { JsonSchema } from '@hub/simulator-kit';

/** What DingTalk's documents leave open or what a test wants otherwise. Every field can be set while it runs. */
export interface Settings {
  /** Calls per application and API in one sliding second; null switches the limit off. */
  qpsPerAppAndApi: number | null;
  /** Counted API calls per organisation and calendar month; null switches the quota off. */
  monthlyApiCalls: number | null;
  /** Webhook messages and Stream pushes per organisation and calendar month; null switches it off. */
  monthlyPushes: number | null;
  /** Calls per caller address in 20 s before everything is refused for 5 minutes; null switches it off. */
  ipCallsPer20Seconds: number | null;
  /** Life of an access token, in seconds. */
  tokenSeconds: number;
  /** What a second create with the same outTrackId gets: the first answer again, or an error. */
  repeatedOutTrackId: 'ignored' | 'refused';
  outTrackIdLengthMax: number;
  /** Whether a delivery without the open-deliver model of its space is refused. */
  deliverModelRequired: boolean;
  batchSendUsersMax: number;
  /** Time a card callback may take before the person sees a failure, in milliseconds. */
  cardDeadlineMs: number;
  /** Time without acknowledgement before a push counts as failed, in milliseconds. */
  ackTimeoutMs: number;
  /** Waits before each further push of an unacknowledged event, in milliseconds. */
  eventRetryMs: readonly number[];
  /** Waits before each further push of an unacknowledged robot message, in milliseconds. */
  robotRetryMs: readonly number[];
  pingMs: number;
  ticketMs: number;
  /** Time between the frame that says disconnect and the end of the socket, in milliseconds. */
  disconnectGraceMs: number;
  connectionTtlMs: number;
  /** HTTP status of a WebSocket handshake with a bad ticket. */
  handshakeRefusalStatus: number;
  webhookPerMinute: number;
  webhookBanMs: number;
  webhookThrottleCode: 660026 | 410100 | 130101;
  webhookUnknownTokenCode: 300005 | 400101;
}

const minute = 60_000;

export function defaultSettings(): Settings {
  return {
    qpsPerAppAndApi: 20,
    monthlyApiCalls: 1_000_000,
    monthlyPushes: 1_000_000,
    ipCallsPer20Seconds: null,
    tokenSeconds: 7200,
    repeatedOutTrackId: 'ignored',
    outTrackIdLengthMax: 100,
    deliverModelRequired: true,
    batchSendUsersMax: 20,
    cardDeadlineMs: 2000,
    ackTimeoutMs: 3000,
    eventRetryMs: [10_000, 30_000],
    robotRetryMs: [minute],
    pingMs: 25_000,
    ticketMs: 90_000,
    disconnectGraceMs: 10_000,
    connectionTtlMs: 6 * 60 * minute,
    handshakeRefusalStatus: 401,
    webhookPerMinute: 20,
    webhookBanMs: 10 * minute,
    webhookThrottleCode: 660026,
    webhookUnknownTokenCode: 300005,
  };
}

const count = { type: 'integer', minimum: 1 };
const countOrOff = { type: ['integer', 'null'], minimum: 0 };
const waits = { type: 'array', maxItems: 10, items: { type: 'integer', minimum: 0 } };

/** The JSON Schema of a change of settings: any subset of the fields. */
export const settingsChange: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    qpsPerAppAndApi: countOrOff,
    monthlyApiCalls: countOrOff,
    monthlyPushes: countOrOff,
    ipCallsPer20Seconds: countOrOff,
    tokenSeconds: count,
    repeatedOutTrackId: { enum: ['ignored', 'refused'] },
    outTrackIdLengthMax: count,
    deliverModelRequired: { type: 'boolean' },
    batchSendUsersMax: count,
    cardDeadlineMs: count,
    ackTimeoutMs: count,
    eventRetryMs: waits,
    robotRetryMs: waits,
    pingMs: count,
    ticketMs: count,
    disconnectGraceMs: { type: 'integer', minimum: 0 },
    connectionTtlMs: count,
    handshakeRefusalStatus: { type: 'integer', minimum: 400, maximum: 599 },
    webhookPerMinute: count,
    webhookBanMs: count,
    webhookThrottleCode: { enum: [660026, 410100, 130101] },
    webhookUnknownTokenCode: { enum: [300005, 400101] },
  },
};
