import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FakeClock } from '@hub/testkit';
import { RulesFolder } from './rules-folder.js';

const good = (id: string): string =>
  `rules: [{ id: ${id}, says: x, when: { form: F, step: SAVED }, notify: [{ role: a }] }]`;

describe('the folder of rules', () => {
  let tenantsDir: string;
  let clock: FakeClock;
  let errors: string[];
  let folder: RulesFolder;

  const write = async (tenant: string, text: string): Promise<void> => {
    await mkdir(join(tenantsDir, tenant, 'rules'), { recursive: true });
    await writeFile(join(tenantsDir, tenant, 'rules', 'a.yaml'), text);
    await clock.advance(5_000);
  };
  const idsOf = async (tenant: string): Promise<string[]> =>
    (await folder.current(tenant)).all.map(({ id }) => id);

  beforeEach(async () => {
    tenantsDir = await mkdtemp(join(tmpdir(), 'rules-'));
    clock = new FakeClock();
    errors = [];
    const log = {
      info: () => undefined,
      error: (fields: object) => errors.push(JSON.stringify(fields)),
    };
    folder = new RulesFolder({ tenantsDir, clock, log });
  });

  afterEach(() => rm(tenantsDir, { recursive: true, force: true }));

  it('is read again when a file changed', async () => {
    await write('huadong', good('one'));
    assert.deepEqual(await idsOf('huadong'), ['one']);
    await write('huadong', `${good('other')} # longer`);
    assert.deepEqual(await idsOf('huadong'), ['other']);
  });

  it('a bad file leaves the last good rules in force and is named in the log', async () => {
    await write('huadong', good('one'));
    await idsOf('huadong');
    await write('huadong', 'rules: nonsense, and longer');
    assert.deepEqual(await idsOf('huadong'), ['one']);
    assert.match(errors.join('\n'), /huadong\/rules\/a\.yaml:1/);
  });

  it('a tenant whose rules were never good waits, and the others go on', async () => {
    await write('huadong', 'rules: nonsense');
    await write('huanan', good('fine'));
    await assert.rejects(folder.current('huadong'), {
      code: 'ROUTER_RULES_INVALID',
      retryable: true,
    });
    assert.deepEqual(await idsOf('huanan'), ['fine']);
  });

  it('a group that is named in tenant.yaml meanwhile lets the rule in force', async () => {
    const text = good('told')
      .replace('role: a', 'group: 采购通知群')
      .replace('] }]', '], channel: GROUP }]');
    await write('huadong', text);
    await assert.rejects(folder.current('huadong'), /tells the group "采购通知群".*tenant\.yaml/);
    const groups = 'groups: { 采购通知群: { openConversationId: cidX } }';
    await writeFile(join(tenantsDir, 'huadong', 'tenant.yaml'), groups);
    await clock.advance(5_000);
    assert.deepEqual(await idsOf('huadong'), ['told']);
  });

  it('rules that tell no group do not depend on the tenant’s own file', async () => {
    await write('huadong', good('one'));
    await writeFile(join(tenantsDir, 'huadong', 'tenant.yaml'), 'groups: [');
    await clock.advance(5_000);
    assert.deepEqual(await idsOf('huadong'), ['one']);
  });

  it('a tenant without rules has none', async () => {
    assert.deepEqual(await idsOf('nobody'), []);
  });
});
