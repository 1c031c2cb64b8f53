import type { App } from '../organisation/organisation.js';
import type { World } from '../world.js';
import type { EventCallback } from './callback-book.js';
import { postEncrypted } from './post-encrypted.js';
import { isWebAddress } from './post.js';

/** Why an address was not taken. */
export interface NotSaved {
  readonly kind: 'address' | 'unreachable' | 'answer';
  readonly text: string;
}

/** Sends `check_url` to an address and takes it for the events of the application when the answer is right. */
export async function saveEventCallback(
  world: World,
  app: App,
  callback: EventCallback,
): Promise<NotSaved | undefined> {
  const { callbacks, clock, journal, settings } = world;
  if (!isWebAddress(callback.url)) return { kind: 'address', text: 'no http or https address' };
  const about = { corpId: app.corpId, appKey: app.appKey, place: callback.place };
  const wrong = await postEncrypted({
    url: callback.url,
    keys: callback,
    message: JSON.stringify({ EventType: 'check_url' }),
    deadlineMs: settings.callbackDeadlineMs,
    now: clock.now(),
  });
  if (wrong !== undefined) {
    journal.append('callback.checkFailed', { ...about, reason: wrong });
    const unreachable = /^(no answer in time|cannot be reached|HTTP \d+)$/.test(wrong);
    return { kind: unreachable ? 'unreachable' : 'answer', text: wrong };
  }
  callbacks.of(app).eventCallback = callback;
  journal.append('callback.saved', about);
  return undefined;
}
