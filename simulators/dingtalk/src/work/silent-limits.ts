import { createHash } from 'node:crypto';
import { SlidingWindow } from '../access/sliding-window.js';
import type { App } from '../organisation/organisation.js';
import type { World } from '../world.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const chinaOffsetMs = 8 * 60 * minuteMs;

/** Why a recipient is dropped without a word. */
export const dropCodes = {
  appPerMinute: '143103',
  orgPerMinute: '143104',
  perPersonAndDay: '143105',
  sameContent: '143106',
  empty: '1430000',
  content: '1430002',
} as const;

/** The limits of work notifications. They drop a recipient while the call itself is answered with ok. */
export class SilentLimits {
  readonly #world: World;
  readonly #perApp = new SlidingWindow(minuteMs);
  readonly #perOrganisation = new SlidingWindow(minuteMs);
  readonly #perPerson = new Map<string, { day: number; count: number }>();
  readonly #lastSent = new Map<string, number>();
  readonly #toAll = new Map<string, { day: number; count: number }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Counts a notification to everybody; false when the day has had its share. */
  admitToAll(app: App): boolean {
    return this.#countToday(this.#toAll, app.appKey, this.#world.settings.workToAllPerDay);
  }

  /** The code with which this recipient is dropped; undefined when the message goes through, and then it counts. */
  dropCode(app: App, userId: string, message: object): string | undefined {
    const { clock, settings } = this.#world;
    const now = clock.now();
    const person = `${app.appKey} ${userId}`;
    const digest = createHash('sha256').update(JSON.stringify(message)).digest('base64');
    const content = `${person} ${digest}`;
    if (this.#isRepeat(this.#lastSent.get(content), now)) return dropCodes.sameContent;
    if (!this.#countToday(this.#perPerson, person, settings.workPerPersonAndDay))
      return dropCodes.perPersonAndDay;
    if (!this.#perApp.admit(app.appKey, settings.workRecipientsPerMinute, now))
      return dropCodes.appPerMinute;
    const orgLimit = settings.workOrgRecipientsPerMinute;
    if (orgLimit !== null && !this.#perOrganisation.admit(app.corpId, orgLimit, now))
      return dropCodes.orgPerMinute;
    this.#lastSent.set(content, now);
    return undefined;
  }

  #isRepeat(before: number | undefined, now: number): boolean {
    const { sameContentPer } = this.#world.settings;
    if (before === undefined || sameContentPer === 'never') return false;
    return sameContentPer === '24-hours' ? now - before < dayMs : dayOf(now) === dayOf(before);
  }

  #countToday(
    counts: Map<string, { day: number; count: number }>,
    key: string,
    limit: number,
  ): boolean {
    const day = dayOf(this.#world.clock.now());
    const before = counts.get(key);
    const count = before?.day === day ? before.count : 0;
    if (count >= limit) return false;
    counts.set(key, { day, count: count + 1 });
    return true;
  }
}

/** The calendar day in China. */
function dayOf(at: number): number {
  return Math.floor((at + chinaOffsetMs) / dayMs);
}
