/** Changes of a bill that may or may not set FModifyDate. */
export const touches = [
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
 * A client must work whichever way a switch stands.
 */
export interface Switches {
  /** Which changes set FModifyDate. An intermediate approval and a closing usually do not. */
  modifyDateOn: readonly Touch[];
  /** Rows of one query reply. Sites set 2000 to 10000. */
  queryRowsMax: number;
  /** How BillQuery wraps an error: `[{…}]` or `[[{…}]]`. */
  billQueryError: 'list' | 'nested';
  /** Print decimals as 10.5 instead of 10.5000000000. */
  trimDecimals: boolean;
  /** Print workflow states as numbers instead of text. */
  workflowStatusAsNumber: boolean;
  /** Whether the history form shows finished tasks at once or only when their instance has ended. */
  historyHolds: 'done-tasks' | 'ended-instances';
  /** What stands in OperationResults of WorkflowAudit. */
  operationResults: 'list' | 'null';
  /** Oldest sign of LoginBySign that is taken, in seconds; 0 takes any. */
  signAgeSecondsMax: number;
  /** Wrong passwords that lock a user; 0 never locks. */
  wrongPasswordsMax: number;
  /** Refuse the WebAPI to Administrator with MsgCode 15. */
  forbidAdministrator: boolean;
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
  billQueryError: 'list',
  trimDecimals: false,
  workflowStatusAsNumber: false,
  historyHolds: 'done-tasks',
  operationResults: 'list',
  signAgeSecondsMax: 0,
  wrongPasswordsMax: 0,
  forbidAdministrator: false,
};
