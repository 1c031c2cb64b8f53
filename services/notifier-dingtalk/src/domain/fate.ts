import type { Treatment } from '@hub/redis';
import type { Bundling, Channel, Command } from '@hub/schemas';
import { laneOf } from './lane.js';

/** What becomes of a message now: sent, or told later with others, waiting where it holds up nobody. */
export type Fate = 'SEND' | Exclude<Bundling, 'UNKNOWN'>;

/**
 * What becomes of a message when calls are to be spared. What somebody has to decide, and what the law wants in time, is
 * sent whatever is spared; all else goes into digests as soon as the rest of the month is kept for that.
 *
 * Quiet hours are another reason to wait: they would be asked here, and say the same.
 */
export function fateOf(
  command: Pick<Command, 'channel' | 'priority' | 'recipients' | 'form'>,
  treatment: Treatment,
): Fate {
  const lane = laneOf(command);
  if (lane === 'URGENT') return 'SEND';
  switch (treatment) {
    case 'SEND':
      return 'SEND';
    case 'MERGE':
      return isWords(command.channel) ? 'MERGE' : 'SEND';
    case 'DIGEST':
      // A card that nobody decides from only tells something, and a line of a digest tells it too.
      return isWords(command.channel) || command.channel === 'CARD' || lane === 'LOW'
        ? 'DIGEST'
        : 'SEND';
    case 'DEFER':
      return 'DIGEST';
  }
}

/** By which way a bundle goes: what is no words becomes words of the robot. */
export function carrierOf(channel: Channel): 'ROBOT' | 'WORK' | 'GROUP' {
  return channel === 'WORK' || channel === 'GROUP' ? channel : 'ROBOT';
}

function isWords(channel: Channel): boolean {
  return channel === carrierOf(channel);
}
