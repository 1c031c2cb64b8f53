import type { JsonSchema } from '@hub/simulator-kit';

/** Changes of a bill that may or may not set FModifyDate. */
const touches = [
  'save',
  'submit',
  'approve',
  'withdraw',
  'audit',
  'unaudit',
  'reject',
  'terminate',
  'void',
  'unvoid',
  'close',
  'unclose',
  'forbid',
  'enable',
  'row-status',
] as const;
export type Touch = (typeof touches)[number];

/**
 * Behaviour that differs between sites or that nobody outside the vendor knows for certain.
 * A client must work whichever way a switch stands. What each means stands in `switchSchemas`.
 */
export interface Switches {
  modifyDateOn: readonly Touch[];
  queryRowsMax: number;
  limitBeyondCap: 'cut' | 'refused';
  billQueryError: 'list' | 'nested';
  queryMilliseconds: 'trimmed' | 'three' | 'none';
  trimDecimals: boolean;
  workflowStatusAsNumber: boolean;
  workflowForms: 'all' | 'assignments-only' | 'none';
  historyHolds: 'done-tasks' | 'ended-instances';
  operationResults: 'list' | 'null';
  noTaskText: string;
  quickAuditOfUnknown: 'passed-over' | 'refused';
  signAgeSecondsMax: number;
  signAlgorithms: 'sha256-and-sha1' | 'sha1';
  wrongPasswordsMax: number;
  oneSessionPerUser: boolean;
  bareData: boolean;
  deadSessionBesideSignature: 'renewed' | 'lost-once';
  lostSessionText: 'chinese' | 'english';
  loginFailureText: string;
  callLimitText: string;
  administratorText: string;
  licenceWarning: 'nobody' | 'administrator' | 'everybody';
  forbidAdministrator: boolean;
  licensedUsersMax: number;
  callsPerMinuteMax: number;
  batchBillsMax: number;
  unknownBills: 'passed-over' | 'refused';
  unknownBaseData: 'refused' | 'emptied';
  networkControl: 'when-asked' | 'always';
  firewall: boolean;
  asyncRunningPolls: number;
  reportTotalRow: boolean;
  displayVersion: string;
  missingMethods: readonly string[];
}

export const defaultSwitches: Readonly<Switches> = {
  modifyDateOn: [
    'save',
    'submit',
    'withdraw',
    'audit',
    'unaudit',
    'reject',
    'terminate',
    'forbid',
    'enable',
  ],
  queryRowsMax: 2000,
  limitBeyondCap: 'cut',
  billQueryError: 'list',
  queryMilliseconds: 'trimmed',
  trimDecimals: false,
  workflowStatusAsNumber: false,
  workflowForms: 'all',
  historyHolds: 'done-tasks',
  operationResults: 'list',
  noTaskText: '未找到待办任务',
  quickAuditOfUnknown: 'refused',
  signAgeSecondsMax: 0,
  signAlgorithms: 'sha256-and-sha1',
  wrongPasswordsMax: 0,
  oneSessionPerUser: false,
  bareData: true,
  deadSessionBesideSignature: 'renewed',
  lostSessionText: 'chinese',
  loginFailureText: '',
  callLimitText: '接口调用次数超出限制，请稍后再试',
  administratorText: '不允许管理员用户调用WebAPI',
  licenceWarning: 'nobody',
  forbidAdministrator: false,
  licensedUsersMax: 0,
  callsPerMinuteMax: 0,
  batchBillsMax: 1000,
  unknownBills: 'passed-over',
  unknownBaseData: 'refused',
  networkControl: 'when-asked',
  firewall: false,
  asyncRunningPolls: 1,
  reportTotalRow: true,
  displayVersion: '8.2.886.8',
  missingMethods: [],
};

/** What each switch may be and what it does; the control interface shows it. */
export const switchSchemas: Readonly<Record<keyof Switches, JsonSchema>> = {
  modifyDateOn: {
    type: 'array',
    items: { enum: touches },
    description:
      'Changes that set FModifyDate. An intermediate approval, a closing and row operations usually do not.',
  },
  queryRowsMax: {
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    description: 'Rows of one query reply. Sites set 2000 to 10000.',
  },
  limitBeyondCap: {
    enum: ['cut', 'refused'],
    description: 'What a Limit beyond queryRowsMax gets: that many rows in silence, or MsgCode 8.',
  },
  billQueryError: {
    enum: ['list', 'nested'],
    description: 'How BillQuery wraps an error: [{…}] or [[{…}]].',
  },
  queryMilliseconds: {
    enum: ['trimmed', 'three', 'none'],
    description: 'How a query prints fractions of a second; View always trims trailing zeros.',
  },
  trimDecimals: {
    type: 'boolean',
    description: 'Print decimals as 10.5 instead of 10.5000000000.',
  },
  workflowStatusAsNumber: {
    type: 'boolean',
    description: 'Print the states of workflow forms as numbers instead of text.',
  },
  workflowForms: {
    enum: ['all', 'assignments-only', 'none'],
    description:
      'Which forms of workflow tasks this version has: all, only WF_AssignmentBill, none.',
  },
  historyHolds: {
    enum: ['done-tasks', 'ended-instances'],
    description:
      'Whether the history form shows finished tasks at once or only when their instance has ended.',
  },
  operationResults: {
    enum: ['list', 'null'],
    description: 'What stands in OperationResults of WorkflowAudit.',
  },
  noTaskText: {
    type: 'string',
    description: 'What WorkflowAudit says when the person has no task on the bill.',
  },
  quickAuditOfUnknown: {
    enum: ['passed-over', 'refused'],
    description: 'What the quick workflow calls do with a task that the person does not hold.',
  },
  signAgeSecondsMax: {
    type: 'integer',
    minimum: 0,
    description: 'Oldest sign of LoginBySign that is taken, in seconds; 0 takes any.',
  },
  signAlgorithms: {
    enum: ['sha256-and-sha1', 'sha1'],
    description:
      'Signs of LoginBySign that are understood; servers before 8.0.0.202205 know SHA-1.',
  },
  wrongPasswordsMax: {
    type: 'integer',
    minimum: 0,
    description: 'Wrong passwords that lock a user; 0 never locks.',
  },
  oneSessionPerUser: {
    type: 'boolean',
    description:
      'Every login ends the user’s other sessions, as a policy of the site may; otherwise only one with isKickOff.',
  },
  bareData: {
    type: 'boolean',
    description:
      'A method whose one parameter is data takes a body without that wrapping, as some clients in the field send it.',
  },
  deadSessionBesideSignature: {
    enum: ['renewed', 'lost-once'],
    description:
      'A dead session id with good signed headers: the call is done in a new session, or MsgCode 1 brings its cookie.',
  },
  lostSessionText: {
    enum: ['chinese', 'english'],
    description: 'Language of the lost-session message; one live server kept Chinese at lcid 1033.',
  },
  loginFailureText: {
    type: 'string',
    description: 'What every failed login says; empty says what is wrong in our own words.',
  },
  callLimitText: { type: 'string', description: 'What MsgCode 14 says.' },
  administratorText: { type: 'string', description: 'What MsgCode 15 says.' },
  licenceWarning: {
    enum: ['nobody', 'administrator', 'everybody'],
    description:
      'Whose login by password is answered with type -5 and the form BOS_CloudInspection.',
  },
  forbidAdministrator: {
    type: 'boolean',
    description: 'Refuse the WebAPI to Administrator with MsgCode 15.',
  },
  licensedUsersMax: {
    type: 'integer',
    minimum: 0,
    description: 'Users of an account set with a session at one time; more get MsgCode 7. 0: any.',
  },
  callsPerMinuteMax: {
    type: 'integer',
    minimum: 0,
    description: 'Calls of an account set in 60 s; more get MsgCode 14. 0: any.',
  },
  batchBillsMax: {
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    description: 'Bills of one call; more are refused with MsgCode 8.',
  },
  unknownBills: {
    enum: ['passed-over', 'refused'],
    description:
      'What bills that do not exist do to a call that names others too: nothing, or an error each.',
  },
  unknownBaseData: {
    enum: ['refused', 'emptied'],
    description:
      'What an unknown base data number becomes while IsVerifyBaseDataField is not set: an error, or an empty field.',
  },
  networkControl: {
    enum: ['when-asked', 'always'],
    description: 'Whether editing locks stop only calls with NetworkCtrl, or every call.',
  },
  firewall: {
    type: 'boolean',
    description: 'Stop bodies with suspicious text as the web firewall does.',
  },
  asyncRunningPolls: {
    type: 'integer',
    minimum: 0,
    maximum: 100,
    description: 'Polls of an asynchronous call that say running before one says complete.',
  },
  reportTotalRow: { type: 'boolean', description: 'End a report with a row of totals (合计).' },
  displayVersion: { type: 'string', description: 'Version that the login reply names.' },
  missingMethods: {
    type: 'array',
    items: { type: 'string' },
    description: 'Methods that this version lacks, e.g. BillQuery or WorkflowAudit.',
  },
};
