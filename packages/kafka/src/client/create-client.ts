import { Logger } from '@nestjs/common';
import type { ISocketFactory, LogEntry, RetryOptions } from 'kafkajs';
import kafkajs from 'kafkajs';
import { openSocket } from './open-socket.js';
import { patchIdleTimer } from './idle-timer.js';
import { registerZstd } from './zstd.js';

/** Where the brokers are, and how we introduce ourselves. */
export interface Connection {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs and quotas. */
  readonly clientId: string;
  /** How sockets are opened; only for TLS of one's own or a fault proxy. */
  readonly socketFactory?: ISocketFactory;
}

export interface ClientTuning {
  readonly retry?: RetryOptions;
  /** Milliseconds a broker may take to answer; default 10,000. */
  readonly requestTimeoutMs?: number;
}

const log = new Logger('Kafka');

/**
 * Not worth a line: our producers are replaced after a final failure, which is what kafkajs warns about; we bring a
 * partitioner where it matters; and what a connection or a fetcher says is said again by whoever uses it.
 */
const noise = [
  'Limiting retries for the idempotent producer',
  'KafkaJS v2.0.0 switched default partitioner',
];
const noisyNamespaces = ['Connection', 'BrokerPool'];

/**
 * A kafkajs client with our settings.
 *
 * Every consumer takes one of its own: the cache of committed offsets is shared per client and group, and the
 * rebalance of one consumer wipes it for its sibling (tulios/kafkajs#558, #1535).
 */
export function createClient(
  { brokers, clientId, socketFactory = openSocket }: Connection,
  { retry, requestTimeoutMs = 10_000 }: ClientTuning = {},
): kafkajs.Kafka {
  registerZstd();
  patchIdleTimer();
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: requestTimeoutMs,
    retry: retry ?? { initialRetryTime: 200, maxRetryTime: 2_000, retries: 8 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => writeEntry,
    socketFactory,
  });
}

/** What kafkajs calls an error it usually retries, so it is a warning here; what is final reaches us as an error. */
function writeEntry({ namespace, log: entry }: LogEntry): void {
  if (noisyNamespaces.includes(namespace)) return;
  if (noise.some((text) => entry.message.startsWith(text))) return;
  const { message, ...fields } = entry;
  const details = ['groupId', 'topic', 'partition', 'broker', 'error']
    .filter((name) => typeof fields[name] === 'string' || typeof fields[name] === 'number')
    .map((name) => `${name}=${String(fields[name])}`);
  log.warn([`[${namespace}]`, message, ...details].join(' '));
}
