import { createLimiter, type Limiter, type RedisLink } from '@hub/redis';

/** What may be called, and how often. */
export interface Rate {
  readonly key: string;
  readonly calls: number;
  readonly windowMs: number;
}

/** Says when a call may be made; what the notifier asks a limiter. */
export interface Pacer {
  /** 0 and what to call when the answer is in, or milliseconds after which to ask again. */
  ask(rate: Rate): Promise<{ readonly waitMs: number; readonly answered: () => void }>;
}

const nothing = (): void => undefined;

/** Ours. */
export function leased(link: RedisLink, holdMs: number): Pacer & { readonly limiter: Limiter } {
  const limiter = createLimiter(link, { holdMs });
  return {
    limiter,
    ask: async (rate) => {
      const { waitMs, answered } = await limiter.take([rate]);
      return { waitMs, answered: answered === null ? nothing : () => void answered() };
    },
  };
}

/** What everybody writes first: count by key and second. */
export function fixedWindow(link: RedisLink): Pacer {
  return {
    ask: async ({ key, calls, windowMs }) => {
      const now = Date.now();
      const window = Math.floor(now / windowMs);
      const counted = await link.run(async (redis) => {
        const name = `${key}:fixed:${String(window)}`;
        const count = await redis.incr(name);
        if (count === 1) await redis.pexpire(name, 2 * windowMs);
        return count;
      });
      return { waitMs: counted <= calls ? 0 : (window + 1) * windowMs - now, answered: nothing };
    },
  };
}

const gcraScript = `local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local due = tonumber(redis.call('GET', KEYS[1]) or '0')
if due > now then return tostring(due - now) end
redis.call('SET', KEYS[1], tostring(math.max(due, now) + tonumber(ARGV[1])), 'PX', 60000)
return '0'`;

/** The generic cell rate algorithm without bursts: one call every window ÷ calls, counted where they are sent. */
export function gcra(link: RedisLink): Pacer {
  return {
    ask: async ({ key, calls, windowMs }) => {
      const wait = await link.run((redis) =>
        redis.eval(gcraScript, 1, `${key}:gcra`, String(windowMs / calls)),
      );
      return { waitMs: Math.ceil(Number(wait)), answered: nothing };
    },
  };
}

/** No limit at all but an even pace: what calling costs without a limiter. */
export function unlimited(processes: number): Pacer {
  const next = new Map<string, number>();
  return {
    ask: ({ key, calls, windowMs }) => {
      const now = performance.now();
      const due = next.get(key) ?? now;
      if (due > now) return Promise.resolve({ waitMs: Math.ceil(due - now), answered: nothing });
      next.set(key, Math.max(due, now - windowMs) + (windowMs / calls) * processes);
      return Promise.resolve({ waitMs: 0, answered: nothing });
    },
  };
}
