import type { Page, Position, Source, SourceDocument } from '@hub/source';
import type { FormState } from './form-state.js';

/** A stretch with so few documents is read instead of being halved again. */
const stretchMax = 40;
/** Places looked into in one search; more come with the next one, a minute later. */
const placesMax = 20;

export interface LateSearch {
  readonly source: Source;
  readonly state: FormState;
  readonly organisations: readonly string[];
  /** What was committed with an earlier time is not looked for any more, UTC milliseconds. */
  readonly from: number;
  /** Up to where everything was read just now. */
  readonly until: Position;
}

type Found = Omit<Page, 'next'>;

/**
 * Finds what was committed late, with a time of change that had been read past already.
 *
 * The system is asked whether it has more documents in the overlap than were read there: one cheap question while it
 * has not. When it has, the stretch is halved until it is small, and only that is read. A document that was known in the
 * stretch and moved within it does not change the number; it does as soon as the stretch begins behind its old place.
 */
export async function findLate(search: LateSearch): Promise<Found> {
  const { state, from, until } = search;
  const asked = new Questions(search);
  const documents: SourceDocument[] = [];
  const malformed: Found['malformed'][number][] = [];
  let rows = 0;
  for (let place = 0; place < placesMax; place += 1) {
    const whole = { from, after: null, known: state.recent.between(from, until), until };
    if (!(await asked.hasMore(whole))) break;
    const stretch = await halve(asked, whole);
    const page = await asked.read(stretch);
    rows += page.rows;
    const late = page.documents.filter((document) => !state.recent.has(document));
    const odd = page.malformed.filter(({ documentId }) => !state.recent.knows(documentId));
    for (const { documentId, modifiedAt } of late) state.recent.note(documentId, modifiedAt);
    for (const { documentId } of odd) state.recent.note(documentId, stretch.until.modifiedAt);
    documents.push(...late);
    malformed.push(...odd);
    // What made the count differ is not to be seen there; it would be found again and again.
    if (late.length === 0 && odd.length === 0) break;
  }
  return { documents, malformed, rows, calls: asked.calls };
}

interface KnownStretch {
  readonly from: number;
  /** The last known document before it, when it shares the time the stretch begins at; null otherwise. */
  readonly after: { readonly documentId: string; readonly leftOut: number } | null;
  readonly until: Position;
  /** What was read in it, in order. */
  readonly known: readonly Position[];
}

async function halve(asked: Questions, whole: KnownStretch): Promise<KnownStretch> {
  let stretch = whole;
  while (stretch.known.length > stretchMax) {
    const count = Math.floor(stretch.known.length / 2);
    const middle = stretch.known[count - 1];
    if (middle === undefined) break;
    const first = { ...stretch, until: middle, known: stretch.known.slice(0, count) };
    stretch = (await asked.hasMore(first)) ? first : behind(stretch, middle, count);
  }
  return stretch;
}

/** What lies behind a known document: by its id, since many may share its time. */
function behind(stretch: KnownStretch, middle: Position, count: number): KnownStretch {
  const { modifiedAt: from, documentId } = middle;
  const shared = stretch.known.slice(0, count).filter(({ modifiedAt }) => modifiedAt === from);
  const before = stretch.from === from ? (stretch.after?.leftOut ?? 0) : 0;
  return {
    ...stretch,
    from,
    after: { documentId, leftOut: before + shared.length },
    known: stretch.known.slice(count),
  };
}

/** The questions of one search, counted. */
class Questions {
  readonly #search: LateSearch;
  calls = 0;

  constructor(search: LateSearch) {
    this.#search = search;
  }

  async hasMore({ from, after, until, known }: KnownStretch): Promise<boolean> {
    const { source, state, organisations } = this.#search;
    this.calls += 1;
    const begins = {
      modifiedFrom: from,
      ...(after === null ? {} : { afterId: after.documentId, leftOut: after.leftOut }),
    };
    const stretch = { form: state.form, organisations, until, ...begins };
    return (await source.hasMoreThan?.(stretch, known.length)) ?? false;
  }

  /** All pages of a stretch that holds little. */
  async read({ from, after, until }: KnownStretch): Promise<Found> {
    const { source, state, organisations } = this.#search;
    const documents: SourceDocument[] = [];
    const malformed: Found['malformed'][number][] = [];
    let rows = 0;
    let start = { modifiedFrom: from, afterId: after?.documentId ?? null };
    for (;;) {
      const page = await source.changedSince({ form: state.form, organisations, until, ...start });
      this.calls += page.calls ?? 1;
      documents.push(...page.documents);
      malformed.push(...page.malformed);
      rows += page.rows;
      if (page.next === null) return { documents, malformed, rows };
      start = { modifiedFrom: page.next.modifiedAt, afterId: page.next.documentId };
    }
  }
}
