import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const patched = new WeakSet<RequestQueue>();

/**
 * Stops kafkajs 2.2.4 from waking up every millisecond on every idle connection.
 *
 * After the first answer of a connection its request queue arms a timer with a negative wait, which fires after 1 ms and
 * arms itself again, for ever; Node 24 also prints a TimeoutNegativeWarning for it (tulios/kafkajs#1751). With nothing
 * pending there is nothing to look after: a request that has to wait arms the timer itself.
 */
export function patchIdleTimer(): void {
  const load = createRequire(import.meta.url);
  const queue = load('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  const { prototype } = queue;
  const schedule = Object.getOwnPropertyDescriptor(prototype, 'scheduleCheckPendingRequests')
    ?.value as ((this: RequestQueue) => void) | undefined;
  if (schedule === undefined || patched.has(prototype)) return;

  patched.add(prototype);
  prototype.scheduleCheckPendingRequests = function scheduled(this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
