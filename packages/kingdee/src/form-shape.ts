import {
  usualIdKey,
  type DueFields,
  type FieldKey,
  type FieldName,
  type FormDefinition,
  type LineFields,
  type LineName,
} from './form.js';

type Keys = Readonly<Record<string, string>>;

/** Keys of the rows of a form, as the ERP at hand has them. */
export interface LineShape {
  readonly entry: string;
  readonly id: string;
  readonly keys: Readonly<Partial<Record<LineName, string>>>;
  readonly sums: Keys;
  readonly totals: Keys;
  readonly earliest: Keys;
}

export interface DueShape {
  readonly date: string;
  readonly open: string | undefined;
  readonly paid: string | undefined;
  readonly settled: { readonly key: string; readonly values: readonly string[] } | undefined;
}

/** A form as the ERP at hand has it: one key for each field, and only fields that are there. */
export interface FormShape {
  readonly definition: FormDefinition;
  readonly idKey: string;
  readonly fields: Readonly<Partial<Record<FieldName, string>>>;
  readonly people: Keys;
  readonly employees: Keys;
  readonly dates: Keys;
  readonly amounts: Keys;
  readonly figures: Keys;
  readonly lines: LineShape | null;
  readonly due: DueShape | null;
  /** Fields that are not optional and not there, as `key (field)`. */
  readonly missing: readonly string[];
  /** Optional fields that are not there. */
  readonly absent: readonly string[];
}

/** @param fieldKeys all keys the ERP knows of the form, in lower case: it does not mind letter case */
export function shapeOf(definition: FormDefinition, fieldKeys: ReadonlySet<string>): FormShape {
  const choice = new Choice(definition, fieldKeys);
  const { people, employees, dates, amounts, figures, due } = definition;
  const shape = {
    definition,
    idKey: definition.idKey ?? usualIdKey,
    fields: choice.keysOf({ ...definition.fields }, '') as FormShape['fields'],
    people: choice.keysOf(people, 'people.'),
    employees: choice.keysOf(employees, 'employees.'),
    dates: choice.keysOf(dates, 'dates.'),
    amounts: choice.keysOf(amounts, 'amounts.'),
    figures: choice.keysOf(figures, 'figures.'),
    lines: linesOf(definition.lines, choice),
    due: dueOf(due ?? [], fieldKeys),
  };
  return { ...shape, missing: choice.missing, absent: choice.absent };
}

/** The key that is filtered by. @throws RangeError for a field that the form lacks, which the check at start excludes */
export function keyOf(shape: FormShape, field: FieldName): string {
  const key = shape.fields[field];
  if (key !== undefined) return key;
  throw new RangeError(`${shape.definition.form} names no key for ${field}`);
}

function linesOf(lines: LineFields | undefined, choice: Choice): LineShape | null {
  if (lines === undefined) return null;
  const { entry, id, sums, totals, earliest, ...keys } = lines;
  const named = choice.keysOf(keys, 'lines.');
  // The row's id is no field of the entry, so the ERP does not list it.
  const shape = {
    entry,
    id: id === undefined ? `${entry}_FEntryID` : ([id].flat()[0] ?? ''),
    keys: named,
    sums: choice.keysOf(sums, 'lines.sums.'),
    totals: choice.keysOf(totals, 'lines.totals.'),
    earliest: choice.keysOf(earliest, 'lines.earliest.'),
  };
  const asked = [named, shape.sums, shape.totals, shape.earliest];
  return asked.some((part) => Object.keys(part).length > 0) ? shape : null;
}

/** Where a site has no payment plan, the date of the head counts; so what is not there is no fault. */
function dueOf(all: readonly DueFields[], fieldKeys: ReadonlySet<string>): DueShape | null {
  for (const due of all) {
    const [date, open, paid, settled] = [due.date, due.open, due.paid, due.settled?.key].map(
      (keys) => (keys === undefined ? null : presentOf(keys, fieldKeys)),
    );
    if (date == null || open === undefined || paid === undefined || settled === undefined) continue;
    return {
      date,
      open: open ?? undefined,
      paid: paid ?? undefined,
      settled: settled === null ? undefined : { key: settled, values: due.settled?.values ?? [] },
    };
  }
  return null;
}

/** The first spelling that the ERP has; of a path its first part counts. */
function presentOf(keys: FieldKey, fieldKeys: ReadonlySet<string>): string | undefined {
  return [keys].flat().find((key) => fieldKeys.has((key.split('.')[0] ?? '').toLowerCase()));
}

/** Picks the keys that are there, and remembers what is not. */
class Choice {
  readonly missing: string[] = [];
  readonly absent: string[] = [];
  readonly #definition: FormDefinition;
  readonly #fieldKeys: ReadonlySet<string>;

  constructor(definition: FormDefinition, fieldKeys: ReadonlySet<string>) {
    this.#definition = definition;
    this.#fieldKeys = fieldKeys;
  }

  keysOf(named: Readonly<Record<string, FieldKey | undefined>> | undefined, prefix: string): Keys {
    const found = Object.entries(named ?? {}).flatMap(([name, keys]) => {
      const key = keys === undefined ? undefined : this.of(keys, `${prefix}${name}`);
      return key === undefined ? [] : [[name, key] as const];
    });
    return Object.fromEntries(found);
  }

  of(keys: FieldKey, field: string): string | undefined {
    const spellings = [keys].flat();
    const known = presentOf(keys, this.#fieldKeys);
    if (known !== undefined) return known;
    const note = `${spellings.join(' or ')} (${field})`;
    (this.#isOptional(field) ? this.absent : this.missing).push(note);
    return undefined;
  }

  #isOptional(field: string): boolean {
    const { optional } = this.#definition;
    const whole = field.split('.')[0] ?? '';
    return optional.includes(field) || (field.includes('.') && optional.includes(whole));
  }
}
