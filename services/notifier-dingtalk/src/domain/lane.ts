import type { Command, Priority } from '@hub/schemas';

/** How urgent a message is: what somebody is asked to decide overtakes what somebody is only told. */
export function laneOf({
  priority,
  recipients,
}: Pick<Command, 'priority' | 'recipients'>): Priority {
  return recipients.some(({ node }) => node !== null) ? 'URGENT' : priority;
}
