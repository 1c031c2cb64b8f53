/** How a fault is to be handled, beside its code and message. */
export interface FaultOptions {
  /** True when the same attempt may succeed later; default false. */
  readonly retryable?: boolean;
  /** Shortest sensible wait before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * A fault the hub expects and knows how to handle.
 *
 * `code` is stable and safe as a metric label (`<AREA>_<FAULT>`, listed in docs/faults.md). The message says
 * what was wrong, where, and how to mend it; it never holds a secret, because it is logged and parked.
 */
export class HubError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'HubError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
