/** A small schema with one field of every kind, for tests that change it. */

interface Field {
  name: string;
  type: unknown;
  doc?: string;
  default?: unknown;
  aliases?: string[];
}

export const decimal = { type: 'bytes', logicalType: 'decimal', precision: 28, scale: 10 };
export const time = { type: 'long', logicalType: 'timestamp-millis' };
export const state = {
  type: 'enum',
  name: 'State',
  doc: 'State.',
  symbols: ['NEW', 'DONE'],
  default: 'NEW',
};
export const line = {
  type: 'record',
  name: 'Line',
  doc: 'Line.',
  fields: [aField('item', 'string')],
};

export function aField(name: string, type: unknown, more: Partial<Field> = {}): Field {
  return { name, type, doc: `${name}.`, ...more };
}

export const base: readonly Field[] = [
  aField('id', 'string'),
  aField('total', decimal),
  aField('tax', ['null', decimal], { default: null }),
  aField('at', time),
  aField('due', ['null', time], { default: null }),
  aField('state', state),
  aField('count', 'int'),
  aField('note', ['null', 'string'], { default: null }),
  aField('lines', { type: 'array', items: line }),
  aField('marks', { type: 'map', values: 'string' }),
];

export const schemaOf = (fields: readonly Field[]): object => ({
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  doc: 'An order.',
  fields,
});
/** The base with one field replaced, or left out when the change is undefined. */
export const withField = (name: string, change: Partial<Field> | undefined): object =>
  schemaOf(
    base.flatMap((field) => {
      if (field.name !== name) return [field];
      return change === undefined ? [] : [{ ...field, ...change }];
    }),
  );
export const withNew = (field: Field): object => schemaOf([...base, field]);
