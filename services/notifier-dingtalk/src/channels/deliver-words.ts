import { HubError } from '@hub/core';
import type { Delivery } from '@hub/schemas';
import type { MarkdownWords } from '../domain/channel-words.js';
import { isAboutPeople } from '../domain/doubt.js';
import { laneOf } from '../domain/lane.js';
import { reasonOf } from '../domain/reasons.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { Api, Messages } from '../ports.js';
import type { Addressed, Part, Sending } from '../sending/sending.js';

/** By which way words go. */
export interface Way {
  readonly messages: Messages;
  readonly api: Api;
}

/**
 * Sends words to the recipients of a command, as many in one call as DingTalk takes. When a call is refused for the
 * sake of somebody in it, its people are told one by one, and only he is not.
 */
export async function deliverWords(
  { messages, api }: Way,
  tenant: NotifierTenant,
  command: Addressed,
  words: MarkdownWords,
  sending: Sending,
): Promise<readonly Delivery[]> {
  const turn = { tenant, api, priority: laneOf(command) };
  const { recipients } = command;
  const partOf = (first: number, count: number): Part => {
    const some = recipients.slice(first, first + count);
    const userIds = some.map(({ userId }) => userId);
    const call = (): ReturnType<Messages['send']> => messages.send(tenant.id, userIds, words);
    const ask = (): Promise<void> => untilAnswered(() => messages.readers(tenant.id, 'none'));
    return { first, recipients: some, turn, repeatable: false, call, ask };
  };
  for (let first = 0; first < recipients.length; first += messages.peopleMax) {
    const part = partOf(first, messages.peopleMax);
    try {
      await sending.part(part);
    } catch (error) {
      if (!isAboutPeople(error)) throw error;
      for (const [index, recipient] of part.recipients.entries()) {
        try {
          if (part.recipients.length === 1) throw error;
          await sending.part(partOf(first + index, 1));
        } catch (alone) {
          if (!isAboutPeople(alone)) throw alone;
          sending.drop(first + index, recipient, reasonOf(alone));
        }
      }
    }
  }
  return sending.deliveries();
}

/** Asks something harmless; that DingTalk knows no such message is an answer too. */
export async function untilAnswered(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof HubError) || error.retryable) throw error;
  }
}
