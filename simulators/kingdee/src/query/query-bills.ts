import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import { printValue, type EntryRow, type Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import type { Switches } from '../switches.js';
import { resolveColumn, type Column, type JoinedRow } from './column.js';
import { compileFilter } from './compile-filter.js';
import { conjunctsOf, pathsOf } from './filter.js';
import { parseFilter } from './parse-filter.js';
import { parseFilterList } from './parse-filter-list.js';
import { FirstLines, parseOrder, type Order } from './query-order.js';

/** The `data` of ExecuteBillQuery and BillQuery, read leniently. */
export interface BillQuery {
  readonly formId: string;
  readonly fieldKeys: string;
  readonly filter: string | readonly unknown[];
  readonly order: string;
  readonly startRow: number;
  readonly limit: number;
  readonly topRowCount: number;
  /** Whether the caller may see a bill at all; everybody sees everything when absent. */
  readonly sees?: (row: Row) => boolean;
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
  const plan = planOf(account, form, query, columns);
  const { switches } = account.erp;
  const rows = pageOf(account.rows(form), plan).map((line) =>
    columns.map((column) =>
      printValue(column.field, column.read(line), switches, switches.queryMilliseconds),
    ),
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

type Test = (line: JoinedRow) => boolean;

interface Plan {
  /** Asked of a bill before it is joined with its rows. */
  readonly ofBill: readonly Test[];
  readonly ofLine: readonly Test[];
  /** Entries in use, by key; every one multiplies lines. */
  readonly entries: readonly string[];
  readonly orders: readonly Order[];
  readonly start: number;
  readonly end: number;
}

function planOf(
  account: AccountSet,
  form: Form,
  query: BillQuery,
  columns: readonly Column[],
): Plan {
  const resolve = (path: string): Column => resolveColumn(account, form, path);
  const filter =
    typeof query.filter === 'string' ? parseFilter(query.filter) : parseFilterList(query.filter);
  const conditions = conjunctsOf(filter).map((part) => ({
    entries: pathsOf(part).flatMap((path) => resolve(path).entry ?? []),
    test: compileFilter(part, resolve),
  }));
  const { sees } = query;
  const allowed: readonly Test[] = sees === undefined ? [] : [({ row }) => sees(row)];
  const orders = parseOrder(query.order, resolve);
  const used = [...columns, ...orders.map((order) => order.column)];
  const entries = [
    ...used.flatMap((column) => column.entry ?? []),
    ...conditions.flatMap((condition) => condition.entries),
  ];
  return {
    ofBill: [
      ...allowed,
      ...conditions.filter((each) => each.entries.length === 0).map(({ test }) => test),
    ],
    ofLine: conditions.filter((each) => each.entries.length > 0).map(({ test }) => test),
    entries: [...new Set(entries)],
    orders,
    ...bounds(query, account.erp.switches),
  };
}

/** TopRowCount is an absolute end row; a Limit beyond the cap is cut to it in silence, or refused where a site does that. */
function bounds(
  query: BillQuery,
  { queryRowsMax, limitBeyondCap }: Switches,
): { readonly start: number; readonly end: number } {
  if (limitBeyondCap === 'refused' && query.limit > queryRowsMax) {
    throw new BusinessError(msgCode.parameter, `一次最多查询${String(queryRowsMax)}行。`);
  }
  const size = query.limit > 0 ? Math.min(query.limit, queryRowsMax) : queryRowsMax;
  const last = query.topRowCount > 0 ? query.topRowCount : Infinity;
  return { start: query.startRow, end: Math.min(query.startRow + size, last) };
}

function pageOf(rows: Iterable<Row>, plan: Plan): readonly JoinedRow[] {
  if (plan.end <= plan.start) return [];
  if (plan.orders.length > 0) {
    const first = new FirstLines(plan.orders, plan.end);
    for (const line of linesOf(rows, plan)) first.add(line);
    return first.lines().slice(plan.start, plan.end);
  }
  const lines: JoinedRow[] = [];
  for (const line of linesOf(rows, plan)) {
    lines.push(line);
    if (lines.length >= plan.end) break;
  }
  return lines.slice(plan.start);
}

function* linesOf(rows: Iterable<Row>, { ofBill, ofLine, entries }: Plan): Generator<JoinedRow> {
  for (const row of rows) {
    const bill = { row, entries: {} };
    if (!ofBill.every((test) => test(bill))) continue;
    if (entries.length === 0) yield bill;
    else for (const line of join(row, entries)) if (ofLine.every((test) => test(line))) yield line;
  }
}

/**
 * A bill with the rows of the entries in use; two entries multiply each other, an empty one leaves a line without.
 * Line by line, since two long entries make more lines than fit in memory.
 */
function* join(
  row: Row,
  [first, ...further]: readonly string[],
  entries: JoinedRow['entries'] = {},
): Generator<JoinedRow> {
  if (first === undefined) {
    yield { row, entries };
    return;
  }
  for (const one of rowsOf(row, first)) yield* join(row, further, { ...entries, [first]: one });
}

function rowsOf(row: Row, entry: string): readonly (EntryRow | undefined)[] {
  const rows = row.entries[entry] ?? [];
  return rows.length === 0 ? [undefined] : rows;
}
