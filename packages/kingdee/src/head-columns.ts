import { Columns, type Part } from './columns.js';
import type { FieldName } from './form.js';
import type { FormShape } from './form-shape.js';

/** References, and the parts of the base data that are read of them. */
const parts: Readonly<Partial<Record<FieldName, readonly Part[]>>> = {
  numberGroup: ['.FName'],
  currency: ['.FCODE', '.FNumber'],
  localCurrency: ['.FCODE', '.FNumber'],
  counterparty: ['.FName'],
  department: ['', '.FName'],
  organisation: ['.FNumber'],
  creator: ['', '.FName'],
};

/** What is asked of the head of a bill. */
export function headColumns(shape: FormShape): Columns {
  const fields = Object.entries(shape.fields).flatMap(([name, key]) =>
    (parts[name as FieldName] ?? ['']).map((part) => `${key}${part}`),
  );
  const people = Object.values(shape.people).flatMap((key) => [key, `${key}.FName`]);
  // Two references away: the employee, and the user the employee is.
  const employees = Object.values(shape.employees).flatMap((key) => [
    `${key}.FUserId`,
    `${key}.FName`,
  ]);
  const plain = [shape.dates, shape.amounts, shape.figures].flatMap((keys) => Object.values(keys));
  return new Columns([shape.idKey, ...fields, ...people, ...employees, ...plain]);
}
