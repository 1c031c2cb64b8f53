import { z } from 'zod';
import type { FormDefinition } from './form.js';

const key = z
  .string({ error: 'is no field key; write one, e.g. FBillNo' })
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,79}([.][A-Za-z][A-Za-z0-9_]{0,79}){0,3}$/, {
    error: 'is no field key; write it as the ERP spells it, e.g. FBillNo',
  });
const keys = z.union([key, z.array(key).min(1).max(8)], {
  error: ({ input }) =>
    `${input === undefined ? 'is missing' : 'is no field key and no list of them'}; write e.g. FBillNo or [FNote, FRemark]`,
});
const named = z
  .record(
    z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, { error: 'is no name; write e.g. plannedFinish' }),
    keys,
  )
  .optional();

const fields = z.strictObject({
  number: keys.describe('number of the bill'),
  modifiedAt: keys.describe('time of the last change'),
  documentStatus: keys.describe('Z draft, A created, B in approval, C approved, D to be reworked'),
  closeStatus: keys.optional().describe('A open, B closed'),
  cancelStatus: keys.optional().describe('A in force, B voided'),
  date: keys.describe('business date'),
  amount: keys.optional().describe('total in the currency of the bill'),
  currency: keys.optional().describe('reference: currency of the bill'),
  localAmount: keys.optional().describe('total in the local currency'),
  localCurrency: keys.optional().describe('reference: local currency'),
  exchangeRate: keys.optional().describe('units of local currency for one of the bill’s'),
  counterparty: keys.optional().describe('reference: supplier, customer or payee'),
  department: keys.optional().describe('reference: department that answers for the bill'),
  organisation: keys.describe('reference: organisation by which tenants are told apart'),
  creator: keys.describe('reference: ERP user who created the bill'),
  note: keys.optional(),
});

const lines = z.strictObject({
  entry: key.describe('key of the entry'),
  id: keys.optional().describe('internal id of a row; default <entry>_FEntryID'),
  item: keys.optional().describe('reference: material, expense or account'),
  quantity: keys.optional(),
  unit: keys.optional().describe('reference: unit of the quantity'),
  price: keys.optional(),
  amount: keys.optional(),
  counterAmount: keys.optional().describe('what is taken off the amount'),
  date: keys.optional(),
  status: keys.optional(),
  note: keys.optional(),
  sums: named.describe('money added up over all rows; amount is the total of the bill'),
  totals: named.describe('numbers added up over all rows'),
  earliest: named.describe('the earliest date of all rows'),
});

const due = z.strictObject({
  date: keys.describe('date by which it is to be paid, of the head or of a payment plan'),
  open: keys.optional().describe('what is to be paid; the total when absent'),
  paid: keys.optional().describe('what was paid of it'),
  settled: z
    .strictObject({ key: keys, values: z.array(z.string().min(1)).min(1) })
    .optional()
    .describe('what tells that all is paid'),
});

/** A form of a tenant, as it stands in `forms/<name>.yaml`. */
export const formSchema: z.ZodType<FormDefinition> = z
  .strictObject({
    form: z
      .string({ error: 'is missing; write the form id, e.g. SAL_SaleOrder' })
      .regex(/^[A-Za-z][A-Za-z0-9_]{1,79}$/, { error: 'is no form id; write e.g. SAL_SaleOrder' }),
    idKey: key.optional().describe('key of the internal id; default FID'),
    titles: z
      .record(z.string().regex(/^\d{4}$/), z.string().min(1).max(80))
      .describe('name by language: 2052 Chinese, 1033 English')
      .transform((titles) =>
        Object.fromEntries(Object.entries(titles).map(([lcid, title]) => [Number(lcid), title])),
      ),
    fields,
    numberPrefix: z.array(key).min(1).max(4).optional().describe('what stands before the number'),
    people: named.describe('references to further ERP users'),
    employees: named.describe('references to employees'),
    dates: named,
    amounts: named,
    figures: named,
    lines: lines.optional(),
    due: z.array(due).min(1).max(4).optional(),
    optional: z.array(z.string().min(1)).default([]),
  })
  .describe('A form of K3Cloud: which of its fields hold what the hub needs.');
