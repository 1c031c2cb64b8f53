import { readdirSync, readFileSync } from 'node:fs';
import { Big } from 'big.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import { isDecimal, type Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import { textOf } from '../text.js';
import { resolveColumn } from './column.js';

const folder = new URL('../../reports/', import.meta.url);

/** What one form adds to a balance or takes from it; field keys of its head. */
interface Part {
  readonly form: string;
  readonly organisation: string;
  readonly counterparty: string;
  readonly currency: string;
  readonly amount: string;
  /** Head fields that must have a value for a bill to count. */
  readonly where?: Readonly<Record<string, string>>;
  readonly sign: '+' | '-';
}

/** A balance report, as its data file in `reports/` describes it. */
interface Report {
  readonly id: string;
  readonly name: string;
  readonly parts: readonly Part[];
}

/** The columns that clients may ask for, in the order of a report that names none. */
const columnKeys = [
  'FSETTLEORGNUMBER',
  'FSETTLEORGNAME',
  'FCONTACTUNITNUMBER',
  'FCONTACTUNITNAME',
  'FCURRENCYNUMBER',
  'FCURRENCYNAME',
  'FADDAMOUNTFOR',
  'FSUBAMOUNTFOR',
  'FENDAMOUNTFOR',
] as const;
type ColumnKey = (typeof columnKeys)[number];
type Line = Record<ColumnKey, string>;

const totalName = '合计';

export interface ReportQuery {
  readonly formId: string;
  readonly fieldKeys: readonly string[];
  /** Values that a column must have, by column. */
  readonly model: Readonly<Record<string, unknown>>;
}

const reports = new Map(
  readdirSync(folder).map((name) => {
    const report = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Report;
    return [report.id.toUpperCase(), report] as const;
  }),
);

/**
 * Balances per organisation, counterparty and currency over all audited bills, every value as text. The last row
 * totals what is of one currency; amounts of several currencies have no total.
 */
export function balanceReport(account: AccountSet, query: ReportQuery): readonly string[][] {
  if (query.formId === '') throw new BusinessError(msgCode.formEmpty, '表单标识为空');
  const report = reports.get(query.formId.toUpperCase());
  if (report === undefined) {
    throw new BusinessError(
      msgCode.exception,
      `标识为“${query.formId}”的业务对象不存在，或者被删除。`,
    );
  }
  const wanted = query.fieldKeys.length === 0 ? columnKeys : query.fieldKeys.map(knownColumn);
  const lines = linesOf(account, report).filter((line) =>
    Object.entries(query.model).every(([key, value]) => {
      const column = columnKeys.find((each) => each === key.toUpperCase());
      return column === undefined || textOf(value) === '' || line[column] === textOf(value);
    }),
  );
  if (lines.length > 0 && account.erp.switches.reportTotalRow) lines.push(totalOf(lines));
  return lines.map((line) => wanted.map((key) => line[key]));
}

function knownColumn(key: string): ColumnKey {
  const column = columnKeys.find((each) => each === key.trim().toUpperCase());
  if (column !== undefined) return column;
  throw new BusinessError(msgCode.fieldUnknown, `元数据中标识为${key.trim()}的字段不存在`);
}

function linesOf(account: AccountSet, report: Report): Line[] {
  const lines = new Map<string, { line: Line; added: Big; taken: Big }>();
  for (const part of report.parts) {
    const form = account.erp.forms.get(part.form);
    const read = readerOf(account, form);
    for (const row of account.rows(form)) {
      const where = { FDocumentStatus: 'C', ...part.where };
      if (Object.entries(where).some(([key, value]) => read(row, key) !== value)) continue;
      const line: Line = {
        FSETTLEORGNUMBER: read(row, `${part.organisation}.FNumber`),
        FSETTLEORGNAME: read(row, `${part.organisation}.FName`),
        FCONTACTUNITNUMBER: read(row, `${part.counterparty}.FNumber`),
        FCONTACTUNITNAME: read(row, `${part.counterparty}.FName`),
        FCURRENCYNUMBER: read(row, `${part.currency}.FNumber`),
        FCURRENCYNAME: read(row, `${part.currency}.FName`),
        FADDAMOUNTFOR: '',
        FSUBAMOUNTFOR: '',
        FENDAMOUNTFOR: '',
      };
      const key = [line.FSETTLEORGNUMBER, line.FCONTACTUNITNUMBER, line.FCURRENCYNUMBER].join('/');
      const sum = lines.get(key) ?? { line, added: new Big(0), taken: new Big(0) };
      const amount = new Big(read(row, part.amount) || '0');
      if (part.sign === '+') sum.added = sum.added.plus(amount);
      else sum.taken = sum.taken.plus(amount);
      lines.set(key, sum);
    }
  }
  const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { line, added, taken }]) => ({
    ...line,
    FADDAMOUNTFOR: added.toFixed(2),
    FSUBAMOUNTFOR: taken.toFixed(2),
    FENDAMOUNTFOR: added.minus(taken).toFixed(2),
  }));
}

/** Reads a field path of a bill's head as text. Columns are resolved once a form. */
function readerOf(account: AccountSet, form: Form): (row: Row, path: string) => string {
  const columns = new Map<string, ReturnType<typeof resolveColumn>>();
  return (row, path) => {
    const column = columns.get(path) ?? resolveColumn(account, form, path);
    columns.set(path, column);
    const value = column.read({ row, entries: {} });
    return isDecimal(value) ? value.toFixed() : textOf(value);
  };
}

function totalOf(lines: readonly Line[]): Line {
  const empty = Object.fromEntries(columnKeys.map((key) => [key, ''])) as Line;
  const oneCurrency = new Set(lines.map((line) => line.FCURRENCYNUMBER)).size === 1;
  const sum = (key: ColumnKey): string =>
    lines.reduce((total, line) => total.plus(line[key]), new Big(0)).toFixed(2);
  return {
    ...empty,
    FSETTLEORGNUMBER: totalName,
    ...(oneCurrency
      ? {
          FADDAMOUNTFOR: sum('FADDAMOUNTFOR'),
          FSUBAMOUNTFOR: sum('FSUBAMOUNTFOR'),
          FENDAMOUNTFOR: sum('FENDAMOUNTFOR'),
        }
      : {}),
  };
}
