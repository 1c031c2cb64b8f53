import type { SimulatorClock } from '../clock.js';
import type { Journal } from '../journal.js';
import {
  BillRefusal,
  fieldOf,
  type BaseRecord,
  type Bill,
  type BillField,
  type BillForm,
  type Value,
  type Values,
} from './bill-form.js';
import { compute, readValue, resolved, type Acting } from './bill-values.js';

/** What a client sent: head fields, and rows by entry. */
export interface BillDraft {
  readonly head: Readonly<Record<string, unknown>>;
  readonly entries?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** Who asks, and by which way: the vendor's interface or the control interface. */
export interface Caller {
  readonly user: string;
  readonly via: string;
}

export interface BillBookOptions {
  readonly company: string;
  readonly clock: SimulatorClock;
  readonly journal: Journal;
  readonly forms: readonly BillForm[];
  readonly base: ReadonlyMap<string, readonly BaseRecord[]>;
  /** Makes the internal id of the n-th bill. */
  readonly idOf: (count: number) => string;
  /** Whether this operation sets the form's time of change. */
  readonly touches: (operation: string) => boolean;
}

/** The bills of one company. Every change is journalled; a refused one leaves no trace. */
export class BillBook {
  readonly company: string;
  readonly forms: readonly BillForm[];
  readonly base: ReadonlyMap<string, readonly BaseRecord[]>;
  readonly #options: BillBookOptions;
  readonly #bills = new Map<string, Bill[]>();
  readonly #numbers = new Map<string, number>();
  #count = 0;

  constructor(options: BillBookOptions) {
    this.company = options.company;
    this.forms = options.forms;
    this.base = options.base;
    this.#options = options;
  }

  form(object: string): BillForm | undefined {
    return this.forms.find((form) => form.object.toLowerCase() === object.toLowerCase());
  }

  bills(form: BillForm): readonly Bill[] {
    return this.#bills.get(form.object) ?? [];
  }

  byNumber(form: BillForm, number: string): Bill | undefined {
    return this.bills(form).find((bill) => bill.head[form.number.field] === number);
  }

  byId(form: BillForm, id: string): Bill | undefined {
    return this.bills(form).find((bill) => bill.id === id);
  }

  /** The record a reference names by number, by name, or as object of these; undefined when there is none. */
  record(base: string, number: Value): BaseRecord | undefined {
    return this.base.get(base)?.find((each) => each.number === number);
  }

  create(form: BillForm, draft: BillDraft, caller: Caller): Bill {
    const acting = this.#acting(caller);
    const head = this.#row(form.head, draft.head, undefined, acting);
    const numberField = form.number.field;
    head[numberField] ??= this.#nextNumber(form);
    if (this.byNumber(form, String(head[numberField])) !== undefined)
      throw new BillRefusal(`${form.name}编号“${String(head[numberField])}”已经存在`, numberField);
    const entries = this.#entries(form, draft, undefined, acting);
    compute(head, form.head, entries);
    const bill = { id: this.#options.idOf(++this.#count), head, entries };
    this.#touch(form, bill, 'save', acting);
    this.#bills.set(form.object, [...this.bills(form), bill]);
    this.#tell('bill.created', form, bill, caller, 'save');
    return bill;
  }

  change(form: BillForm, bill: Bill, draft: BillDraft, caller: Caller): void {
    this.#require(form, bill, 'change');
    const acting = this.#acting(caller);
    const head = this.#row(form.head, draft.head, bill.head, acting);
    const entries = this.#entries(form, draft, bill, acting);
    compute(head, form.head, entries);
    Object.assign(bill.head, head);
    Object.assign(bill.entries, entries);
    this.#touch(form, bill, 'change', acting);
    this.#tell('bill.changed', form, bill, caller, 'change');
  }

  /** Does an operation that the form's data file names. */
  operate(form: BillForm, bill: Bill, operation: string, caller: Caller): void {
    const { set, removes } = this.#require(form, bill, operation);
    const acting = this.#acting(caller);
    for (const [key, value] of Object.entries(set ?? {})) bill.head[key] = resolved(value, acting);
    if (removes === true)
      this.#bills.set(
        form.object,
        this.bills(form).filter((each) => each !== bill),
      );
    this.#touch(form, bill, operation, acting);
    this.#tell(removes === true ? 'bill.deleted' : 'bill.operated', form, bill, caller, operation);
  }

  /** Writes a raw value past all rules, as a program on the database would. */
  spoil(form: BillForm, bill: Bill, key: string, value: Value): void {
    bill.head[key] = value;
    this.#tell('bill.spoilt', form, bill, { user: '', via: 'control' }, 'spoil');
  }

  #require(form: BillForm, bill: Bill, name: string): BillForm['operations'][string] {
    const operation = form.operations[name];
    if (operation === undefined) throw new BillRefusal(`${form.name}没有操作“${name}”`);
    for (const [key, allowed] of Object.entries(operation.when))
      if (!allowed.includes(bill.head[key] ?? null)) throw new BillRefusal(operation.refusal);
    return operation;
  }

  #row(
    fields: readonly BillField[],
    sent: Readonly<Record<string, unknown>>,
    old: Values | undefined,
    acting: Acting,
  ): Values {
    const given = new Map(Object.entries(sent).map(([key, value]) => [key.toLowerCase(), value]));
    const row: Values = {};
    for (const field of fields) {
      const value = readValue(field, given.get(field.key.toLowerCase()), this.#find);
      const kept = old?.[field.key] ?? null;
      const computed = field.product !== undefined && old !== undefined;
      row[field.key] = value ?? (computed ? null : kept);
      if (row[field.key] === null && old === undefined && field.default !== undefined)
        row[field.key] = resolved(field.default, acting);
      if (row[field.key] === null && field.required === true)
        throw new BillRefusal(`${field.name}不能为空`, field.key);
    }
    return row;
  }

  /** Rows that are sent replace those of the same entry; others stay. */
  #entries(
    form: BillForm,
    draft: BillDraft,
    old: Bill | undefined,
    acting: Acting,
  ): Record<string, Values[]> {
    const entries: Record<string, Values[]> = {};
    for (const [name, fields] of Object.entries(form.entries)) {
      const sent = draft.entries?.[name];
      entries[name] =
        sent === undefined
          ? (old?.entries[name] ?? [])
          : sent.map((row) => {
              const values = this.#row(fields, row, undefined, acting);
              compute(values, fields, {});
              return values;
            });
    }
    return entries;
  }

  readonly #find = (base: string, sent: unknown): string | null | undefined => {
    const records = this.base.get(base) ?? [];
    const texts = typeof sent === 'object' && sent !== null ? Object.values(sent) : [sent];
    const wanted = texts.map((text) => String(text).trim()).filter((text) => text !== '');
    // Field clients send {FNumber:'', FName:''} for "none".
    if (wanted.length === 0) return null;
    const found = records.find(
      ({ id, number, name }) =>
        wanted.includes(number) || wanted.includes(name) || wanted.includes(id),
    );
    return found?.number;
  };

  #touch(form: BillForm, bill: Bill, operation: string, acting: Acting): void {
    if (form.modified === undefined || fieldOf(form.head, form.modified) === undefined) return;
    if (operation === 'save' || this.#options.touches(operation))
      bill.head[form.modified] = resolved('$now', acting);
  }

  #acting({ user }: Caller): Acting {
    return { user, now: this.#options.clock.now() };
  }

  #nextNumber({ object, number: { prefix, digits } }: BillForm): string {
    const count = (this.#numbers.get(object) ?? 0) + 1;
    this.#numbers.set(object, count);
    return `${prefix}${String(count).padStart(digits, '0')}`;
  }

  #tell(kind: string, form: BillForm, bill: Bill, caller: Caller, operation: string): void {
    const number = bill.head[form.number.field] ?? null;
    this.#options.journal.append(kind, {
      company: this.company,
      object: form.object,
      id: bill.id,
      number,
      operation,
      ...caller,
      head: { ...bill.head },
    });
  }
}
