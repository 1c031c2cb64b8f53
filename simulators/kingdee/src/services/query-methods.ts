import type { Session } from '../auth/sessions.js';
import { findNumber } from '../bills/allocation.js';
import { viewBill } from '../bills/view-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asList, asObject } from '../protocol/request-body.js';
import { resultReply } from '../protocol/response-status.js';
import { balanceReport } from '../query/balance-report.js';
import { filterSymbols } from '../query/filter-symbols.js';
import { queryBills, type BillQuery, type QueryResult } from '../query/query-bills.js';
import { textOf } from '../text.js';
import { describeForm } from './describe-form.js';
import { count } from './flag.js';
import { openForm, sightOf } from './open-form.js';

const done = { successes: [], errors: [], code: msgCode.none } as const;
const reportRowsMax = 10_000;

/** Methods of DynamicFormService that only read. */
export const queryMethods: readonly SessionMethod[] = [
  {
    kind: 'session',
    name: 'ExecuteBillQuery',
    parameters: ['data'],
    errors: 'rows',
    handle: ({ session, arguments: [data] }) => query(session, data).rows,
  },
  recordsMethod('BillQuery'),
  recordsMethod('ExecuteBillListQuery'),
  {
    kind: 'session',
    name: 'View',
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, data] }) => view(session, formId, asObject(data)),
  },
  {
    kind: 'session',
    name: 'QueryBusinessInfo',
    parameters: ['data'],
    errors: 'object',
    handle: ({ session, arguments: [data] }: SessionCall): Json => {
      const form = openForm(session, asObject(data)['FormId'], 'View');
      return resultReply(done, { NeedReturnData: describeForm(session, form) });
    },
  },
  {
    kind: 'session',
    name: 'GetSysReportData',
    parameters: ['formid', 'data'],
    errors: 'object',
    handle: ({ session, arguments: [formId, data] }: SessionCall): Json =>
      report(session, textOf(formId).trim(), asObject(data)),
  },
  {
    kind: 'session',
    name: 'GetFilterSymbolList',
    parameters: ['data'],
    errors: 'object',
    handle: (): Json =>
      resultReply(done, {
        NeedReturnData: filterSymbols.map(({ id, name }) => ({ Id: id, Name: name })),
      }),
  },
  {
    kind: 'session',
    name: 'LoadSysParameter',
    parameters: ['data'],
    errors: 'object',
    handle: ({ session }: SessionCall): Json => {
      const { queryRowsMax, batchBillsMax } = session.account.erp.switches;
      return resultReply(done, {
        NeedReturnData: { QueryRowsMax: queryRowsMax, BatchBillsMax: batchBillsMax },
      });
    },
  },
];

/** A query whose reply is a list of objects, keyed as asked. */
function recordsMethod(name: string): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['data'],
    errors: 'records',
    handle: ({ session, arguments: [data] }: SessionCall): Json => {
      const { keys, rows } = query(session, data);
      return rows.map((row) => Object.fromEntries(keys.map((key, at) => [key, row[at] ?? null])));
    },
  };
}

function query(session: Session, value: unknown): QueryResult {
  const given = readQuery(value);
  const sees = sightOf(session, openForm(session, given.formId, 'View'));
  return queryBills(session.account, sees === undefined ? given : { ...given, sees });
}

function readQuery(value: unknown): BillQuery {
  const data = asObject(value);
  return {
    formId: textOf(data['FormId']).trim(),
    fieldKeys: textOf(data['FieldKeys']),
    filter: filterOf(data['FilterString']),
    order: textOf(data['OrderString']),
    startRow: count(data['StartRow']),
    limit: count(data['Limit']),
    topRowCount: count(data['TopRowCount']),
  };
}

/** Text, an array, or the text of one. Anything else would select all there is, if it were passed over. */
function filterOf(given: unknown): BillQuery['filter'] {
  if (Array.isArray(given)) return given as unknown[];
  if (typeof given === 'string' && /^\s*\[\s*[{\]]/.test(given)) return asList(given);
  if (typeof given !== 'object' || given === null) return textOf(given);
  throw new BusinessError(msgCode.parameter, '过滤条件应是文本或数组。');
}

function view(session: Session, formId: unknown, data: Readonly<Record<string, unknown>>): Json {
  const { account } = session;
  const form = openForm(session, formId, 'View');
  const [id, number] = [textOf(data['Id']), textOf(data['Number'])];
  if (id === '' && number === '') {
    throw new BusinessError(msgCode.parameter, '内码与编码不能同时为空。');
  }
  const byId = id === '' || id === '0' ? undefined : account.row(form, Number(id));
  const orgId = count(data['CreateOrgId']) || session.orgId;
  const row = byId ?? (number === '' ? undefined : findNumber(account, form, number, orgId));
  if (row === undefined) {
    throw new BusinessError(msgCode.noData, `${form.name}“${number === '' ? id : number}”不存在。`);
  }
  if (sightOf(session, form)?.(row) === false) {
    throw new BusinessError(msgCode.noPermission, '您没有该组织的数据权限，请联系系统管理员');
  }
  return {
    Result: { ResponseStatus: { IsSuccess: true }, Result: viewBill(account, form, row) },
  };
}

/** The report's own reply: no ResponseStatus, and RowCount counts all pages. */
function report(session: Session, formId: string, data: Readonly<Record<string, unknown>>): Json {
  const { account, user } = session;
  account.access.require(user.userName, { id: formId, name: formId }, 'View');
  const rows = balanceReport(account, {
    formId,
    fieldKeys: textOf(data['FieldKeys'])
      .split(',')
      .filter((key) => key.trim() !== ''),
    model: asObject(data['Model']),
  });
  const start = count(data['StartRow']);
  const limit = Math.min(count(data['Limit']) || reportRowsMax, reportRowsMax);
  const page = rows.slice(start, start + limit);
  return { Result: { IsSuccess: true, RowCount: rows.length, Rows: page } };
}
