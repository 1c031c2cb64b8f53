import { z } from 'zod';

/** Steps that a status may stand for; the others are made by time or by comparing, never read. */
const steps = [
  'SAVED',
  'SUBMITTED',
  'APPROVED',
  'REJECTED',
  'WITHDRAWN',
  'CLOSED',
  'VOIDED',
  'DELETED',
] as const;

const name = /^[A-Za-z][A-Za-z0-9]{0,39}$/;
const formId = /^[A-Za-z][A-Za-z0-9_]{0,79}$/;

const place = z
  .string({ error: 'is no text; write a field, e.g. status or supplier.name' })
  .min(1, { error: 'is empty; write a field, e.g. status or supplier.name' })
  .max(200)
  .describe('a field of the record; a dot leads into what it holds, e.g. supplier.name');

const value = z
  .union([place, z.strictObject({ constant: z.string().min(1).max(200) })], {
    error: 'is neither a field nor { constant: text }',
  })
  .describe('a field of the record, or { constant: text }');

const money = z
  .strictObject({ amount: place, currency: value.optional() })
  .describe('a field with the amount; its currency is that of the document unless given');

const figure = z
  .strictObject({ value: place, unit: value.optional() })
  .describe('a field with a number, and its unit');

const person = z
  .strictObject({ id: place, name: place.optional() })
  .describe('fields with the user id of the system and the name of the person');

function named<T>(of: z.ZodType<T>, what: string): z.ZodType<Readonly<Record<string, T>>> {
  const key = z.string().regex(name, { error: 'is no name; use letters and digits, e.g. due' });
  return z.record(key, of).describe(what);
}

const fields = z
  .strictObject({
    id: place.describe('the internal id, which never changes; records are ordered by it'),
    number: place.optional().describe('the number that people know; default: the id'),
    modifiedAt: place.describe('when the record was last changed; every change must move it'),
    status: value.describe('the status, translated by steps'),
    amount: place.optional().describe('the total'),
    currency: value.optional().describe('ISO 4217 code of the total, e.g. { constant: CNY }'),
    localAmount: place.optional().describe('the total in local currency'),
    localCurrency: value.optional().describe('ISO 4217 code of the local currency'),
    counterparty: value.optional().describe('name of the supplier, customer or payee'),
    department: value.optional().describe('name of the department'),
    departmentId: value.optional().describe('id of the department'),
    organisation: value.optional().describe('number of the organisation or company'),
    applicant: person.optional().describe('who created the record'),
    date: place.optional().describe('the business date'),
    note: place.optional().describe('free text; 500 characters of it are kept'),
  })
  .refine((of) => of.amount === undefined || of.currency !== undefined, {
    error: 'has an amount without currency; add currency: a field, or { constant: CNY }',
  })
  .refine((of) => of.localAmount === undefined || of.localCurrency !== undefined, {
    error:
      'has localAmount without localCurrency; add localCurrency: a field, or { constant: CNY }',
  });

const lines = z
  .strictObject({
    from: z
      .string()
      .min(1)
      .max(200)
      .describe('field that holds the rows; in a database the table of the rows'),
    parent: place.optional().describe('in a database: column that holds the id of the document'),
    fields: z.strictObject({
      id: place.describe('internal id of the row'),
      item: value.optional().describe('number of the material, expense or account'),
      name: value.optional().describe('name of the material, expense or account'),
      quantity: figure.optional(),
      price: money.optional(),
      amount: money.optional(),
      date: place.optional().describe('date of the row, e.g. of delivery'),
      status: value.optional().describe('status of the row, as it is'),
      note: place.optional(),
    }),
  })
  .describe('the rows of the record; 200 of them are kept');

const template = z.string().min(1).max(2_000).startsWith('/', { error: 'must begin with /' });

const request = z
  .strictObject({
    list: template.describe(
      'path of the records changed since {from}, in order of change; also {afterId} {limit} {offset} {page} {organisations}',
    ),
    one: template.describe('path of one record; {id} stands for its id'),
    open: template.optional().describe('path of the records that are not finished, ordered by id'),
    count: template.optional().describe('path that counts the records changed from {from} to {to}'),
    total: z
      .union([z.strictObject({ header: z.string().min(1) }), z.strictObject({ field: place })])
      .optional()
      .describe('where the answer to count has the number'),
    records: place.optional().describe('field of the answer that holds the list'),
    record: place.optional().describe('field of the answer to one that holds the record'),
    paging: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('none') }),
        z.strictObject({ kind: z.literal('offset') }),
        z.strictObject({
          kind: z.literal('page'),
          first: z
            .union([z.literal(0), z.literal(1)], { error: 'is neither 0 nor 1' })
            .default(1)
            .describe('what the first page is called'),
        }),
        z.strictObject({
          kind: z.literal('link'),
          field: place
            .optional()
            .describe('where the answer has the address, if not in the header'),
        }),
        z.strictObject({ kind: z.literal('cursor'), field: place, parameter: z.string().min(1) }),
      ])
      .default({ kind: 'none' })
      .describe('how further records are asked for: none, offset, page, link or cursor'),
    times: z
      .enum(['utc', 'utcSeconds', 'local', 'localSeconds', 'epochMilliseconds', 'epochSeconds'])
      .default('utc')
      .describe('how {from} and {to} are written'),
  })
  .describe('REST alone: how the records are asked for');

/** What a mapping file holds; every field says what it should hold, because that is the remedy in an error. */
export const mappingSchema = z
  .strictObject({
    form: z
      .string()
      .regex(formId, { error: 'is no form id; use letters, digits and _, e.g. PUR_PurchaseOrder' })
      .describe('form that the documents are published under; rules name it'),
    titles: z
      .record(z.string().min(2).max(12), z.string().min(1).max(100))
      .refine((titles) => Object.keys(titles).length > 0, {
        error: 'is empty; write at least one, e.g. zh-CN: 采购订单',
      })
      .describe('name of the form by language, e.g. zh-CN'),
    from: z
      .string()
      .min(1)
      .max(200)
      .describe('entity set, table or view; for CloudEvents the type of the event'),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: 'is no IANA time zone; write e.g. Asia/Shanghai' })
      .optional()
      .describe('zone of times that carry none; default: that of the tenant'),
    numericTimes: z
      .enum(['milliseconds', 'seconds'])
      .default('milliseconds')
      .describe('what a time that is a number counts since 1970'),
    decimalMark: z.enum(['.', ',']).default('.').describe('in amounts that are texts'),
    filter: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .describe('OData alone: further condition in the words of the system'),
    fields,
    steps: z
      .record(
        z.string().min(1).max(100),
        z.enum(steps, { error: `is no step; write one of ${steps.join(', ')}` }),
      )
      .refine((of) => Object.keys(of).length > 0, { error: 'is empty; name every status' })
      .describe('step by status; a status that is not here parks its record'),
    finished: z
      .array(z.string().min(1))
      .optional()
      .describe('statuses after which nothing happens; default: those closed, voided or deleted'),
    people: named(person, 'further people by their part, e.g. buyer').default({}),
    dates: named(place, 'further dates by name, e.g. due').default({}),
    amounts: named(money, 'further amounts by name, e.g. paid').default({}),
    figures: named(figure, 'further numbers by name, e.g. weight').default({}),
    lines: lines.optional(),
    request: request.optional(),
  })
  .describe('How the records of one kind become documents: one file per form.');

export type Mapping = z.output<typeof mappingSchema>;
export type Value = z.output<typeof value>;
export type MoneyFields = z.output<typeof money>;
export type FigureFields = z.output<typeof figure>;
export type PersonFields = z.output<typeof person>;
export type LineFields = z.output<typeof lines>;
export type RequestFields = z.output<typeof request>;

/** Statuses, as the system writes them, after which nothing happens. */
export function finishedStatuses({ steps: of, finished }: Mapping): readonly string[] {
  if (finished !== undefined) return finished;
  const last = new Set<string>(['CLOSED', 'VOIDED', 'DELETED']);
  return Object.entries(of).flatMap(([status, step]) => (last.has(step) ? [status] : []));
}

/** The field that a value is read from; null for a constant or nothing. */
export function fieldOf(of: Value | undefined): string | null {
  return typeof of === 'string' ? of : null;
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
