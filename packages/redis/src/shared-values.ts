import { orLocally } from './fallback.js';
import type { RedisLink } from './link.js';
import { Script } from './script.js';

/** A value that another process, or this one, has put down. */
export interface SharedValue {
  readonly value: string;
  /** Milliseconds until it is forgotten, by the clock of Redis. */
  readonly leftMs: number;
}

/**
 * Values that one process fetches and all use, such as an access token. Nothing here ever fails: while Redis is away
 * nothing is known, nothing is kept, and every process fetches for itself.
 */
export interface SharedValues {
  read(key: string): Promise<SharedValue | null>;
  write(key: string, value: string, keepMs: number): Promise<void>;
  /** Forgets the value, unless it is another one by now. */
  drop(key: string, value: string): Promise<void>;
  /** True for one caller in each `leaseMs`: that one fetches, the others wait for what it writes. */
  lead(key: string, leaseMs: number): Promise<boolean>;
  /** For who led in vain: the next one may try at once. */
  pass(key: string): Promise<void>;
}

/** Values in Redis; without Redis each process is on its own. */
export function createSharedValues(link: RedisLink | null): SharedValues {
  return link === null ? alone : new RedisValues(link);
}

const alone: SharedValues = {
  read: () => Promise.resolve(null),
  write: () => Promise.resolve(),
  drop: () => Promise.resolve(),
  lead: () => Promise.resolve(true),
  pass: () => Promise.resolve(),
};

const readScript = new Script(`return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}`);

// Whoever waits for the value sees it at once, and the next one who needs another may lead.
const writeScript = new Script(`redis.call('DEL', KEYS[2])
return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])`);

const dropScript =
  new Script(`if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

class RedisValues implements SharedValues {
  constructor(private readonly link: RedisLink) {}

  read(key: string): Promise<SharedValue | null> {
    return orLocally(
      async () => {
        const [value, leftMs] = (await readScript.run(this.link, [key], [])) as [
          string | null,
          number,
        ];
        return value === null ? null : { value, leftMs: Math.max(0, leftMs) };
      },
      () => alone.read(key),
    );
  }

  write(key: string, value: string, keepMs: number): Promise<void> {
    return orLocally(
      async () => {
        await writeScript.run(
          this.link,
          [key, leadOf(key)],
          [value, Math.max(1, Math.floor(keepMs))],
        );
      },
      () => Promise.resolve(),
    );
  }

  drop(key: string, value: string): Promise<void> {
    return orLocally(
      async () => {
        await dropScript.run(this.link, [key], [value]);
      },
      () => Promise.resolve(),
    );
  }

  lead(key: string, leaseMs: number): Promise<boolean> {
    return orLocally(
      () =>
        this.link.run(
          async (redis) => (await redis.set(leadOf(key), '1', 'PX', leaseMs, 'NX')) === 'OK',
        ),
      () => Promise.resolve(true),
    );
  }

  pass(key: string): Promise<void> {
    return orLocally(
      () =>
        this.link.run(async (redis) => {
          await redis.del(leadOf(key));
        }),
      () => Promise.resolve(),
    );
  }
}

function leadOf(key: string): string {
  return `${key}:lead`;
}
