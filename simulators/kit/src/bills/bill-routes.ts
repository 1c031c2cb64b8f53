import { ControlError, type ControlRoute, type JsonSchema } from '../control-route.js';
import type { BillBook } from './bill-book.js';
import { BillRefusal, type Bill, type BillForm, type Value } from './bill-form.js';

/** A company of a simulated system, as the control interface shows it. */
export interface ListedCompany {
  readonly key: string;
  readonly name: string;
  readonly book: BillBook;
  /** What a client needs to connect, in the vendor's words. */
  readonly access: Readonly<Record<string, unknown>>;
}

const draft: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['head'],
  properties: {
    head: { type: 'object', description: 'Values by field key; references by number or name.' },
    entries: { type: 'object', description: 'Rows by entry name.' },
    user: { type: 'string', description: 'Who does it; default the first user.' },
  },
};

const acting: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { user: { type: 'string' } },
};

interface Draft {
  readonly head: Record<string, unknown>;
  readonly entries?: Record<string, Record<string, unknown>[]>;
  readonly user?: string;
}

const path = '/control/bills/{company}/{object}';

/** Companies and their bills: a person makes, changes, audits and deletes them as in the product's own windows. */
export function billRoutes(companies: readonly ListedCompany[]): readonly ControlRoute[] {
  const at = (params: Readonly<Record<string, string>>): Place => placeOf(companies, params);
  return [
    {
      method: 'GET',
      path: '/control/companies',
      summary: 'Companies with what a client needs to connect, their forms and base data.',
      handle: () => ({ companies: companies.map(describe) }),
    },
    {
      method: 'GET',
      path,
      summary: 'All bills of a form as they are stored.',
      handle: ({ params }) => {
        const { book, form } = at(params);
        return { bills: book.bills(form).map((bill) => show(form, bill)) };
      },
    },
    {
      method: 'POST',
      path,
      summary: 'Makes a bill.',
      body: draft,
      handle: ({ params, body }) => {
        const { book, form } = at(params);
        const { user = firstUser(book), ...sent } = body as Draft;
        return refusing(() => show(form, book.create(form, sent, { user, via: 'control' })));
      },
    },
    {
      method: 'PUT',
      path: `${path}/{number}`,
      summary: 'Changes a bill: fields that are named, and whole entries.',
      body: draft,
      handle: ({ params, body }) => {
        const { book, form } = at(params);
        const bill = billOf(book, form, params);
        const { user = firstUser(book), ...sent } = body as Draft;
        return refusing(() => {
          book.change(form, bill, sent, { user, via: 'control' });
          return show(form, bill);
        });
      },
    },
    operationRoute(at),
    spoilRoute(at),
  ];
}

interface Place {
  readonly book: BillBook;
  readonly form: BillForm;
}

function operationRoute(at: (params: Readonly<Record<string, string>>) => Place): ControlRoute {
  return {
    method: 'POST',
    path: `${path}/{number}/{operation}`,
    summary: "Does an operation of the form's data file, e.g. audit.",
    body: acting,
    handle: ({ params, body }) => {
      const { book, form } = at(params);
      const bill = billOf(book, form, params);
      const { user = firstUser(book) } = body as { user?: string };
      return refusing(() => {
        book.operate(form, bill, params['operation'] ?? '', { user, via: 'control' });
        return show(form, bill);
      });
    },
  };
}

function spoilRoute(at: (params: Readonly<Record<string, string>>) => Place): ControlRoute {
  return {
    method: 'PUT',
    path: `${path}/{number}/raw/{key}`,
    summary: 'Writes a value past all rules, as a program on the database would.',
    body: { type: 'object', required: ['value'], properties: { value: {} } },
    handle: ({ params, body }) => {
      const { book, form } = at(params);
      const bill = billOf(book, form, params);
      book.spoil(form, bill, params['key'] ?? '', (body as { value: Value }).value);
      return show(form, bill);
    },
  };
}

function placeOf(
  companies: readonly ListedCompany[],
  params: Readonly<Record<string, string>>,
): Place {
  const book = companies.find(({ key }) => key === params['company'])?.book;
  if (book === undefined) throw new ControlError(404, `no company "${params['company'] ?? ''}"`);
  const form = book.form(params['object'] ?? '');
  if (form === undefined) throw new ControlError(404, `no object "${params['object'] ?? ''}"`);
  return { book, form };
}

function billOf(book: BillBook, form: BillForm, params: Readonly<Record<string, string>>): Bill {
  const bill = book.byNumber(form, params['number'] ?? '');
  if (bill === undefined) throw new ControlError(404, `no bill "${params['number'] ?? ''}"`);
  return bill;
}

function firstUser(book: BillBook): string {
  return book.base.get('User')?.[0]?.number ?? '';
}

function refusing<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (error instanceof BillRefusal) throw new ControlError(409, error.message);
    throw error;
  }
}

function show(form: BillForm, bill: Bill): object {
  return {
    id: bill.id,
    number: bill.head[form.number.field],
    head: bill.head,
    entries: bill.entries,
  };
}

function describe({ key, name, book, access }: ListedCompany): object {
  return {
    key,
    name,
    access,
    base: Object.fromEntries(book.base),
    forms: book.forms.map((form) => ({
      object: form.object,
      name: form.name,
      kind: form.kind,
      operations: Object.entries(form.operations).map(([operation, { name: title }]) => ({
        operation,
        title,
      })),
    })),
  };
}
