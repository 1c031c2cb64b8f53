import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { EntryRow, Row, Values } from '../database/row.js';
import type { Field, FieldGroup, Form } from '../forms/form.js';
import { readValue, type ReferenceRules } from './read-value.js';

const entryRowsMax = 5000;

type Given = Readonly<Record<string, unknown>>;

/** Writes the given keys of a Model into a row. Keys that the form does not have are passed over, as the vendor does. */
export function applyModel(
  account: AccountSet,
  form: Form,
  row: Row,
  change: {
    readonly model: Given;
    readonly deleteMissingRows: boolean;
    readonly references: ReferenceRules;
  },
): void {
  const { references } = change;
  const groups = new Map(
    (form.file.subHeads ?? []).map((group) => [group.key.toUpperCase(), group]),
  );
  const entries = new Map(form.entries.map((entry) => [entry.key.toUpperCase(), entry]));
  for (const [key, raw] of Object.entries(change.model)) {
    const upper = key.toUpperCase();
    const entry = entries.get(upper);
    if (entry !== undefined) {
      row.entries[entry.key] = mergeRows(account, entry, row.entries[entry.key] ?? [], {
        given: asList(entry, raw),
        deleteMissingRows: change.deleteMissingRows,
        references,
      });
    } else if (groups.has(upper) && typeof raw === 'object' && raw !== null) {
      for (const [subKey, subRaw] of Object.entries(raw)) {
        setField(account, headField(form, subKey), subRaw, row.values, references);
      }
    } else {
      setField(account, headField(form, key), raw, row.values, references);
    }
  }
}

function headField(form: Form, key: string): Field | undefined {
  const found = form.find(key);
  return found?.entry === undefined ? found?.field : undefined;
}

function setField(
  account: AccountSet,
  field: Field | undefined,
  raw: unknown,
  values: Values,
  references: ReferenceRules,
): void {
  if (field?.flex !== undefined) {
    setFlex(account, field, raw, values, references);
    return;
  }
  if (field === undefined || field.readOnly === true || field.type === 'id') return;
  values[field.key] = readValue(account, field, raw, values, references);
}

/** Dimensions come under their own key or behind the field's, e.g. `FAUXPROPID__FF100001`; an id stands for the combination. */
function setFlex(
  account: AccountSet,
  field: Field,
  raw: unknown,
  values: Values,
  references: ReferenceRules,
): void {
  if (typeof raw !== 'object' || raw === null) return;
  const prefix = `${field.key.toUpperCase()}__`;
  for (const [key, part] of Object.entries(raw)) {
    const bare = key.toUpperCase().replace(prefix, '');
    const dimension = field.flex?.find((each) => each.key.toUpperCase() === bare);
    if (dimension === undefined) continue;
    values[`${field.key}.${dimension.key}`] = readValue(
      account,
      dimension,
      part,
      values,
      references,
    );
  }
  const parts = (field.flex ?? []).map(({ key }) => String(values[`${field.key}.${key}`] ?? ''));
  const isEmpty = parts.every((part) => part === '');
  values[field.key] = isEmpty
    ? null
    : account.groups.flexId(JSON.stringify([field.key, parts]), () => account.nextId());
}

function asList(entry: FieldGroup, raw: unknown): readonly Given[] {
  if (raw === null || raw === '') return [];
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (
    list.length > entryRowsMax ||
    list.some((each) => typeof each !== 'object' || each === null)
  ) {
    throw new BusinessError(
      msgCode.parameter,
      `“${entry.name}”需要对象数组，且不超过${String(entryRowsMax)}行。`,
      entry.key,
    );
  }
  return list as readonly Given[];
}

function mergeRows(
  account: AccountSet,
  entry: FieldGroup,
  present: readonly EntryRow[],
  change: {
    readonly given: readonly Given[];
    readonly deleteMissingRows: boolean;
    readonly references: ReferenceRules;
  },
): EntryRow[] {
  const kept: EntryRow[] = change.deleteMissingRows ? [] : [...present];
  for (const given of change.given) {
    const [, named] = Object.entries(given).find(([key]) => /^FEntryID$/i.test(key)) ?? [];
    const id = Number(named ?? 0);
    const before = id > 0 ? present.find((each) => each.id === id) : undefined;
    const row = before ?? { id: account.nextId(), seq: 0, values: {} };
    if (!kept.includes(row)) kept.push(row);
    for (const [key, raw] of Object.entries(given)) {
      const field = entry.fields.find((each) => each.key.toUpperCase() === key.toUpperCase());
      setField(account, field, raw, row.values, change.references);
    }
  }
  kept.forEach((row, index) => {
    row.seq = index + 1;
  });
  return kept;
}
