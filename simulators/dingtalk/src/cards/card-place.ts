import type { Organisation } from '../organisation/organisation.js';

/** Where a card was put: into a chat as a message, or on top of one. */
export interface CardPlace {
  readonly conversationId: string;
  /** Who sees it there; undefined means all members of the group. */
  readonly userIds?: readonly string[];
  /** Pinned on top of the chat, not among its messages. */
  readonly top?: boolean;
  /** Milliseconds UTC when it disappears from the top. */
  readonly expiresAt?: number;
}

interface Placed {
  readonly places: readonly CardPlace[];
}

/** The chat in which a person sees a card. */
export function placeFor(
  organisation: Organisation,
  card: Placed,
  userId: string,
): CardPlace | undefined {
  return card.places.find((place) => isShownTo(organisation, place, userId));
}

/** Whether a card lies in a chat that the person sees. */
export function canSee(organisation: Organisation, card: Placed, userId: string): boolean {
  return placeFor(organisation, card, userId) !== undefined;
}

export function isShownTo(organisation: Organisation, place: CardPlace, userId: string): boolean {
  const group = organisation.groups.get(place.conversationId);
  const inChat = group === undefined || group.memberIds.includes(userId);
  return (
    inChat && (place.userIds === undefined ? group !== undefined : place.userIds.includes(userId))
  );
}
