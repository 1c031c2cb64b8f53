import { createHash } from 'node:crypto';
import type { Session } from '../auth/sessions.js';
import { BillOperations } from '../bills/bill-operations.js';
import { listOf, requireBatchSize } from '../bills/for-each-bill.js';
import { limitModel } from '../bills/limit-model.js';
import { saveBill } from '../bills/save-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import { printValue, type EntryRow, type Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import type { SessionMethod } from '../protocol/method.js';
import { asObject } from '../protocol/request-body.js';
import { resultReply, type StatusError, type SuccessEntity } from '../protocol/response-status.js';
import { textOf } from '../text.js';
import { actorOf, requireUnobstructed } from './bill-methods.js';
import { count, flag } from './flag.js';
import { openForm } from './open-form.js';

type Data = Readonly<Record<string, unknown>>;

/** Save, Draft and BatchSave. */
export const saveMethods: readonly SessionMethod[] = [
  savingMethod('Save', false),
  savingMethod('Draft', true),
  {
    kind: 'session',
    name: 'BatchSave',
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, data] }) =>
      batchSave(session, openForm(session, formId, 'Save'), asObject(data)),
  },
];

function savingMethod(name: string, draft: boolean): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, given] }) => {
      const form = openForm(session, formId, name);
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
  const model = limitModel(form, bill.model, listOf(data['NeedUpDateFields']));
  const verify = flag(data['IsVerifyBaseDataField'], false);
  const { unknownBaseData } = account.erp.switches;
  const row = saveBill(account, form, actor, model, {
    draft: bill.draft,
    validate: flag(data['ValidateFlag'], true),
    inFormOrder: flag(data['IsAutoAdjustField'], false),
    deleteMissingRows: flag(data['IsDeleteEntry'], true),
    references: {
      byNumber: flag(data['NumberSearch'], true),
      unknown: verify ? 'refused' : unknownBaseData,
    },
    before: (present) => {
      requireUnobstructed(session, form, present, data);
    },
    orgId: session.orgId,
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
  requireBatchSize(session.account, models.length);
  refuseRepeated(session, form, data);
  const batch = count(data['BatchCount']) || models.length;
  const fields = listOf(data['NeedReturnFields']);
  const successes: SuccessEntity[] = [];
  const errors: StatusError[] = [];
  const returned: Json[] = [];
  let code: number = msgCode.none;
  models.forEach((model, at) => {
    // DIndex counts anew in every batch.
    const index = at % batch;
    try {
      const row = saveModel(session, form, data, { model: asObject(model), draft: false });
      successes.push({ id: row.id, number: session.account.numberOf(form, row), index });
      returned.push(returnFields(session, form, row, fields));
    } catch (error) {
      if (!(error instanceof BusinessError)) throw error;
      code = error.code;
      errors.push({ fieldName: error.fieldName, message: error.message, index });
    }
  });
  return resultReply({ successes, errors, code }, { NeedReturnData: returned });
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

/** The fields asked for: those of the head by key, those of an entry as a list under the entry's key. */
function returnFields(session: Session, form: Form, row: Row, keys: readonly string[]): Json {
  const reply: Record<string, Json> = {};
  const { switches } = session.account.erp;
  for (const asked of keys) {
    const key = asked.split('.').at(-1) ?? '';
    const found = form.find(key);
    if (found === undefined) continue;
    if (found.entry === undefined) {
      const value = found.field === form.keyField ? row.id : row.values[found.field.key];
      reply[asked] = printValue(found.field, value ?? null, switches);
      continue;
    }
    const rows = row.entries[found.entry] ?? [];
    const before = (reply[found.entry] ?? []) as readonly Readonly<Record<string, Json>>[];
    reply[found.entry] = rows.map((each, at) => ({
      ...before[at],
      [key]: /FEntryID$/i.test(key) ? each.id : printEntry(session, found.field, each),
    }));
  }
  return reply;
}

function printEntry(
  session: Session,
  field: Parameters<typeof printValue>[0],
  entry: EntryRow,
): Json {
  const value = /FSeq$/i.test(field.key) ? entry.seq : (entry.values[field.key] ?? null);
  return printValue(field, value, session.account.erp.switches);
}
