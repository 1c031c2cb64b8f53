import { HubError, messageOf, type Clock } from '@hub/core';
import type { Publisher } from '@hub/kafka';
import { keyOf, type Command } from '@hub/schemas';
import type { Park } from '../bundles/tell-bundles.js';

const topic = 'hub.command.v1';

/**
 * Sets a message aside that was refused after its command was done with: under the command's key, without its bytes and
 * place, which nobody kept. The command itself is on its topic still, and is sent by itself when it is replayed.
 */
export function parkedInKafka(publisher: Pick<Publisher, 'park'>, clock: Clock): Park {
  return async (message, { fault, reason }) => {
    // Only the fields of the key are looked at.
    const key = keyOf(topic, message as unknown as Command);
    const isOurs = fault instanceof HubError;
    const where = `the command of event ${message.eventId} is in ${topic} under this key`;
    await publisher.park({
      ...{ topic, partition: -1, offset: '-1', key: Buffer.from(key), value: null },
      group: 'hub.notifier-dingtalk',
      code: isOurs ? fault.code : 'KAFKA_HANDLER_THREW',
      reason: `${isOurs ? reason : messageOf(fault)}; ${where}`,
      ...{ tries: 1, traceparent: null, parkedAt: clock.now() },
    });
  };
}
