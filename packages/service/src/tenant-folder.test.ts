import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { FakeClock } from '@hub/testkit';
import { TenantFolder } from './tenant-folder.js';
import { aTenantYaml, TenantFiles } from './testing/tenant-files.js';

let files: TenantFiles;
let clock: FakeClock;
let errors: string[];
let open: TenantFolder[];

beforeEach(() => {
  files = new TenantFiles();
  clock = new FakeClock();
  errors = [];
  open = [];
  files.write('huadong/tenant.yaml', aTenantYaml());
  files.write('huanan/tenant.yaml', aTenantYaml(['ding1', 'ding2']));
});
afterEach(() => {
  for (const folder of open) folder.close();
  files.dispose();
});

async function openFolder(): Promise<TenantFolder> {
  const folder = await TenantFolder.open({
    tenantsDir: files.tenantsDir,
    secretsDir: files.secretsDir,
    env: { KINGDEE_URL: 'http://127.0.0.1:1/k3cloud/' },
    clock,
    refreshMs: 1_000,
    log: {
      info: () => undefined,
      error: (_: unknown, text?: string) => void errors.push(text ?? ''),
    },
  });
  open.push(folder);
  return folder;
}

describe('TenantFolder', () => {
  it('knows every folder as a tenant', async () => {
    const folder = await openFolder();
    assert.deepEqual([...folder.current().keys()], ['huadong', 'huanan']);
  });

  it('takes a change over without a restart and tells its listeners once', async () => {
    const folder = await openFolder();
    const heard: number[] = [];
    folder.onChange((tenants) => heard.push(tenants.get('huadong')?.kingdee?.pollIntervalMs ?? 0));
    files.write('huadong/tenant.yaml', aTenantYaml(['${POLL_MS:-1000}', '2000']));
    await clock.advance(3_000);
    assert.deepEqual(heard, [2_000]);
  });

  it('takes over a rotated secret', async () => {
    const folder = await openFolder();
    files.secret('app-secret', 'rotated');
    await clock.advance(1_000);
    assert.equal(folder.current().get('huadong')?.dingtalk.appSecret, 'rotated');
  });

  it('keeps the last good reading of a broken file, says so once, and leaves the others alone', async () => {
    const folder = await openFolder();
    const { huadong, huanan } = Object.fromEntries(folder.current());
    files.write('huadong/tenant.yaml', 'name: [');
    await clock.advance(5_000);
    assert.equal(folder.current().get('huadong'), huadong);
    assert.equal(folder.current().get('huanan'), huanan);
    assert.equal(errors.length, 1);
    assert.match(
      errors[0] ?? '',
      /huadong\/tenant\.yaml:1: not YAML.*\(the last good reading stays in force\)/,
    );

    files.write('huadong/tenant.yaml', aTenantYaml());
    await clock.advance(1_000);
    assert.equal(folder.faults().size, 0);
  });

  it('leaves a tenant out that was never good and starts with the others', async () => {
    files.write('huadong/tenant.yaml', 'name: 1');
    const folder = await openFolder();
    assert.deepEqual([...folder.current().keys()], ['huanan']);
    assert.match(errors[0] ?? '', /this tenant is left out/);
  });

  it('lets a tenant go whose folder is gone', async () => {
    const folder = await openFolder();
    files.remove('huanan');
    await clock.advance(1_000);
    assert.deepEqual([...folder.current().keys()], ['huadong']);
  });

  it('refuses a second tenant with the same DingTalk organisation', async () => {
    files.write('huanan/tenant.yaml', aTenantYaml());
    const folder = await openFolder();
    assert.deepEqual([...folder.current().keys()], ['huadong']);
    assert.match(
      errors[0] ?? '',
      /huanan\/tenant\.yaml: dingtalk\.corpId is that of tenant huadong/,
    );
  });

  it('does not open without a single good tenant', async () => {
    files.remove('huanan');
    files.write('huadong/tenant.yaml', 'name: 1');
    await assert.rejects(
      openFolder(),
      (error) => error instanceof HubError && error.code === 'TENANT_NONE',
    );
  });
});
