import type { Log, Way } from '../provider.js';

export interface RedisOptions {
  /** Takes progress and the lines about ways that are closed; standard error unless given. */
  readonly log?: Log;
  /** Stronger than HUB_PARTS. */
  readonly onlyWay?: Way;
}

export interface RedisPart {
  /** As ioredis takes it, `redis://host:port`. */
  readonly url: string;
  readonly way: Way;
  /** Ends it; nothing to do for a given address. May be called twice. */
  stop(): Promise<void>;
  /** The process way only: SIGKILL unless given; resolves when it is gone. */
  kill?(signal?: NodeJS.Signals): Promise<void>;
  /** The process way only: starts it again, empty, on the same port. */
  restart?(): Promise<void>;
}

export interface RedisRequest {
  readonly log: Log;
}
