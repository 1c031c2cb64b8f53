import { randomBytes } from 'node:crypto';
import type { World } from '../world.js';
import type { Organisation } from './organisation.js';

/** Something that happened in an organisation, as its applications are told. */
export interface OrganisationEvent {
  readonly organisation: Organisation;
  readonly eventType: string;
  /** The business object alone: what a Stream frame carries. Over HTTP it is merged with the header. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Events of the directory are free; all others count against the monthly pushes. */
  readonly counted: boolean;
}

/** Tells every application of an organisation that something happened. Returns the id of the event. */
export function emit(world: World, event: OrganisationEvent): string {
  const { clock, courier, journal, pushes, settings } = world;
  const { counted, data, eventType, organisation } = event;
  const { corpId } = organisation;
  const bornAt = String(clock.now());
  const eventId = randomBytes(16).toString('hex');
  const about = { corpId, eventType, eventId };
  journal.append(counted ? 'event.emitted' : 'directory.changed', { ...about, ...data });
  for (const app of organisation.apps) {
    if (counted && !pushes.admit(corpId, settings.monthlyPushes, clock.now())) {
      journal.append('event.exhausted', { ...about, appKey: app.appKey });
      continue;
    }
    const headers = {
      eventType,
      eventId,
      eventCorpId: corpId,
      eventBornTime: bornAt,
      eventUnifiedAppId: String(app.agentId),
    };
    courier.deliver(
      { app, type: 'EVENT', topic: '*', headers, data, about },
      settings.eventRetryMs,
    );
  }
  return eventId;
}
