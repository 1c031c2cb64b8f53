import type { ErpDocument, MalformedBill } from './domain/erp.js';
import type { FormMemory } from './domain/form-memory.js';
import type { Erp, ReadFrom } from './ports.js';

/** Late commits, several nodes of an ERP and clocks that differ: what changed within this time is read again. */
const overlapMs = 5 * 60_000;
/** Pages of one form in one poll; what is left comes with the next one. */
const pagesMax = 20;

export interface Changed {
  /** In order of change, each once. */
  readonly documents: readonly ErpDocument[];
  readonly malformed: readonly MalformedBill[];
}

/** Reads what changed since the watermark, with the overlap, page by page behind the last document's time and id. */
export async function readChanged(
  erp: Erp,
  form: string,
  memory: FormMemory,
  startedAt: number,
): Promise<Changed> {
  // By id: a document that changes between two pages comes twice, and the later reading counts.
  const documents = new Map<string, ErpDocument>();
  const malformed: MalformedBill[] = [];
  const from = (memory.position?.modifiedAt ?? startedAt) - overlapMs;
  let start: ReadFrom = memory.resumeAt ?? { modifiedAt: from, documentId: null };

  memory.resumeAt = null;
  for (let page = 1; ; page += 1) {
    const read = await erp.changedSince(form, start);
    for (const document of read.documents) {
      documents.delete(document.documentId);
      documents.set(document.documentId, document);
    }
    malformed.push(...read.malformed);
    if (read.next === null) break;
    if (page === pagesMax) {
      // More changed within the overlap than one poll takes: beginning anew would never get past it.
      memory.resumeAt = read.next;
      break;
    }
    start = read.next;
  }
  return { documents: [...documents.values()], malformed };
}
