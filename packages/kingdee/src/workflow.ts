import type { Cell } from './exact-json.js';
import { textOf } from './cells.js';
import { allOf, isOneOf, literal } from './filter.js';
import type { Asking } from './counted-client.js';
import { fromServerTime } from './server-time.js';

/** One open task of one person. */
export interface PendingTask {
  readonly form: string;
  readonly documentId: string;
  readonly number: string;
  /** Id of the instance of the workflow step; a bill sent back and submitted again gets a new one. */
  readonly node: string;
  /** Name of the step. */
  readonly name: string;
  /** When the task was assigned, UTC milliseconds. */
  readonly since: number;
  readonly approver: { readonly userId: string; readonly name: string };
}

/** One task that somebody finished. */
export interface HistoryEntry {
  readonly node: string;
  readonly name: string;
  readonly userId: string;
  /** What the person wrote; the hub puts the id of its decision here. */
  readonly opinion: string;
  readonly action: 'APPROVE' | 'REJECT' | 'OTHER';
  /** UTC milliseconds. */
  readonly completedAt: number;
}

export interface NumberedEntry extends HistoryEntry {
  readonly number: string;
}

/** An open task as the ERP lists it; the internal id of its bill is null where the list does not say it. */
export type OpenTask = Omit<PendingTask, 'documentId'> & { readonly documentId: string | null };

/** Tasks of running workflow instances, open and finished. */
export const runningForm = 'WF_AssignmentBill_ProcManage';
/** Tasks of instances that have ended. */
export const endedForm = 'WF_AssignmentHisBill_ProcManage';

/** One task is one receiver's part of an assignment. */
const taskKey = 'FReceiverItem_FRECEIVERITEMID';
const fields = [
  taskKey,
  'FAssignId',
  'FBILLNUMBER',
  'FObjectTypeId',
  'FASSIGNNAME',
  'FReceiverId',
  'FReceiverId.FName',
  'FCreateTime',
  'FCompletedTime',
  'FDisposition',
  'FResultName',
];

interface TaskRow {
  readonly key: Cell;
  readonly node: string;
  readonly number: string;
  /** As the ERP spells it here: in capitals. */
  readonly form: string;
  readonly name: string;
  readonly userId: string;
  readonly userName: string;
  readonly createdAt: string;
  readonly completedAt: string;
  readonly opinion: string;
  readonly result: string;
  readonly documentId: string;
}

const pageRows = 2000;
const pagesMax = 50;

/** Internal id of the bill of a task, as text. Not every version has it. */
export const taskBillKey = 'FKeyValue';

/**
 * All open tasks of the given forms, one per receiver, oldest first.
 *
 * @param withBill whether the ERP's list has `taskBillKey`
 */
export async function openTasks(
  client: Asking,
  forms: readonly string[],
  withBill: boolean,
): Promise<readonly OpenTask[]> {
  const spelling = new Map(forms.map((form) => [form.toUpperCase(), form]));
  const open = "FStatus='0' and FActivityStatus='0' and FInstStatus='2'";
  const rows = await tasks(
    client,
    runningForm,
    allOf(open, isOneOf('FObjectTypeId', bothSpellings(forms))),
    withBill ? [...fields, taskBillKey] : fields,
  );
  const read = rows.map((row) => ({
    form: spelling.get(row.form.toUpperCase()) ?? row.form,
    documentId: row.documentId === '' ? null : row.documentId,
    number: row.number,
    node: row.node,
    name: row.name,
    since: fromServerTime(row.createdAt, client.utcOffsetMinutes) ?? 0,
    approver: { userId: row.userId, name: row.userName },
  }));
  return read.sort((a, b) => a.since - b.since);
}

/** What was decided on the given bills, oldest first, whether their workflow still runs or not. */
export async function finishedTasks(
  client: Asking,
  form: string,
  numbers: readonly string[],
): Promise<readonly NumberedEntry[]> {
  if (numbers.length === 0) return [];
  const filter = allOf(
    "FStatus='1'",
    isOneOf('FObjectTypeId', bothSpellings([form])),
    isOneOf('FBILLNUMBER', numbers),
  );
  const running = await tasks(client, runningForm, filter, fields);
  const ended = await tasks(client, endedForm, filter, fields);

  // An instance that ended between the two questions is in both answers.
  const once = new Map([...running, ...ended].map((row) => [String(row.key), row]));
  const entries = [...once.values()].map((row) => ({
    number: row.number,
    node: row.node,
    name: row.name,
    userId: row.userId,
    opinion: row.opinion,
    action: actionOf(row.result),
    completedAt: fromServerTime(row.completedAt, client.utcOffsetMinutes) ?? 0,
  }));
  return entries.sort((a, b) => a.completedAt - b.completedAt);
}

/** Every process names its results itself; these words tell them apart. "不同意" holds "同意", so refusals come first. */
const refusing = /驳回|退回|打回|拒绝|不同意|不通过|终止|reject|refuse|terminate|return/i;
const agreeing = /同意|通过|批准|审批|审核|approve|agree|pass/i;

export function actionOf(resultName: string): HistoryEntry['action'] {
  if (refusing.test(resultName)) return 'REJECT';
  return agreeing.test(resultName) ? 'APPROVE' : 'OTHER';
}

/** Reads page after page by the last key, since rows come and go meanwhile. */
async function tasks(
  client: Asking,
  form: string,
  filter: string,
  asked: readonly string[],
): Promise<readonly TaskRow[]> {
  const found: TaskRow[] = [];
  let after: Cell = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const beyond =
      after === null
        ? ''
        : `${taskKey}>${literal(typeof after === 'number' ? after : String(after))}`;
    const rows = await client.query({
      form,
      fields: asked,
      filter: allOf(filter, beyond),
      order: taskKey,
      limit: pageRows,
    });
    found.push(...rows.map(taskOf));
    if (rows.length < pageRows) break;
    after = rows.at(-1)?.[0] ?? null;
  }
  return found;
}

function taskOf(cells: readonly Cell[]): TaskRow {
  const [key = null, ...rest] = cells;
  const [
    node,
    number,
    form,
    name,
    userId,
    userName,
    createdAt,
    completedAt,
    opinion,
    result,
    documentId,
  ] = rest.map((cell) => textOf(cell) ?? '');
  return {
    key,
    node: node ?? '',
    number: number ?? '',
    form: form ?? '',
    name: name ?? '',
    userId: userId ?? '',
    userName: userName ?? '',
    createdAt: createdAt ?? '',
    completedAt: completedAt ?? '',
    opinion: opinion ?? '',
    result: result ?? '',
    documentId: documentId ?? '',
  };
}

export function bothSpellings(forms: readonly string[]): readonly string[] {
  return [...new Set(forms.flatMap((form) => [form, form.toUpperCase()]))];
}
