import type {
  ChangedSince,
  MalformedDocument,
  OpenSince,
  Page,
  Position,
  Source,
  SourceDocument,
  SourceTask,
  SourceUser,
  Stretch,
} from '@hub/source';
import { comparePositions } from '../domain/position.js';

/** A system in memory, with pages of three documents. */
export class MemorySource implements Source {
  /** Set for a system that can be asked for late commits together with what is new. */
  lookBackMax?: number;
  readonly documents = new Map<string, SourceDocument>();
  readonly malformed = new Map<string, MalformedDocument>();
  tasks: SourceTask[] = [];
  people: SourceUser[] = [];
  /** Every question, in order. */
  readonly asked: string[] = [];
  /** Rows handed out. */
  rows = 0;
  /** Called before each question; may change the system or throw. */
  before: (question: string) => void = () => undefined;
  closed = false;

  constructor(readonly forms: readonly string[] = ['PUR_PurchaseOrder']) {}

  async changedSince(question: ChangedSince): Promise<Page> {
    const { form, modifiedFrom, afterId, until, lookBack } = question;
    this.#ask(`changed ${form}`);
    const start: Position = { modifiedAt: modifiedFrom, documentId: afterId ?? '' };
    const known = new Map(lookBack?.known.map((one) => [one.documentId, one.modifiedAt]));
    const isLate = ({ documentId, modifiedAt }: Position): boolean =>
      modifiedAt >= (lookBack?.from ?? Infinity) && modifiedAt > (known.get(documentId) ?? 0);
    const found = this.#of(form, question.organisations).filter(
      (one) =>
        (comparePositions(one, start) > 0 ||
          (afterId === null && one.modifiedAt >= modifiedFrom) ||
          isLate(one)) &&
        (until === null || comparePositions(one, until) <= 0),
    );
    const documents = found.slice(0, 3);
    this.rows += documents.length;
    const malformed = [...this.malformed.values()].filter((one) => one.form === form);
    const next = found.length > 3 ? (documents.at(-1) ?? null) : null;
    return { documents, malformed, next, rows: documents.length };
  }

  async hasMoreThan(stretch: Stretch, count: number): Promise<boolean> {
    this.#ask(`more ${stretch.form}`);
    const { modifiedFrom, afterId = null, until } = stretch;
    const start = { modifiedAt: modifiedFrom, documentId: afterId ?? '' };
    const found = this.#of(stretch.form, stretch.organisations).filter(
      (one) =>
        (afterId === null ? one.modifiedAt >= modifiedFrom : comparePositions(one, start) > 0) &&
        comparePositions(one, until) <= 0,
    );
    return found.length > count;
  }

  async open({ form, organisations, afterId, modifiedFrom }: OpenSince): Promise<Page> {
    this.#ask(`open ${form}`);
    const found = this.#of(form, organisations)
      .filter(
        ({ step, modifiedAt, documentId }) =>
          step !== 'CLOSED' &&
          modifiedAt >= modifiedFrom &&
          (afterId === null || Number(documentId) > Number(afterId)),
      )
      .sort((a, b) => Number(a.documentId) - Number(b.documentId));
    const documents = found.slice(0, 3);
    const next = found.length > 3 ? (documents.at(-1) ?? null) : null;
    return { documents, malformed: [], next, rows: documents.length };
  }

  async read(
    form: string,
    documentId: string,
    organisations: readonly string[],
  ): Promise<SourceDocument | null> {
    this.#ask(`read ${documentId}`);
    return this.#of(form, organisations).find((one) => one.documentId === documentId) ?? null;
  }

  async openTasks(forms: readonly string[]): Promise<readonly SourceTask[]> {
    this.#ask('tasks');
    return this.tasks.filter(({ form }) => forms.includes(form));
  }

  async users(): Promise<readonly SourceUser[]> {
    this.#ask('users');
    return this.people;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  put(...documents: readonly SourceDocument[]): void {
    for (const document of documents) this.documents.set(document.documentId, document);
  }

  /** Makes these the only open steps of a document. */
  wait(documentId: string, ...nodes: readonly string[]): void {
    this.tasks = [
      ...this.tasks.filter((task) => task.documentId !== documentId),
      ...nodes.map((node) => aTask({ documentId, node })),
    ];
  }

  #of(form: string, organisations: readonly string[]): SourceDocument[] {
    return [...this.documents.values()]
      .filter(
        (one) =>
          one.form === form &&
          (organisations.length === 0 || organisations.includes(one.summary.organisation ?? '')),
      )
      .sort(comparePositions);
  }

  #ask(question: string): void {
    this.asked.push(question);
    this.before(question);
  }
}

export function aTask(over: Partial<SourceTask> = {}): SourceTask {
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
