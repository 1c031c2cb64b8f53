import { randomBytes } from 'node:crypto';
import { pushEvent } from '../callbacks/push-event.js';
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
  const { clock, journal } = world;
  const { counted, data, eventType, organisation } = event;
  const { corpId } = organisation;
  const bornAt = clock.now();
  const eventId = randomBytes(16).toString('hex');
  const kind = counted ? 'event.emitted' : 'directory.changed';
  journal.append(kind, { corpId, eventType, eventId, ...data });
  for (const app of organisation.apps) {
    pushEvent(world, { app, corpId, eventType, eventId, bornAt, data, counted });
  }
  return eventId;
}
