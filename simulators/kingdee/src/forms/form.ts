/**
 * How a field's value is stored and printed. `id` and `int` are whole numbers, `decimal` has ten places, `base` holds the
 * internal id of a row of another form, `code` one of a few letters, `status` a state of the workflow
 * that servers print either as text or as a number.
 */
export const fieldTypes = [
  'id',
  'int',
  'text',
  'decimal',
  'date',
  'datetime',
  'bool',
  'base',
  'code',
  'status',
] as const;
type FieldType = (typeof fieldTypes)[number];

/** One field of a form as its data file describes it. */
export interface Field {
  readonly key: string;
  readonly name: string;
  readonly type: FieldType;
  /** Property name in View replies; the key without its F when absent. */
  readonly property?: string;
  /** For `base`: the form referred to. */
  readonly form?: string;
  /** For `base` of several forms: the field that holds the form's id. */
  readonly formFrom?: string;
  readonly required?: boolean;
  readonly unique?: boolean;
  /** Not taken from a Model: the system fills it. */
  readonly readOnly?: boolean;
  /** For `code`: what each letter means. */
  readonly codes?: Readonly<Record<string, string>>;
  /**
   * A value, or `today`, `session` (the session's organisation), `local` (the company's currency),
   * `currency` (the exchange rate of the bill's currency).
   */
  readonly default?: string | boolean;
  /** Repeats a field of a referred row, e.g. `FMaterialId.FName`. */
  readonly copyOf?: string;
  /** Printed in capitals, however it is stored. */
  readonly upperCase?: boolean;
  /** View shows it per language. */
  readonly multiLanguage?: boolean;
  /**
   * For a flex field: its dimensions, asked for as `FAuxPropId.FF100001` or `FStockLocId.FStockLocId__FF100001`.
   * The field itself cannot be queried.
   */
  readonly flex?: readonly Field[];
}

export interface FieldGroup {
  readonly key: string;
  readonly name: string;
  readonly property?: string;
  readonly required?: boolean;
  readonly fields: readonly Field[];
}

/** How an amount follows from others; applied in the order of the file, in every row of the field's entry. */
export interface Calculation {
  readonly set: string;
  readonly rule: 'product' | 'sum' | 'difference' | 'gross' | 'taxPart' | 'copy';
  readonly of: readonly string[];
  /** Decimal places of the result, rounded half up. */
  readonly scale: number;
}

/**
 * What an audited bill does to a level (stock, budget), and its un-audit takes back: every row of `entry` finds the one
 * row of form `to` that it is about, and changes its amounts.
 */
export interface Posting {
  readonly to: string;
  /** Whether a level that is not there yet begins at nothing; else there is no level, and nothing is posted. */
  readonly create?: boolean;
  readonly entry: string;
  /** `-` turns additions into subtractions: goods that leave. */
  readonly sign: '+' | '-';
  /** Field of the level's row by the bill's field, head or entry; a date finds the level's year and period. */
  readonly match: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  readonly subtract?: Readonly<Record<string, string>>;
}

/** Which field plays a part that pages and the workflow need on every bill. */
export interface BillRoles {
  readonly date: string;
  readonly department: string;
  readonly counterparty: string;
  readonly amount: string;
  readonly localAmount: string;
  readonly currency: string;
  readonly exchangeRate: string;
  readonly note: string;
}

/** One form, as its data file in `forms/` describes it. */
export interface FormFile {
  readonly id: string;
  readonly name: string;
  /** `log`: shows the journal. */
  readonly kind: 'bill' | 'base' | 'tasks' | 'log';
  /** Field key of the primary key. */
  readonly key: string;
  readonly number?: string;
  readonly numbering?: { readonly prefix: string; readonly digits: number };
  readonly workflow?: string;
  /** For kind `tasks`: which workflow tasks the form lists. */
  readonly tasks?: 'all' | 'running' | 'history';
  /** For kind `log`: the change trail, or the messages to people. */
  readonly log?: 'operations' | 'messages';
  readonly roles?: BillRoles;
  readonly fields: readonly Field[];
  readonly subHeads?: readonly FieldGroup[];
  readonly entries?: readonly FieldGroup[];
  readonly calculations?: readonly Calculation[];
  readonly postings?: readonly Posting[];
  /** How a person's simple bill (one amount, one note) becomes a Model. */
  readonly template?: { readonly entry: string; readonly row: Readonly<Record<string, unknown>> };
  readonly seed?: readonly Readonly<Record<string, string | number>>[];
}

/** A field in its place: in the head (sub-heads included) or in an entry. */
export interface PlacedField {
  readonly field: Field;
  readonly entry: string | undefined;
}

/** A form with its fields found by key, in any case of letters. */
export class Form {
  readonly file: FormFile;
  readonly id: string;
  readonly name: string;
  readonly keyField: Field;
  /** Head fields and those of the sub-heads. */
  readonly headFields: readonly Field[];
  readonly entries: readonly FieldGroup[];
  readonly #fields = new Map<string, PlacedField>();

  constructor(file: FormFile) {
    this.file = file;
    this.id = file.id;
    this.name = file.name;
    this.entries = file.entries ?? [];
    this.keyField = {
      key: file.key,
      name: '内码',
      type: file.kind === 'tasks' ? 'text' : 'id',
      property: 'Id',
    };
    const subFields = (file.subHeads ?? []).flatMap((group) => group.fields);
    this.headFields = [...file.fields, ...subFields];
    this.#place([this.keyField, ...this.headFields], undefined);
    for (const entry of this.entries) {
      this.#place(rowFields(entry), entry.key);
      this.#place(entry.fields, entry.key);
    }
    const [first] = this.entries;
    if (first !== undefined) {
      this.#place([{ key: 'FEntryID', name: '分录内码', type: 'id' }], first.key);
    }
  }

  find(key: string): PlacedField | undefined {
    return this.#fields.get(key.toUpperCase());
  }

  /** The key as the form spells it, or undefined when there is no such head field. */
  headKey(key: string): string | undefined {
    const found = this.find(key);
    return found?.entry === undefined ? found?.field.key : undefined;
  }

  #place(fields: readonly Field[], entry: string | undefined): void {
    for (const field of fields) {
      const upper = field.key.toUpperCase();
      if (!this.#fields.has(upper)) this.#fields.set(upper, { field, entry });
    }
  }
}

/** Every entry row has an id and a row number, named after the entry. */
function rowFields(entry: FieldGroup): readonly Field[] {
  return [
    { key: `${entry.key}_FEntryID`, name: '分录内码', type: 'id' },
    { key: `${entry.key}_FSeq`, name: '行号', type: 'int' },
  ];
}
