/** What one consumer may hold, wait for and take; every value has a default that suits a service of the hub. */
export interface ConsumerLimits {
  /** Handlers of one partition at work at once; default 32. */
  readonly lanesMax: number;
  /** Events handed to a batch handler at once; default 500. */
  readonly batchMax: number;
  /** Unsettled events of a partition in memory beyond which it is paused; default 2,000. */
  readonly eventsMax: number;
  /** Their bytes; default 8 MiB. */
  readonly bytesMax: number;
  /**
   * Events between the oldest unsettled one and the newest, beyond which the partition is paused; default 20,000.
   * They are what is done again after a crash while one key is being retried.
   */
  readonly windowMax: number;
  /** How long a retryable event is tried before it is parked; default 72 h. */
  readonly retryHorizonMs: number;
  /** First and longest wait between attempts; default 500 ms and 5 min. */
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** How often offsets are committed; default 1,000 ms. */
  readonly commitIntervalMs: number;
  /** How long events at work may take at shutdown; default 10,000 ms. */
  readonly drainTimeoutMs: number;
  /** Without a fetch or a heartbeat for so long the consumer is taken for dead; default 60,000 ms. */
  readonly silenceMaxMs: number;
  /** How long the first joining of the group may take; default 60,000 ms. */
  readonly joinTimeoutMs: number;
  /** Group protocol, see Kafka; defaults 15,000, 30,000 and 3,000 ms. */
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long the broker holds back an empty answer; default 250 ms. Also how late a resumed partition may go on. */
  readonly fetchWaitMs: number;
  /**
   * Bytes of one partition in one fetch, as they are on the wire; default 256 KiB. They unfold to ten times as much and
   * more, and a bigger fetch is no faster. One record batch comes whole, whatever its size.
   */
  readonly fetchBytesMax: number;
}

export const defaultLimits: ConsumerLimits = {
  lanesMax: 32,
  batchMax: 500,
  eventsMax: 2_000,
  bytesMax: 8 * 1024 * 1024,
  windowMax: 20_000,
  retryHorizonMs: 72 * 3_600_000,
  retryFirstMs: 500,
  retryMaxMs: 300_000,
  commitIntervalMs: 1_000,
  drainTimeoutMs: 10_000,
  silenceMaxMs: 60_000,
  joinTimeoutMs: 60_000,
  sessionTimeoutMs: 15_000,
  rebalanceTimeoutMs: 30_000,
  heartbeatIntervalMs: 3_000,
  fetchWaitMs: 250,
  fetchBytesMax: 256 * 1024,
};
