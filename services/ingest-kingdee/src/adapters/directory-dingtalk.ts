import type { DingTalkClient } from '@hub/dingtalk';
import type { DingTalkDirectory } from '../domain/directory.js';
import type { Directory } from '../ports.js';

/** The directory of one DingTalk organisation. */
export class DingTalkOrganisation implements Directory {
  readonly #client: Pick<DingTalkClient, 'directory'>;

  constructor(client: Pick<DingTalkClient, 'directory'>) {
    this.#client = client;
  }

  async read(): Promise<DingTalkDirectory> {
    return this.#client.directory();
  }
}
