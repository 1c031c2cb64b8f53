import type { App, Group, Organisation, User } from './organisation.js';

/** All organisations of the simulated DingTalk, and the ways to find things in them. */
export class OrganisationBook {
  readonly #organisations: readonly Organisation[];

  constructor(organisations: readonly Organisation[]) {
    this.#organisations = organisations;
  }

  list(): readonly Organisation[] {
    return this.#organisations;
  }

  byCorpId(corpId: string): Organisation | undefined {
    return this.#organisations.find((each) => each.corpId === corpId);
  }

  /** The organisation of an application; every application belongs to one. */
  of(app: App): Organisation {
    const organisation = this.byCorpId(app.corpId);
    if (organisation === undefined)
      throw new Error(`application ${app.appKey} has no organisation`);
    return organisation;
  }

  appByKey(appKey: string): App | undefined {
    return this.#organisations.flatMap(({ apps }) => apps).find((app) => app.appKey === appKey);
  }

  groupByWebhook(token: string): { organisation: Organisation; group: Group } | undefined {
    for (const organisation of this.#organisations) {
      for (const group of organisation.groups.values()) {
        if (group.webhookToken === token) return { organisation, group };
      }
    }
    return undefined;
  }
}

/** Finds a user by user id, or by union id when `userIdType` is 2. */
export function findUser(
  organisation: Organisation,
  id: string,
  userIdType: 1 | 2 = 1,
): User | undefined {
  if (userIdType === 1) return organisation.users.get(id);
  return [...organisation.users.values()].find(({ unionId }) => unionId === id);
}
