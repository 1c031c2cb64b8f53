import { chance, Lottery, zipf } from './chance.js';

/** One change of one document, as the ERP makes it visible. */
export interface Change {
  /** Index of the form. */
  readonly form: number;
  /** Index of the organisation. */
  readonly organisation: number;
  readonly documentId: number;
  /** What the ERP writes as time of change: whole seconds, UTC milliseconds. */
  readonly modifiedAt: number;
  /** When it can be read: some transactions commit long after the time they wrote. UTC milliseconds. */
  readonly visibleAt: number;
  /** FDocumentStatus and FCloseStatus in one word. */
  readonly state: State;
}

export type State = 'saved' | 'submitted' | 'approved' | 'closed';

export interface Workload {
  readonly name: string;
  readonly startAt: number;
  readonly endAt: number;
  /** In order of `visibleAt`. */
  readonly changes: readonly Change[];
}

/** Group of 200 subsidiaries with 30 forms; shares and counts from the reference workload. */
export const organisations = 200;
export const forms = 30;
const organisationExponent = 0.8;
const formExponent = 0.7;
/** Midnight in Shanghai, a Monday. */
const midnight = Date.UTC(2026, 10, 1, 16);
const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000] as const;
/** Part of a day's changes in each hour; the busiest has 16 %. */
const hours = [
  0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.6, 2, 8, 13, 16, 11, 4, 6.5, 10, 10.5, 8, 5, 1.7, 0.8, 0.6, 0.5,
  0.3, 0.2,
] as const;
/** How many times the mean of its hour the busiest minute has. */
const peakMinute = 3;
/** Two changes of one document are further apart than the poller takes at most to look twice: each state can be seen. */
const apartMs = 180 * secondMs;
/** What documents go through that change twice, three and four times. */
const livesOf: readonly (readonly State[])[] = [
  ['saved', 'approved'],
  ['saved', 'submitted', 'approved'],
  ['saved', 'submitted', 'approved', 'closed'],
];
/** From one change of a document to its next one, in the mean: somebody approves within half an hour. */
const betweenMeanMs = 30 * minuteMs;
const latePart = 0.001;
const lateMeanMs = 20 * secondMs;
const lateMaxMs = 150 * secondMs;

/** A normal working day: 360,000 changes of some 138,000 documents, and batch audits of 500 documents in a second. */
export function referenceDay(scale = 1, seed = 7): Workload {
  const book = new Book(seed);
  const batches = Math.round(20 * scale);
  const rest = Math.round(360_000 * scale) - batches * 500;
  const minutes = new Lottery(
    hours.flatMap((part) => minutesOf(part, book.random)),
    book.random,
  );
  const at = (): number => midnight + (minutes.draw() + book.random()) * minuteMs;
  book.lives(rest, (count) => {
    const times = [at()];
    while (times.length < count) times.push((times.at(-1) ?? 0) + book.wait(betweenMeanMs));
    return times;
  });
  for (let batch = 0; batch < batches; batch += 1) book.batch(500, Math.floor(at()), secondMs);
  return book.workload('reference day', midnight, midnight + 24 * hourMs);
}

/** The peak hour of a month's end: 220,000 changes, among them 60,000 documents of one job within 30 s. */
export function monthEndHour(scale = 1, seed = 11): Workload {
  const book = new Book(seed);
  const jobs = Math.round(60_000 * scale);
  const batches = Math.round(40 * scale);
  const minutes = new Lottery(minutesOf(1, book.random), book.random);
  const startAt = midnight + 10 * hourMs;
  const at = (): number => startAt + (minutes.draw() + book.random()) * minuteMs;
  // Most documents of such an hour were begun before it.
  book.lives(Math.round(220_000 * scale) - jobs - batches * 500, (count) =>
    Array.from({ length: count }, at).toSorted((a, b) => a - b),
  );
  for (let batch = 0; batch < batches; batch += 1) book.batch(500, Math.floor(at()), secondMs);
  book.batch(jobs, startAt + 20 * minuteMs, 30 * secondMs);
  return book.workload('month-end peak hour', startAt, startAt + hourMs);
}

/** Weights of the minutes of an hour: uneven, and one is the busiest. */
function minutesOf(part: number, random: () => number): readonly number[] {
  const weights = Array.from({ length: 60 }, () => 0.5 + random());
  weights[Math.floor(random() * 60)] = peakMinute;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight / sum) * part);
}

class Book {
  readonly random: () => number;
  readonly #forms: Lottery;
  readonly #organisations: Lottery;
  readonly #changes: Change[] = [];
  #documents = 100_000;

  constructor(seed: number) {
    this.random = chance(seed);
    this.#forms = new Lottery(zipf(forms, formExponent), this.random);
    this.#organisations = new Lottery(zipf(organisations, organisationExponent), this.random);
  }

  /** Documents that are created, submitted and approved, some closed: 2.6 changes each in the mean. */
  lives(changes: number, timesOf: (count: number) => readonly number[]): void {
    const kinds = new Lottery([0.55, 0.3, 0.15], this.random);
    for (let left = changes; left > 0;) {
      const states = (livesOf[kinds.draw()] ?? []).slice(0, left);
      left -= states.length;
      const document = this.#document(this.#forms.draw());
      const times = timesOf(states.length);
      let earliest = 0;
      for (const [turn, state] of states.entries()) {
        const madeAt = Math.max(times[turn] ?? 0, earliest);
        earliest = this.#change({ ...document, state }, madeAt, this.#lateness()) + apartMs;
      }
    }
  }

  /** Documents of one form that one job changes together, committing as it goes. */
  batch(count: number, startAt: number, withinMs: number): void {
    const form = this.#forms.draw();
    for (let index = 0; index < count; index += 1) {
      const document = { ...this.#document(form), state: 'approved' as const };
      this.#change(document, startAt + (index / count) * withinMs, 0);
    }
  }

  workload(name: string, startAt: number, endAt: number): Workload {
    // What people only get to later belongs to the next day.
    const own = this.#changes.filter(({ visibleAt }) => visibleAt < endAt);
    const changes = own.toSorted((a, b) => a.visibleAt - b.visibleAt);
    return { name, startAt, endAt, changes };
  }

  /** A waiting time, exponential. */
  wait(meanMs: number): number {
    return -Math.log(1 - this.random()) * meanMs;
  }

  #document(form: number): Pick<Change, 'form' | 'organisation' | 'documentId'> {
    this.#documents += 1;
    return { form, organisation: this.#organisations.draw(), documentId: this.#documents };
  }

  /** How long a transaction that a person started stays open, mostly no time at all. */
  #lateness(): number {
    return this.random() < latePart ? Math.min(this.wait(lateMeanMs), lateMaxMs) : 0;
  }

  /** @returns when it can be read */
  #change(
    document: Omit<Change, 'modifiedAt' | 'visibleAt'>,
    madeAt: number,
    latenessMs: number,
  ): number {
    const modifiedAt = Math.floor(madeAt / secondMs) * secondMs;
    const visibleAt = Math.floor(madeAt + latenessMs);
    this.#changes.push({ ...document, modifiedAt, visibleAt });
    return visibleAt;
  }
}
