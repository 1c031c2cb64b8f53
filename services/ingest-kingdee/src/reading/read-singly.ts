import { isDocument, type MalformedDocument, type Source, type SourceDocument } from '@hub/source';
import { inParallel } from './in-parallel.js';

/** Documents read at the same time from a system that gives them one by one. */
const atOnce = 4;

export interface SingleReading {
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
  /** Asked for and not there. */
  readonly gone: readonly string[];
  readonly calls: number;
}

/** Reads documents by their ids, in one question where the system can. */
export async function readSingly(
  source: Source,
  form: string,
  ids: readonly string[],
  organisations: readonly string[],
): Promise<SingleReading> {
  if (ids.length === 0) return { documents: [], malformed: [], gone: [], calls: 0 };
  const { documents, malformed, calls } = await readAll(source, form, ids, organisations);
  const there = new Set([...documents, ...malformed].map(({ documentId }) => documentId));
  return { documents, malformed, calls, gone: ids.filter((id) => !there.has(id)) };
}

async function readAll(
  source: Source,
  form: string,
  ids: readonly string[],
  organisations: readonly string[],
): Promise<Omit<SingleReading, 'gone'>> {
  if (source.readMany !== undefined) {
    const read = await source.readMany(form, ids, organisations);
    return { documents: read.documents, malformed: read.malformed, calls: read.calls ?? 1 };
  }
  const answers = await inParallel(ids, atOnce, (id) => source.read(form, id, organisations));
  const documents: SourceDocument[] = [];
  const malformed: MalformedDocument[] = [];
  for (const answer of answers) {
    if (answer.status === 'rejected') throw answer.reason;
    if (answer.value === null) continue;
    if (isDocument(answer.value)) documents.push(answer.value);
    else malformed.push(answer.value);
  }
  return { documents, malformed, calls: ids.length };
}
