import type { SwitchBoard } from '@hub/simulator-kit';

/**
 * Behaviour of the Cosmic OpenAPI that differs between sites, or that no published text settles.
 * A client must work whichever way a switch stands.
 */
export interface Switches {
  tokensPerMinute: number;
  tokenSeconds: number;
  expiresIn: 'milliseconds' | 'milliseconds-as-text' | 'seconds';
  tokenIn: 'header' | 'header-or-query';
  gatewayIdentity: boolean;
  enhancedToken: boolean;
  oldLogin: boolean;
  basicSign: boolean;
  timestampMinutesMax: number;
  secretFailuresMax: number;
  errorStatus: 'always-200' | 'as-code';
  filterIn: 'body' | 'data' | 'both';
  orderBy: 'ignored' | 'honoured';
  rowOrder: 'oldest' | 'newest' | 'scattered';
  pageSizeMax: number;
  totalCount: boolean;
  requiredParameters: boolean;
  references: 'flat' | 'object';
  ids: 'text' | 'number';
  decimals: 'number' | 'text';
  modifyTimeOn: string[];
  saveResult: 'documented' | 'bare';
  contextPath: 'any' | 'ierp' | 'root';
}

const flag = (description: string): object => ({ type: 'boolean', description });
const count = (description: string): object => ({ type: 'integer', minimum: 0, description });
const one = (values: readonly string[], description: string): object => ({
  enum: values,
  description,
});

const access: Pick<
  SwitchBoard<Switches>,
  | 'tokensPerMinute'
  | 'tokenSeconds'
  | 'expiresIn'
  | 'tokenIn'
  | 'gatewayIdentity'
  | 'enhancedToken'
  | 'oldLogin'
  | 'basicSign'
  | 'timestampMinutesMax'
  | 'secretFailuresMax'
  | 'errorStatus'
  | 'contextPath'
> = {
  tokensPerMinute: { standard: 30, schema: { ...count('Tokens an application may ask for.') } },
  tokenSeconds: { standard: 7200, schema: { ...count('Life of a token.') } },
  expiresIn: {
    standard: 'milliseconds-as-text',
    schema: {
      ...one(['milliseconds', 'milliseconds-as-text', 'seconds'], 'How expires_in is told.'),
    },
  },
  tokenIn: {
    standard: 'header',
    schema: { ...one(['header', 'header-or-query'], 'Whether a token in the URL is taken.') },
  },
  gatewayIdentity: {
    standard: false,
    schema: { ...flag('A gateway wants x-acgw-identity on every call.') },
  },
  enhancedToken: { standard: true, schema: { ...flag('/kapi/oauth2/getToken is there.') } },
  oldLogin: { standard: false, schema: { ...flag('getAppToken.do and login.do are there.') } },
  basicSign: { standard: false, schema: { ...flag('openApiSign is taken instead of a token.') } },
  timestampMinutesMax: {
    standard: 5,
    schema: { ...count('How far the timestamp of getToken may be off; 0 for any.') },
  },
  secretFailuresMax: {
    standard: 5,
    schema: { ...count('Wrong secrets in a row that lock an application for 180 s; 0 for never.') },
  },
  errorStatus: {
    standard: 'always-200',
    schema: { ...one(['always-200', 'as-code'], 'HTTP status of an error.') },
  },
  contextPath: {
    standard: 'any',
    schema: { ...one(['any', 'ierp', 'root'], 'Whether /ierp stands before /kapi and /api.') },
  },
};

export const switchBoard: SwitchBoard<Switches> = {
  ...access,
  filterIn: {
    standard: 'both',
    schema: { ...one(['body', 'data', 'both'], 'Where a query takes its conditions from.') },
  },
  orderBy: {
    standard: 'ignored',
    schema: { ...one(['ignored', 'honoured'], 'Seen in the field: ignored without a word.') },
  },
  rowOrder: {
    standard: 'scattered',
    schema: { ...one(['oldest', 'newest', 'scattered'], 'Order of rows, set by the API there.') },
  },
  pageSizeMax: { standard: 2000, schema: { ...count('A larger pageSize is refused with 603.') } },
  totalCount: { standard: true, schema: { ...flag('Whether a query tells totalCount.') } },
  requiredParameters: {
    standard: false,
    schema: { ...flag('Parameters the form marks as wanted must be in data, * for any value.') },
  },
  references: {
    standard: 'flat',
    schema: { ...one(['flat', 'object'], 'supplier_name, supplier_number or supplier:{…}.') },
  },
  ids: { standard: 'text', schema: { ...one(['text', 'number'], 'How ids are printed.') } },
  decimals: { standard: 'number', schema: { ...one(['number', 'text'], 'How amounts are.') } },
  modifyTimeOn: {
    standard: ['change', 'submit', 'unsubmit', 'audit', 'unaudit', 'close', 'unclose', 'cancel'],
    schema: { type: 'array', items: { type: 'string' }, description: 'What sets modifytime.' },
  },
  saveResult: {
    standard: 'documented',
    schema: { ...one(['documented', 'bare'], 'What a save answers: rows with keys, or counts.') },
  },
};
