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
