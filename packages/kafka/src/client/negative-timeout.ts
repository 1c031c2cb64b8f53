import { createRequire } from 'node:module';

interface RequestQueue {
  throttledUntil: number;
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

/**
 * Keeps kafkajs 2.2.4 from arming a timer with a negative wait, for which Node 24 prints a TimeoutNegativeWarning
 * (tulios/kafkajs#1751). The timer fires after 1 ms either way; only the warning goes.
 */
export function patchNegativeTimeout(): void {
  const load = createRequire(import.meta.url);
  const queue = load('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  const { prototype } = queue;
  const schedule = Object.getOwnPropertyDescriptor(prototype, 'scheduleCheckPendingRequests')
    ?.value as ((this: RequestQueue) => void) | undefined;
  if (schedule === undefined || patched.has(prototype)) return;

  patched.add(prototype);
  prototype.scheduleCheckPendingRequests = function scheduled(this: RequestQueue): void {
    const until = this.throttledUntil;
    if (this.pending.length === 0) this.throttledUntil = Math.max(until, Date.now() + 1);
    schedule.call(this);
    this.throttledUntil = until;
  };
}

const patched = new WeakSet();
