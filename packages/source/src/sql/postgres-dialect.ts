import { comparedDay, countedTime, type Compared } from '../mapping/compared-time.js';
import { wrongMapping } from '../mapping/read-mappings.js';
import { localTime } from '../mapping/read-time.js';
import type { Comparison, Operand } from '../polling/record-store.js';
import type { Column, Dialect, TimeReading } from './dialect.js';
import { PostgresDatabase } from './postgres-database.js';

/** Text of a column that is carried at most; a document keeps far less. */
const textLengthMax = 4_000;
/** PostgreSQL cuts longer names off. */
const nameBytesMax = 63;
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const unfit = /[\u0000-\u001f\u007f]/;

const signs: Readonly<Record<Comparison, string>> = {
  ge: '>=',
  gt: '>',
  lt: '<',
  le: '<=',
  eq: '=',
  // Unlike <>, it holds for an empty column.
  ne: 'is distinct from',
};

/** How ids of a type are written; what is written otherwise equals none of them. */
const writtenLike: Readonly<Record<string, (text: string) => boolean>> = {
  smallint: whole(16n),
  integer: whole(32n),
  bigint: whole(64n),
  numeric: (text) => /^-?\d{1,100}(\.\d{1,100})?$/.test(text),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  boolean: (text) => /^(t|f|true|false)$/.test(text),
};

/** Up to the last number that so many bits hold: ids of 19 digits are common. */
function whole(bits: bigint): (text: string) => boolean {
  const end = 2n ** (bits - 1n);
  return (text) => {
    if (!/^-?\d{1,19}$/.test(text)) return false;
    const number = BigInt(text);
    return number >= -end && number < end;
  };
}

export const postgres: Dialect = {
  connect: (options) => new PostgresDatabase(options),
  quoted,
  placeholder: (number) => `$${String(number)}`,
  columns: (table) => ({
    text: `select attname as name, format_type(atttypid, null) as type from pg_attribute
           where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    values: [quoted(table)],
  }),
  value: (column) =>
    isText(column) ? `left(${quoted(column.name)}, ${String(textLengthMax)})` : quoted(column.name),
  order: (column) => `${quoted(column.name)}${collation(column)}`,
  compare: (column, { is, value }, reading) => {
    const operand =
      'time' in value ? timeOf({ utcMs: value.time, is }, column, reading) : textOf(value, column);
    if (operand === null) return null;
    const cast = `${reading.placeholder}::${operand.type}`;
    const left = `${quoted(column.name)}${is === 'eq' ? '' : collation(column)}`;
    return { text: `${left} ${signs[is]} ${cast}`, value: operand.value };
  },
  limited: (select, limit) => `${select} limit ${String(limit)}`,
};

function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => {
      if (part === '' || unfit.test(part) || Buffer.byteLength(part) > nameBytesMax) {
        throw wrongMapping(`"${name.slice(0, 80)}"`, 'is no name of a table or column');
      }
      return `"${part.replaceAll('"', '""')}"`;
    })
    .join('.');
}

function isText({ type }: Column): boolean {
  return type === 'text' || type === 'character varying' || type === 'character';
}

/** By characters, as the hub compares ids, whatever the language of the database. */
function collation(column: Column): string {
  return isText(column) ? ' collate "C"' : '';
}

interface Written {
  readonly value: string;
  readonly type: string;
}

function timeOf(
  moment: Compared,
  { name, type }: Column,
  { timeZone, numericTimes }: TimeReading,
): Written {
  switch (type) {
    case 'timestamp with time zone':
      return { value: new Date(moment.utcMs).toISOString(), type };
    case 'timestamp without time zone':
      return { value: localTime(moment.utcMs, timeZone), type };
    case 'date':
      return { value: comparedDay(moment, timeZone), type };
    case 'integer':
    case 'bigint':
      return { value: countedTime(moment, numericTimes, true), type: 'bigint' };
    case 'numeric':
      return { value: countedTime(moment, numericTimes, false), type };
    default:
      throw wrongMapping(
        name,
        `is ${type}, which cannot be compared as a time; make a view that casts it to timestamp`,
      );
  }
}

function textOf({ text }: Extract<Operand, { text: string }>, column: Column): Written | null {
  const { name, type } = column;
  if (isText(column)) return { value: text.replaceAll('\u0000', ''), type: 'text' };
  const isWritten = writtenLike[type];
  if (isWritten === undefined) {
    throw wrongMapping(
      name,
      `is ${type}, which cannot be compared; make a view that casts it to text`,
    );
  }
  return isWritten(text) ? { value: text, type } : null;
}
