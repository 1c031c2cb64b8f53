import { ControlError, type ControlRequest } from '@hub/simulator-kit';
import type { Card } from '../cards/card-book.js';
import { findTemplate } from '../cards/find-template.js';
import type { CardTemplate } from '../cards/template.js';
import type { Organisation, User } from '../organisation/organisation.js';
import type { World } from '../world.js';

/** Finds what the path of a control call names, or says what there is instead. */
export function requireOrganisation(world: World, { params }: ControlRequest): Organisation {
  const corpId = params['corpId'] ?? '';
  const organisation = world.organisations.byCorpId(corpId);
  if (organisation !== undefined) return organisation;
  const known = world.organisations.list().map((each) => each.corpId);
  throw new ControlError(404, `no organisation ${corpId}; there are ${known.join(', ')}`);
}

export function requirePerson(organisation: Organisation, { params }: ControlRequest): User {
  const userId = params['userId'] ?? '';
  const user = organisation.users.get(userId);
  if (user !== undefined) return user;
  const known = [...organisation.users.keys()].join(', ');
  throw new ControlError(404, `no user ${userId} in ${organisation.corpId}; there are ${known}`);
}

export function requireCard(
  world: World,
  organisation: Organisation,
  { params }: ControlRequest,
): { card: Card; template: CardTemplate } {
  const outTrackId = params['outTrackId'] ?? '';
  const card = world.cards.find(organisation.corpId, outTrackId);
  const template = findTemplate(organisation, card?.cardTemplateId);
  if (card === undefined || template === undefined) {
    throw new ControlError(404, `no card ${outTrackId} in ${organisation.corpId}`);
  }
  return { card, template };
}
