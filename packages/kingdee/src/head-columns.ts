import { Columns, type Part } from './columns.js';
import type { FieldName } from './form.js';
import type { FormShape } from './form-shape.js';

/** References, and the parts of the base data that are read of them. */
const parts: Readonly<Partial<Record<FieldName, readonly Part[]>>> = {
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
  const employees = Object.values(shape.employees).flatMap(employeeParts);
  const plain = [shape.dates, shape.amounts, shape.figures].flatMap((keys) => Object.values(keys));
  const prefix = shape.definition.numberPrefix ?? [];
  return new Columns([shape.idKey, ...fields, ...prefix, ...people, ...employees, ...plain]);
}

/** Two references away: the employee, and the user the employee is. */
export function employeeParts(key: string): readonly string[] {
  return [`${key}.FUserId`, `${key}.FName`];
}
