import { chance } from './chance.js';
import type { Change, Workload } from './workload.js';

/** What a poller cost, and how well it did. */
export interface PollResult {
  readonly changes: number;
  readonly calls: number;
  /** Rows of documents that were read. */
  readonly rows: number;
  /** Changes that were never told. */
  readonly missed: number;
  /** Told more than once. */
  readonly doubled: number;
  /** From visible until told, in milliseconds. */
  readonly delaysMs: readonly number[];
}

const everyMs = 60_000;

/**
 * The poller that everybody writes first: each organisation and form by itself every minute, `FModifyDate > last`, and
 * one View for each row. Its calls need no clock to be counted, so the whole workload is run, not a part of it.
 */
export function pollNaively({ changes, startAt, endAt }: Workload): PollResult {
  const pairs = new Map<string, Change[]>();
  for (const change of changes) {
    const pair = `${String(change.form)}/${String(change.organisation)}`;
    const list = pairs.get(pair);
    if (list === undefined) pairs.set(pair, [change]);
    else list.push(change);
  }
  const random = chance(13);
  const turns = Math.ceil((endAt - startAt) / everyMs);
  const all = { rows: 0, missed: 0, doubled: 0, delaysMs: [] as number[] };
  for (const list of pairs.values()) pollPair(list, startAt + random() * everyMs, all);
  return {
    ...all,
    changes: changes.length,
    calls: turns * pairsMax + all.rows,
  };
}

/** 200 organisations and 30 forms: pairs without any change are asked as well. */
const pairsMax = 200 * 30;

/** Every minute from `firstAt` on, reads what is later than the last time of change it has seen. */
function pollPair(
  changes: readonly Change[],
  firstAt: number,
  all: { rows: number; missed: number; delaysMs: number[] },
): void {
  let watermark = 0;
  let at = firstAt;
  for (let next = 0; next < changes.length; at += everyMs) {
    let newest = watermark;
    for (; next < changes.length; next += 1) {
      const change = changes[next];
      if (change === undefined || change.visibleAt > at) break;
      // Late commits and further changes of the second that was seen last lie behind the watermark.
      if (change.modifiedAt <= watermark) {
        all.missed += 1;
        continue;
      }
      all.rows += 1;
      all.delaysMs.push(at - change.visibleAt);
      newest = Math.max(newest, change.modifiedAt);
    }
    watermark = newest;
  }
}
