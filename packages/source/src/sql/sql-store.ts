import { HubError } from '@hub/core';
import { linesMax } from '../document.js';
import { lineCountKey } from '../mapping/document-of.js';
import { fieldsOf, fieldsOfLines, type MappedField } from '../mapping/fields-of.js';
import type { LineFields, Mapping } from '../mapping/mapping.js';
import { wrongMapping } from '../mapping/read-mappings.js';
import type { SourceRecord } from '../mapping/read-value.js';
import type { Condition, RecordQuestion, RecordStore } from '../polling/record-store.js';
import type { Ask, Column, Database, Dialect, Row } from './dialect.js';
import { StatementText, type TablePlan } from './statement-text.js';

export interface SqlService {
  readonly source: string;
  readonly dialect: Dialect;
  readonly database: Database;
  readonly timeZone: string;
}

interface FormPlan {
  readonly head: TablePlan;
  readonly rows: (TablePlan & { readonly fields: LineFields; readonly parent: Column }) | null;
}

/** Tables and views of one database. */
export class SqlStore implements RecordStore {
  readonly #service: SqlService;
  readonly #plans = new Map<Mapping, FormPlan>();

  constructor(service: SqlService) {
    this.#service = service;
  }

  async prepare(mapping: Mapping): Promise<void> {
    await this.#service.database.read(async (ask) => {
      const head = await this.#table(ask, mapping, mapping.from, fieldsOf(mapping));
      this.#plans.set(mapping, { head, rows: await this.#rowsTable(ask, mapping) });
    });
  }

  async records(question: RecordQuestion): Promise<readonly SourceRecord[]> {
    const { mapping, where, order, limit } = question;
    const { head, rows } = this.#plan(mapping);
    const { id, modifiedAt } = mapping.fields;
    const text = this.#statement(mapping);
    const select = [
      `select ${text.values(head)} from ${head.table}`,
      text.where(head, where),
      text.order(head, order === 'change' ? [modifiedAt, id] : [id]),
    ].join(' ');
    const statement = text.finished(this.#service.dialect.limited(select, limit));
    return await this.#service.database.read(async (ask) => {
      const found = await ask(statement);
      return rows === null ? found : await this.#withRows(ask, mapping, found);
    });
  }

  async count(mapping: Mapping, where: readonly Condition[]): Promise<number> {
    const { head } = this.#plan(mapping);
    const text = this.#statement(mapping);
    const select = `select count(*) as documents from ${head.table} ${text.where(head, where)}`;
    const [row] = await this.#service.database.read((ask) => ask(text.finished(select)));
    return Number(row?.['documents'] ?? 0);
  }

  async close(): Promise<void> {
    await this.#service.database.close();
  }

  /** The rows of all documents of a page come with one question; of each document no more than are kept. */
  async #withRows(
    ask: Ask,
    mapping: Mapping,
    found: readonly Row[],
  ): Promise<readonly SourceRecord[]> {
    const { rows } = this.#plan(mapping);
    if (rows === null || found.length === 0) return found;
    const { dialect } = this.#service;
    const quoted = (name: string): string => dialect.quoted(name);
    const text = this.#statement(mapping);
    const parent = quoted(rows.parent.name);
    // As the id of the document is read: one of fixed length would keep its blanks and find no document.
    const parentId = dialect.value(rows.parent);
    const rowId = text.orderOf(rows, rows.fields.fields.id);
    const ids = found.flatMap((row) => row[mapping.fields.id] ?? []);
    const numbered = [
      `select ${text.values(rows)}, ${parentId} as ${quoted(parentKey)},`,
      `row_number() over (partition by ${parent} order by ${rowId}) as ${quoted(numberKey)},`,
      `count(*) over (partition by ${parent}) as ${quoted(countKey)}`,
      `from ${rows.table} ${text.oneOf(rows, rows.parent.name, ids)}`,
    ].join(' ');
    const kept = `${quoted(numberKey)} <= ${String(linesMax)}`;
    const order = `order by ${quoted(parentKey)}, ${quoted(numberKey)}`;
    const lines = await ask(
      text.finished(`select * from (${numbered}) numbered where ${kept} ${order}`),
    );
    const byParent = Map.groupBy(lines, (line) => line[parentKey]);
    return found.map((row) => {
      const own = byParent.get(row[mapping.fields.id]) ?? [];
      const count = Number(own[0]?.[countKey] ?? 0);
      return { ...row, [rows.fields.from]: own, [lineCountKey]: count };
    });
  }

  async #rowsTable(ask: Ask, mapping: Mapping): Promise<FormPlan['rows']> {
    const { lines, form } = mapping;
    if (lines === undefined) return null;
    if (lines.parent === undefined) {
      throw wrongMapping(
        `form ${form}`,
        'lines.parent is missing; name the column that holds the id',
      );
    }
    const needed = [...fieldsOfLines(lines), { path: lines.parent, use: 'lines.parent' }];
    const table = await this.#table(ask, mapping, lines.from, needed);
    const parent = table.columns.get(lines.parent);
    if (parent === undefined) throw new TypeError('a checked column is not there');
    return { ...table, fields: lines, parent };
  }

  async #table(
    ask: Ask,
    { form }: Mapping,
    name: string,
    needed: readonly MappedField[],
  ): Promise<TablePlan> {
    const { dialect, source } = this.#service;
    const found = await ask(dialect.columns(name));
    const known = new Map(
      found.map((row) => [row['name'] ?? '', { name: row['name'] ?? '', type: row['type'] ?? '' }]),
    );
    const missing = needed.filter(({ path }) => !known.has(path));
    if (missing.length > 0) {
      const what =
        known.size === 0
          ? `there is no table or view ${name}, or it may not be seen`
          : `${name} has no ${missing.map(({ path, use }) => `${path} (${use})`).join(', ')}`;
      const words = `source ${source}, form ${form}: ${what}; correct the mapping`;
      throw new HubError('SOURCE_UNKNOWN_FIELD', words);
    }
    const columns = new Map(
      needed.flatMap(({ path }) => {
        const column = known.get(path);
        return column === undefined ? [] : [[path, column] as const];
      }),
    );
    return { table: dialect.quoted(name), columns };
  }

  #statement({ timeZone, numericTimes }: Mapping): StatementText {
    const { dialect, timeZone: ofTenant } = this.#service;
    return new StatementText(dialect, { timeZone: timeZone ?? ofTenant, numericTimes });
  }

  #plan(mapping: Mapping): FormPlan {
    const plan = this.#plans.get(mapping);
    if (plan === undefined)
      throw new TypeError(`${mapping.form} is asked for before it is prepared`);
    return plan;
  }
}

/** Names that no column of theirs has. */
const parentKey = 'hub_parent';
const numberKey = 'hub_number';
const countKey = 'hub_count';
