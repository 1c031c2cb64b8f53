import { Big } from 'big.js';
import { setHead } from '../bills/bill-fields.js';
import { calculate } from '../bills/calculate.js';
import type { AccountSet } from '../database/account-set.js';
import type { EntryRow, Row, Value, Values } from '../database/row.js';
import type { Field, Form } from '../forms/form.js';
import { startOfDay, toDatabaseTime } from '../server-time.js';

/** How far a bill has come. */
export type Outcome = 'draft' | 'saved' | 'rejected' | 'voided' | 'audited';

/** A bill as a chain of business writes it; what it leaves out follows from the form's data file. */
export interface WrittenBill {
  readonly orgId: number;
  /** Moment of its creation, UTC milliseconds. */
  readonly at: number;
  /** User id. */
  readonly by: number;
  readonly outcome: Outcome;
  /** When and by whom it was decided, unless it is a draft or only saved. */
  readonly decidedAt: number;
  readonly decidedBy: number;
  readonly head: Values;
  readonly entries: Readonly<Record<string, readonly Values[]>>;
}

const statusOf: Readonly<Record<Outcome, string>> = {
  draft: 'Z',
  saved: 'A',
  rejected: 'D',
  voided: 'D',
  audited: 'C',
};

/**
 * What is filled in where a bill says nothing. All keys stand in `blank` from the start, in an object that the engine
 * keeps compact, and every bill is a copy of it: a third of the memory of objects that grow key by key.
 */
interface Blank {
  readonly blank: Values;
  readonly today: readonly string[];
  readonly session: readonly string[];
}

interface Template {
  readonly form: Form;
  readonly head: Blank;
  readonly entries: ReadonlyMap<string, Blank>;
  readonly copies: ReadonlyMap<string, readonly Field[]>;
}

/** Writes finished bills straight into an account book: a year of business in the time of a few hundred saves. */
export class BillWriter {
  readonly #account: AccountSet;
  readonly #templates = new Map<string, Template>();
  readonly #local: number | null;

  constructor(account: AccountSet) {
    this.#account = account;
    const currencies = [...account.rows(account.erp.forms.get('BD_Currency'))];
    const local = currencies.find(({ values }) => values['FCODE'] === account.company.currency);
    this.#local = typeof local?.id === 'number' ? local.id : null;
  }

  write(formId: string, bill: WrittenBill): Row {
    const template = this.#template(formId);
    const { form } = template;
    const id = this.#account.nextId();
    const row: Row = {
      id,
      values: Object.assign(filled(template.head, bill), bill.head, { [form.keyField.key]: id }),
      entries: {},
    };
    for (const [key, lines] of Object.entries(bill.entries)) {
      for (const line of lines) this.#addLine(template, row, key, line, bill);
    }
    calculate(form, row);
    this.#giveNumber(form, row);
    stamp(form, row, bill);
    this.#account.put(form, row);
    return row;
  }

  /** Adds a row to an entry that depends on the bill's totals, such as a payment plan. */
  addLine(formId: string, row: Row, entry: string, line: Values, bill: WrittenBill): EntryRow {
    return this.#addLine(this.#template(formId), row, entry, line, bill);
  }

  /** Notes that a row of one bill came of a row of another. */
  link(
    from: { form: string; row: Row; line: EntryRow },
    to: { form: string; row: Row; line: EntryRow },
    quantity: Big,
  ): void {
    const end = ({
      form,
      row,
      line,
    }: typeof from): { formId: string; id: number; entryId: number } => ({
      formId: form,
      id: Number(row.id),
      entryId: line.id,
    });
    this.#account.links.add({ from: end(from), to: end(to), quantity });
  }

  #addLine(template: Template, row: Row, entry: string, line: Values, bill: WrittenBill): EntryRow {
    const lines = (row.entries[entry] ??= []);
    const blank = template.entries.get(entry);
    if (blank === undefined) throw new Error(`${template.form.id} has no entry ${entry}`);
    const values: Values = Object.assign(filled(blank, bill), line);
    for (const field of template.copies.get(entry) ?? []) {
      values[field.key] = this.#copied(template.form, field, values);
    }
    const added: EntryRow = { id: this.#account.nextId(), seq: lines.length + 1, values };
    lines.push(added);
    return added;
  }

  #copied(form: Form, field: Field, values: Values): Value {
    const [from = '', key = ''] = (field.copyOf ?? '').split('.');
    const target = form.find(from)?.field.form;
    const id = values[from];
    if (target === undefined || typeof id !== 'number') return null;
    return this.#account.row(this.#account.erp.forms.get(target), id)?.values[key] ?? null;
  }

  #giveNumber(form: Form, row: Row): void {
    const { number, numbering } = form.file;
    if (number === undefined || numbering === undefined) return;
    const next = String(this.#account.nextNumber(form.id)).padStart(numbering.digits, '0');
    row.values[number] = numbering.prefix + next;
  }

  #template(formId: string): Template {
    const known = this.#templates.get(formId);
    if (known !== undefined) return known;
    const form = this.#account.erp.forms.get(formId);
    const template: Template = {
      form,
      head: this.#blankOf([form.keyField, ...form.headFields]),
      entries: new Map(form.entries.map((entry) => [entry.key, this.#blankOf(entry.fields)])),
      copies: new Map(
        form.entries.map((entry) => [
          entry.key,
          entry.fields.filter((field) => field.copyOf !== undefined),
        ]),
      ),
    };
    this.#templates.set(formId, template);
    return template;
  }

  #blankOf(fields: readonly Field[]): Blank {
    const keys = fields.map(({ key }) => [key, null] as const);
    // Only an object that was parsed starts compact.
    const blank = JSON.parse(JSON.stringify(Object.fromEntries(keys))) as Values;
    for (const field of fields) blank[field.key] = this.#defaultOf(field);
    const keysOf = (value: string): readonly string[] =>
      fields.filter((field) => field.default === value).map(({ key }) => key);
    return { blank, today: keysOf('today'), session: keysOf('session') };
  }

  #defaultOf(field: Field): Value {
    const { default: value } = field;
    if (value === undefined || value === 'today' || value === 'session') return null;
    if (value === 'local') return this.#local;
    if (value === 'currency') return new Big(1);
    if (field.type === 'decimal') return new Big(String(value));
    if (field.type !== 'base') return value;
    const target = this.#account.erp.forms.get(field.form ?? '');
    const id = this.#account.rowByNumber(target, String(value))?.id;
    return typeof id === 'number' ? id : null;
  }
}

function filled({ blank, today, session }: Blank, bill: WrittenBill): Values {
  const values = { ...blank };
  for (const key of today) values[key] = startOfDay(bill.at);
  for (const key of session) values[key] = bill.orgId;
  return values;
}

function stamp(form: Form, row: Row, bill: WrittenBill): void {
  const createdAt = toDatabaseTime(bill.at);
  const decided = bill.outcome !== 'draft' && bill.outcome !== 'saved';
  const changedAt = decided ? toDatabaseTime(bill.decidedAt) : createdAt;
  setHead(form, row, 'FCreatorId', bill.by);
  setHead(form, row, 'FCreateDate', createdAt);
  setHead(form, row, 'FModifierId', decided ? bill.decidedBy : bill.by);
  setHead(form, row, 'FModifyDate', changedAt);
  setHead(form, row, 'FDocumentStatus', statusOf[bill.outcome]);
  if (bill.outcome === 'voided') setHead(form, row, 'FCancelStatus', 'B');
  if (bill.outcome !== 'audited') return;
  setHead(form, row, 'FApproverId', bill.decidedBy);
  setHead(form, row, 'FApproveDate', changedAt);
}
