import { fieldOf, type LineFields, type Mapping, type Value } from './mapping.js';

/** A field of the record that the mapping reads, and what it is for. */
export interface MappedField {
  readonly path: string;
  readonly use: string;
}

type Written = Value | undefined;

/** Every field of the record that the mapping reads, without those of its rows. */
export function fieldsOf(mapping: Mapping): readonly MappedField[] {
  const { fields, people, dates, amounts, figures } = mapping;
  const { applicant, ...plain } = fields;
  const named = (group: string, of: Readonly<Record<string, object>>): [string, Written][] =>
    Object.entries(of).flatMap(([name, parts]) =>
      Object.entries(parts).map(([part, value]): [string, Written] => [
        `${group}.${name}.${part}`,
        value as Written,
      ]),
    );
  return mapped([
    ...Object.entries(plain).map(([name, value]): [string, Written] => [`fields.${name}`, value]),
    ...named('fields', applicant === undefined ? {} : { applicant }),
    ...named('people', people),
    ...Object.entries(dates).map(([name, value]): [string, Written] => [`dates.${name}`, value]),
    ...named('amounts', amounts),
    ...named('figures', figures),
  ]);
}

/** Every field of a row that the mapping reads. */
export function fieldsOfLines({ fields }: LineFields): readonly MappedField[] {
  return mapped(
    Object.entries(fields).flatMap(([name, value]): [string, Written][] => {
      if (value === undefined) return [];
      if (typeof value === 'string' || 'constant' in value) {
        return [[`lines.fields.${name}`, value]];
      }
      return Object.entries(value).map(([part, of]): [string, Written] => [
        `lines.fields.${name}.${part}`,
        of,
      ]);
    }),
  );
}

function mapped(written: readonly (readonly [string, Written])[]): readonly MappedField[] {
  return written.flatMap(([use, value]) => {
    const path = fieldOf(value);
    return path === null ? [] : [{ path, use }];
  });
}
