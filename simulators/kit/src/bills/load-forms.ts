import { readdirSync, readFileSync } from 'node:fs';
import type { BillForm } from './bill-form.js';

/** The forms of a folder: one JSON file each. Names what is wrong and where. */
export function loadBillForms(folder: URL): readonly BillForm[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const form = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as BillForm;
      check(form, name);
      return form;
    });
}

function check(form: BillForm, file: string): void {
  const keys = new Set(form.head.map(({ key }) => key));
  const named = [
    form.number.field,
    ...(form.modified === undefined ? [] : [form.modified]),
    ...Object.values(form.operations).flatMap(({ when, set }) => [
      ...Object.keys(when),
      ...Object.keys(set ?? {}),
    ]),
  ];
  const unknown = named.filter((key) => !keys.has(key));
  if (unknown.length > 0)
    throw new Error(`${file}: no head field ${unknown.join(', ')}; correct the name or add it`);
}
