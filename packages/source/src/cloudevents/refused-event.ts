import { HubError } from '@hub/core';

/** HTTP statuses by which the CloudEvents HTTP binding lets a sender know; 429 alone is worth another try. */
export type RefusalStatus = 400 | 401 | 413 | 415 | 429;

/** Something that was sent to us and is not accepted; the sender gets the status and the message. */
export class RefusedEvent extends HubError {
  readonly status: RefusalStatus;

  constructor(status: RefusalStatus, message: string, retryAfterMs?: number) {
    super(
      'SOURCE_REFUSED',
      message,
      retryAfterMs === undefined ? {} : { retryable: true, retryAfterMs },
    );
    this.name = 'RefusedEvent';
    this.status = status;
  }
}
