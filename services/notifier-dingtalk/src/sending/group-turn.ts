import { HubError } from '@hub/core';
import type { Group } from '../domain/group.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { Turn } from './turns.js';

/** The turn of a call about a group. */
export function groupTurn(
  tenant: NotifierTenant,
  { by, limit }: Group,
  call: 'send' | 'readers' | 'recall',
  priority: Turn['priority'],
): Turn {
  if (call !== 'send') return { tenant, api: `group.${call}`, priority };
  const narrow = limit === null ? {} : { narrow: limit };
  return { tenant, api: by === 'ROBOT' ? 'group.send' : 'webhook.send', priority, ...narrow };
}

/** @throws HubError NOTIFIER_GROUP_UNKNOWN */
export function groupOf(tenant: NotifierTenant, name: string): Group {
  const group = tenant.groups.get(name);
  if (group !== undefined) return group;
  const known = [...tenant.groups.keys()].join(', ');
  throw new HubError(
    'NOTIFIER_GROUP_UNKNOWN',
    `tenant.yaml of ${tenant.id} has no group "${name}" under groups: (${known === '' ? 'there is none' : `there is ${known}`}); add it, then replay`,
  );
}
