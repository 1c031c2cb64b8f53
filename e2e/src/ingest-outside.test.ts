import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { IngestRig, type ToldDocument } from './testing/ingest-rig.js';

const page = readFileSync(join(import.meta.dirname, '../../CONTRIBUTING.md'), 'utf8');

/** The code of a section of CONTRIBUTING.md, block by block. */
function blocksOf(title: string): readonly string[] {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${title}\n`)) ?? '';
  return [...section.matchAll(/^```\w+\n([\s\S]*?)^```/gm)].map(([, code]) => code ?? '');
}

function pallet(id: string, sent: boolean): object {
  return { id, sent, changed: new Date().toISOString(), supplier: '宏达纸业' };
}

describe('a form and a source from outside, as CONTRIBUTING.md shows them', () => {
  let rig: IngestRig;
  let pallets: string;

  before(async () => {
    rig = await IngestRig.start('ingest-outside');
    const { folder, tenantsDir } = rig.place;
    const [form = ''] = blocksOf('To add a form');
    const [program = '', lines = ''] = blocksOf('To add a source');
    const tenant = join(tenantsDir, 'huadong');
    mkdirSync(join(tenant, 'forms'));
    writeFileSync(join(tenant, 'forms/expense-request.yaml'), form);
    const file = join(tenant, 'tenant.yaml');
    const text = readFileSync(file, 'utf8').replace(/(forms: \[)/, '$1ER_ExpenseRequest, ');
    writeFileSync(file, `${text}\n${lines}`);
    const module = join(folder, 'warehouse.mjs');
    writeFileSync(module, program);
    pallets = join(folder, 'pallets.json');
    writeFileSync(pallets, JSON.stringify([]));
    await rig.ingest({ HUB_SOURCE_MODULES: module, PALLETS: pallets });
  });
  after(() => rig.stop());

  async function told(form: string, step: string): Promise<ToldDocument> {
    let found: ToldDocument | undefined;
    await waitFor(`${form} ${step} is told`, async () => {
      found = (await rig.read()).find((one) => one.form === form && one.step === step);
      return found !== undefined;
    });
    assert.ok(found !== undefined);
    return found;
  }

  it('the bills of the form become document events', async () => {
    const number = await expenseRequest(rig);
    const event = await told('ER_ExpenseRequest', 'SAVED');
    assert.equal(event.summary.number, number);
    assert.equal(event.source, 'kingdee');
  });

  it('the documents of the source become document events, each change once', async () => {
    writeFileSync(pallets, JSON.stringify([pallet('P-1', false)]));
    const event = await told('WH_Pallet', 'SAVED');
    assert.deepEqual([event.source, event.documentId, event.tenant], ['depot', 'P-1', 'huadong']);
    writeFileSync(pallets, JSON.stringify([pallet('P-1', true)]));
    await told('WH_Pallet', 'CLOSED');
    const ids = (await rig.read())
      .filter(({ form }) => form === 'WH_Pallet')
      .map(({ eventId }) => eventId);
    assert.equal(new Set(ids).size, 2);
    assert.equal(ids.length, 2);
  });
});

/** Saves an expense request as a program would that somebody else wrote; gives its number. */
async function expenseRequest({ kingdee }: IngestRig): Promise<string> {
  const [account] = kingdee.accounts;
  const user = account?.users.find(({ userName }) => userName === 'lixiaomei');
  assert.ok(account !== undefined && user !== undefined);
  const call = (method: string, cookie: string, body: object): Promise<Response> =>
    fetch(`${kingdee.url}Kingdee.BOS.WebApi.ServicesStub.${method}.common.kdsvc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  const login = await call('AuthService.ValidateUser', '', {
    ...{ acctID: account.acctId, username: user.userName, password: user.password, lcid: 2052 },
  });
  const cookie = login.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
  const row = { FExpenseItemID: { FNumber: 'FYXM01' }, FEntryOrgAmount: '1200' };
  const saved = await call('DynamicFormService.Save', cookie.join('; '), {
    formid: 'ER_ExpenseRequest',
    data: JSON.stringify({ Model: { FReason: '展会', FEntity: [row] } }),
  });
  const answer = (await saved.json()) as {
    Result: { ResponseStatus: { IsSuccess: boolean }; Number?: string };
  };
  assert.ok(answer.Result.ResponseStatus.IsSuccess, JSON.stringify(answer));
  return answer.Result.Number ?? '';
}
