import type { RedisLink } from '../link.js';
import { Script } from '../script.js';
import type { QuotaCount, QuotaKind } from './quota-ledger.js';

/** What one process knows of one organisation, month and kind. */
export interface Tally {
  readonly organisation: string;
  readonly month: string;
  readonly kind: QuotaKind;
  /** By day, the first at 0: what all processes counted, as far as this one has heard. */
  known: readonly number[];
  knownEssential: number;
  /** What is told and not yet confirmed; told again unchanged until it is, so that it counts once. */
  told: Counted | null;
  /** What was counted since. */
  pending: Counted;
  /** Whether the checkpoint was read. */
  loaded: boolean;
  /** When Redis said last what all counted, monotonic milliseconds. */
  heardAt: number;
}

interface Counted {
  readonly days: Map<number, number>;
  essential: number;
}

/** Counts are kept for the month and so much longer, for whoever looks back. */
const keepMs = 62 * 86_400_000;
/** A process that was not heard of for so long does not tell anything twice. */
const serialMs = 3_600_000;

/**
 * Adds what a process counted, once for each serial number, and takes the larger of what is kept and what it knows, so
 * that the processes that live on restore what Redis lost. Per count: a hash of day to number, and `essential`.
 */
const script = new Script(`local said = cjson.decode(ARGV[1])
local again = tonumber(redis.call('GET', KEYS[1]) or '0') >= said.serial
redis.call('SET', KEYS[1], said.serial, 'PX', ${String(serialMs)})
local found = {}
for i, count in ipairs(said.counts) do
  local key = KEYS[i + 1]
  for _, pair in ipairs(count.known) do
    if tonumber(redis.call('HGET', key, pair[1]) or '0') < pair[2] then redis.call('HSET', key, pair[1], pair[2]) end
  end
  if not again then
    for _, pair in ipairs(count.add) do redis.call('HINCRBY', key, pair[1], pair[2]) end
  end
  redis.call('PEXPIRE', key, ${String(keepMs)})
  found[i] = redis.call('HGETALL', key)
end
return found`);

export function newTally(organisation: string, month: string, kind: QuotaKind): Tally {
  return {
    ...{ organisation, month, kind, known: [], knownEssential: 0, told: null },
    pending: { days: new Map(), essential: 0 },
    loaded: false,
    heardAt: -Infinity,
  };
}

/** Raises what is known to a count; the larger of each day stands. */
export function learn(
  tally: Tally,
  { days, essential }: Pick<QuotaCount, 'days' | 'essential'>,
): void {
  const length = Math.max(days.length, tally.known.length);
  tally.known = Array.from({ length }, (_, day) => Math.max(tally.known[day] ?? 0, days[day] ?? 0));
  tally.knownEssential = Math.max(tally.knownEssential, essential);
}

/** Known and what was counted here since; times `processes` what nobody else has heard of. */
export function sumOf(tally: Tally, processes: number): Pick<QuotaCount, 'days' | 'essential'> {
  const days = [...tally.known];
  let essential = tally.knownEssential;
  for (const counted of [tally.told, tally.pending]) {
    if (counted === null) continue;
    for (const [day, count] of counted.days)
      days[day - 1] = (days[day - 1] ?? 0) + count * processes;
    essential += counted.essential * processes;
  }
  return { days: withoutHoles(days), essential };
}

/**
 * Tells Redis what is to be told and hears what all counted.
 *
 * @param serial grows with each telling that is new, and stays the same for one that is repeated
 * @throws HubError REDIS_AWAY
 */
export async function tell(
  link: RedisLink,
  process: string,
  serial: number,
  tallies: readonly Tally[],
): Promise<void> {
  const counts = tallies.map(({ known, knownEssential, told }) => ({
    known: pairsOf([
      ...known.map((count, day) => [String(day + 1), count] as const),
      ['essential', knownEssential],
    ]),
    add: pairsOf([
      ...[...(told?.days ?? [])].map(([day, count]) => [String(day), count] as const),
      ['essential', told?.essential ?? 0],
    ]),
  }));
  const keys = tallies.map(
    ({ organisation, month, kind }) => `hub:quota:${organisation}:${month}:${kind}`,
  );
  const found = (await script.run(
    link,
    [`hub:quota:told:${process}`, ...keys],
    [JSON.stringify({ serial, counts })],
  )) as readonly (readonly string[])[];
  for (const [index, tally] of tallies.entries()) {
    const { days, essential } = readHash(found[index] ?? []);
    learn(tally, { days, essential });
    tally.told = null;
  }
}

/** Days on which nothing was counted are 0. */
function withoutHoles(days: readonly (number | undefined)[]): number[] {
  return Array.from(days, (count) => count ?? 0);
}

function pairsOf(
  pairs: readonly (readonly [string, number])[],
): readonly (readonly [string, number])[] {
  return pairs.filter(([, count]) => count > 0);
}

function readHash(flat: readonly string[]): Pick<QuotaCount, 'days' | 'essential'> {
  const days: number[] = [];
  let essential = 0;
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const [field, count] = [flat[at], Number(flat[at + 1])];
    if (field === 'essential') essential = count;
    else days[Number(field) - 1] = count;
  }
  return { days: withoutHoles(days), essential };
}
