import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '@hub/simulator-kingdee';
import { K3CloudClient } from '../k3cloud-client.js';
import { K3CloudSource } from '../k3cloud-source.js';
import { printDocument } from '../testing/print-document.js';
import { builtinForms } from './builtin-forms.js';

/** A bill as a person would enter it, what is then done with it, and what the hub makes of it. */
interface Example {
  readonly form: string;
  readonly save: object;
  /** Operations in their order, e.g. Submit. */
  readonly steps: readonly string[];
  readonly document: { readonly summary: object };
}

const folder = new URL('../../examples/', import.meta.url);
const service = 'Kingdee.BOS.WebApi.ServicesStub.DynamicFormService';
const examples = readdirSync(folder).map(
  (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Example,
);

describe('the built-in forms at a simulated ERP', () => {
  let erp: KingdeeSimulator;
  let client: K3CloudClient;
  let source: K3CloudSource;
  before(async () => {
    erp = await startKingdeeSimulator({ business: { days: 0, subsidiaries: 1 } });
    const [account] = erp.accounts;
    const [app] = account?.apps ?? [];
    assert.ok(account !== undefined && app !== undefined);
    client = new K3CloudClient({ url: erp.url, acctId: account.acctId, ...app });
    source = new K3CloudSource({ client, forms: builtinForms.map(({ form }) => form) });
  });
  after(async () => {
    await source.close();
    await erp.close();
  });

  async function done(method: string, form: string, data: object): Promise<{ Id: number }> {
    const body = { parameters: [form, JSON.stringify(data)] };
    const { Result } = (await client.call(service, method, body)) as {
      Result: { ResponseStatus: { SuccessEntitys: readonly { Id: number }[] } };
    };
    const [entity] = Result.ResponseStatus.SuccessEntitys;
    assert.ok(entity !== undefined, method);
    return entity;
  }

  it('have an example each', () => {
    const forms = examples.map(({ form }) => form);
    assert.deepEqual(forms.sort(), builtinForms.map(({ form }) => form).sort());
  });

  for (const { form, save, steps, document } of examples) {
    it(`reads ${form} as its example says`, async () => {
      const { Id } = await done('Save', form, { Model: save });
      for (const step of steps) {
        await done(step, form, { Ids: String(Id), IsVerifyProcInst: 'false' });
      }
      const read = await source.read(form, String(Id), ['100']);
      assert.ok(read !== null && 'summary' in read, JSON.stringify(read));
      assert.equal(read.documentId, String(Id));
      assert.ok(Math.abs(read.modifiedAt - erp.clock.now()) < 60_000, String(read.modifiedAt));
      const { summary, ...rest } = printDocument(read) as Example['document'];
      // Numbers go on from whatever the ERP has already.
      const number = { ...summary, number: 'any' };
      assert.deepEqual({ ...rest, summary: number }, document);
    });
  }
});
