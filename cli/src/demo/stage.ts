import { seedCompanies } from '@hub/simulator-kit';
import type { RunningHub } from '../hub/running-hub.js';
import { Control } from './control.js';
import { Desk } from './desk.js';
import { Phone } from './phone.js';

/** One subsidiary as its people meet it: the ERP on a desk, DingTalk on phones. */
export interface Stage {
  readonly corpId: string;
  readonly desk: Desk;
  /** The phone of a person by name. */
  readonly phone: (name: string) => Phone;
}

/** @param key short name of the seeded company, which is also the tenant */
export function stageOf(hub: Pick<RunningHub, 'kingdee' | 'dingtalk'>, key: string): Stage {
  const index = seedCompanies.findIndex((company) => company.key === key);
  const company = seedCompanies[index];
  const organisation = hub.dingtalk.organisations[index];
  const account = hub.kingdee.accounts.find(({ orgNumber }) => orgNumber === company?.orgNumber);
  if (organisation === undefined || account === undefined)
    throw new Error(`no seeded company "${key}"`);

  const phones = new Control(hub.dingtalk.control);
  return {
    corpId: organisation.corpId,
    desk: new Desk(new Control(hub.kingdee.control), account.acctId),
    phone: (name) => {
      const user = organisation.users.find((each) => each.name === name);
      if (user === undefined) throw new Error(`${company?.name ?? key} has nobody called ${name}`);
      return new Phone(phones, organisation.corpId, user.userId);
    },
  };
}
