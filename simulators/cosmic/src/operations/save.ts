import {
  BillRefusal,
  type BillBook,
  type BillDraft,
  type BillField,
  type BillForm,
  type Json,
  type VendorReply,
} from '@hub/simulator-kit';
import { done, json, Refusal } from '../reply.js';
import { isObject, textOf, type Sent } from '../request-body.js';
import { printId } from '../print.js';
import type { Switches } from '../switches.js';

/** Saves one bill or many; a bill whose id or number is there already is changed. */
export function save(
  book: BillBook,
  form: BillForm,
  sent: Sent,
  user: string,
  switches: Switches,
): VendorReply {
  const { data } = sent;
  const drafts = Array.isArray(data) ? data : [data];
  const results = drafts.map((draft: unknown, index) => {
    if (!isObject(draft)) throw new Refusal('400', '请求参数没有 data 数据。');
    return { billIndex: index, ...saved(book, form, draft, user, switches) };
  });
  return summed(results, {}, switches);
}

/** The counts as the server words them, and a status that is false when a bill failed. */
export function summed(
  results: readonly { readonly billStatus: boolean; readonly [key: string]: Json }[],
  more: Readonly<Record<string, Json>>,
  { saveResult }: Switches,
): VendorReply {
  const failed = results.filter(({ billStatus }) => !billStatus).length;
  const counts = { failCount: String(failed), successCount: String(results.length - failed) };
  const data: Json =
    saveResult === 'bare' ? { ...more, ...counts } : { ...more, ...counts, result: results };
  if (failed === 0) return done(data);
  return json(200, { data, errorCode: '611', message: '操作失败', status: false }, '611');
}

interface Saved {
  readonly billStatus: boolean;
  readonly [key: string]: Json;
}

function saved(
  book: BillBook,
  form: BillForm,
  sent: Sent,
  user: string,
  switches: Switches,
): Saved {
  const number = textOf(sent, form.number.field);
  const id = textOf(sent, form.id);
  const keys = { [form.number.field]: number };
  try {
    const draft = draftOf(form, sent);
    const old = id === '' ? book.byNumber(form, number) : book.byId(form, id);
    const caller = { user, via: 'OpenAPI' };
    if (old !== undefined) book.change(form, old, draft, caller);
    const bill = old ?? book.create(form, draft, caller);
    return {
      billStatus: true,
      errors: [],
      id: printId(bill.id, switches),
      keys,
      number: String(bill.head[form.number.field]),
      type: old === undefined ? 'Add' : 'Update',
    };
  } catch (error) {
    if (!(error instanceof BillRefusal)) throw error;
    const errors = [{ entityKey: form.object, rowMsg: [error.message], keys }];
    return { billStatus: false, errors, id: null, keys, number, type: '' };
  }
}

function draftOf(form: BillForm, sent: Sent): BillDraft {
  const entries = Object.entries(form.entries).flatMap(([name, fields]) => {
    const rows = sent[name];
    return Array.isArray(rows)
      ? [[name, rows.filter(isObject).map((row) => fieldsOf(fields, row))] as const]
      : [];
  });
  return { head: fieldsOf(form.head, sent), entries: Object.fromEntries(entries) };
}

/** A reference is sent as supplier_number, supplier_name, supplier_id, or supplier with any of these inside. */
function fieldsOf(fields: readonly BillField[], row: Sent): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const { key, type } of fields) {
    const parts = type === 'reference' ? ['_number', '_name', '_id', ''] : [''];
    const found = parts.map((part) => row[`${key}${part}`]).find((value) => value !== undefined);
    if (found !== undefined) given[key] = found;
  }
  return given;
}
