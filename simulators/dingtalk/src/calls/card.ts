import type { Card } from '../cards/card-book.js';
import { cardError, longValues, readCardParamMap, readPrivateData } from '../cards/card-request.js';
import { deliverCard, readSpaces } from '../cards/deliver.js';
import { findTemplate } from '../cards/find-template.js';
import { registerRoute } from '../cards/register-route.js';
import { streamRoute } from '../cards/stream-route.js';
import { takeFor } from '../http/fault-strike.js';
import { field } from '../http/field.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { findForbidden } from './forbidden-content.js';

/** What faults are aimed at. */
interface Named {
  readonly name: string;
  readonly path: string;
}

const base = { generation: 'api', scope: 'Card.Instance.Write', counted: true } as const;

/** Interactive cards: create, deliver, update. */
export function cardRoutes(world: World): readonly VendorRoute[] {
  return [
    createAndDeliver(world),
    create(world),
    spaces(world),
    deliver(world),
    update(world),
    streamRoute(world),
    registerRoute(world),
  ];
}

function createAndDeliver(world: World): TokenRoute {
  const path = '/v1.0/card/instances/createAndDeliver';
  const route = { name: 'card.createAndDeliver', path };
  return {
    ...base,
    ...route,
    method: 'POST',
    handle: (request) => {
      const { deliverResults, outTrackId } = createAndDeliverCard(world, request, route);
      return { success: true, result: { outTrackId, deliverResults } };
    },
  };
}

/** Creates a card and puts it where the request says; one that there is stays as it is. */
export function createAndDeliverCard(world: World, request: AppRequest, route: Named): Card {
  const outTrackId = readOutTrackId(world, request);
  checkNewCard(world, request);
  const openSpaces = readSpaces(world, request);
  checkTemplate(request);
  const known = repeated(world, request, outTrackId);
  const card = known ?? createCard(world, request, outTrackId);
  if (known === undefined) deliverCard(world, request, route, card, openSpaces);
  return card;
}

function create(world: World): TokenRoute {
  return {
    ...base,
    name: 'card.create',
    path: '/v1.0/card/instances',
    method: 'POST',
    handle: (request) => {
      const outTrackId = readOutTrackId(world, request);
      checkNewCard(world, request);
      checkTemplate(request);
      if (repeated(world, request, outTrackId) === undefined)
        createCard(world, request, outTrackId);
      return { success: true, result: outTrackId };
    },
  };
}

function spaces(world: World): TokenRoute {
  return {
    ...base,
    name: 'card.spaces',
    path: '/v1.0/card/instances/spaces',
    method: 'PUT',
    handle: (request) => {
      findCard(world, request);
      return { success: true, result: true };
    },
  };
}

function deliver(world: World): TokenRoute {
  const route = { name: 'card.deliver', path: '/v1.0/card/instances/deliver' };
  return {
    ...base,
    ...route,
    method: 'POST',
    handle: (request) => {
      const card = findCard(world, request);
      const openSpaces = readSpaces(world, request);
      return { success: true, result: deliverCard(world, request, route, card, openSpaces) };
    },
  };
}

function update(world: World): TokenRoute {
  const route = { name: 'card.update', path: '/v1.0/card/instances' };
  return {
    ...base,
    ...route,
    method: 'PUT',
    handle: (request) => {
      const done = updateCard(world, request, route);
      return { success: done, result: done };
    },
  };
}

/** Changes the data of a card; false when a fault keeps it from being done. */
export function updateCard(world: World, request: AppRequest, route: Named): boolean {
  const card = findCard(world, request);
  const { body, organisation } = request;
  checkContent(world, body);
  const cardData = readCardParamMap(world.settings, field.object(body, 'cardData'));
  const privateData = readPrivateData(world.settings, organisation, body);
  if (cardData === undefined && privateData === undefined) {
    throw cardError('cardDataAndPrivateDataBothEmpty');
  }
  const options = field.object(body, 'cardUpdateOptions') ?? {};
  const flags = {
    updateCardDataByKey: field.flag(options, 'updateCardDataByKey'),
    updatePrivateDataByKey: field.flag(options, 'updatePrivateDataByKey'),
  };
  const fault = takeFor(world.faults, request.path, route, ['update-failure']);
  if (fault !== undefined) return false;
  world.cards.change(card, { cardData, privateData, ...flags });
  world.journal.append('card.updated', {
    corpId: card.corpId,
    outTrackId: card.outTrackId,
    by: 'call',
    ...flags,
    cardData: cardData ?? null,
    privateData: Object.fromEntries(privateData ?? []),
  });
  return true;
}

function readOutTrackId(world: World, { body }: AppRequest): string {
  if (Object.keys(body).length === 0) throw cardError('empty');
  const outTrackId = field.text(body, 'outTrackId');
  if (outTrackId === undefined) throw cardError('outTrackIdEmpty');
  if (outTrackId.length > world.settings.outTrackIdLengthMax) throw cardError('invalid');
  return outTrackId;
}

function findCard(world: World, request: AppRequest): Card {
  const card = world.cards.find(request.app.corpId, readOutTrackId(world, request));
  if (card === undefined) throw cardError('cardNotExist');
  return card;
}

function checkNewCard(world: World, { body, organisation }: AppRequest): void {
  if (field.text(body, 'cardTemplateId') === undefined) throw cardError('cardTemplateIdEmpty');
  if (readCardParamMap(world.settings, field.object(body, 'cardData')) === undefined) {
    throw cardError('cardPublicDataEmpty');
  }
  checkContent(world, body);
  const userId = field.text(body, 'userId');
  if (userId !== undefined && !organisation.users.has(userId)) throw cardError('userIdNotExist');
}

function checkContent(world: World, { cardData, privateData }: AppRequest['body']): void {
  if (findForbidden(world, { cardData, privateData }) !== undefined)
    throw cardError('contentUnsafe');
}

function checkTemplate({ body, organisation }: AppRequest): void {
  const template = findTemplate(organisation, field.text(body, 'cardTemplateId'));
  if (template === undefined) throw cardError('templateNotExist');
  if (!template.published) throw cardError('templateUnpublished');
}

/** The card that has this outTrackId already, if any; the documents do not settle what a repeat is answered. */
function repeated(world: World, { app }: AppRequest, outTrackId: string): Card | undefined {
  const known = world.cards.find(app.corpId, outTrackId);
  if (known === undefined) return undefined;
  if (world.settings.repeatedOutTrackId === 'refused') throw cardError('cardAlreadyExist');
  world.journal.append('card.repeated', { corpId: app.corpId, outTrackId });
  return known;
}

function createCard(world: World, request: AppRequest, outTrackId: string): Card {
  const { app, body, organisation } = request;
  const publicData = readCardParamMap(world.settings, field.object(body, 'cardData')) ?? {};
  const privateData =
    readPrivateData(world.settings, organisation, body) ?? new Map<string, never>();
  const cardTemplateId = field.text(body, 'cardTemplateId') ?? '';
  const callbackType = field.text(body, 'callbackType')?.toUpperCase();
  const keys = { corpId: app.corpId, appKey: app.appKey, outTrackId };
  world.journal.append('card.created', {
    ...keys,
    cardTemplateId,
    callbackType: callbackType ?? null,
    cardData: publicData,
    privateData: Object.fromEntries(privateData),
    longValues: longValues(publicData),
  });
  return world.cards.create({
    ...keys,
    cardTemplateId,
    callbackType,
    callbackRouteKey: field.text(body, 'callbackRouteKey'),
    publicData,
    privateData: new Map(privateData),
  });
}
