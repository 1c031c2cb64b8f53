import type { Bill, BillBook, BillField, BillForm, Json, Values } from '@hub/simulator-kit';
import { printValue } from '../print.js';
import { done, Refusal, type Envelope } from '../reply.js';
import { textOf, type Sent } from '../request-data.js';
import type { Switches } from '../switches.js';

/** An empty record in the form that Save takes. */
export function getTemplate(form: BillForm): Envelope {
  const empty = (fields: readonly BillField[]): Json =>
    Object.fromEntries(
      fields.map(({ key, type }) => [key, type === 'reference' ? { FNumber: '', FName: '' } : '']),
    );
  if (form.kind === 'base') return done(empty(form.head));
  const pages: Record<string, Json> = { Page1: [empty(form.head)] };
  for (const [page, fields] of Object.entries(form.entries)) pages[page] = [empty(fields)];
  return done(pages);
}

/** One record by its number, with all pages. */
export function getDetail(
  book: BillBook,
  form: BillForm,
  sent: Sent,
  switches: Switches,
): Envelope {
  const bill = theBill(book, form, sent);
  const number = String(bill.head[form.number.field] ?? '');
  const head = { [form.id]: Number(bill.id), ...printed(book, form.head, bill.head, switches) };
  if (form.kind === 'base') return done([{ FNumber: number, Data: head }]);
  const pages: Record<string, Json> = { Page1: [head] };
  for (const [page, fields] of Object.entries(form.entries))
    pages[page] = (bill.entries[page] ?? []).map((row) => printed(book, fields, row, switches));
  return done(pages);
}

/** The record that a call names by its number. */
export function theBill(book: BillBook, form: BillForm, sent: Sent): Bill {
  const number = textOf(sent, form.number.field) || textOf(sent, 'FNumber');
  const bill = book.byNumber(form, number);
  if (bill === undefined) throw new Refusal(404, `${form.name}“${number}”不存在`);
  return bill;
}

function printed(
  book: BillBook,
  fields: readonly BillField[],
  values: Values,
  switches: Switches,
): Record<string, Json> {
  const cells = fields.map((field) => [
    field.key,
    printValue(book, field, values[field.key] ?? null, 'object', switches),
  ]);
  return Object.fromEntries(cells) as Record<string, Json>;
}
