import type { Big } from 'big.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import { printValue, type EntryRow, type Row, type Value } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import { resolveColumn, type Column, type JoinedRow } from './column.js';
import { pathsOf } from './filter.js';
import { compareValues, compileFilter } from './matches.js';
import { parseFilter } from './parse-filter.js';
import { parseFilterList } from './parse-filter-list.js';

/** The `data` of ExecuteBillQuery and BillQuery, read leniently. */
export interface BillQuery {
  readonly formId: string;
  readonly fieldKeys: string;
  readonly filter: string | readonly unknown[];
  readonly order: string;
  readonly startRow: number;
  readonly limit: number;
  readonly topRowCount: number;
}

export interface QueryResult {
  /** The keys as they were asked for. */
  readonly keys: readonly string[];
  readonly rows: readonly (readonly Json[])[];
}

const fieldKeysMax = 300;

/** Answers a query as the vendor's server does: entry fields multiply lines, and pages have no snapshot. */
export function queryBills(account: AccountSet, query: BillQuery): QueryResult {
  const form = findForm(account, query.formId);
  const keys = query.fieldKeys
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  if (keys.length === 0) throw new BusinessError(msgCode.parameter, '查询字段不能为空。');
  if (keys.length > fieldKeysMax) throw new BusinessError(msgCode.parameter, '查询字段过多。');
  const columns = keys.map((key) => resolveColumn(account, form, key));
  const filter =
    typeof query.filter === 'string' ? parseFilter(query.filter) : parseFilterList(query.filter);
  const resolve = (path: string): Column => resolveColumn(account, form, path);
  const orders = parseOrder(query.order, resolve);
  const filterColumns = filter === undefined ? [] : pathsOf(filter).map(resolve);
  const test = filter === undefined ? undefined : compileFilter(filter, resolve);
  const used = [...columns, ...filterColumns, ...orders.map((order) => order.column)];
  const lines = joinEntries(account.rows(form), used).filter((line) => test?.(line) ?? true);
  if (orders.length > 0) lines.sort((a, b) => compareLines(orders, a, b));
  const { switches } = account.erp;
  const page = cutPage(lines, query, switches.queryRowsMax);
  const rows = page.map((line) =>
    columns.map((column) => printValue(column.field, column.read(line), switches)),
  );
  return { keys, rows };
}

export function findForm(account: AccountSet, id: string): Form {
  if (id === '') throw new BusinessError(msgCode.formEmpty, '表单标识为空。');
  const form = account.erp.forms.find(id);
  if (form === undefined) {
    throw new BusinessError(msgCode.exception, `标识为“${id}”的业务对象不存在，或者被删除。`);
  }
  return form;
}

/** Joins every bill with the rows of the entries in use; two entries multiply each other. */
function joinEntries(rows: Iterable<Row>, used: readonly Column[]): JoinedRow[] {
  const entries = [...new Set(used.flatMap((column) => column.entry ?? []))];
  const lines: JoinedRow[] = [];
  for (const row of rows) {
    let joined: JoinedRow[] = [{ row, entries: {} }];
    for (const entry of entries) {
      const present: readonly (EntryRow | undefined)[] = row.entries[entry] ?? [];
      const each = present.length === 0 ? [undefined] : present;
      joined = joined.flatMap((line) =>
        each.map((one) => ({ row, entries: { ...line.entries, [entry]: one } })),
      );
    }
    lines.push(...joined);
  }
  return lines;
}

interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

function parseOrder(text: string, resolve: (path: string) => Column): readonly Order[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.map((part) => {
    const [path = '', direction = 'asc', ...rest] = part.split(/\s+/);
    if (rest.length > 0 || !/^(asc|desc)$/i.test(direction)) {
      throw new BusinessError(msgCode.exception, `排序条件“${part}”附近有语法错误。`);
    }
    return { column: orderColumn(path, resolve), descending: /^desc$/i.test(direction) };
  });
}

/** An unknown order key fails in the database, not in the metadata, and so with another message. */
function orderColumn(path: string, resolve: (path: string) => Column): Column {
  try {
    return resolve(path);
  } catch {
    throw new BusinessError(msgCode.exception, `列名 '${path}' 无效。`);
  }
}

function compareLines(orders: readonly Order[], a: JoinedRow, b: JoinedRow): number {
  for (const { column, descending } of orders) {
    const order = compareNullable(column.read(a), column.read(b));
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** Null sorts before everything. */
function compareNullable(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareValues(sortable(a), sortable(b));
}

function sortable(value: Exclude<Value, null>): Big | number | string {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** TopRowCount is an absolute end row; a Limit beyond the cap is cut to it in silence. */
function cutPage(
  lines: readonly JoinedRow[],
  query: BillQuery,
  rowsMax: number,
): readonly JoinedRow[] {
  const size = query.limit > 0 ? Math.min(query.limit, rowsMax) : rowsMax;
  const end = query.topRowCount > 0 ? query.topRowCount : Infinity;
  return lines.slice(query.startRow, Math.min(query.startRow + size, end));
}
