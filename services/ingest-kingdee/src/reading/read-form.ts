import { HubError } from '@hub/core';
import type {
  ChangedSince,
  MalformedDocument,
  Page,
  Position,
  Source,
  SourceDocument,
} from '@hub/source';
import { laterOf } from '../domain/position.js';
import { findLate } from './find-late.js';
import type { FormQuestion } from './form-question.js';
import { lateEveryMs, overlapMs, trailingMs } from './form-state.js';
import { lookBackOf, noteSearched, searchesOf } from './late-windows.js';

/** Changes of a form from which on it is worth to wait until a second is over. */
const muchPerSecond = 50;

export interface FormReading {
  /** Each once, as read last. */
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
  /** How far everything was read. */
  readonly position: Position | null;
  readonly rows: number;
  readonly calls: number;
}

/**
 * Reads what changed in one form: strictly behind the position, and what was committed late before it. Changes the state
 * only where nothing is lost by it, should the reading come to nothing.
 */
export async function readForm(question: FormQuestion): Promise<FormReading> {
  const { source, state, organisations, serverClock, room, now, monotonic } = question;
  const { form } = state;
  const gathered = new Gathered();
  const until = untilOf(question);
  let start: Start = startOf(question, until !== null);
  let position: Position | null = null;

  for (;;) {
    const read = await pageOf(source, { form, organisations, until, ...start });
    if (read instanceof HubError) {
      // What was read before it is not read again.
      if (position === null || start.afterId === null) throw read;
      state.resumeAt = { modifiedAt: start.modifiedFrom, documentId: start.afterId };
      break;
    }
    gathered.take(read);
    room.left -= read.documents.length;
    for (const one of read.documents) {
      if (one.modifiedAt <= serverClock.latest(now)) position = one;
    }
    if (read.next === null) {
      state.resumeAt = null;
      break;
    }
    start = { modifiedFrom: read.next.modifiedAt, afterId: read.next.documentId };
    if (room.left > 0) continue;
    // More changed than one turn takes: beginning anew would never get past it.
    state.resumeAt = read.next;
    break;
  }
  // Of a backlog's documents none says what the time is now.
  noteReading(question, gathered, until === null && state.resumeAt === null);
  if (state.resumeAt === null) {
    const end = position === null ? state.position : laterOf(position, state.position);
    for (const search of searchesOf(question, end)) {
      gathered.takeLate(await findLate({ source, state, organisations, ...search }));
      noteSearched(state, search, monotonic);
    }
  }
  return { ...gathered.all, position };
}

/** Where a page begins. */
type Start = Pick<ChangedSince, 'modifiedFrom' | 'afterId' | 'lookBack'>;

/** A fault that may pass is given back, since the pages before it are good. */
async function pageOf(source: Source, question: ChangedSince): Promise<Page | HubError> {
  try {
    return await source.changedSince(question);
  } catch (error) {
    if (error instanceof HubError && error.retryable) return error;
    throw error;
  }
}

/**
 * While much changes only seconds are read that nothing can be written in any more: what stands in an open one would have
 * to be read once more, and a page that ends within it would hide what comes there with a lower id.
 */
function untilOf({ state, hasSteps, serverClock, now }: FormQuestion): Position | null {
  const closed = serverClock.earliest(now) - trailingMs;
  const much = state.resumeAt !== null || (!hasSteps && state.rate.perSecond > muchPerSecond);
  const from = state.resumeAt ?? state.position;
  // No document has this id, so the second itself is left out.
  return much && closed > from.modifiedAt ? { modifiedAt: closed, documentId: '0' } : null;
}

function startOf(question: FormQuestion, isClosed: boolean): Start {
  const { state, source, serverClock, monotonic } = question;
  const { resumeAt, begun, position, readAt } = state;
  if (resumeAt !== null) {
    const { modifiedAt, documentId } = resumeAt;
    if (isClosed) return { modifiedFrom: modifiedAt, afterId: documentId };
    return { modifiedFrom: modifiedAt - trailingMs, afterId: null };
  }
  const cannotSearch = source.hasMoreThan === undefined && source.lookBackMax === undefined;
  const searchIsDue = monotonic - state.searchedAtMonotonic >= lateEveryMs;
  if (!begun || (cannotSearch && searchIsDue)) {
    state.searchedAtMonotonic = monotonic;
    state.searchedHalfAtMonotonic = monotonic;
    return { modifiedFrom: position.modifiedAt - overlapMs, afterId: null };
  }
  const lookBack = isClosed ? null : lookBackOf(question);
  const late = lookBack === null ? {} : { lookBack };
  // The second that was still being written when it was read last has to be read once more.
  const openFrom = (readAt === null ? Infinity : serverClock.earliest(readAt)) - trailingMs;
  if (position.modifiedAt > openFrom) {
    const before = position.modifiedAt - trailingMs;
    // What comes into a second of before is found by looking back.
    const modifiedFrom = lookBack === null ? before : Math.max(before, openFrom);
    return { modifiedFrom, afterId: null, ...late };
  }
  return { modifiedFrom: position.modifiedAt, afterId: position.documentId || null, ...late };
}

/** What was read counts as read from here on, so that the search for late commits knows what to expect. */
function noteReading(
  { source, state, serverClock, now }: FormQuestion,
  { all }: Gathered,
  showsClock: boolean,
): void {
  let fresh = 0;
  for (const document of all.documents) {
    if (state.recent.has(document)) continue;
    fresh += 1;
    if (state.begun && showsClock) serverClock.observe(document.modifiedAt, now);
    state.recent.note(document.documentId, document.modifiedAt);
    state.title = document.summary.title;
  }
  const near = all.documents.at(-1)?.modifiedAt ?? state.position.modifiedAt;
  for (const { documentId } of all.malformed) {
    if (!state.recent.knows(documentId)) state.recent.note(documentId, near);
  }
  if (state.begun && state.readAt !== null) state.rate.note(fresh, now - state.readAt);
  // Otherwise whatever looks for late commits does it.
  const searches = source.hasMoreThan !== undefined || source.lookBackMax !== undefined;
  if (!searches || state.resumeAt !== null) state.recent.dropBefore(near - overlapMs);
}

/** What several pages hold together: a document that changes between two comes twice, and the later reading counts. */
class Gathered {
  readonly #documents = new Map<string, SourceDocument>();
  readonly #malformed = new Map<string, MalformedDocument>();
  #rows = 0;
  #calls = 0;

  take(page: Omit<Page, 'next'>): void {
    for (const document of page.documents) {
      this.#documents.delete(document.documentId);
      this.#malformed.delete(document.documentId);
      this.#documents.set(document.documentId, document);
    }
    for (const one of page.malformed) {
      this.#documents.delete(one.documentId);
      this.#malformed.set(one.documentId, one);
    }
    this.#rows += page.rows;
    this.#calls += page.calls ?? 1;
  }

  /** What a search found; its calls are no part of a reading, which the pace is made of. */
  takeLate(found: Omit<Page, 'next'>): void {
    this.take({ ...found, calls: 0 });
  }

  get all(): Omit<FormReading, 'position'> {
    return {
      documents: [...this.#documents.values()],
      malformed: [...this.#malformed.values()],
      rows: this.#rows,
      calls: this.#calls,
    };
  }
}
