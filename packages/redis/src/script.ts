import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RedisLink } from './link.js';

/** Server time in milliseconds, so that the clocks of our machines do not matter. */
export const luaNow = `local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
`;

/** A Lua script; sent by its hash, and whole when the server does not know it (after a restart). */
export class Script {
  readonly #lua: string;
  readonly #hash: string;

  constructor(lua: string) {
    this.#lua = lua;
    this.#hash = createHash('sha1').update(lua).digest('hex');
  }

  run(
    link: RedisLink,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    return link.run((redis) => this.#evaluate(redis, keys, args));
  }

  async #evaluate(
    redis: Redis,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await redis.evalsha(this.#hash, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(this.#lua, keys.length, ...keys, ...args);
    }
  }
}
