import { HubError } from '@hub/core';
import type { SourceDocument } from '@hub/source';
import { BillReader } from './bill-reader.js';
import { textOf } from './cells.js';
import { idLiteral } from './filter.js';
import type { FormDefinition } from './form.js';
import { keyOf } from './form-shape.js';
import { FormShapes } from './form-shapes.js';
import { builtinForms } from './forms/builtin-forms.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { OpenTasks } from './open-tasks.js';
import { readUsers, type ErpUser } from './users.js';
import { finishedTasks, type HistoryEntry, type PendingTask } from './workflow.js';

/** How a bill is named: by internal id or by number. */
export type DocumentKey = { readonly documentId: string } | { readonly number: string };

/** Reads single bills, their approvals and the people of one account book, in the hub's terms. */
export class DocumentReader {
  readonly #client: K3CloudClient;
  readonly #shapes: FormShapes;
  readonly #bills: BillReader;
  readonly #tasks: OpenTasks;

  /** @param forms which fields hold what; default the built-in forms */
  constructor(client: K3CloudClient, forms: readonly FormDefinition[] = builtinForms) {
    this.#client = client;
    this.#shapes = new FormShapes(client, forms);
    this.#bills = new BillReader(client);
    this.#tasks = new OpenTasks(client, this.#shapes);
  }

  /** The bill as it is now, without its rows; null when there is none of that id, or it may not be seen. */
  async read(form: string, documentId: string): Promise<SourceDocument | null> {
    const shape = await this.#shapes.of(form);
    const page = await this.#bills.read({
      shape,
      filter: `${shape.idKey}=${idLiteral(documentId)}`,
      order: shape.idKey,
      limit: 1,
      lines: false,
      remembered: false,
      organisations: null,
    });
    const [wrong] = page.malformed;
    if (wrong !== undefined) throw new HubError(wrong.code, wrong.reason);
    return page.documents[0] ?? null;
  }

  /** All open tasks on bills of these forms, one per person who has to decide, oldest first. */
  async pendingNodes(forms: readonly string[]): Promise<readonly PendingTask[]> {
    return await this.#tasks.read(forms);
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
    for (const form of forms) await this.#shapes.of(form);
  }

  async #numberOf(form: string, documentId: string): Promise<string | null> {
    const shape = await this.#shapes.of(form);
    const rows = await this.#client.query({
      form,
      fields: [keyOf(shape, 'number')],
      filter: `${shape.idKey}=${idLiteral(documentId)}`,
      limit: 1,
    });
    return textOf(rows[0]?.[0] ?? null);
  }
}
