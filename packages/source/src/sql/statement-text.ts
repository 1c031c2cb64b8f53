import type { Condition } from '../polling/record-store.js';
import type { Column, Dialect, Statement, TimeReading } from './dialect.js';

/** A table, and those of its columns that a mapping reads, by name. */
export interface TablePlan {
  /** Quoted. */
  readonly table: string;
  readonly columns: ReadonlyMap<string, Column>;
}

/** Builds one statement: names are checked and quoted, values go beside it. */
export class StatementText {
  readonly #dialect: Dialect;
  readonly #reading: TimeReading;
  readonly #values: string[] = [];

  constructor(dialect: Dialect, reading: TimeReading) {
    this.#dialect = dialect;
    this.#reading = reading;
  }

  /** Every column of the plan under its own name. */
  values({ columns }: TablePlan): string {
    return [...columns.values()]
      .map((column) => `${this.#dialect.value(column)} as ${this.#dialect.quoted(column.name)}`)
      .join(', ');
  }

  where(plan: TablePlan, conditions: readonly Condition[]): string {
    if (conditions.length === 0) return '';
    return `where ${conditions.map((condition) => this.#written(plan, condition)).join(' and ')}`;
  }

  oneOf(plan: TablePlan, field: string, texts: readonly string[]): string {
    const any = texts.map((text): Condition => ({ field, is: 'eq', value: { text } }));
    return this.where(plan, [{ any }]);
  }

  order(plan: TablePlan, fields: readonly string[]): string {
    return `order by ${fields.map((field) => this.orderOf(plan, field)).join(', ')}`;
  }

  orderOf(plan: TablePlan, field: string): string {
    return this.#dialect.order(columnOf(plan, field));
  }

  finished(text: string): Statement {
    return { text, values: this.#values };
  }

  #written(plan: TablePlan, condition: Condition): string {
    if ('all' in condition) return this.#joined(plan, condition.all, ' and ');
    if ('any' in condition) return this.#joined(plan, condition.any, ' or ');
    const placeholder = this.#dialect.placeholder(this.#values.length + 1);
    const column = columnOf(plan, condition.field);
    const compared = this.#dialect.compare(column, condition, { ...this.#reading, placeholder });
    // Nothing equals what no value is written like; everything differs from it.
    if (compared === null) return condition.is === 'ne' ? '1 = 1' : '1 = 0';
    this.#values.push(compared.value);
    return compared.text;
  }

  #joined(plan: TablePlan, conditions: readonly Condition[], by: string): string {
    return `(${conditions.map((condition) => this.#written(plan, condition)).join(by)})`;
  }
}

function columnOf({ columns, table }: TablePlan, field: string): Column {
  const column = columns.get(field);
  if (column === undefined) throw new TypeError(`${table} has no checked column ${field}`);
  return column;
}
