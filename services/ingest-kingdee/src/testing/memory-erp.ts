import type { ErpUser } from '../domain/directory.js';
import type { ErpDocument, ErpTask, MalformedBill } from '../domain/erp.js';
import { comparePositions } from '../domain/form-memory.js';
import type { Erp, Page, ReadFrom } from '../ports.js';

/** An ERP in memory, with pages of three bills. */
export class MemoryErp implements Erp {
  readonly bills = new Map<string, ErpDocument>();
  readonly malformed = new Map<string, MalformedBill>();
  tasks: ErpTask[] = [];
  people: ErpUser[] = [];
  /** Every question, in order. */
  readonly asked: string[] = [];
  /** Called before each question; may change the ERP or throw. */
  before: (question: string) => void = () => undefined;

  async changedSince(form: string, from: ReadFrom): Promise<Page> {
    this.#ask(`changed ${form}`);
    const start = { modifiedAt: from.modifiedAt, documentId: from.documentId ?? '' };
    const found = [...this.bills.values()]
      .filter((bill) => bill.form === form && comparePositions(bill, start) > 0)
      .toSorted(comparePositions);
    const documents = found.slice(0, 3);
    const malformed = [...this.malformed.values()].filter((bill) => bill.form === form);
    return { documents, malformed, next: found.length > 3 ? (documents.at(-1) ?? null) : null };
  }

  async read(form: string, documentId: string): Promise<ErpDocument | null> {
    this.#ask(`read ${documentId}`);
    const bill = this.bills.get(documentId);
    return bill?.form === form ? bill : null;
  }

  async openTasks(forms: readonly string[]): Promise<readonly ErpTask[]> {
    this.#ask('tasks');
    return this.tasks.filter(({ form }) => forms.includes(form));
  }

  async users(): Promise<readonly ErpUser[]> {
    this.#ask('users');
    return this.people;
  }

  put(...bills: readonly ErpDocument[]): void {
    for (const bill of bills) this.bills.set(bill.documentId, bill);
  }

  /** Makes these the only open steps of a bill. */
  wait(documentId: string, ...nodes: readonly string[]): void {
    this.tasks = [
      ...this.tasks.filter((task) => task.documentId !== documentId),
      ...nodes.map((node) => aTask({ documentId, node })),
    ];
  }

  #ask(question: string): void {
    this.asked.push(question);
    this.before(question);
  }
}

export function aTask(over: Partial<ErpTask> = {}): ErpTask {
  return {
    form: 'PUR_PurchaseOrder',
    documentId: '1',
    node: 'n1',
    name: '部门经理审批',
    since: 1_000,
    approver: { userId: '16402', name: '王芳' },
    ...over,
  };
}
