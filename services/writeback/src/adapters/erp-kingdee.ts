import type { DocumentReader, K3CloudClient } from '@hub/kingdee';
import type { PerTenant } from '@hub/service';
import type { ErpDocument, HistoryEntry, OpenTask, Writing } from '../domain/erp.js';
import type { Erp } from '../ports.js';

/** One account book: how it is read, and how it is written. */
export interface Book {
  readonly reader: Pick<DocumentReader, 'read' | 'pendingNodes' | 'approvalHistory'>;
  readonly client: Pick<K3CloudClient, 'workflowAudit'>;
}

/** K3Cloud as write-back sees it. */
export class KingdeeErp implements Erp {
  constructor(private readonly books: Pick<PerTenant<Book>, 'get'>) {}

  async read(tenant: string, form: string, documentId: string): Promise<ErpDocument | null> {
    return this.books.get(tenant).reader.read(form, documentId);
  }

  async open(tenant: string, form: string, documentId: string): Promise<readonly OpenTask[]> {
    const tasks = await this.books.get(tenant).reader.pendingNodes([form]);
    return tasks
      .filter((task) => task.form === form && task.documentId === documentId)
      .map(({ node, approver }) => ({ node, erpUserId: approver.userId }));
  }

  async history(
    tenant: string,
    form: string,
    documentId: string,
  ): Promise<readonly HistoryEntry[]> {
    const entries = await this.books.get(tenant).reader.approvalHistory(form, { documentId });
    return entries.map(({ node, userId, opinion, action, completedAt }) => ({
      node,
      erpUserId: userId,
      opinion,
      action,
      completedAt,
    }));
  }

  async write(tenant: string, writing: Writing): Promise<void> {
    await this.books.get(tenant).client.workflowAudit(writing);
  }
}
