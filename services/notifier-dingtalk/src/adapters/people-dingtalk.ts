import type { PerTenant } from '@hub/service';
import type { People } from '../ports.js';
import type { Sender } from './cards-dingtalk.js';

/** People as the directory of DingTalk knows them. */
export class DingTalkPeople implements People {
  constructor(private readonly senders: Pick<PerTenant<Sender>, 'get'>) {}

  unionId(tenant: string, userId: string): Promise<string> {
    return this.senders.get(tenant).client.unionIdOf(userId);
  }
}
