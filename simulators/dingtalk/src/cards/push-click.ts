import type { App } from '../organisation/organisation.js';
import type { World } from '../world.js';
import type { ClickAnswer, ClickCallback, ClickFacts } from './click-callback.js';

const cardTopic = '/v1.0/card/instances/callback';

/** Sends a click over Stream and waits for its acknowledgement. */
export async function pushClick(
  world: World,
  app: App,
  callback: ClickCallback & { readonly spaceId: string },
  about: ClickFacts,
): Promise<ClickAnswer | 'late' | 'nobody'> {
  const { content, corpId, outTrackId, spaceId, type, userId } = callback;
  const where = { extension: '{}', corpId, spaceType: 'im', spaceId, userIdType: 1 };
  const data = { ...where, type, userId, outTrackId, content, value: content };
  const parcel = { app, type: 'CALLBACK', topic: cardTopic, data, about } as const;
  return new Promise((resolve) => {
    let expired = false;
    // The machine's clock, not the simulator's: a test that shifts time must not fail the clicks in flight.
    const deadline = setTimeout(() => {
      expired = true;
      resolve('late');
    }, world.settings.cardDeadlineMs);
    const pushed = world.courier.push(parcel, 1, ({ code, data: answer }) => {
      clearTimeout(deadline);
      if (expired) world.journal.append('callback.late', { ...about });
      const { response } = (answer ?? {}) as { response?: unknown };
      resolve({ code, response });
    });
    if (pushed !== undefined) return;
    clearTimeout(deadline);
    resolve('nobody');
  });
}
