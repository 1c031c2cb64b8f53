import {
  BadCondition,
  compileCondition,
  fieldOf,
  parseCondition,
  type Bill,
  type BillBook,
  type BillForm,
  type Column,
  type Condition,
} from '@hub/simulator-kit';
import { Refusal } from '../reply.js';
import { textOf, type Sent } from '../request-body.js';
import type { Switches } from '../switches.js';

/** The bills that a call means, and its condition as the server echoes it. */
export interface Selected {
  readonly bills: readonly Bill[];
  readonly filter: string;
}

/** A value of a parameter that stands for "any". */
const any = '*';

/**
 * Bills by the published parameters in `data` and by the free `filter`.
 *
 * What is no parameter is passed over without a word, as in the field: a caller who mistypes a name gets everything.
 */
export function selectBills(
  book: BillBook,
  form: BillForm,
  sent: Sent,
  data: Sent,
  switches: Switches,
): Selected {
  const texts = [...parameterTexts(form, data, switches), ...filterTexts(sent, data, switches)];
  const tests = texts.map((text) => testOf(book, form, text));
  const bills = book.bills(form).filter((bill) => tests.every((test) => test(bill)));
  return { bills, filter: `[${texts.length === 0 ? '1 = 1' : texts.join(' AND ')}]` };
}

function parameterTexts(form: BillForm, data: Sent, { requiredParameters }: Switches): string[] {
  return (form.parameters ?? []).flatMap(({ name, field, by, wanted }) => {
    const value = data[name];
    const values = (Array.isArray(value) ? value : [value]).flatMap((each: unknown) =>
      typeof each === 'number' || (typeof each === 'string' && each !== '') ? [String(each)] : [],
    );
    if (values.length === 0) {
      if (wanted === true && requiredParameters) throw new Refusal('603', `参数【${name}】必填`);
      return [];
    }
    if (values.includes(any)) return [];
    const [only = ''] = values;
    if (values.length > 1) return [`${field} in (${values.map(quoted).join(', ')})`];
    return [`${field} ${by} ${quoted(only)}`];
  });
}

function filterTexts(sent: Sent, data: Sent, { filterIn }: Switches): string[] {
  const inBody = filterIn === 'data' ? '' : textOf(sent, 'filter');
  const inData = filterIn === 'body' ? '' : textOf(data, 'filter');
  // Field clients send the condition in the brackets in which the answer echoes it.
  return [inBody, inData].filter((text) => text !== '').map(unwrapped);
}

function unwrapped(text: string): string {
  return /^\[.*\]$/s.test(text) ? text.slice(1, -1) : text;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function testOf(book: BillBook, form: BillForm, text: string): (bill: Bill) => boolean {
  try {
    const condition: Condition | undefined = parseCondition(text);
    if (condition === undefined) return () => true;
    return compileCondition(condition, (key) => columnOf(book, form, key));
  } catch (error) {
    if (error instanceof BadCondition) throw new Refusal('400', error.message);
    throw error;
  }
}

/** `billno`, `id`, `supplier.number`, `supplier_name`. */
function columnOf(book: BillBook, form: BillForm, key: string): Column<Bill> {
  if (key.toLowerCase() === form.id) return { type: 'text', read: ({ id }) => id };
  const plain = fieldOf(form.head, key);
  if (plain !== undefined) return { type: plain.type, read: ({ head }) => head[plain.key] ?? null };
  const match = /^(.+)[._](id|number|name)$/i.exec(key);
  const field = fieldOf(form.head, match?.[1] ?? '');
  const part = match?.[2]?.toLowerCase() as 'id' | 'number' | 'name' | undefined;
  if (field?.type !== 'reference' || part === undefined)
    throw new Refusal('400', `业务对象${form.object}没有字段${key}`);
  return {
    type: 'text',
    read: ({ head }) => book.record(field.base ?? '', head[field.key] ?? null)?.[part] ?? null,
  };
}
