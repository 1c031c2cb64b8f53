import { Decimal } from '@hub/core';
import type { Summary } from '@hub/schemas';
import type {
  ChangedSince,
  ControlTotal,
  DueWithin,
  Level,
  OpenSince,
  Page,
  Source,
  SourceDocument,
  SourceTask,
} from '@hub/source';
import { aSummary } from '@hub/testkit';

/** A document of a book, by its differences from an order of 86,000 CNY that waits for approval. */
export function aSourceDocument(
  over: Partial<Omit<SourceDocument, 'summary'>> & { readonly summary?: Partial<Summary> } = {},
): SourceDocument {
  const { summary, ...rest } = over;
  const documentId = over.documentId ?? '100186';
  return {
    form: 'PUR_PurchaseOrder',
    documentId,
    modifiedAt: Date.UTC(2026, 10, 2, 1),
    step: 'SUBMITTED',
    departmentId: '100051',
    people: {},
    dates: {},
    amounts: {},
    figures: {},
    lines: [],
    ...rest,
    summary: aSummary({ number: `CGDD${documentId}`, ...summary }),
  };
}

const finished: ReadonlySet<string> = new Set(['CLOSED', 'VOIDED', 'DELETED']);

/** A system in memory: what it holds may be changed at any time, also between two pages. */
export class MemoryBook implements Source {
  readonly forms: readonly string[];
  readonly documents = new Map<string, SourceDocument>();
  readonly tasks: SourceTask[] = [];
  /** What `levels` answers. */
  stock: readonly Level[] = [];
  /** Questions asked so far, by name. */
  readonly asked: string[] = [];
  /** Called before every answer. */
  beforeAnswer: (question: string) => void | Promise<void> = () => undefined;
  readonly #pageRows: number;
  /** Replaces the control totals that follow from the documents. */
  totalsAre: ((right: ControlTotal[]) => ControlTotal[]) | null = null;

  constructor(forms: readonly string[] = ['PUR_PurchaseOrder'], pageRows = 10) {
    this.forms = forms;
    this.#pageRows = pageRows;
  }

  put(...documents: readonly SourceDocument[]): void {
    for (const document of documents) this.documents.set(placeOf(document), document);
  }

  remove({ form, documentId }: Pick<SourceDocument, 'form' | 'documentId'>): void {
    this.documents.delete(placeOf({ form, documentId }));
  }

  async changedSince(question: ChangedSince): Promise<Page> {
    await this.#ask('changedSince');
    const { form, organisations, modifiedFrom, afterId, until } = question;
    const rows = this.#of(form, organisations)
      .filter(
        ({ modifiedAt, documentId }) =>
          (modifiedAt > modifiedFrom ||
            (modifiedAt === modifiedFrom && (afterId === null || documentId > afterId))) &&
          (until === null ||
            modifiedAt < until.modifiedAt ||
            (modifiedAt === until.modifiedAt && documentId <= until.documentId)),
      )
      .toSorted((a, b) => a.modifiedAt - b.modifiedAt || (a.documentId < b.documentId ? -1 : 1));
    return this.#page(rows);
  }

  async read(
    form: string,
    documentId: string,
    organisations: readonly string[],
  ): Promise<SourceDocument | null> {
    await this.#ask('read');
    const found = this.documents.get(placeOf({ form, documentId }));
    return found !== undefined && isOf(found, organisations) ? found : null;
  }

  async open({ form, organisations, afterId, modifiedFrom }: OpenSince): Promise<Page> {
    await this.#ask('open');
    const rows = this.#of(form, organisations).filter(
      ({ step, modifiedAt, documentId }) =>
        !finished.has(step) &&
        modifiedAt >= modifiedFrom &&
        (afterId === null || documentId > afterId),
    );
    return this.#page(rows);
  }

  async due({ form, organisations, from, to, afterId }: DueWithin): Promise<Page> {
    await this.#ask('due');
    const rows = this.#of(form, organisations).filter(({ dates, step, amounts, documentId }) => {
      const due = dates['due'];
      return (
        due !== undefined &&
        from <= due &&
        due < to &&
        !finished.has(step) &&
        amounts['open']?.amount.eq('0') !== true &&
        (afterId === null || documentId > afterId)
      );
    });
    return this.#page(rows);
  }

  async openTasks(forms: readonly string[]): Promise<readonly SourceTask[]> {
    await this.#ask('openTasks');
    return this.tasks.filter(({ form }) => forms.includes(form));
  }

  async levels(): Promise<readonly Level[]> {
    await this.#ask('levels');
    return this.stock;
  }

  async totals(
    forms: readonly string[],
    organisations: readonly string[],
  ): Promise<readonly ControlTotal[]> {
    await this.#ask('totals');
    const sums = new Map<string, ControlTotal>();
    for (const document of this.documents.values()) {
      const { form, step, summary } = document;
      const { amount, organisation } = summary;
      if (!forms.includes(form) || !isOf(document, organisations)) continue;
      if (step !== 'APPROVED' && step !== 'CLOSED') continue;
      if (amount === null || organisation === null) continue;
      const key = `${form}/${organisation}/${amount.currency}`;
      const before = sums.get(key);
      sums.set(key, {
        form,
        organisation,
        currency: amount.currency,
        total: (before?.total ?? new Decimal('0')).plus(amount.amount),
        documents: (before?.documents ?? 0) + 1,
      });
    }
    const right = [...sums.values()];
    return this.totalsAre === null ? right : this.totalsAre(right);
  }

  async close(): Promise<void> {
    // Nothing is held.
  }

  async #ask(question: string): Promise<void> {
    this.asked.push(question);
    await this.beforeAnswer(question);
  }

  /** In order of id. */
  #of(form: string, organisations: readonly string[]): SourceDocument[] {
    return [...this.documents.values()]
      .filter((document) => document.form === form && isOf(document, organisations))
      .toSorted((a, b) => (a.documentId < b.documentId ? -1 : 1));
  }

  #page(rows: readonly SourceDocument[]): Page {
    const documents = rows.slice(0, this.#pageRows);
    const last = documents.at(-1);
    return {
      documents,
      malformed: [],
      next: rows.length <= this.#pageRows || last === undefined ? null : last,
      rows: documents.length,
    };
  }
}

function isOf({ summary }: SourceDocument, organisations: readonly string[]): boolean {
  return organisations.length === 0 || organisations.includes(summary.organisation ?? '');
}

function placeOf({ form, documentId }: Pick<SourceDocument, 'form' | 'documentId'>): string {
  return `${form}/${documentId}`;
}
