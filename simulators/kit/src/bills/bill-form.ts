/** A stored value: text, decimals by their digits, times as UTC milliseconds, references by number of the base record. */
export type Value = string | number | null;

export type Values = Record<string, Value>;

export type FieldType = 'text' | 'int' | 'decimal' | 'date' | 'time' | 'reference';

/** One field of a form, as its data file writes it. */
export interface BillField {
  readonly key: string;
  readonly name: string;
  readonly type: FieldType;
  /** What a reference points to, e.g. `Supplier`. */
  readonly base?: string;
  readonly required?: boolean;
  /** A value, or `$today`, `$now`, `$user`. */
  readonly default?: Value;
  /** Computed from two fields of the same row when it is not given; rounded to two places. */
  readonly product?: readonly [string, string];
  /** Computed from all rows of an entry, e.g. `["Page2", "FAllAmount"]`. */
  readonly sum?: readonly [string, string];
  /** How sure it is that the vendor has this key: C certain, L likely, U a guess. */
  readonly sure: 'C' | 'L' | 'U';
}

/** What an operation asks of a bill and makes of it. */
interface BillOperation {
  readonly name: string;
  /** Values of head fields that allow it, by key. */
  readonly when: Readonly<Record<string, readonly Value[]>>;
  /** What the server says when they do not hold. */
  readonly refusal: string;
  /** New values by key; `$today`, `$now` and `$user` stand for themselves. */
  readonly set?: Readonly<Record<string, Value>>;
  /** The bill is gone afterwards. */
  readonly removes?: boolean;
}

/** One form: a data file, never code. */
export interface BillForm {
  /** How the vendor's paths name it. */
  readonly object: string;
  readonly name: string;
  readonly kind: 'bill' | 'base';
  /** Field of the internal id. */
  readonly id: string;
  readonly number: { readonly field: string; readonly prefix: string; readonly digits: number };
  /** Field that changes set, when the vendor keeps one. */
  readonly modified?: string;
  readonly head: readonly BillField[];
  /** Fields of each entry by its name, e.g. `Page2`. */
  readonly entries: Readonly<Record<string, readonly BillField[]>>;
  readonly operations: Readonly<Record<string, BillOperation>>;
  /** Parameters of the published query, where a vendor publishes queries form by form. */
  readonly parameters?: readonly QueryParameter[];
}

interface QueryParameter {
  readonly name: string;
  readonly field: string;
  readonly by: '=' | '>=' | '<=';
  /** Wanted by sites that publish the query so; see the switch. */
  readonly wanted?: boolean;
}

export interface Bill {
  readonly id: string;
  readonly head: Values;
  readonly entries: Record<string, Values[]>;
}

/** A record that references point to. */
export interface BaseRecord {
  readonly id: string;
  readonly number: string;
  readonly name: string;
}

/** A refusal that the caller gets to read. */
export class BillRefusal extends Error {
  readonly field: string | null;

  constructor(message: string, field: string | null = null) {
    super(message);
    this.field = field;
  }
}

/** The field of a form that is spelt so, letter case aside. */
export function fieldOf(fields: readonly BillField[], key: string): BillField | undefined {
  return fields.find((field) => field.key.toLowerCase() === key.toLowerCase());
}
