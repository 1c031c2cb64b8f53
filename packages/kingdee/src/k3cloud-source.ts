import { HubError } from '@hub/core';
import type {
  ChangedSince,
  Check,
  ControlTotal,
  DueWithin,
  Level,
  MalformedDocument,
  OpenSince,
  Page,
  Source,
  SourceDocument,
  SourceTask,
  SourceUser,
  Stretch,
} from '@hub/source';
import { BillReader } from './bill-reader.js';
import { budgetLevels } from './budget-levels.js';
import { ChangedBills } from './changed-bills.js';
import { comparingShape } from './comparing-shape.js';
import { dueBills } from './due-bills.js';
import { idLiteral, isOneOfIds } from './filter.js';
import type { FormDefinition } from './form.js';
import { keyOf, type FormShape } from './form-shape.js';
import { FormShapes } from './form-shapes.js';
import { builtinForms } from './forms/builtin-forms.js';
import { k3cloudChecks } from './k3cloud-checks.js';
import { lookBackMax } from './look-back.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { stockLevels } from './levels.js';
import { isOpen } from './open-bills.js';
import { OpenTasks } from './open-tasks.js';
import { controlTotals } from './totals.js';
import { readUsers } from './users.js';

export interface K3CloudSourceOptions {
  readonly client: K3CloudClient;
  /** Ids of the forms that are read. */
  readonly forms: readonly string[];
  /** Numbers that `hub doctor` looks for. */
  readonly organisations?: readonly string[] | undefined;
  /** Which fields hold what; default the built-in forms. */
  readonly definitions?: readonly FormDefinition[] | undefined;
  /** Whether events carry the rows of their bills; default true. It costs up to one more call per form and poll. */
  readonly withLines?: boolean | undefined;
  /** Heads in one page; default 2000, which every site allows. Some sites allow up to 10 000. */
  readonly pageRows?: number | undefined;
}

/** Bills that are asked for by id in one question, at most: a filter has to stay readable. */
const idsMax = 500;
/** A bill changed later than this after the server's own time is one whose date is wrong. */
const futureToleranceMs = 5 * 60_000;

/** One account book of K3Cloud as ingest sees it. A bill that makes no sense is parked by itself. */
export class K3CloudSource implements Source {
  readonly forms: readonly string[];
  readonly lookBackMax = lookBackMax;
  readonly #client: K3CloudClient;
  readonly #shapes: FormShapes;
  readonly #bills: BillReader;
  readonly #changed: ChangedBills;
  readonly #tasks: OpenTasks;
  readonly #organisations: readonly string[];
  readonly #withLines: boolean;
  readonly #pageRows: number;

  constructor(options: K3CloudSourceOptions) {
    this.forms = options.forms;
    this.#client = options.client;
    this.#shapes = new FormShapes(options.client, options.definitions ?? builtinForms);
    this.#bills = new BillReader(options.client);
    this.#changed = new ChangedBills(options.client, this.#bills);
    this.#tasks = new OpenTasks(options.client, this.#shapes);
    this.#organisations = options.organisations ?? [];
    this.#withLines = options.withLines ?? true;
    this.#pageRows = options.pageRows ?? 2000;
  }

  /**
   * One call when nothing changed; the rows of changed bills cost one more for up to 500 bills. Not every operation of
   * the ERP touches the time of change, and deletions are not seen.
   */
  async changedSince(question: ChangedSince): Promise<Page> {
    const shape = await this.#shapes.of(question.form);
    const organisations = wanted(question.organisations, question.form);
    const page = await this.#changed.since(
      shape,
      { ...question, organisations },
      { limit: this.#pageRows, lines: this.#withLines },
    );
    const { documents, malformed, someFuture } = this.#settled(page, shape);
    // Whatever comes behind a bill of the future is of the future as well.
    const { rows, calls } = page;
    return { documents, malformed, next: someFuture ? null : page.next, rows, calls };
  }

  async read(
    form: string,
    documentId: string,
    organisations: readonly string[],
  ): Promise<SourceDocument | MalformedDocument | null> {
    const shape = await this.#shapes.of(form);
    const page = await this.#bills.read({
      shape,
      filter: `${shape.idKey}=${idLiteral(documentId)}`,
      order: shape.idKey,
      limit: 1,
      lines: this.#withLines,
      remembered: false,
      organisations: new Set(wanted(organisations, form)),
    });
    const { documents, malformed } = this.#settled(page, shape);
    return documents[0] ?? malformed[0] ?? null;
  }

  /** One call for up to `idsMax` bills, and one more for their rows. */
  async readMany(
    form: string,
    documentIds: readonly string[],
    organisations: readonly string[],
  ): Promise<Omit<Page, 'next'>> {
    const shape = await this.#shapes.of(form);
    const read: Omit<Page, 'next'>[] = [];
    for (let from = 0; from < documentIds.length; from += idsMax) {
      const page = await this.#bills.read({
        shape,
        filter: isOneOfIds(shape.idKey, documentIds.slice(from, from + idsMax)),
        order: shape.idKey,
        limit: idsMax,
        lines: this.#withLines,
        remembered: false,
        organisations: new Set(wanted(organisations, form)),
      });
      const { documents, malformed } = this.#settled(page, shape);
      read.push({ documents, malformed, rows: page.rows, calls: page.calls });
    }
    return {
      documents: read.flatMap((page) => page.documents),
      malformed: read.flatMap((page) => page.malformed),
      rows: read.reduce((sum, { rows }) => sum + rows, 0),
      calls: read.reduce((sum, { calls = 1 }) => sum + calls, 0),
    };
  }

  async hasMoreThan(stretch: Stretch, count: number): Promise<boolean> {
    const shape = await this.#shapes.of(stretch.form);
    const organisations = wanted(stretch.organisations, stretch.form);
    return await this.#changed.hasMoreThan(shape, { ...stretch, organisations }, count);
  }

  /** Ends with an empty page only: what is missing here is taken for gone, so no page may be taken for the last by its size. */
  async open(question: OpenSince): Promise<Page> {
    const shape = comparingShape(await this.#shapes.of(question.form));
    const organisations = wanted(question.organisations, question.form);
    const page = await this.#bills.read({
      shape,
      filter: isOpen(shape, { ...question, organisations }, this.#client.utcOffsetMinutes),
      order: shape.idKey,
      limit: this.#pageRows,
      lines: false,
      remembered: false,
      organisations: new Set(organisations),
    });
    const { documents, malformed, rows, calls, last } = page;
    return { documents, malformed, rows, calls, next: last };
  }

  /** None of a form that is not paid. */
  async due(question: DueWithin): Promise<Page> {
    const shape = await this.#shapes.of(question.form);
    const organisations = wanted(question.organisations, question.form);
    if (shape.due === null) return { documents: [], malformed: [], next: null, rows: 0 };
    const asked = { ...question, organisations };
    return await dueBills(this.#client, shape, shape.due, asked, this.#pageRows);
  }

  async levels(kind: string, organisations: readonly string[]): Promise<readonly Level[]> {
    switch (kind) {
      case 'stock':
        return await stockLevels(this.#client, organisations);
      case 'budget':
        return await budgetLevels(this.#client, organisations);
      default:
        return [];
    }
  }

  async openTasks(forms: readonly string[]): Promise<readonly SourceTask[]> {
    const tasks = await this.#tasks.read(forms);
    return tasks.map(({ form, documentId, node, name, since, approver }) => ({
      form,
      documentId,
      node,
      name,
      since,
      approver,
    }));
  }

  async users(): Promise<readonly SourceUser[]> {
    return await readUsers(this.#client);
  }

  /** Calls reports of the ERP, which are heavy: not for every poll. */
  async totals(
    forms: readonly string[],
    organisations: readonly string[],
  ): Promise<readonly ControlTotal[]> {
    return await controlTotals(this.#client, forms, organisations);
  }

  checks(): readonly Check[] {
    return k3cloudChecks({
      client: this.#client,
      shapes: this.#shapes,
      forms: this.forms,
      organisations: this.#organisations,
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Sets bills aside whose time of change has not come yet: taken for news, they would hide all real ones. */
  #settled(
    page: Pick<Page, 'documents' | 'malformed'>,
    shape: FormShape,
  ): {
    readonly documents: readonly SourceDocument[];
    readonly malformed: readonly MalformedDocument[];
    readonly someFuture: boolean;
  } {
    const now = this.#client.serverNow();
    const future = page.documents.filter(({ modifiedAt }) => modifiedAt > now + futureToleranceMs);
    return {
      documents:
        future.length === 0
          ? page.documents
          : page.documents.filter((one) => !future.includes(one)),
      malformed: [...page.malformed, ...future.map((one) => ofTheFuture(one, shape))],
      someFuture: future.length > 0,
    };
  }
}

function ofTheFuture(
  { form, documentId, modifiedAt, summary }: SourceDocument,
  shape: FormShape,
): MalformedDocument {
  const time = new Date(modifiedAt).toISOString();
  const key = keyOf(shape, 'modifiedAt');
  return {
    form,
    documentId,
    number: summary.number,
    code: 'KINGDEE_DATE_FUTURE',
    // Without the time of now: a reason that differs at each reading would be parked at each reading.
    reason: `${form} ${summary.number} was changed in the future: ${key} is ${time}, which the server's clock has not reached; save the bill again, or correct kingdee.utcOffsetMinutes`,
  };
}

function wanted(organisations: readonly string[], form: string): readonly string[] {
  if (organisations.length > 0) return organisations;
  const remedy = 'list at least one in kingdee.organisations';
  throw new HubError(
    'KINGDEE_REFUSED',
    `no organisation is named whose ${form} may be read; ${remedy}`,
  );
}
