import type { RedisLink } from '../link.js';
import { luaNow, Script } from '../script.js';
import type { Limit } from './limit.js';

/** What a process says about one limit. */
export interface Offer {
  readonly limit: Limit;
  /** Slots it keeps. */
  readonly held: number;
  /** Slots it gives back: how many, and in how many milliseconds they are free. */
  readonly back: readonly (readonly [count: number, inMs: number])[];
  /** Slots it would like to have besides. */
  readonly want: number;
  /** True when it went on alone while Redis was away. */
  readonly alone: boolean;
}

/** What it is told. */
export interface Answer {
  readonly granted: number;
  /** True when its lease had run out: what it held is nobody's any more. */
  readonly lost: boolean;
  /** Slots that others wait for and that are more than its share. */
  readonly surplus: number;
  /** Milliseconds until a slot that nobody holds is free; 0 when it is not known. */
  readonly nextMs: number;
  /** Milliseconds for which the limit is closed. */
  readonly closedMs: number;
}

export interface Exchanged {
  readonly answers: readonly Answer[];
  /** Processes that share the limits. */
  readonly processes: number;
}

export interface Process {
  readonly id: string;
  readonly leaseMs: number;
  readonly holdMs: number;
  /** True in the first exchange of its life. */
  readonly fresh: boolean;
}

/**
 * Slots are either leased to a process or in the pool. Per limit: `:pool`, a sorted set of "name:count" by the time at
 * which those slots are free; `:leased`, a hash of process to "count:end of lease"; `:wanting`, a sorted set of processes
 * that got less than they asked for; `:closed`.
 *
 * A lease that ran out puts its slots into the pool, free after everything that was under way with them is over: the
 * hold of a call and one window. When Redis forgot everything (flushed, or restarted empty) the slots of the pool rest for
 * one window and a lease, because nobody can tell what was sent just before.
 */
const script = new Script(`${luaNow}
local said = cjson.decode(ARGV[1])
local me, lease, hold = said.process, said.leaseMs, said.holdMs
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + 5000, me)
local epoch = redis.call('GET', KEYS[2])
if not epoch then
  epoch = said.fresh and 0 or now
  redis.call('SET', KEYS[2], epoch)
end
epoch = tonumber(epoch)
local serial = 0
local function split(text)
  local a, b = string.match(text, '^(.*):(%-?%d+)$')
  return a, tonumber(b)
end
local function put(pool, count, at)
  if count <= 0 then return end
  serial = serial + 1
  redis.call('ZADD', pool, at, me .. '.' .. now .. '.' .. serial .. ':' .. count)
end
-- Takes up to count slots out of the pool that are free at the latest then.
local function draw(pool, count, latest)
  local drawn = 0
  while drawn < count do
    local first = redis.call('ZRANGEBYSCORE', pool, '-inf', latest, 'WITHSCORES', 'LIMIT', 0, 1)
    if not first[1] then break end
    local _, there = split(first[1])
    redis.call('ZREM', pool, first[1])
    local used = math.min(there, count - drawn)
    put(pool, there - used, first[2])
    drawn = drawn + used
  end
  return drawn
end
local answers = {}
for i, r in ipairs(said.offers) do
  local pool, leased, wanting, closed = KEYS[4 * i - 1], KEYS[4 * i], KEYS[4 * i + 1], KEYS[4 * i + 2]
  local known, others, sharing = false, 0, 0
  local all = redis.call('HGETALL', leased)
  for j = 1, #all, 2 do
    local count, till = split(all[j + 1])
    if till <= now then
      put(pool, tonumber(count), till + hold + r.windowMs)
      redis.call('HDEL', leased, all[j])
    elseif all[j] == me then
      known = true
    else
      others = others + tonumber(count)
      if tonumber(count) > 0 then sharing = sharing + 1 end
    end
  end
  local inPool = 0
  for _, member in ipairs(redis.call('ZRANGE', pool, 0, -1)) do
    local _, count = split(member)
    inPool = inPool + count
  end
  local returned = 0
  for _, group in ipairs(r.back) do returned = returned + group[1] end
  local mine = r.held + returned
  if mine > 0 and not known then
    -- After Redis forgot, what a process says it holds is true; else its lease has run out.
    local remembered = epoch > 0 and now - epoch < 10 * lease and inPool == 0 and others + mine <= r.calls
    if not remembered then mine = 0 end
  end
  local lost = r.held + returned > mine
  local held, back = r.held, r.back
  if lost then held, back = 0, {} end
  local missing = r.calls - inPool - others - mine
  if missing > 0 then
    put(pool, missing, epoch > 0 and math.max(now, epoch + lease + r.windowMs) or now)
  elseif missing < 0 then
    draw(pool, -missing, '+inf')
  end
  for _, group in ipairs(back) do put(pool, group[1], now + group[2]) end
  if r.alone then
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', pool, '-inf', now + r.windowMs)) do
      redis.call('ZADD', pool, now + r.windowMs, member)
    end
  end
  redis.call('ZREMRANGEBYSCORE', wanting, '-inf', now)
  redis.call('ZREM', wanting, me)
  local waiting = redis.call('ZCARD', wanting)
  local share = math.max(1, math.floor(r.calls / (math.max(sharing, waiting) + 1)))
  local allowed = math.max(0, math.min(r.want, r.calls - others - held))
  if waiting > 0 then allowed = math.max(0, math.min(allowed, share - held)) end
  local granted = draw(pool, allowed, now)
  held = held + granted
  if held > 0 then redis.call('HSET', leased, me, held .. ':' .. (now + lease)) else redis.call('HDEL', leased, me) end
  if granted < r.want and held < share then redis.call('ZADD', wanting, now + 2 * lease, me) end
  local nextMs = 0
  local first = redis.call('ZRANGE', pool, 0, 0, 'WITHSCORES')
  if first[1] then nextMs = math.max(1, tonumber(first[2]) - now) end
  local keep = 2 * (lease + hold + r.windowMs)
  for _, key in ipairs({ pool, leased, wanting }) do redis.call('PEXPIRE', key, keep) end
  local surplus = 0
  if waiting > 0 then surplus = math.max(0, held - share) end
  answers[i] = { granted, lost and 1 or 0, surplus, nextMs, math.max(0, redis.call('PTTL', closed)) }
end
return { redis.call('ZCARD', KEYS[1]), answers }`);

/** One round trip for all limits that a process has something to say about. */
export async function exchange(
  link: RedisLink,
  process: Process,
  offers: readonly Offer[],
): Promise<Exchanged> {
  const keys = offers.flatMap(({ limit: { key } }) => [
    `${key}:pool`,
    `${key}:leased`,
    `${key}:wanting`,
    closedKey(key),
  ]);
  const said = {
    process: process.id,
    leaseMs: process.leaseMs,
    holdMs: process.holdMs,
    fresh: process.fresh,
    offers: offers.map(({ limit, held, back, want, alone }) => ({
      calls: limit.calls,
      windowMs: limit.windowMs,
      held,
      back,
      want,
      alone,
    })),
  };
  const [processes, answers] = (await script.run(
    link,
    ['hub:limit:processes', 'hub:limit:epoch', ...keys],
    [JSON.stringify(said)],
  )) as [number, [number, number, number, number, number][]];
  return {
    processes,
    answers: answers.map(([granted, lost, surplus, nextMs, closedMs]) => ({
      granted,
      lost: lost === 1,
      surplus,
      nextMs,
      closedMs,
    })),
  };
}

export function closedKey(key: string): string {
  return `${key}:closed`;
}
