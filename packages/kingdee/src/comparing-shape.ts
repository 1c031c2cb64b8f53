import type { FieldName } from './form.js';
import type { FormShape } from './form-shape.js';

/** What tells two versions of a bill apart; the rest is read when one is published. */
const compared: ReadonlySet<FieldName> = new Set([
  'number',
  'modifiedAt',
  'documentStatus',
  'closeStatus',
  'cancelStatus',
  'amount',
  'currency',
  'localAmount',
  'localCurrency',
  'exchangeRate',
  'counterparty',
  'organisation',
]);

/** A form reduced to what comparing needs: the fewer references a question follows, the cheaper it is for the ERP. */
export function comparingShape(shape: FormShape): FormShape {
  const fields = Object.entries(shape.fields).filter(([name]) => compared.has(name as FieldName));
  const { lines } = shape;
  const amount = lines?.sums['amount'];
  return {
    ...shape,
    fields: Object.fromEntries(fields),
    people: {},
    employees: {},
    dates: {},
    amounts: {},
    figures: {},
    lines:
      lines === null || amount === undefined
        ? null
        : { ...lines, keys: {}, sums: { amount }, totals: {}, earliest: {} },
  };
}
