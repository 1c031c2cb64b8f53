import type { Page, Position, Source, SourceDocument } from '@hub/source';
import { overlapMs, type FormState } from './form-state.js';

/** A stretch with so few documents is read instead of being halved again. */
const stretchMax = 40;
/** Places looked into in one search; more come with the next one, a minute later. */
const placesMax = 20;

export interface LateSearch {
  readonly source: Source;
  readonly state: FormState;
  readonly organisations: readonly string[];
  /** Up to where everything was read just now. */
  readonly until: Position;
}

type Found = Omit<Page, 'next'>;

/**
 * Finds what was committed late, with a time of change that had been read past already.
 *
 * The system is asked whether it has more documents in the overlap than were read there: one cheap question while it
 * has not. When it has, the stretch is halved until it is small, and only that is read.
 */
export async function findLate(search: LateSearch): Promise<Found> {
  const { state, until } = search;
  const from = until.modifiedAt - overlapMs;
  state.recent.dropBefore(from);
  const asked = new Questions(search);
  const documents: SourceDocument[] = [];
  const malformed: Found['malformed'][number][] = [];
  let rows = 0;
  for (let place = 0; place < placesMax; place += 1) {
    const known = state.recent.between(from, until);
    if (!(await asked.hasMore(from, until, known.length))) break;
    const stretch = await halve(asked, { from, until, known });
    const page = await asked.read(stretch.from, stretch.until);
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
  readonly until: Position;
  /** What was read in it, in order. */
  readonly known: readonly Position[];
}

async function halve(asked: Questions, whole: KnownStretch): Promise<KnownStretch> {
  let stretch = whole;
  while (stretch.known.length > stretchMax) {
    const { from, until, known } = stretch;
    const middle = known[Math.floor(known.length / 2) - 1];
    if (middle === undefined) break;
    const count = Math.floor(known.length / 2);
    if (await asked.hasMore(from, middle, count)) {
      stretch = { from, until: middle, known: known.slice(0, count) };
      continue;
    }
    // Behind the middle, but from its very time on: an unknown document may share it.
    const rest = known.filter(({ modifiedAt }) => modifiedAt >= middle.modifiedAt);
    if (rest.length === known.length) break;
    stretch = { from: middle.modifiedAt, until, known: rest };
  }
  return stretch;
}

/** The questions of one search, counted. */
class Questions {
  readonly #search: LateSearch;
  calls = 0;

  constructor(search: LateSearch) {
    this.#search = search;
  }

  async hasMore(modifiedFrom: number, until: Position, count: number): Promise<boolean> {
    const { source, state, organisations } = this.#search;
    this.calls += 1;
    const stretch = { form: state.form, organisations, modifiedFrom, until };
    return (await source.hasMoreThan?.(stretch, count)) ?? false;
  }

  /** All pages of a stretch that holds little; what was asked for is small, unless all of it has one time. */
  async read(modifiedFrom: number, until: Position): Promise<Found> {
    const { source, state, organisations } = this.#search;
    const documents: SourceDocument[] = [];
    const malformed: Found['malformed'][number][] = [];
    let rows = 0;
    let start: { modifiedFrom: number; afterId: string | null } = { modifiedFrom, afterId: null };
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
