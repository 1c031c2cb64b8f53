import type { Session } from '../auth/sessions.js';
import { BillOperations } from '../bills/bill-operations.js';
import { forEachBill, listOf, selectBills } from '../bills/for-each-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Actor } from '../database/account-set.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asObject } from '../protocol/request-body.js';
import { resultReply } from '../protocol/response-status.js';
import { textOf } from '../text.js';
import { flag } from './flag.js';
import { openForm } from './open-form.js';

type Data = Readonly<Record<string, unknown>>;
type Act = (operations: BillOperations, row: Row, data: Data) => void;

/** Methods of DynamicFormService that take bills through their life. */
export const billMethods: readonly SessionMethod[] = [
  billMethod('Submit', (operations, row) => {
    operations.submit(row);
  }),
  billMethod('CancelAssign', (operations, row) => {
    operations.withdraw(row);
  }),
  billMethod('Audit', (operations, row, data) => {
    operations.audit(row, !flag(data['IsVerifyProcInst'], true));
  }),
  billMethod('UnAudit', (operations, row) => {
    operations.unaudit(row);
  }),
  billMethod('Delete', (operations, row) => {
    operations.delete(row);
  }),
  operationMethod('ExcuteOperation'),
  operationMethod('ExecuteOperation'),
  {
    kind: 'session',
    name: 'StatusConvert',
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, given] }: SessionCall): Json => {
      const data = asObject(given);
      return execute(session, formId, textOf(data['OperationNumber'] ?? data['OpNumber']), data);
    },
  },
];

/** Who a session's calls are done by, as the journal names it. */
export function actorOf(session: Session): Actor {
  return { userId: session.user.userId, via: `webapi:${session.user.userName}` };
}

/** Throws while somebody edits the bill, or while a question about it is unanswered. */
export function requireUnobstructed(session: Session, form: Form, row: Row, data: Data): void {
  const { account, user } = session;
  const checked =
    account.erp.switches.networkControl === 'always' || flag(data['NetworkCtrl'], false);
  if (checked) account.locks.requireFree(form.id, row.id, user.userName);
  const flags = textOf(data['InterationFlags']).split(';');
  account.locks.requireAnswered(form.id, row.id, {
    flags: flags.map((each) => each.trim()),
    ignoreAll: flag(data['IgnoreInterationFlag'], false),
  });
}

function billMethod(name: string, act: Act): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, given] }) => {
      const form = openForm(session, formId, name);
      const data = asObject(given);
      const operations = new BillOperations(session.account, form, actorOf(session));
      const bills = selectBills(session.account, form, data);
      const result = forEachBill(session.account, form, bills, (row) => {
        requireUnobstructed(session, form, row, data);
        act(operations, row, data);
      });
      const done = name === 'Audit' ? '审核' : '';
      const messages = result.successes.map(
        ({ number }) => `单据编号为“${number ?? ''}”的${form.name}，${done}成功！`,
      );
      return resultReply(done === '' ? result : { ...result, messages });
    },
  };
}

function operationMethod(name: string): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['formid', 'opNumber', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, opNumber, data] }) =>
      execute(session, formId, textOf(opNumber), asObject(data)),
  };
}

/** Operations that are methods of their own too. */
const steps: Readonly<Record<string, Act>> = {
  SUBMIT: (operations, row) => {
    operations.submit(row);
  },
  AUDIT: (operations, row) => {
    operations.audit(row, false);
  },
  UNAUDIT: (operations, row) => {
    operations.unaudit(row);
  },
  DELETE: (operations, row) => {
    operations.delete(row);
  },
};

function execute(session: Session, formId: unknown, number: string, data: Data): Json {
  if (number === '') throw new BusinessError(msgCode.operationEmpty, '操作编码为空。');
  const form = openForm(session, formId, number);
  const operations = new BillOperations(session.account, form, actorOf(session));
  const rowIds = entryRows(data);
  const bills = selectBills(session.account, form, withEntryBills(data, rowIds));
  const result = forEachBill(session.account, form, bills, (row) => {
    requireUnobstructed(session, form, row, data);
    const step = steps[number.toUpperCase()];
    if (step === undefined) operations.execute(row, number, rowIds.get(Number(row.id)) ?? []);
    else step(operations, row, data);
  });
  return resultReply(result);
}

/** PkEntryIds: `[{Id, EntryIds: "1,2"}]`, the rows of each bill that are meant. */
function entryRows(data: Data): ReadonlyMap<number, readonly number[]> {
  const list = Array.isArray(data['PkEntryIds']) ? (data['PkEntryIds'] as unknown[]) : [];
  return new Map(
    list.map((item) => {
      const { Id, EntryIds } = asObject(item);
      return [Number(textOf(Id)), listOf(EntryIds).map(Number)] as const;
    }),
  );
}

/** A call that names rows need not name their bills again. */
function withEntryBills(data: Data, rowIds: ReadonlyMap<number, unknown>): Data {
  const named = listOf(data['Ids']).length > 0 || listOf(data['Numbers']).length > 0;
  return named || rowIds.size === 0 ? data : { ...data, Ids: [...rowIds.keys()] };
}
