import { BusinessError, msgCode } from '../business-error.js';
import type { Session } from '../auth/sessions.js';
import { viewBill } from '../bills/view-bill.js';
import type { Field, Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asObject } from '../protocol/request-body.js';
import { resultReply } from '../protocol/response-status.js';
import { findForm, queryBills, type BillQuery } from '../query/query-bills.js';
import { count } from './flag.js';
import { textOf } from '../text.js';

const done = { successes: [], errors: [], code: msgCode.none } as const;

/** Methods of DynamicFormService that only read. */
export const queryMethods: readonly SessionMethod[] = [
  {
    kind: 'session',
    name: 'ExecuteBillQuery',
    parameters: ['data'],
    errors: 'rows',
    handle: ({ session, arguments: [data] }) => queryBills(session.account, readQuery(data)).rows,
  },
  {
    kind: 'session',
    name: 'BillQuery',
    parameters: ['data'],
    errors: 'records',
    handle: ({ session, arguments: [data] }: SessionCall): Json => {
      const { keys, rows } = queryBills(session.account, readQuery(data));
      return rows.map((row) => Object.fromEntries(keys.map((key, at) => [key, row[at] ?? null])));
    },
  },
  {
    kind: 'session',
    name: 'View',
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, data] }) =>
      view(session, textOf(formId), asObject(data)),
  },
  {
    kind: 'session',
    name: 'QueryBusinessInfo',
    parameters: ['data'],
    errors: 'object',
    handle: ({ session, arguments: [data] }: SessionCall): Json => {
      const form = findForm(session.account, textOf(asObject(data)['FormId']));
      return resultReply(done, { NeedReturnData: describeForm(session, form) });
    },
  },
];

function readQuery(value: unknown): BillQuery {
  const data = asObject(value);
  const filter = data['FilterString'];
  return {
    formId: textOf(data['FormId']),
    fieldKeys: textOf(data['FieldKeys']),
    filter: Array.isArray(filter) ? (filter as unknown[]) : textOf(filter),
    order: textOf(data['OrderString']),
    startRow: count(data['StartRow']),
    limit: count(data['Limit']),
    topRowCount: count(data['TopRowCount']),
  };
}

function view(session: Session, formId: string, data: Readonly<Record<string, unknown>>): Json {
  const { account } = session;
  const form = findForm(account, formId);
  const [id, number] = [textOf(data['Id']), textOf(data['Number'])];
  if (id === '' && number === '') {
    throw new BusinessError(msgCode.parameter, '内码与编码不能同时为空。');
  }
  const byId = id === '' || id === '0' ? undefined : account.row(form, Number(id));
  const row = byId ?? (number === '' ? undefined : account.rowByNumber(form, number));
  if (row === undefined) {
    throw new BusinessError(msgCode.noData, `${form.name}“${number === '' ? id : number}”不存在。`);
  }
  return {
    Result: { ResponseStatus: { IsSuccess: true }, Result: viewBill(account, form, row) },
  };
}

function describeForm(session: Session, form: Form): Json {
  const name = (value: string): Json => [{ Key: 2052, Value: value }];
  const field = (each: Field): Json => ({
    Key: each.key,
    Name: name(each.name),
    PropertyName: each.property ?? each.key.replace(/^F/, ''),
    MustInput: each.required === true ? 1 : 0,
    IsViewVisible: true,
    Extends: each.form ?? null,
  });
  const group = (key: string, title: string, fields: readonly Field[]): Json => ({
    Key: key,
    Name: name(title),
    Fields: fields.map(field),
  });
  const { life } = session.account.erp;
  return {
    Id: form.id,
    Name: name(form.name),
    PkFieldName: form.keyField.key,
    Entrys: [
      group('FBillHead', form.name, form.file.fields),
      ...(form.file.subHeads ?? []).map((each) => group(each.key, each.name, each.fields)),
      ...form.entries.map((each) => group(each.key, each.name, each.fields)),
    ],
    Operations: life.operations.map((operation) => ({
      OperationNumber: operation.number,
      OperationName: name(operation.name),
    })),
  };
}
