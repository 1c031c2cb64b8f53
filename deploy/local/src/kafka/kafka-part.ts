import type { Log, Way } from '../provider.js';

export interface KafkaOptions {
  /** One broker unless three are asked for; three are replicated threefold with two in sync at least. */
  readonly brokers?: 1 | 3;
  /** Takes progress and the lines about ways that are closed; standard error unless given. */
  readonly log?: Log;
  /** Stronger than HUB_PARTS: a test that kills brokers needs processes. */
  readonly onlyWay?: Way;
}

/** One broker of ours. */
export interface KafkaNode {
  readonly id: number;
  readonly address: string;
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  /** SIGKILL unless given. Resolves when the broker is gone; at once for signals that only halt it. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again with its data, on the same port. */
  restart(): Promise<void>;
}

export interface KafkaPart {
  /** `host:port`, as a client's bootstrap list wants them. */
  readonly brokers: readonly string[];
  readonly way: Way;
  /** Empty unless the way is `process`. */
  readonly nodes: readonly KafkaNode[];
  /** Ends the brokers and removes their data; nothing to do for a given address. May be called twice. */
  stop(): Promise<void>;
}

export interface KafkaRequest {
  readonly brokers: 1 | 3;
  readonly log: Log;
}
