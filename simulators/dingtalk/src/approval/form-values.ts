import type { Organisation } from '../organisation/organisation.js';
import type { ApprovalTemplate, FormComponent } from './approval-template.js';

/** One filled component; the value is always a text. */
export interface FormValue {
  readonly id: string;
  readonly name: string;
  readonly componentType: string;
  readonly value: string;
  readonly extValue: string | undefined;
  readonly bizAlias: string | undefined;
}

/** What a caller gives for a component. */
export interface GivenValue {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly bizAlias: string | undefined;
  readonly value: string | undefined;
  readonly extValue: string | undefined;
}

const plainNumber = /^-?\d+(\.\d+)?$/;
const day = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$/;

/** Matches values to the components of a form and checks their encoding. Returns the name of one that does not fit. */
export function fillForm(
  organisation: Organisation,
  template: ApprovalTemplate,
  given: readonly GivenValue[],
): { values: FormValue[] } | { failed: string } {
  const values: FormValue[] = [];
  for (const each of given) {
    const component = template.components.find((known) => isMeant(known, each));
    const shown = each.name ?? each.id ?? each.bizAlias ?? '';
    if (component === undefined) return { failed: shown };
    const value = each.value ?? '';
    if (value !== '' && !fits(organisation, component, value)) return { failed: component.name };
    values.push({
      id: component.id,
      name: component.name,
      componentType: component.componentType,
      value,
      extValue: each.extValue,
      bizAlias: component.bizAlias,
    });
  }
  const empty = template.components.find(
    ({ id, required }) =>
      required === true && !values.some((value) => value.id === id && value.value !== ''),
  );
  return empty === undefined ? { values } : { failed: empty.name };
}

/** A table as it comes back: rows as objects with their number, unlike how they were given. */
export function asRowObjects(value: string): string {
  const rows = parseList(value) as { name?: string; value?: unknown }[][] | undefined;
  if (rows === undefined) return value;
  return JSON.stringify(
    rows.map((row, at) => ({
      rowNumber: `row_${String(at + 1)}`,
      rowValue: row.map(({ name, value: cell }) => ({ label: name, value: cell })),
    })),
  );
}

function isMeant(component: FormComponent, { bizAlias, id, name }: GivenValue): boolean {
  if (id !== undefined) return component.id === id;
  if (bizAlias !== undefined && component.bizAlias !== undefined)
    return component.bizAlias === bizAlias;
  return component.name === name;
}

function fits(organisation: Organisation, component: FormComponent, value: string): boolean {
  const { children = [], componentType, options = [] } = component;
  const list = (): readonly unknown[] | undefined => parseList(value);
  switch (componentType) {
    case 'NumberField':
    case 'MoneyField':
      return plainNumber.test(value);
    case 'DDSelectField':
      return options.length === 0 || options.includes(value);
    case 'DDMultiSelectField':
      return (
        list()?.every((each) => options.length === 0 || options.includes(String(each))) === true
      );
    case 'DDDateField':
      return day.test(value);
    case 'DDDateRangeField':
      return list()?.length === 2 && list()?.every((each) => day.test(String(each))) === true;
    case 'InnerContactField':
      return list()?.every((each) => organisation.users.has(String(each))) === true;
    case 'DDPhotoField':
    case 'DDAttachment':
    case 'RelateField':
      return list() !== undefined;
    case 'TableField':
      return (
        list()?.every(
          (row) => Array.isArray(row) && row.every((cell) => isCell(organisation, children, cell)),
        ) === true
      );
    default:
      return true;
  }
}

function isCell(
  organisation: Organisation,
  columns: readonly FormComponent[],
  cell: unknown,
): boolean {
  const { name, value } = (typeof cell === 'object' && cell !== null ? cell : {}) as {
    name?: unknown;
    value?: unknown;
  };
  const column = columns.find((each) => each.name === name);
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return column !== undefined && (text === '' || fits(organisation, column, text));
}

function parseList(value: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
