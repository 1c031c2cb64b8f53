import { HubError } from '@hub/core';
import { textOf } from './cells.js';
import { allOf, anyOf, isOneOf, literal } from './filter.js';
import { keyOf } from './form-shape.js';
import type { FormShapes } from './form-shapes.js';
import { CountedClient, type Asking } from './counted-client.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { fromServerTime } from './server-time.js';
import {
  bothSpellings,
  openTasks,
  runningForm,
  taskBillKey,
  type OpenTask,
  type PendingTask,
} from './workflow.js';

/** The plain list of tasks: it lacks the names of the steps, but it has the ids of the bills. */
const assignmentForm = 'WF_AssignmentBill';
const assignmentFields = [
  'FASSIGNID',
  'FReceiverId',
  'FReceiverId.FName',
  taskBillKey,
  'FObjectTypeId',
  'FBillNumber',
  'FTitle',
  'FCREATETIME',
];

/** Most bills that are asked for by number in one question. */
const numbersMax = 100;
const pageRows = 2000;
const pagesMax = 50;

/** What the lists of one ERP offer. */
interface Lists {
  readonly running: 'absent' | 'without-bill' | 'with-bill';
  readonly assignments: boolean;
}

/**
 * Reads who has to decide what. The lists of tasks are no part of the vendor's published interface and differ between
 * versions, so it is asked once what they have, and the cheapest way is taken: one question where the list names the
 * bill, two where the other list does, one more per form where neither does.
 */
export class OpenTasks {
  readonly #client: K3CloudClient;
  readonly #asking: Asking;
  readonly #shapes: FormShapes;
  #lists: Promise<Lists> | null = null;

  constructor(client: K3CloudClient, shapes: FormShapes) {
    this.#client = client;
    this.#asking = new CountedClient(client);
    this.#shapes = shapes;
  }

  /** One per person, oldest first. None where the ERP has no list of tasks at all. */
  async read(forms: readonly string[]): Promise<readonly PendingTask[]> {
    const lists = await this.#known();
    if (lists.running === 'absent') {
      return lists.assignments ? withBills(await this.#assignments(forms), new Map()) : [];
    }
    const tasks = await openTasks(this.#asking, forms, lists.running === 'with-bill');
    if (lists.running === 'with-bill' || tasks.length === 0) return withBills(tasks, new Map());
    const others = lists.assignments ? await this.#assignments(forms) : [];
    const ids = new Map(others.map((other) => [placeOf(other), other.documentId] as const));
    return withBills(tasks, await this.#completed(tasks, ids));
  }

  async #known(): Promise<Lists> {
    this.#lists ??= this.#ask();
    try {
      return await this.#lists;
    } catch (error) {
      this.#lists = null;
      throw error;
    }
  }

  async #ask(): Promise<Lists> {
    const key = taskBillKey.toLowerCase();
    const running = await this.#keysOf(runningForm);
    // Nobody needs the right to see a list that is not read.
    if (running?.has(key) === true) return { running: 'with-bill', assignments: false };
    const assignments = await this.#keysOf(assignmentForm);
    return {
      running: running === null ? 'absent' : 'without-bill',
      assignments: assignments?.has(key) === true,
    };
  }

  async #keysOf(form: string): Promise<ReadonlySet<string> | null> {
    try {
      return (await this.#client.businessInfo(form)).fieldKeys;
    } catch (error) {
      if (error instanceof HubError && error.code === 'KINGDEE_FORM_UNKNOWN') return null;
      throw error;
    }
  }

  /** Page by page by task and receiver: a task of several people is several rows of one id. */
  async #assignments(forms: readonly string[]): Promise<readonly OpenTask[]> {
    const spelling = new Map(forms.map((form) => [form.toUpperCase(), form]));
    const open = allOf('FStatus=0', isOneOf('FObjectTypeId', bothSpellings(forms)));
    const found: OpenTask[] = [];
    let behind = '';
    for (let page = 0; page < pagesMax; page += 1) {
      const rows = await this.#asking.query({
        form: assignmentForm,
        fields: assignmentFields,
        filter: allOf(open, behind),
        order: 'FASSIGNID, FReceiverId',
        limit: pageRows,
      });
      for (const cells of rows) {
        const [node, userId, name, documentId, form, number, title, since] = cells.map(textOf);
        found.push({
          form: spelling.get((form ?? '').toUpperCase()) ?? form ?? '',
          documentId: documentId ?? null,
          number: number ?? '',
          node: node ?? '',
          name: title ?? '',
          since: fromServerTime(since ?? '', this.#client.utcOffsetMinutes) ?? 0,
          approver: { userId: userId ?? '', name: name ?? userId ?? '' },
        });
      }
      const last = found.at(-1);
      if (last === undefined || rows.length < pageRows) break;
      const { node, approver } = last;
      const rest = `(FASSIGNID=${literal(node)} and FReceiverId>${literal(Number(approver.userId))})`;
      behind = anyOf(`FASSIGNID>${literal(node)}`, rest);
    }
    return found.sort((a, b) => a.since - b.since);
  }

  /** The ids of bills by form and number, for all tasks: those that are known, and the others by number. */
  async #completed(
    tasks: readonly OpenTask[],
    known: ReadonlyMap<string, string | null>,
  ): Promise<ReadonlyMap<string, string | null>> {
    const ids = new Map(known);
    for (const form of new Set(tasks.map((task) => task.form))) {
      const numbers = tasks.filter((task) => task.form === form && !ids.has(placeOf(task)));
      for (const [number, id] of await this.#idsOf(form, [
        ...new Set(numbers.map((task) => task.number)),
      ]))
        ids.set(placeOf({ form, number }), id);
    }
    return ids;
  }

  async #idsOf(form: string, numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const ids = new Map<string, string>();
    if (numbers.length === 0) return ids;
    const shape = await this.#shapes.of(form);
    const key = keyOf(shape, 'number');
    for (let from = 0; from < numbers.length; from += numbersMax) {
      const rows = await this.#asking.query({
        form,
        fields: [shape.idKey, key],
        filter: isOneOf(key, numbers.slice(from, from + numbersMax)),
      });
      for (const [id = null, number = null] of rows)
        ids.set(textOf(number) ?? '', textOf(id) ?? '');
    }
    return ids;
  }
}

/** A task whose bill is gone or not ours to see leads nowhere. */
function withBills(
  tasks: readonly OpenTask[],
  ids: ReadonlyMap<string, string | null>,
): readonly PendingTask[] {
  return tasks.flatMap((task) => {
    const documentId = task.documentId ?? ids.get(placeOf(task)) ?? null;
    return documentId === null ? [] : [{ ...task, documentId }];
  });
}

function placeOf({ form, number }: { readonly form: string; readonly number: string }): string {
  return `${form}/${number}`;
}
