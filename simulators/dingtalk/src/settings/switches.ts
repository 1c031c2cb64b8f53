import type { SwitchBoard } from '@hub/simulator-kit';

/** Where the documents are silent or contradict themselves. A client must work whichever way a switch stands. */
export interface Switches {
  repeatedOutTrackId: 'ignored' | 'refused';
  deliverModelRequired: boolean;
  cardToStranger: 'told' | 'refused';
  eventRetryMs: readonly number[];
  robotRetryMs: readonly number[];
  handshakeRefusalStatus: number;
  openRefusalStatus: 400 | 401 | 403;
  webhookThrottleCode: 660026 | 410100 | 130101;
  webhookUnknownTokenCode: 300005 | 400101;
  webhookErrcodeType: 'number' | 'string';
  banShape: 'html' | 'json';
  banStatus: number;
  retryAfterSeconds: number | null;
  unknownApiCode: 'InvalidAction.NotFound' | 'error.notFound';
  tokenErrorText: 'chinese' | 'english';
  oldPathErrors: 'flat' | 'sub-code';
  corpSecretToken: 'refused' | 'secret-of-an-app';
  secretResetEndsTokens: boolean;
  userFieldTypes: 'typed' | 'strings';
  statusBarWindowMs: number;
  workProgressWindowMs: number;
  sameContentPer: 'calendar-day' | '24-hours' | 'never';
  robotNotInGroupCode: string;
  todoDetailUrlRequired: boolean;
  todoExistsText: 'with-task-id' | 'plain';
  approvalSuccess: 'text' | 'boolean';
  approvalTableValue: 'rows' | 'row-objects';
  forbiddenWords: readonly string[];
  unsafeUrls: readonly string[];
}

const waits = { type: 'array', maxItems: 10, items: { type: 'integer', minimum: 0 } };
const texts = { type: 'array', maxItems: 1000, items: { type: 'string', minLength: 1 } };
const status = { type: 'integer', minimum: 200, maximum: 599 };

function oneOf<const Value>(
  standard: NoInfer<Value>,
  values: readonly Value[],
  description: string,
): { standard: Value; schema: Readonly<Record<string, unknown>> } {
  return { standard, schema: { enum: values, description } };
}

const yesOrNo = (
  standard: boolean,
  description: string,
): { standard: boolean; schema: Readonly<Record<string, unknown>> } => ({
  standard,
  schema: { type: 'boolean', description },
});

/** Every switch with its start value and what it may be. */
export const switches: SwitchBoard<Switches> = {
  repeatedOutTrackId: oneOf(
    'ignored',
    ['ignored', 'refused'],
    'A second create with the same outTrackId: the first answer again, or param.cardAlreadyExist.',
  ),
  deliverModelRequired: yesOrNo(
    true,
    'Whether a delivery without the open-deliver model of its space is refused.',
  ),
  cardToStranger: oneOf(
    'told',
    ['told', 'refused'],
    'A card for nobody, or for somebody outside the visible range: told in deliverResults, or param.userIdNotExist for the whole call.',
  ),
  eventRetryMs: {
    standard: [10_000, 30_000],
    schema: { ...waits, description: 'Waits before each further push of an unacknowledged event.' },
  },
  robotRetryMs: {
    standard: [60_000],
    schema: {
      ...waits,
      description:
        'Waits before each further push of an unacknowledged robot message; [] means it comes once.',
    },
  },
  handshakeRefusalStatus: {
    standard: 401,
    schema: { ...status, minimum: 400, description: 'WebSocket handshake with a bad ticket.' },
  },
  openRefusalStatus: oneOf(
    400,
    [400, 401, 403],
    'HTTP status when the gateway refuses to open a connection.',
  ),
  webhookThrottleCode: oneOf(
    660026,
    [660026, 410100, 130101],
    'errcode of a custom robot that is too fast; all three are in use.',
  ),
  webhookUnknownTokenCode: oneOf(
    300005,
    [300005, 400101],
    'errcode of a webhook address that does not exist: seen live, or as documented.',
  ),
  webhookErrcodeType: oneOf(
    'number',
    ['number', 'string'],
    'errcode in the answer of a webhook: a number as seen live, or "0" as in the documents.',
  ),
  banShape: oneOf('html', ['html', 'json'], 'What a banned address gets: a page, or status 1111.'),
  banStatus: {
    standard: 200,
    schema: { ...status, description: 'HTTP status of the answer to a banned address.' },
  },
  retryAfterSeconds: {
    standard: null,
    schema: {
      type: ['integer', 'null'],
      minimum: 0,
      description: 'Retry-After on throttled v1.0 calls; none is documented.',
    },
  },
  unknownApiCode: oneOf(
    'InvalidAction.NotFound',
    ['InvalidAction.NotFound', 'error.notFound'],
    'code of a v1.0 path that does not exist.',
  ),
  tokenErrorText: oneOf(
    'chinese',
    ['chinese', 'english'],
    'Text of a bad token: 不合法的access_token or Invalid access_token.',
  ),
  oldPathErrors: oneOf(
    'flat',
    ['flat', 'sub-code'],
    'Gateway errors of oapi paths outside /topapi: the code in errcode itself, or errcode 88 with sub_code.',
  ),
  corpSecretToken: oneOf(
    'secret-of-an-app',
    ['secret-of-an-app', 'refused'],
    'gettoken with corpid and corpsecret: the secret of an application serves, or new organisations have none.',
  ),
  secretResetEndsTokens: yesOrNo(
    false,
    'Whether a new secret ends the tokens in force at once; otherwise they run out.',
  ),
  userFieldTypes: oneOf(
    'typed',
    ['typed', 'strings'],
    'Booleans and numbers of v2/user/get: typed as in practice, or texts as in the sample.',
  ),
  statusBarWindowMs: {
    standard: 86_400_000,
    schema: {
      type: 'integer',
      minimum: 0,
      description: 'How long a status bar can be updated: 24 h on one page, 7 d on another.',
    },
  },
  workProgressWindowMs: {
    standard: 86_400_000,
    schema: {
      type: 'integer',
      minimum: 0,
      description:
        'How long the progress of a work notification can be asked for: 24 h or 7 d, as for the status bar.',
    },
  },
  sameContentPer: oneOf(
    'calendar-day',
    ['calendar-day', '24-hours', 'never'],
    'For how long the same work notification to the same person is dropped; Chinese time.',
  ),
  robotNotInGroupCode: {
    standard: 'invalidParameter.robotCode.notExsit',
    schema: {
      type: 'string',
      minLength: 1,
      description: 'code when the robot is not in the group (also seen: resource.unavailable).',
    },
  },
  todoDetailUrlRequired: yesOrNo(
    false,
    'Whether a to-do without detailUrl is refused: the notice says so since 2024, the table does not.',
  ),
  todoExistsText: oneOf(
    'with-task-id',
    ['with-task-id', 'plain'],
    'Text when a sourceId comes again: with the id of the to-do there is, or "task exist".',
  ),
  approvalSuccess: oneOf(
    'text',
    ['text', 'boolean'],
    'success in the answer about an approval: "true" as in the sample, or true.',
  ),
  approvalTableValue: oneOf(
    'row-objects',
    ['row-objects', 'rows'],
    'A table of a form that is read back: rowValue objects as seen, or the rows as given.',
  ),
  forbiddenWords: {
    standard: ['违禁测试词'],
    schema: { ...texts, description: 'Words for which content is refused.' },
  },
  unsafeUrls: {
    standard: ['unsafe.example'],
    schema: { ...texts, description: 'Parts of addresses for which content is refused.' },
  },
};
