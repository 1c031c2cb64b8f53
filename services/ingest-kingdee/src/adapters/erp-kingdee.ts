import { HubError } from '@hub/core';
import {
  allOf,
  builtinForms,
  fromServerTime,
  idLiteral,
  isOneOf,
  literal,
  toServerTime,
  type Cell,
  type DocumentReader,
  type FormFields,
  type K3CloudClient,
} from '@hub/kingdee';
import type { ErpUser } from '../domain/directory.js';
import { isDocument, type ErpDocument, type ErpTask, type MalformedBill } from '../domain/erp.js';
import type { Erp, Page, ReadFrom } from '../ports.js';

const pageRows = 500;
const idKey = 'FID';

/** K3Cloud as ingest sees it: only bills of the tenant's organisations, and a malformed bill spoils no page. */
export class KingdeeErp implements Erp {
  readonly #client: Pick<K3CloudClient, 'query' | 'utcOffsetMinutes'>;
  readonly #reader: Pick<DocumentReader, 'changedSince' | 'read' | 'pendingNodes' | 'users'>;
  readonly #organisations: readonly string[];

  constructor(options: {
    readonly client: Pick<K3CloudClient, 'query' | 'utcOffsetMinutes'>;
    readonly reader: Pick<DocumentReader, 'changedSince' | 'read' | 'pendingNodes' | 'users'>;
    readonly organisations: readonly string[];
  }) {
    this.#client = options.client;
    this.#reader = options.reader;
    this.#organisations = options.organisations;
  }

  async changedSince(form: string, from: ReadFrom): Promise<Page> {
    const { modifiedAt: modifiedFrom, documentId } = from;
    try {
      const documents = await this.#reader.changedSince({
        form,
        organisations: this.#organisations,
        modifiedFrom,
        ...(documentId === null ? {} : { afterId: documentId }),
        limit: pageRows,
      });
      const next = documents.length < pageRows ? null : (documents.at(-1) ?? null);
      return { documents, malformed: [], next };
    } catch (error) {
      if (!isMalformedBill(error)) throw error;
      return this.#oneByOne(form, from);
    }
  }

  async read(form: string, documentId: string): Promise<ErpDocument | MalformedBill | null> {
    try {
      const document = await this.#reader.read(form, documentId);
      const organisation = document?.summary.organisation ?? null;
      return organisation !== null && this.#organisations.includes(organisation) ? document : null;
    } catch (error) {
      if (!isMalformedBill(error)) throw error;
      const [row] = await this.#keys(form, `${idKey}=${idLiteral(documentId)}`);
      // Another organisation's bill is none of ours, malformed or not.
      return row === undefined ? null : malformed(form, row, error);
    }
  }

  async openTasks(forms: readonly string[]): Promise<readonly ErpTask[]> {
    return this.#reader.pendingNodes(forms);
  }

  async users(): Promise<readonly ErpUser[]> {
    return this.#reader.users();
  }

  /** Reads a page that holds a malformed bill again, bill by bill, so that the others go on. */
  async #oneByOne(form: string, from: ReadFrom): Promise<Page> {
    const { modifiedAt: key } = fieldsOf(form);
    const moment = literal(toServerTime(from.modifiedAt, this.#client.utcOffsetMinutes));
    const changed =
      from.documentId === null
        ? `${key}>=${moment}`
        : `(${key}>${moment} or (${key}=${moment} and ${idKey}>${idLiteral(from.documentId)}))`;
    const rows = await this.#keys(form, changed);
    const read = await Promise.all(rows.map(({ documentId }) => this.read(form, documentId)));
    const bills = read.filter((bill) => bill !== null);
    const last = rows.findLast(({ modifiedAt }) => modifiedAt !== null);
    return {
      documents: bills.filter(isDocument),
      malformed: bills.filter((bill): bill is MalformedBill => !isDocument(bill)),
      next:
        rows.length < pageRows || last?.modifiedAt == null
          ? null
          : { modifiedAt: last.modifiedAt, documentId: last.documentId },
    };
  }

  /** Ids, numbers and times only, of bills of our organisations. */
  async #keys(form: string, condition: string): Promise<readonly BillKey[]> {
    const fields = fieldsOf(form);
    const rows = await this.#client.query({
      form,
      fields: [idKey, fields.number, fields.modifiedAt],
      filter: allOf(condition, isOneOf(`${fields.organisation}.FNumber`, this.#organisations)),
      order: `${fields.modifiedAt}, ${idKey}`,
      limit: pageRows,
    });
    return rows.map(([id = null, number = null, time = null]) => ({
      documentId: textOf(id),
      number: textOf(number),
      modifiedAt: fromServerTime(textOf(time), this.#client.utcOffsetMinutes),
    }));
  }
}

interface BillKey {
  readonly documentId: string;
  readonly number: string;
  /** Null when the ERP shows no time that can be read. */
  readonly modifiedAt: number | null;
}

/** One bill that makes no sense is not retryable; an answer that makes none may be fine the next time. */
function isMalformedBill(error: unknown): error is HubError {
  return error instanceof HubError && error.code === 'KINGDEE_MALFORMED' && !error.retryable;
}

function malformed(form: string, { documentId, number }: BillKey, error: HubError): MalformedBill {
  return { form, documentId, number, code: error.code, reason: error.message };
}

function fieldsOf(form: string): FormFields {
  const definition = builtinForms.find((one) => one.form === form);
  if (definition !== undefined) return definition.fields;
  throw new HubError(
    'KINGDEE_FORM_UNKNOWN',
    `there is no form file for ${form}; add one or drop it`,
  );
}

function textOf(cell: Cell): string {
  return cell === null ? '' : String(cell).trim();
}
