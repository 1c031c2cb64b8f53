import type { MalformedDocument, Page, Position, Source, SourceDocument } from '@hub/source';
import type { ServerClock } from '../domain/server-clock.js';
import { findLate } from './find-late.js';
import { overlapMs, type FormState } from './form-state.js';

/** After so long nothing is committed any more with a time in the second before, milliseconds. */
const trailingMs = 1_500;
/** How often it is asked whether something was committed late, milliseconds. */
const lateEveryMs = 60_000;

export interface FormQuestion {
  readonly source: Source;
  readonly state: FormState;
  readonly organisations: readonly string[];
  readonly serverClock: ServerClock;
  /** Documents that the turn may still take, over all its forms. */
  readonly room: { left: number };
  /** Wall and monotonic time at the beginning. */
  readonly now: number;
  readonly monotonic: number;
}

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
 * Reads what changed in one form: strictly behind the position, from time to time what was committed late before it.
 * Changes the state only where nothing is lost by it, should the reading come to nothing.
 */
export async function readForm(question: FormQuestion): Promise<FormReading> {
  const { source, state, organisations, serverClock, room, now, monotonic } = question;
  const { form } = state;
  const gathered = new Gathered();
  let start = startOf(question);
  let position: Position | null = null;

  for (;;) {
    const read = await source.changedSince({ form, organisations, until: null, ...start });
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
  noteReading(question, gathered);
  const until = position ?? state.position;
  if (state.resumeAt === null && until.documentId !== '' && isSearchDue(question)) {
    state.searchedAtMonotonic = monotonic;
    gathered.take(await findLate({ source, state, organisations, until }));
  }
  return { ...gathered.all, position };
}

function startOf({ state, source, serverClock, monotonic }: FormQuestion): {
  readonly modifiedFrom: number;
  readonly afterId: string | null;
} {
  const { resumeAt, begun, position, readAt } = state;
  if (resumeAt !== null) return { modifiedFrom: resumeAt.modifiedAt, afterId: resumeAt.documentId };
  const cannotSearch = source.hasMoreThan === undefined;
  const searchIsDue = monotonic - state.searchedAtMonotonic >= lateEveryMs;
  if (!begun || (cannotSearch && searchIsDue)) {
    state.searchedAtMonotonic = monotonic;
    return { modifiedFrom: position.modifiedAt - overlapMs, afterId: null };
  }
  // The second that was still being written when it was read last has to be read once more.
  const wasOpen =
    readAt !== null && position.modifiedAt > serverClock.earliest(readAt) - trailingMs;
  if (wasOpen) return { modifiedFrom: position.modifiedAt - trailingMs, afterId: null };
  return { modifiedFrom: position.modifiedAt, afterId: position.documentId || null };
}

/** Where nothing changed for longer than the overlap, whatever is committed late lies behind the position anyway. */
function isSearchDue({ source, state, now, monotonic }: FormQuestion): boolean {
  return (
    source.hasMoreThan !== undefined &&
    monotonic - state.searchedAtMonotonic >= lateEveryMs &&
    now - state.position.modifiedAt < overlapMs + lateEveryMs
  );
}

/** What was read counts as read from here on, so that the search for late commits knows what to expect. */
function noteReading({ source, state, serverClock, now }: FormQuestion, { all }: Gathered): void {
  let fresh = 0;
  for (const document of all.documents) {
    if (state.recent.has(document)) continue;
    fresh += 1;
    if (state.begun) serverClock.observe(document.modifiedAt, now);
    state.recent.note(document.documentId, document.modifiedAt);
    state.title = document.summary.title;
  }
  const near = all.documents.at(-1)?.modifiedAt ?? state.position.modifiedAt;
  for (const { documentId } of all.malformed) {
    if (!state.recent.knows(documentId)) state.recent.note(documentId, near);
  }
  if (state.begun && state.readAt !== null) state.rate.note(fresh, now - state.readAt);
  // Otherwise the search for late commits does it.
  if (source.hasMoreThan === undefined || state.resumeAt !== null) {
    state.recent.dropBefore(near - overlapMs);
  }
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

  get all(): Omit<FormReading, 'position'> {
    return {
      documents: [...this.#documents.values()],
      malformed: [...this.#malformed.values()],
      rows: this.#rows,
      calls: this.#calls,
    };
  }
}
