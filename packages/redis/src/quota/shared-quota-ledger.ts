import { randomUUID } from 'node:crypto';
import { HubError, type Clock } from '@hub/core';
import type { RedisLink } from '../link.js';
import type { Use } from './forecast.js';
import { monthAt } from './month.js';
import type {
  QuotaCheckpoints,
  QuotaCount,
  QuotaKind,
  QuotaLedger,
  QuotaOwner,
} from './quota-ledger.js';
import { learn, newTally, sumOf, tell, type Tally } from './tally.js';

export interface SharedQuotaLedgerOptions {
  readonly clock: Clock;
  readonly checkpoints: QuotaCheckpoints | null;
  readonly flushMs: number;
  readonly checkpointMs: number;
  readonly processes: number;
}

/** Most counts that are told at once. */
const talliesMax = 200;
/** Most counts that are known here; those of long ago go first. */
const talliesKept = 20_000;
/** What others counted may be so many flushes old. */
const heardFlushes = 5;

/** Counts in memory and tells Redis every now and then; without Redis it estimates. */
export class SharedQuotaLedger implements QuotaLedger {
  readonly #tallies = new Map<string, Tally>();
  /** What is told now, until Redis confirms it. */
  #telling: readonly Tally[] = [];
  readonly #dirty = new Set<Tally>();
  readonly #unsaved = new Set<Tally>();
  readonly #id = randomUUID();
  #serial = 0;
  #away = false;
  #savedAt: number;
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly link: RedisLink | null,
    private readonly options: SharedQuotaLedgerOptions,
  ) {
    this.#savedAt = options.clock.monotonic();
  }

  count(
    owner: QuotaOwner,
    kind: QuotaKind,
    { calls, essential }: { readonly calls: number; readonly essential: boolean },
  ): void {
    const { name, today } = monthAt(this.options.clock.now(), owner.timeZone);
    const tally = this.#of(owner.organisation, name, kind);
    tally.pending.days.set(today, (tally.pending.days.get(today) ?? 0) + calls);
    if (essential) tally.pending.essential += calls;
    this.#dirty.add(tally);
    this.#unsaved.add(tally);
    this.#flushLater();
  }

  async use(owner: QuotaOwner, kind: QuotaKind): Promise<Use> {
    const { name } = monthAt(this.options.clock.now(), owner.timeZone);
    const tally = this.#of(owner.organisation, name, kind);
    await this.#load(tally);
    const heard = this.options.clock.monotonic() - tally.heardAt;
    if (heard > this.options.flushMs * heardFlushes) {
      this.#dirty.add(tally);
      await this.#tellAll();
    }
    const processes = this.#away ? this.options.processes : 1;
    return { ...sumOf(tally, processes), certain: tally.loaded && !this.#away };
  }

  async restore(count: QuotaCount): Promise<void> {
    const tally = this.#of(count.organisation, count.month, count.kind);
    // Of the receipts of this month some may be of what was counted here and not yet told.
    await this.#tellAll();
    learn(tally, count);
    this.#dirty.add(tally);
    this.#unsaved.add(tally);
    await this.#tellAll();
  }

  async flush(): Promise<void> {
    await this.#tellAll();
    await this.#save();
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.flush();
  }

  #of(organisation: string, month: string, kind: QuotaKind): Tally {
    const key = `${organisation}/${month}/${kind}`;
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      this.#tallies.set(key, (tally = newTally(organisation, month, kind)));
      const [oldest] = this.#tallies;
      if (this.#tallies.size > talliesKept && oldest !== undefined && !this.#dirty.has(oldest[1]))
        this.#tallies.delete(oldest[0]);
    }
    return tally;
  }

  /** What was counted before this process began, from where it survives. */
  async #load(tally: Tally): Promise<void> {
    if (tally.loaded) return;
    const { organisation, month, kind } = tally;
    try {
      const kept = await this.options.checkpoints?.load(organisation, month, kind);
      if (kept !== undefined && kept !== null) learn(tally, kept);
      tally.loaded = true;
    } catch {
      // What cannot be read now is read the next time; until then the count is an estimate, and says so.
    }
  }

  #flushLater(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#tellAll()
        .then(() => this.#saveIfDue())
        .then(() => {
          // The last counts before a silence are kept too.
          if (this.options.checkpoints !== null && this.#unsaved.size > 0) this.#flushLater();
        })
        .catch(() => {
          this.#flushLater();
        });
    }, this.options.flushMs);
    this.#timer.unref();
  }

  /** One telling at a time, so that a repeat is told from something new. */
  #tellAll(): Promise<void> {
    const told = this.#flushing.then(async () => {
      do {
        if (this.#telling.length === 0) this.#begin();
        if (!(await this.#tellOnce())) {
          this.#flushLater();
          return;
        }
      } while (this.#dirty.size > 0);
    });
    // Whoever asked hears of a failure; the next one begins anew.
    this.#flushing = told.catch(() => undefined);
    return told;
  }

  #begin(): void {
    this.#telling = [...this.#dirty].slice(0, talliesMax);
    this.#serial += 1;
    for (const tally of this.#telling) {
      this.#dirty.delete(tally);
      tally.told = tally.pending;
      tally.pending = { days: new Map(), essential: 0 };
    }
  }

  async #tellOnce(): Promise<boolean> {
    const telling = this.#telling;
    if (telling.length === 0) return true;
    if (this.link === null) {
      for (const tally of telling) {
        learn(tally, sumOf({ ...tally, pending: { days: new Map(), essential: 0 } }, 1));
        tally.told = null;
      }
      this.#telling = [];
      return true;
    }
    try {
      await tell(this.link, this.#id, this.#serial, telling);
    } catch (error) {
      if (!(error instanceof HubError) || error.code !== 'REDIS_AWAY') throw error;
      this.#away = true;
      return false;
    }
    this.#away = false;
    const now = this.options.clock.monotonic();
    for (const tally of telling) tally.heardAt = now;
    this.#telling = [];
    return true;
  }

  async #saveIfDue(): Promise<void> {
    if (this.options.clock.monotonic() - this.#savedAt >= this.options.checkpointMs)
      await this.#save();
  }

  /** What could not be saved is saved the next time. */
  async #save(): Promise<void> {
    const { checkpoints, clock } = this.options;
    this.#savedAt = clock.monotonic();
    const saving = [...this.#unsaved];
    if (checkpoints === null || saving.length === 0) return;
    this.#unsaved.clear();
    try {
      await checkpoints.save(
        saving.map((tally) => {
          const { organisation, month, kind } = tally;
          return { organisation, month, kind, ...sumOf(tally, 1) };
        }),
      );
    } catch (error) {
      for (const tally of saving) this.#unsaved.add(tally);
      throw error;
    }
  }
}
