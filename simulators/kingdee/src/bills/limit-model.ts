import type { Form } from '../forms/form.js';

type Model = Readonly<Record<string, unknown>>;

/**
 * NeedUpDateFields: only the named keys of a Model are taken, an entry counting by its own key and by those of its
 * fields. Primary keys always count. Nothing named means everything.
 */
export function limitModel(form: Form, model: Model, fields: readonly string[]): Model {
  if (fields.length === 0) return model;
  const wanted = new Set(fields.map((field) => field.toUpperCase()));
  const entries = new Set(form.entries.map(({ key }) => key.toUpperCase()));
  const primary = new Set([form.keyField.key.toUpperCase(), 'FENTRYID']);
  const keep = (part: Model): Model =>
    Object.fromEntries(
      Object.entries(part).flatMap(([key, value]) => {
        const upper = key.toUpperCase();
        if (primary.has(upper)) return [[key, value]];
        if (!wanted.has(upper)) return [];
        const rows = entries.has(upper) && Array.isArray(value) ? (value as Model[]) : undefined;
        return [[key, rows === undefined ? value : rows.map(keep)]];
      }),
    );
  return keep(model);
}

/** A Model's keys in the form's order: a field that says what another refers to then comes before it. */
export function orderModel(form: Form, model: Model): Model {
  const order = new Map(form.headFields.map(({ key }, at) => [key.toUpperCase(), at]));
  const place = (key: string): number => order.get(key.toUpperCase()) ?? order.size;
  return Object.fromEntries(Object.entries(model).sort(([a], [b]) => place(a) - place(b)));
}
