import { luaNow, Script } from '../script.js';

/** Processes that come back to a Redis that forgot, or after it was away, have so long to say what they hold. */
const graceMs = 3_000;

/**
 * Slots are either in the pool or leased to a process, and no step here makes or loses one: their number is the limit.
 * One key a limit holds all of it: `pool`, {free at, count, whose} with the earliest first; `leases`, process to {count,
 * end}; `wanting`, the processes that got less than they asked for, and until when that is remembered.
 *
 * A lease that ran out puts its slots into the pool with the name of their owner, free after everything that was under
 * way with them is over: the hold of a call and one window. Until somebody else took them the owner has them back.
 *
 * What Redis says is void after it was flushed or restarted, because a restart brings back an old state. Then all slots
 * are nobody's (`?`) and rest, so that every process can say what it holds and nobody else gets that.
 */
export const exchangeScript = new Script(`${luaNow}
local said = cjson.decode(ARGV[1])
local me, lease, hold, grace = said.process, said.leaseMs, said.holdMs, ${String(graceMs)}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + 5 * lease, me)

-- Who may not ask Redis for its run learns of a flush only.
local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
local epoch, doubted
local stored = redis.call('GET', KEYS[2])
if stored then
  local of, id, since = string.match(stored, '^(%w+):(%d+):(%d+)$')
  epoch, doubted = tonumber(id), tonumber(since)
  local forgot = said.epoch > 0 and said.epoch ~= epoch and doubted == 0
  -- Never the number of the one before, although both may fall into one millisecond.
  if of ~= run or forgot then epoch, doubted, stored = math.max(now, epoch + 1), now, nil end
else
  epoch, doubted = math.max(now, said.epoch + 1), said.epoch == 0 and 0 or now
end
if not stored then redis.call('SET', KEYS[2], run .. ':' .. epoch .. ':' .. doubted) end

local function put(pool, at, count, whose)
  if count <= 0 then return end
  local place = #pool + 1
  if place == 1 or pool[place - 1][1] < at then
    pool[place] = { at, count, whose }
    return
  end
  for j, entry in ipairs(pool) do
    if entry[1] == at and entry[3] == whose then
      entry[2] = entry[2] + count
      return
    end
    if entry[1] > at then
      place = j
      break
    end
  end
  table.insert(pool, place, { at, count, whose })
end
-- Takes up to count slots out of the pool, those first that are free first; latest and whose may be nil.
local function draw(pool, count, latest, whose)
  local drawn, j = 0, 1
  while drawn < count and pool[j] and not (latest and pool[j][1] > latest) do
    if whose and pool[j][3] ~= whose then
      j = j + 1
    else
      local used = math.min(pool[j][2], count - drawn)
      drawn = drawn + used
      pool[j][2] = pool[j][2] - used
      if pool[j][2] == 0 then table.remove(pool, j) end
    end
  end
  return drawn
end
-- Free ones are one entry, so that the pool stays short; that is also why times come in steps.
-- Given a time they all rest until then, and free ones are whoever's says that he used them alone.
local function tidied(pool, atLeast)
  local tidy = {}
  for _, entry in ipairs(pool) do
    local free = entry[1] <= now
    local at = math.max(free and 0 or entry[1], atLeast or 0)
    put(tidy, at, entry[2], not free and entry[3] or atLeast and '?' or '-')
  end
  return tidy
end

local function settle(key, closed, r)
  local text = redis.call('GET', key)
  local state = text and cjson.decode(text)
  if not state or state.epoch ~= epoch then
    state = { epoch = epoch, pool = {}, leases = {}, wanting = {} }
    put(state.pool, doubted == 0 and 0 or math.max(now, doubted + grace + r.windowMs), r.calls, '?')
  end
  local pool, leases, wanting = state.pool, state.leases, state.wanting
  local others, sharing, waiting = 0, 0, 0
  for id, of in pairs(leases) do
    if id ~= me and of[2] <= now then
      put(pool, of[2] + hold + r.windowMs, of[1], id)
      leases[id] = nil
    elseif id ~= me then
      others = others + of[1]
      sharing = sharing + 1
    end
  end
  for id, till in pairs(wanting) do
    if till <= now or id == me then wanting[id] = nil else waiting = waiting + 1 end
  end

  if r.alone then pool = tidied(pool, now + grace + r.windowMs) end
  local returned = 0
  for _, group in ipairs(r.back) do returned = returned + group[1] end
  local claimed, known = r.held + returned, leases[me] and leases[me][1] or 0
  -- What was granted and never heard of was never used.
  put(pool, 0, known - claimed, '-')
  local kept = math.min(claimed, known)
  kept = kept + draw(pool, claimed - kept, nil, me)
  kept = kept + draw(pool, claimed - kept, nil, '?')
  local held = math.min(r.held, kept)
  pool = tidied(pool)
  local back = kept - held
  for j = #r.back, 1, -1 do
    local count = math.min(back, r.back[j][1])
    put(pool, math.ceil((now + r.back[j][2]) / r.stepMs) * r.stepMs, count, '-')
    back = back - count
  end

  local over = others + held - r.calls
  for _, entry in ipairs(pool) do over = over + entry[2] end
  put(pool, 0, -over, '-')
  if over > 0 then over = over - draw(pool, over) end
  -- The limit was lowered: everybody goes down to his part.
  if over > 0 then held = held - math.max(0, math.min(over, held - math.floor(r.calls / (sharing + 1)))) end
  local lost = r.held - held

  local share = math.max(1, math.floor(r.calls / (math.max(sharing, waiting) + 1)))
  local allowed = math.min(r.want, r.calls - others - held)
  if waiting > 0 then allowed = math.min(allowed, share - held) end
  local granted = draw(pool, math.max(0, allowed), now)
  held = held + granted
  leases[me] = held > 0 and { held, now + lease } or nil
  if granted < r.want and held < share then wanting[me] = now + 2 * lease end
  state.pool = pool
  local first = pool[1] and pool[1][1] or 0
  redis.call('SET', key, cjson.encode(state), 'PX', 2 * (lease + hold + r.windowMs) + grace)
  return {
    granted,
    lost,
    waiting > 0 and math.max(0, held - share) or 0,
    math.max(0, first - now),
    math.max(0, redis.call('PTTL', closed)),
  }
end

local answers = {}
for i, r in ipairs(said.offers) do answers[i] = settle(KEYS[2 * i + 1], KEYS[2 * i + 2], r) end
return { redis.call('ZCARD', KEYS[1]), epoch, answers }`);

/** Closes a limit until the later one of two times. */
export const closeScript = new Script(`local left = redis.call('PTTL', KEYS[1])
if left < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 0`);
