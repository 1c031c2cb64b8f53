import type { World } from '../world.js';
import { passesFilters } from './event-filter.js';
import type { AppEvent } from './happening.js';
import { postEvent } from './post-event.js';

/** Tells one application of an event, by Stream or by HTTP as it chose, unless it did not ask or its month is over. */
export function pushEvent(world: World, event: AppEvent): void {
  const { app, corpId, counted, data, eventType, eventId } = event;
  const { callbacks, clock, courier, journal, pushes, settings } = world;
  const { eventCallback, eventTypes, filters } = callbacks.of(app);
  if (eventTypes !== null && !eventTypes.includes(eventType)) return;
  if (!passesFilters(filters, eventType, data)) return;
  const about = { corpId, appKey: app.appKey, eventType, eventId };
  if (counted && !pushes.admit(corpId, settings.monthlyPushes, clock.now())) {
    journal.append('event.exhausted', about);
    return;
  }
  if (eventCallback !== undefined) {
    const asked = eventCallback.tags === null || eventCallback.tags.includes(eventType);
    if (asked) postEvent(world, event, eventCallback, settings.callbackRetryMs);
    return;
  }
  const headers = {
    eventType,
    eventId,
    eventCorpId: corpId,
    eventBornTime: String(event.bornAt),
    eventUnifiedAppId: String(app.agentId),
  };
  courier.deliver({ app, type: 'EVENT', topic: '*', headers, data, about }, settings.eventRetryMs);
}
