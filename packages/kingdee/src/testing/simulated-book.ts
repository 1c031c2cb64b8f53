import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '@hub/simulator-kingdee';
import { builtinForms } from '../forms/builtin-forms.js';
import { K3CloudClient } from '../k3cloud-client.js';
import { K3CloudSource, type K3CloudSourceOptions } from '../k3cloud-source.js';
import type { K3CloudOptions } from '../web-api.js';

const service = 'Kingdee.BOS.WebApi.ServicesStub.DynamicFormService';

/** One account book of a simulated ERP with the base data of a company and no past, and what a test does to it. */
export class SimulatedBook {
  readonly erp: KingdeeSimulator;
  readonly account: Pick<K3CloudOptions, 'url' | 'acctId' | 'userName' | 'appId' | 'appSecret'>;
  readonly client: K3CloudClient;
  readonly source: K3CloudSource;
  readonly #opened: { close(): Promise<void> }[] = [];

  private constructor(erp: KingdeeSimulator) {
    this.erp = erp;
    const [account] = erp.accounts;
    const [app] = account?.apps ?? [];
    assert.ok(account !== undefined && app !== undefined);
    this.account = { url: erp.url, acctId: account.acctId, ...app };
    this.client = new K3CloudClient(this.account);
    this.source = this.sourceOf({}, this.client);
  }

  static async start(): Promise<SimulatedBook> {
    const business = { days: 0, subsidiaries: 1 };
    return new SimulatedBook(await startKingdeeSimulator({ business }));
  }

  /** A further source; it is closed with the book. */
  sourceOf(
    options: Partial<K3CloudSourceOptions> & Partial<K3CloudOptions> = {},
    client: K3CloudClient = new K3CloudClient({ ...this.account, ...options }),
  ): K3CloudSource {
    const forms = builtinForms.map(({ form }) => form);
    const source = new K3CloudSource({ client, forms, organisations: ['100'], ...options });
    this.#opened.push(source);
    return source;
  }

  /** Runs an operation on one bill and returns its internal id. */
  async run(method: string, form: string, data: object): Promise<string> {
    const body = { parameters: [form, JSON.stringify(data)] };
    const { Result } = (await this.client.call(service, method, body)) as {
      Result: { ResponseStatus: { SuccessEntitys: readonly { Id: number | string }[] } };
    };
    const [entity] = Result.ResponseStatus.SuccessEntitys;
    assert.ok(entity !== undefined, method);
    return String(entity.Id);
  }

  /** An order of so many bearings at 10 CNY, saved. */
  async order(quantity: string, over: object = {}): Promise<string> {
    const row = { FMaterialId: { FNumber: 'MAT001' }, FQty: quantity, FTaxPrice: '10' };
    const model = { FSupplierId: { FNumber: 'VEN001' }, FPOOrderEntry: [row], ...over };
    return await this.run('Save', 'PUR_PurchaseOrder', { Model: model });
  }

  /** Names of the methods that were called while something was done, in order. */
  async callsOf(act: () => Promise<unknown>): Promise<readonly string[]> {
    const seen: string[] = [];
    const end = this.erp.journal.subscribe(({ kind, data }) => {
      if (kind === 'api.call') seen.push(String(data['method']));
    });
    await act();
    end();
    return seen;
  }

  /** Writes fields of a head past every check, as somebody with access to the database does. */
  async write(form: string, documentId: string, values: object): Promise<void> {
    const path = `control/bills/${this.account.acctId}/${form}/${documentId}/values`;
    await this.control('PUT', path, { values });
  }

  async control(method: 'POST' | 'PUT', path: string, body: object): Promise<unknown> {
    const response = await fetch(new URL(path, this.erp.control), {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((each) => each.close()));
    await this.erp.close();
  }
}
