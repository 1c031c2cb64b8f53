const chinaOffsetMs = 8 * 60 * 60 * 1000;

/** Counts happenings per organisation and calendar month, Chinese time. */
export class MonthlyCount {
  readonly #counts = new Map<string, number>();

  /** Counts one more unless the month has `limit` already; says whether it was counted. */
  admit(corpId: string, limit: number | null, now: number): boolean {
    const key = keyOf(corpId, now);
    const count = this.#counts.get(key) ?? 0;
    if (limit !== null && count >= limit) return false;
    this.#counts.set(key, count + 1);
    return true;
  }

  used(corpId: string, now: number): number {
    return this.#counts.get(keyOf(corpId, now)) ?? 0;
  }
}

function keyOf(corpId: string, now: number): string {
  return `${corpId} ${new Date(now + chinaOffsetMs).toISOString().slice(0, 7)}`;
}
