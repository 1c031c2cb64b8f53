import { textOf } from '../cells.js';
import type { Part, Row } from '../columns.js';
import { isRecord, type Cell } from '../exact-json.js';
import type { CosmicRecord } from './cosmic-client.js';
import { closedMark, type CosmicForm } from './cosmic-form.js';

const parts: Readonly<Record<Part, string>> = {
  '': 'id',
  '.FName': 'name',
  '.FNumber': 'number',
  '.FCODE': 'number',
  '.FUserId': 'id',
};

/** A bill or a row of it, read in the terms in which bills of K3Cloud are read. */
export function cosmicRow(record: CosmicRecord, form: CosmicForm): Row {
  const { closedStatus, definition } = form;
  const statusKey = definition.fields.documentStatus;
  const isClosed = (): boolean =>
    closedStatus !== undefined && textOf(cellOf(record, String(statusKey), '')) === closedStatus;
  return {
    of: (key, part = '') => {
      if (key === undefined) return null;
      if (key === closedMark) return isClosed() ? 'B' : 'A';
      // Closed is approved and over.
      if (key === statusKey && isClosed()) return 'C';
      return cellOf(record, key, part) ?? firstOf(record, form, key, part);
    },
  };
}

/** Rows of a bill, in the order they stand in. */
export function cosmicRows(record: CosmicRecord, form: CosmicForm): readonly Row[] {
  return entriesOf(record, form).map((entry) => cosmicRow(entry, form));
}

/** Keys of a record that a form cannot do without and a query does not bring. */
export function missingIn(record: CosmicRecord, { definition }: CosmicForm): readonly string[] {
  const { number, modifiedAt, documentStatus, organisation } = definition.fields;
  const plain = [definition.idKey ?? 'id', number, modifiedAt, documentStatus].flat();
  const references = [organisation].flat().filter((key) => !hasReference(record, key));
  return [...plain.filter((key) => !(key in record)), ...references];
}

/** Published queries print a reference as key_number, key_name, key_id, or as an object of these. */
function cellOf(record: CosmicRecord, key: string, part: Part): Cell {
  const plain = record[key];
  const name = parts[part];
  if (isRecord(plain)) return scalar(plain[name]);
  // Materials carry their own record inside.
  const flat = [`${key}_${name}`, `${key}_masterid_${name}`].map((each) => record[each]);
  return flat.map(scalar).find((cell) => cell !== null) ?? (part === '' ? scalar(plain) : null);
}

/** What only the rows of a bill tell, such as who is to be paid: the first row speaks for the bill. */
function firstOf(record: CosmicRecord, form: CosmicForm, key: string, part: Part): Cell {
  if (!key.startsWith('e_')) return null;
  const [first] = entriesOf(record, form);
  return first === undefined ? null : cellOf(first, key, part);
}

function entriesOf(record: CosmicRecord, { definition }: CosmicForm): readonly CosmicRecord[] {
  const entry = record[definition.lines?.entry ?? ''];
  return Array.isArray(entry) ? entry.filter(isRecord) : [];
}

function hasReference(record: CosmicRecord, key: string): boolean {
  return `${key}_number` in record || isRecord(record[key]);
}

function scalar(value: unknown): Cell {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;
}
