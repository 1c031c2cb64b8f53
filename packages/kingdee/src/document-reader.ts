import { HubError } from '@hub/core';
import { BillColumns, billIdKey, type BillRow } from './columns.js';
import { documentOf, isToBeReworked, textOf, type KingdeeDocument } from './document.js';
import { allOf, idLiteral, isOneOf, literal } from './filter.js';
import { presenceOf, type FormDefinition } from './form.js';
import { builtinForms } from './forms/builtin-forms.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { toServerTime } from './server-time.js';
import { readUsers, type ErpUser } from './users.js';
import { finishedTasks, openTasks, type HistoryEntry, type PendingTask } from './workflow.js';

export interface ChangedSince {
  readonly form: string;
  /** Numbers of the organisations whose bills are wanted. */
  readonly organisations: readonly string[];
  /** UTC milliseconds, inclusive. */
  readonly modifiedFrom: number;
  /** Bills changed at `modifiedFrom` exactly are wanted only behind this internal id. */
  readonly afterId?: string | undefined;
  readonly limit: number;
}

/** How a bill is named: by internal id or by number. */
export type DocumentKey = { readonly documentId: string } | { readonly number: string };

/** Most bills that are asked for by number in one question. */
const numbersMax = 100;

/** Reads bills, their approvals and the people of one account book, in the hub's terms. */
export class DocumentReader {
  readonly #client: K3CloudClient;
  readonly #definitions: ReadonlyMap<string, FormDefinition>;
  readonly #columns = new Map<string, Promise<BillColumns>>();

  /** @param forms which fields hold what; default the built-in forms */
  constructor(client: K3CloudClient, forms: readonly FormDefinition[] = builtinForms) {
    this.#client = client;
    this.#definitions = new Map(forms.map((definition) => [definition.form, definition]));
  }

  /**
   * Bills changed since a moment, in the order of change and then of internal id, at most `limit`.
   *
   * The next page starts at the last bill's `modifiedAt` and `documentId`, so no bill is skipped or repeated while
   * others change. Not every operation of the ERP touches the time of change, and deletions are not seen.
   */
  async changedSince(since: ChangedSince): Promise<readonly KingdeeDocument[]> {
    const { fields } = this.#definition(since.form);
    const moment = literal(toServerTime(since.modifiedFrom, this.#client.utcOffsetMinutes));
    const key = fields.modifiedAt;
    const changed =
      since.afterId === undefined
        ? `${key}>=${moment}`
        : `(${key}>${moment} or (${key}=${moment} and ${billIdKey}>${idLiteral(since.afterId)}))`;
    if (since.organisations.length === 0) {
      const remedy = 'list at least one in kingdee.organisations';
      throw new HubError(
        'KINGDEE_REFUSED',
        `no organisation is named whose ${since.form} may be read; ${remedy}`,
      );
    }
    const owned = isOneOf(`${fields.organisation}.FNumber`, since.organisations);
    return await this.#documents(
      since.form,
      allOf(changed, owned),
      `${key}, ${billIdKey}`,
      since.limit,
    );
  }

  /** The bill as it is now; null when there is none of that id, or it may not be seen. */
  async read(form: string, documentId: string): Promise<KingdeeDocument | null> {
    const found = await this.#documents(
      form,
      `${billIdKey}=${idLiteral(documentId)}`,
      billIdKey,
      1,
    );
    return found[0] ?? null;
  }

  /** All open tasks on bills of these forms, one per person who has to decide, oldest first. */
  async pendingNodes(forms: readonly string[]): Promise<readonly PendingTask[]> {
    const tasks = await openTasks(this.#client, forms);
    const ids = new Map<string, string>();
    for (const form of forms) {
      const numbers = new Set(
        tasks.filter((task) => task.form === form).map((task) => task.number),
      );
      for (const [number, id] of await this.#idsOf(form, [...numbers]))
        ids.set(`${form}/${number}`, id);
    }
    return tasks.flatMap((task) => {
      const documentId = ids.get(`${task.form}/${task.number}`);
      // A task whose bill is gone or not ours to see leads nowhere.
      return documentId === undefined ? [] : [{ ...task, documentId }];
    });
  }

  /** What was decided on one bill so far, oldest first. */
  async approvalHistory(form: string, of: DocumentKey): Promise<readonly HistoryEntry[]> {
    const number = 'number' in of ? of.number : await this.#numberOf(form, of.documentId);
    if (number === null) return [];
    const entries = await finishedTasks(this.#client, form, [number]);
    return entries.map(({ node, name, userId, opinion, action, completedAt }) => ({
      node,
      name,
      userId,
      opinion,
      action,
      completedAt,
    }));
  }

  /** All users of the account book. */
  async users(): Promise<readonly ErpUser[]> {
    return await readUsers(this.#client);
  }

  /**
   * Checks at start that the ERP has these forms and the fields the hub reads.
   *
   * @throws HubError KINGDEE_FORM_UNKNOWN or KINGDEE_FIELD_UNKNOWN naming what is missing
   */
  async checkForms(forms: readonly string[]): Promise<void> {
    for (const form of forms) await this.#columnsOf(form);
  }

  async #documents(
    form: string,
    filter: string,
    order: string,
    limit: number,
  ): Promise<readonly KingdeeDocument[]> {
    const definition = this.#definition(form);
    const columns = await this.#columnsOf(form);
    const cells = await this.#client.query({ form, fields: columns.fields, filter, order, limit });
    const rows = cells.map((row) => columns.read(row));
    const sentBack = await this.#sentBack(form, rows.filter(isToBeReworked));
    return rows.map((row) =>
      documentOf(row, definition, this.#client, sentBack.has(textOf(row.number) ?? '')),
    );
  }

  /** Numbers of those bills on which the last thing decided was a refusal. */
  async #sentBack(form: string, rows: readonly BillRow[]): Promise<ReadonlySet<string>> {
    const last = new Map<string, HistoryEntry>();
    for (const part of partsOf(rows.map((row) => textOf(row.number) ?? ''))) {
      for (const entry of await finishedTasks(this.#client, form, part))
        last.set(entry.number, entry);
    }
    return new Set(
      [...last].filter(([, entry]) => entry.action === 'REJECT').map(([number]) => number),
    );
  }

  async #idsOf(form: string, numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const key = this.#definition(form).fields.number;
    const ids = new Map<string, string>();
    for (const part of partsOf(numbers)) {
      const rows = await this.#client.query({
        form,
        fields: [billIdKey, key],
        filter: isOneOf(key, part),
      });
      for (const [id = null, number = null] of rows)
        ids.set(textOf(number) ?? '', textOf(id) ?? '');
    }
    return ids;
  }

  async #numberOf(form: string, documentId: string): Promise<string | null> {
    const key = this.#definition(form).fields.number;
    const rows = await this.#client.query({
      form,
      fields: [key],
      filter: `${billIdKey}=${idLiteral(documentId)}`,
      limit: 1,
    });
    return textOf(rows[0]?.[0] ?? null);
  }

  #definition(form: string): FormDefinition {
    const definition = this.#definitions.get(form);
    if (definition !== undefined) return definition;
    const known = [...this.#definitions.keys()].join(', ');
    throw new HubError(
      'KINGDEE_FORM_UNKNOWN',
      `there is no form file for ${form}; known are ${known}. Add one beside them or drop the form`,
    );
  }

  /** Asks the ERP for the fields of a form once; a failure is not remembered. */
  async #columnsOf(form: string): Promise<BillColumns> {
    const asked = this.#columns.get(form) ?? this.#readColumns(this.#definition(form));
    this.#columns.set(form, asked);
    try {
      return await asked;
    } catch (error) {
      this.#columns.delete(form);
      throw error;
    }
  }

  async #readColumns(definition: FormDefinition): Promise<BillColumns> {
    const { fieldKeys } = await this.#client.businessInfo(definition.form);
    const { present, missing } = presenceOf(definition, fieldKeys);
    if (missing.length > 0) {
      const remedy = 'correct the form file, or mark the field as optional';
      throw new HubError(
        'KINGDEE_FIELD_UNKNOWN',
        `the ERP's form ${definition.form} has no field ${missing.join(', ')}; ${remedy}`,
      );
    }
    return new BillColumns(present);
  }
}

function partsOf(numbers: readonly string[]): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (let from = 0; from < numbers.length; from += numbersMax)
    parts.push(numbers.slice(from, from + numbersMax));
  return parts;
}
