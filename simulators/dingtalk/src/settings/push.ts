import type { SwitchBoard } from '@hub/simulator-kit';

/** Limits and open points of what the service pushes: Stream, HTTP callbacks, cards. */
export interface PushSettings {
  gatewayXml: 'never' | 'when-asked' | 'unless-json-asked';
  helloFrames: 'none' | 'connected' | 'connected-registered';
  keepAliveMs: number | null;
  eventsWhileAway: 'lost' | 'kept';
  callbackDeadlineMs: number;
  callbackRetryMs: readonly number[];
  failedListDelayMs: number;
  cardCallbackRetryMs: readonly number[];
  repeatedCallbackKey: 'returned' | 'refused';
  clickParams: 'inside' | 'beside';
  cardKeyBytesMax: number;
  cardValueBytesMax: number | null;
  cardDataBytesMax: number;
  streamingBytesMax: number | null;
  streamingTotalBytesMax: number | null;
}

const waits = { type: 'array', maxItems: 10, items: { type: 'integer', minimum: 0 } };
const bytes = (standard: number, description: string): PushSwitch<number> => ({
  standard,
  schema: { type: 'integer', minimum: 1, description },
});
const orOff = (standard: number | null, description: string): PushSwitch<number | null> => ({
  standard,
  schema: { type: ['integer', 'null'], minimum: 1, description: `${description}; null: never.` },
});
interface PushSwitch<Value> {
  readonly standard: Value;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Every setting of pushes with its start value and what it may be. */
export const pushSettings: SwitchBoard<PushSettings> = {
  gatewayXml: {
    standard: 'when-asked',
    schema: {
      enum: ['never', 'when-asked', 'unless-json-asked'],
      description:
        'When connections/open answers XML: never, for an Accept that names XML, or unless it names JSON.',
    },
  },
  helloFrames: {
    standard: 'none',
    schema: {
      enum: ['none', 'connected', 'connected-registered'],
      description: 'SYSTEM frames that greet a new connection; undocumented, not always sent.',
    },
  },
  keepAliveMs: orOff(null, 'Milliseconds between two KEEPALIVE frames, undocumented'),
  eventsWhileAway: {
    standard: 'lost',
    schema: {
      enum: ['lost', 'kept'],
      description:
        'An event nobody is connected for: lost after its retries, or kept until somebody connects.',
    },
  },
  callbackDeadlineMs: bytes(
    2500,
    'Time for the answer to an HTTP callback of an event or a robot, in milliseconds (an old page: 1500).',
  ),
  callbackRetryMs: {
    standard: [10_000, 30_000],
    schema: { ...waits, description: 'Waits before each further HTTP callback of a failed event.' },
  },
  failedListDelayMs: {
    standard: 240_000,
    schema: {
      type: 'integer',
      minimum: 0,
      description: 'Time from the last failure of an event to the failed list, in milliseconds.',
    },
  },
  cardCallbackRetryMs: {
    standard: [],
    schema: { ...waits, description: 'Waits before each further HTTP callback of a failed click.' },
  },
  repeatedCallbackKey: {
    standard: 'returned',
    schema: {
      enum: ['returned', 'refused'],
      description:
        'Registering a callbackRouteKey again without force: the old registration, or callbackRouteKeyExist.',
    },
  },
  clickParams: {
    standard: 'inside',
    schema: {
      enum: ['inside', 'beside'],
      description:
        'Where a click has its params: inside cardPrivateData, or beside it as on older pages, which over HTTP have a value as well.',
    },
  },
  cardKeyBytesMax: bytes(100, 'Bytes of the name of a card variable.'),
  cardValueBytesMax: orOff(null, 'Bytes of the value of a card variable (1024 in a table)'),
  cardDataBytesMax: bytes(102_400, 'Bytes of one map of card variables.'),
  streamingBytesMax: orOff(1024, 'Bytes of one streaming update that is not the whole text'),
  streamingTotalBytesMax: orOff(3072, 'Bytes of a streamed text'),
};
