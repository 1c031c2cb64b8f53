import {
  BadCondition,
  compileCondition,
  fieldOf,
  parseCondition,
  type Bill,
  type BillBook,
  type BillField,
  type BillForm,
  type Column,
  type Json,
  type Values,
} from '@hub/simulator-kit';
import { printValue } from '../print.js';
import { done, Refusal, type Envelope } from '../reply.js';
import { textOf, type Sent } from '../request-data.js';
import type { Switches } from '../switches.js';

/** One line of the answer: a bill with one row of the entry that was selected. */
interface Line {
  readonly bill: Bill;
  readonly entry: Values;
}

interface Named {
  readonly field: BillField;
  readonly in: 'id' | 'head' | 'entry';
}

/** The list window: filter, order, top, then the page; rows are multiplied by the selected entry. */
export function getList(book: BillBook, form: BillForm, sent: Sent, switches: Switches): Envelope {
  const page = `Page${textOf(sent, 'SelectPage') || '2'}`;
  const nameds = columnsOf(form, page);
  const wanted = wantedOf(form, nameds, textOf(sent, 'Fields'));
  const single =
    switches.listHeadOnly === 'one-row-per-bill' && wanted.every((each) => each.in !== 'entry');
  const lines = sorted(
    linesOf(book, form, single ? '' : page).filter(testOf(form, nameds, sent)),
    form,
    nameds,
    textOf(sent, 'OrderBy'),
  );
  const rows = pageOf(lines, sent, switches).map((line) => print(book, wanted, line, switches));
  return done(laidOut(rows, switches));
}

function columnsOf(form: BillForm, page: string): readonly Named[] {
  const id: BillField = { key: form.id, name: '内码', type: 'int', sure: 'C' };
  return [
    { field: id, in: 'id' },
    ...form.head.map((field) => ({ field, in: 'head' as const })),
    ...(form.entries[page] ?? []).map((field) => ({ field, in: 'entry' as const })),
  ];
}

function linesOf(book: BillBook, form: BillForm, page: string): readonly Line[] {
  return book.bills(form).flatMap((bill) => {
    const rows = bill.entries[page] ?? [];
    // A bill without rows is still listed once.
    return (rows.length === 0 ? [{}] : rows).map((entry) => ({ bill, entry }));
  });
}

function wantedOf(form: BillForm, nameds: readonly Named[], fields: string): readonly Named[] {
  const keys = fields.split(',').map((key) => key.trim().replaceAll(/[[\]]/g, ''));
  const named = keys.filter((key) => key !== '');
  if (named.length === 0 || named.includes('*')) return nameds;
  return named.map((key) => namedOf(form, nameds, key));
}

function namedOf(form: BillForm, nameds: readonly Named[], key: string): Named {
  // A head field wins over one of the entry with the same name.
  const field = fieldOf(
    nameds.map(({ field: each }) => each),
    key,
  );
  const named = nameds.find((each) => each.field === field);
  if (named === undefined) throw new Refusal(500, `${form.object}: 列名 '${key}' 无效。`);
  return named;
}

function testOf(form: BillForm, nameds: readonly Named[], sent: Sent): (line: Line) => boolean {
  try {
    const condition = parseCondition(textOf(sent, 'Filter'));
    if (condition === undefined) return () => true;
    return compileCondition(condition, (key) => columnOf(namedOf(form, nameds, key)));
  } catch (error) {
    if (error instanceof BadCondition) throw new Refusal(500, error.message);
    throw error;
  }
}

function columnOf(named: Named): Column<Line> {
  return { type: named.field.type, read: (line) => valueIn(named, line) };
}

function valueIn({ field, in: where }: Named, { bill, entry }: Line): Values[string] {
  if (where === 'id') return Number(bill.id);
  return (where === 'head' ? bill.head[field.key] : entry[field.key]) ?? null;
}

function sorted(
  lines: readonly Line[],
  form: BillForm,
  nameds: readonly Named[],
  order: string,
): readonly Line[] {
  const keys = order
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const match = /^([\w.]+)(?:\s+(asc|desc))?$/i.exec(part.replaceAll(/[[\]]/g, ' ').trim());
      if (match === null) throw new Refusal(500, `OrderBy“${part.trim()}”附近有语法错误。`);
      const [, key = '', direction = 'asc'] = match;
      return {
        named: namedOf(form, nameds, key),
        sign: direction.toLowerCase() === 'desc' ? -1 : 1,
      };
    });
  return lines.toSorted((left, right) => {
    for (const { named, sign } of keys) {
      const order = compared(valueIn(named, left), valueIn(named, right), named.field);
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

function compared(left: Values[string], right: Values[string], field: BillField): number {
  if (field.type === 'text' || field.type === 'reference')
    return String(left ?? '').localeCompare(String(right ?? ''));
  return Number(left ?? 0) - Number(right ?? 0);
}

function pageOf(lines: readonly Line[], sent: Sent, { listRowsMax }: Switches): readonly Line[] {
  const top = Number(textOf(sent, 'Top') || 0);
  const topped = top > 0 ? lines.slice(0, top) : lines;
  const asked = Number(textOf(sent, 'PageSize') || 0);
  const size = listRowsMax > 0 ? Math.min(asked || listRowsMax, listRowsMax) : asked;
  if (size <= 0) return topped;
  const index = Math.max(1, Number(textOf(sent, 'PageIndex') || 1));
  return topped.slice((index - 1) * size, index * size);
}

function print(
  book: BillBook,
  wanted: readonly Named[],
  line: Line,
  switches: Switches,
): Readonly<Record<string, Json>> {
  const cells = wanted.map((named) => [
    named.field.key,
    printValue(book, named.field, valueIn(named, line), switches.listReferences, switches),
  ]);
  return Object.fromEntries(cells) as Record<string, Json>;
}

function laidOut(rows: readonly Json[], { listLayout }: Switches): Json {
  switch (listLayout) {
    case 'data-data':
      return { Data: rows };
    case 'data-DATA':
      return { DATA: rows };
    case 'data-pages':
      return { Page1: rows };
    case 'data-array':
      return rows;
  }
}
