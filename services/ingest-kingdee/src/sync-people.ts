import { HubError } from '@hub/core';
import type { Person } from '@hub/schemas';
import type { ListedBinding } from './domain/binding.js';
import { peopleChanges, peopleOf } from './domain/people.js';
import type { ErpUser } from './domain/directory.js';
import type { Directory, Events, KnownPeople, Log, Now } from './ports.js';

export interface SyncPorts {
  /** Users of the system; none where it does not know any. */
  readonly users: () => Promise<readonly ErpUser[]>;
  readonly directory: Directory;
  readonly known: KnownPeople;
  readonly events: Pick<Events, 'publish'>;
  readonly clock: Now;
  readonly log: Log;
}

export interface PeopleScope {
  readonly tenant: string;
  readonly listed: readonly ListedBinding[];
}

/** One reading of the people in both systems: bind them to each other, publish who changed. */
export function syncPeople({
  users,
  directory,
  known,
  events,
  clock,
  log,
}: SyncPorts): (scope: PeopleScope) => Promise<readonly Person[]> {
  return async ({ tenant, listed }) => {
    const [read, erpUsers] = await Promise.all([directory.read(), users()]);
    if (read.users.length === 0) {
      // Taken at its word this would lay off everybody.
      throw new HubError(
        'INGEST_DIRECTORY_EMPTY',
        `DingTalk shows no user of tenant ${tenant}; give the application the right to read the whole directory`,
      );
    }
    const observedAt = clock.now();
    const people = peopleOf({ tenant, directory: read, erpUsers, listed, observedAt });
    const changes = peopleChanges(known.of(tenant), people, observedAt);
    await events.publish(changes.map((value) => ({ topic: 'hub.directory.v1', value })));
    for (const person of changes) report(log, person);
    return changes;
  };
}

function report(log: Log, { tenant, person, active, binding, erpUserId }: Person): void {
  const fields = { tenant, userId: person, binding, erpUserId };
  if (!active) log.info(fields, 'person.left');
  else if (binding === 'AMBIGUOUS') {
    log.warn(
      { ...fields, remedy: 'name the ERP user in people.yaml' },
      'person.ambiguous: mobile or job number does not lead to one ERP user alone',
    );
  } else log.info(fields, 'person.changed');
}
