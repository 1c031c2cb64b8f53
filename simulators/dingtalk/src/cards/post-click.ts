import { setTimeout as sleep } from 'node:timers/promises';
import { hmacOf } from '../callbacks/callback-crypto.js';
import { parseObject, post, type Posted } from '../callbacks/post.js';
import type { World } from '../world.js';
import type { Card } from './card-book.js';
import type { ClickAnswer, ClickCallback, ClickFacts } from './click-callback.js';

/** Sends a click to the address registered under the key of the card. Faults name it `card`. */
export async function postClick(
  world: World,
  card: Card,
  callback: ClickCallback,
  about: ClickFacts,
): Promise<ClickAnswer | 'late' | 'nobody' | 'failed' | 'no-callback'> {
  const { callbacks, faults, journal, settings } = world;
  const target = callbacks.card(card.corpId, card.callbackRouteKey ?? '');
  if (target === undefined) return 'no-callback';
  if (faults.take('card', ['callback-lose']) !== undefined) return 'late';
  const late = faults.take('card', ['callback-delay']);
  if (late !== undefined) await sleep(Number(late.params['ms'] ?? 1000), undefined, { ref: false });
  const send = async (): Promise<Posted> => {
    journal.append('callback.posted', { ...about });
    const { callbackUrl, apiSecret } = target;
    const headers = signed(world, apiSecret);
    // Older pages have the content a second time, as Stream has it.
    const older = settings.clickParams === 'beside' ? { value: callback.content } : {};
    const body = JSON.stringify({ ...callback, ...older });
    return post(callbackUrl, body, headers, settings.cardDeadlineMs);
  };
  const twin = faults.take('card', ['callback-duplicate']) === undefined ? undefined : send();
  let posted = await send();
  for (const wait of settings.cardCallbackRetryMs) {
    if (posted.status === 200) break;
    await new Promise<void>((resolve) => {
      world.timetable.after(wait, resolve);
    });
    posted = await send();
  }
  await twin;
  const lost = faults.take('card', ['callback-drop-answer']) !== undefined;
  if (lost || (posted.status === undefined && posted.text === 'no answer in time')) return 'late';
  if (posted.status === undefined) return 'nobody';
  if (posted.status !== 200) return 'failed';
  return { code: 200, response: parseObject(posted.text) };
}

/** The signature covers the time alone. Without a secret there is none. */
function signed({ clock, faults }: World, apiSecret: string): Record<string, string> {
  if (apiSecret === '') return {};
  const timestamp = String(clock.now());
  const forged = faults.take('card', ['callback-forge']) !== undefined;
  return {
    'x-ddpaas-signature-timestamp': timestamp,
    'x-ddpaas-signature': hmacOf(forged ? 'forged' : apiSecret, timestamp),
  };
}
