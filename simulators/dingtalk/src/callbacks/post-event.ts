import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world.js';
import type { AppEvent } from './happening.js';
import type { EventCallback } from './callback-book.js';
import { postEncrypted } from './post-encrypted.js';

/** Sends an event until the answer is right or `retryMs` is exhausted; then it goes to the failed list. */
export function postEvent(
  world: World,
  event: AppEvent,
  callback: EventCallback,
  retryMs: readonly number[],
  attempt = 1,
): void {
  const { failedEvents, faults, journal, settings, timetable } = world;
  const { corpId, eventId, eventType } = event;
  const about = { corpId, appKey: event.app.appKey, eventType, eventId, attempt };
  const again = (reason: string): void => {
    journal.append('event.refused', { ...about, reason });
    const [wait, ...rest] = retryMs;
    if (wait !== undefined) {
      timetable.after(wait, () => {
        postEvent(world, event, callback, rest, attempt + 1);
      });
      return;
    }
    journal.append('event.failed', { ...about, attempts: attempt });
    timetable.after(settings.failedListDelayMs, () => {
      failedEvents.add(event);
    });
  };
  const send = async (): Promise<void> => {
    const late = faults.take(eventType, ['callback-delay']);
    if (late !== undefined) {
      await sleep(Number(late.params['ms'] ?? 1000), undefined, { ref: false });
    }
    journal.append('event.posted', about);
    const wrong = await postOnce(world, event, callback);
    if (wrong !== undefined) again(wrong);
    else if (faults.take(eventType, ['callback-drop-answer']) !== undefined) again('answer lost');
    else journal.append('event.accepted', about);
  };
  void send();
  if (faults.take(eventType, ['callback-duplicate']) !== undefined) void send();
}

async function postOnce(
  world: World,
  event: AppEvent,
  callback: EventCallback,
): Promise<string | undefined> {
  const { clock, faults, settings } = world;
  if (faults.take(event.eventType, ['callback-lose']) !== undefined) return 'lost on the way';
  return postEncrypted({
    url: callback.url,
    keys: callback,
    message: JSON.stringify(flatten(event)),
    deadlineMs: settings.callbackDeadlineMs,
    now: clock.now(),
    forged: faults.take(event.eventType, ['callback-forge']) !== undefined,
  });
}

/** Over HTTP an event is one flat object; the names are capitalised, unlike those of Stream headers. */
function flatten({ bornAt, corpId, data, eventId, eventType }: AppEvent): object {
  return {
    EventType: eventType,
    EventTime: bornAt,
    CorpId: corpId,
    BizId: eventId,
    eventId,
    ...data,
  };
}
