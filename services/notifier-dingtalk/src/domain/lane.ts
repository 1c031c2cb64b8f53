import type { Command, Priority, Recipient } from '@hub/schemas';

/** Forms of which the law sets the dates. */
const legal: ReadonlySet<string> = new Set(['TAX_FILING']);

/**
 * How urgent a message is: what somebody is asked to decide, and what the law wants in time, overtakes what somebody is
 * only told. What is urgent is essential too: it is sent however few calls the month has left.
 */
export function laneOf({
  priority,
  recipients,
  form,
}: Pick<Command, 'priority' | 'form'> & {
  readonly recipients: readonly Pick<Recipient, 'node'>[];
}): Priority {
  if (legal.has(form)) return 'URGENT';
  return recipients.some(({ node }) => node !== null) ? 'URGENT' : priority;
}
