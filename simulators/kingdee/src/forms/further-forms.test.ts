import { it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKingdeeSimulator } from '../index.js';
import { TestClient } from '../testing/client.js';
import { loadForms } from './load-forms.js';

/** The form that README.md shows as an example. */
function example(): Record<string, unknown> {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, json = ''] = /```json\n([^]*?)```/.exec(readme) ?? [];
  return JSON.parse(json) as Record<string, unknown>;
}

function folderWith(form: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'forms-'));
  writeFileSync(join(folder, 'form.json'), JSON.stringify(form));
  return folder;
}

it('a form is one file: the example of the README is saved, calculated, submitted and read', async () => {
  const formsDir = folderWith(example());
  const simulator = await startKingdeeSimulator({ formsDir, business: { days: 0 } });
  const client = new TestClient(simulator);
  const model = { FEntity: [{ FQty: '3', FPrice: '2.5' }] };
  const saved = await client.status('Save', 'PAEZ_Seal', { Model: model });
  const number = saved.SuccessEntitys[0]?.Number;
  assert.equal(number, 'YY000001');
  assert.equal((await client.status('Submit', 'PAEZ_Seal', { Numbers: [number] })).IsSuccess, true);
  const rows = await client.query({
    FormId: 'PAEZ_Seal',
    FieldKeys: 'FBillNo,FOrgId.FNumber,FDocumentStatus,FAmount',
  });
  await simulator.close();
  rmSync(formsDir, { recursive: true });
  assert.deepEqual(rows, [['YY000001', '100', 'B', 7.5]]);
});

it('a file that names what does not exist is refused by name', () => {
  const calculations = [{ set: 'FAmount', rule: 'product', of: ['FQty', 'FNope'], scale: 2 }];
  const formsDir = folderWith({ ...example(), calculations });
  assert.throws(
    () => loadForms(formsDir),
    /PAEZ_Seal\.json names FNope, which is none of its fields/,
  );
  rmSync(formsDir, { recursive: true });
});
