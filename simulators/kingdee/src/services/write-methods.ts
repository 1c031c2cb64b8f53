import { createHash } from 'node:crypto';
import type { Session } from '../auth/sessions.js';
import { BillOperations } from '../bills/bill-operations.js';
import { forEachBill, listOf, selectBills } from '../bills/for-each-bill.js';
import { saveBill } from '../bills/save-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Actor } from '../database/account-set.js';
import { printValue, type Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import type { SessionMethod } from '../protocol/method.js';
import { asObject } from '../protocol/request-body.js';
import { resultReply, type StatusError, type SuccessEntity } from '../protocol/response-status.js';
import { findForm } from '../query/query-bills.js';
import { flag } from './flag.js';
import { textOf } from '../text.js';

type Data = Readonly<Record<string, unknown>>;

/** Methods of DynamicFormService that change bills. */
export const writeMethods: readonly SessionMethod[] = [
  savingMethod('Save', false),
  savingMethod('Draft', true),
  {
    kind: 'session',
    name: 'BatchSave',
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, data] }) =>
      batchSave(session, findForm(session.account, textOf(formId)), asObject(data)),
  },
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
];

export function actorOf(session: Session): Actor {
  return { userId: session.user.userId, via: `webapi:${session.user.userName}` };
}

function billMethod(
  name: string,
  act: (operations: BillOperations, row: Row, data: Data) => void,
): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, given] }) => {
      const form = findForm(session.account, textOf(formId));
      const data = asObject(given);
      const operations = new BillOperations(session.account, form, actorOf(session));
      const rows = selectBills(session.account, form, data);
      const result = forEachBill(session.account, form, rows, (row) => {
        act(operations, row, data);
      });
      return resultReply(result);
    },
  };
}

function operationMethod(name: string): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['formid', 'opNumber', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, opNumber, data] }) => {
      const form = findForm(session.account, textOf(formId));
      const operation = textOf(opNumber);
      if (operation === '') throw new BusinessError(msgCode.operationEmpty, '操作编码为空。');
      const operations = new BillOperations(session.account, form, actorOf(session));
      const rows = selectBills(session.account, form, asObject(data));
      const result = forEachBill(session.account, form, rows, (row) => {
        if (operation.toUpperCase() === 'UNAUDIT') operations.unaudit(row);
        else operations.execute(row, operation);
      });
      return resultReply(result);
    },
  };
}

function savingMethod(name: string, draft: boolean): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, given] }) => {
      const form = findForm(session.account, textOf(formId));
      const data = asObject(given);
      refuseRepeated(session, form, data);
      const row = saveModel(session, form, data, { model: asObject(data['Model']), draft });
      const number = session.account.numberOf(form, row);
      const returned = returnFields(session, form, row, listOf(data['NeedReturnFields']));
      return resultReply(
        { successes: [{ id: row.id, number, index: 0 }], errors: [], code: msgCode.none },
        { Id: row.id, Number: number, NeedReturnData: [returned] },
      );
    },
  };
}

function saveModel(
  session: Session,
  form: Form,
  data: Data,
  bill: { readonly model: Data; readonly draft: boolean },
): Row {
  const { account } = session;
  if (Object.keys(bill.model).length === 0) {
    throw new BusinessError(msgCode.parameter, 'Model不能为空。');
  }
  const creator = account.userByName(textOf(data['Creator']));
  const actor =
    creator === undefined ? actorOf(session) : { ...actorOf(session), userId: creator.userId };
  const row = saveBill(account, form, actor, bill.model, {
    draft: bill.draft,
    deleteMissingRows: flag(data['IsDeleteEntry'], true),
  });
  if (flag(data['IsAutoSubmitAndAudit'], false)) {
    const operations = new BillOperations(account, form, actor);
    operations.submit(row);
    if (form.file.workflow === undefined) operations.audit(row, false);
  }
  return row;
}

/** Saves bill by bill: those before a bad one stay saved, and those after it are tried. */
function batchSave(session: Session, form: Form, data: Data): Json {
  const models = Array.isArray(data['Model']) ? (data['Model'] as unknown[]) : [data['Model']];
  const successes: SuccessEntity[] = [];
  const errors: StatusError[] = [];
  let code: number = msgCode.none;
  models.forEach((model, index) => {
    try {
      const row = saveModel(session, form, data, { model: asObject(model), draft: false });
      successes.push({ id: row.id, number: session.account.numberOf(form, row), index });
    } catch (error) {
      if (!(error instanceof BusinessError)) throw error;
      code = error.code;
      errors.push({ fieldName: error.fieldName, message: error.message, index });
    }
  });
  return resultReply({ successes, errors, code }, { NeedReturnData: successes.map(() => ({})) });
}

/** ValidateRepeatJson: the same body a second time is refused. */
function refuseRepeated(session: Session, form: Form, data: Data): void {
  if (!flag(data['ValidateRepeatJson'], false)) return;
  const body = createHash('sha256')
    .update(form.id + JSON.stringify(data))
    .digest('hex');
  if (session.account.seenSaves.has(body)) {
    throw new BusinessError(msgCode.validation, '检测到重复的请求数据，请勿重复提交。');
  }
  session.account.seenSaves.add(body);
}

function returnFields(session: Session, form: Form, row: Row, keys: readonly string[]): Json {
  const pairs = keys.flatMap((key) => {
    const found = form.find(key);
    if (found === undefined || found.entry !== undefined) return [];
    const value = found.field === form.keyField ? row.id : (row.values[found.field.key] ?? null);
    return [[key, printValue(found.field, value, session.account.erp.switches)] as const];
  });
  return Object.fromEntries(pairs);
}
