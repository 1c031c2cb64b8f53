import type { BillQuery, Cell } from '@hub/kingdee';
import type { Change } from '../workload.js';
import { BillTable, type Bill } from './bill-table.js';
import { cellOf, linesOf, taskCellOf } from './cells.js';
import { formIds, hasWorkflow, lineIdKey } from './form.js';
import { readQuestion, type Question } from './question.js';

export type AnswerKind = 'heads' | 'lines' | 'tasks' | 'count' | 'users';

export interface Answer {
  readonly kind: AnswerKind;
  readonly rows: readonly (readonly Cell[])[];
}

/** Rows of one answer, as most sites allow. */
const pageRowsMax = 2_000;
const userForm = 'SEC_User';
const taskForm = 'WF_AssignmentBill_ProcManage';
const taskKey = 'FReceiverItem_FRECEIVERITEMID';

/** The part of an ERP that ingest reads: bills, their rows and open tasks. It answers the filters of our own client. */
export class ErpStub {
  readonly #tables = new Map(formIds.map((form) => [form, new BillTable()]));
  /** Bills that wait for somebody, by id, with their form. */
  readonly #waiting = new Map<number, { readonly bill: Bill; readonly form: string }>();

  /** Makes a change visible. */
  apply({ form, documentId, modifiedAt, organisation, state }: Change): void {
    const name = formIds[form];
    if (name === undefined) throw new Error(`there is no form ${String(form)}`);
    const bill = {
      id: documentId,
      modifiedAt,
      organisation: organisationNumber(organisation),
      state,
    };
    this.#tables.get(name)?.put(bill);
    if (hasWorkflow(form) && state === 'submitted')
      this.#waiting.set(bill.id, { bill, form: name });
    else this.#waiting.delete(bill.id);
  }

  table(form: string): BillTable {
    const table = this.#tables.get(form);
    if (table === undefined) throw new Error(`the stub of the ERP has no form ${form}`);
    return table;
  }

  query({ form, fields, filter = '', startRow = 0, limit = pageRowsMax }: BillQuery): Answer {
    const most = Math.min(limit, pageRowsMax);
    if (form === taskForm) return { kind: 'tasks', rows: this.#tasks(fields, filter, most) };
    if (form === userForm) return { kind: 'users', rows: oneUser(fields, filter) };
    // Employees and finished tasks: there are none, and nobody needs them here.
    if (!this.#tables.has(form)) return { kind: 'users', rows: [] };
    const question = readQuestion(filter);
    const table = this.table(form);
    if (fields.includes(lineIdKey))
      return { kind: 'lines', rows: linesIn(table, question, fields, most) };
    const bills = billsIn(table, question, startRow, most);
    const kind = fields.length === 1 ? 'count' : 'heads';
    return { kind, rows: bills.map((bill) => fields.map((field) => cellOf(bill, field))) };
  }

  #tasks(fields: readonly string[], filter: string, limit: number): readonly (readonly Cell[])[] {
    if (filter.includes("FStatus='1'")) return [];
    const behind = Number(new RegExp(`${taskKey}>'?(\\d+)`).exec(filter)?.[1] ?? 0);
    return [...this.#waiting.values()]
      .filter(({ bill }) => bill.id > behind)
      .toSorted((a, b) => a.bill.id - b.bill.id)
      .slice(0, limit)
      .map(({ bill, form }) => fields.map((field) => taskCellOf(bill, form, field)));
  }
}

/** The one who has to decide everything. */
function oneUser(fields: readonly string[], filter: string): readonly (readonly Cell[])[] {
  if (!/>0$/.test(filter)) return [];
  return [fields.map((field) => (field === 'FUserID' ? 16_402 : '13800000001'))];
}

export function organisationNumber(index: number): string {
  return String(1_000 + index);
}

function billsIn(
  table: BillTable,
  { range, ids, behindId }: Question,
  startRow: number,
  limit: number,
): readonly Bill[] {
  if (ids !== null) return ids.flatMap((id) => table.get(id) ?? []);
  if (behindId === null) return table.between(range, startRow, limit);
  return [...table.all()]
    .filter(({ id, modifiedAt }) => id > behindId && modifiedAt >= range.from)
    .toSorted((a, b) => a.id - b.id)
    .slice(0, limit);
}

/** Rows of bills in the order of bill and row. */
function linesIn(
  table: BillTable,
  { ids, behindId, behindRow }: Question,
  fields: readonly string[],
  limit: number,
): readonly (readonly Cell[])[] {
  const rows: (readonly Cell[])[] = [];
  for (const id of (ids ?? []).toSorted((a, b) => a - b)) {
    const bill = table.get(id);
    if (bill === undefined || id <= (behindId ?? 0) || id < (behindRow?.id ?? 0)) continue;
    for (let line = 0; line < linesOf(bill); line += 1) {
      if (id === behindRow?.id && id * 10 + line <= behindRow.row) continue;
      if (rows.length === limit) return rows;
      rows.push(fields.map((field) => cellOf(bill, field, line)));
    }
  }
  return rows;
}
