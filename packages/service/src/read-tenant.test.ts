import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { defineSource } from '@hub/source';
import { z } from 'zod';
import { readTenant } from './read-tenant.js';
import type { SourceKinds } from './sources-schema.js';
import { aTenantYaml, TenantFiles } from './testing/tenant-files.js';
import type { Tenant } from './tenant.js';

const env = {
  KINGDEE_URL: 'http://127.0.0.1:8080/k3cloud',
  SHOP_URL: 'http://shop.example.com/',
};
const shop = defineSource({
  kind: 'shop',
  config: (fields) =>
    z.strictObject({ address: fields.url('its address'), pages: fields.whole(1, 9, 'pages') }),
});
let files: TenantFiles;

beforeEach(() => {
  files = new TenantFiles();
});
afterEach(() => {
  files.dispose();
});

function read(yaml: string, people?: string, sourceKinds?: SourceKinds): Tenant {
  files.write('huadong/tenant.yaml', yaml);
  if (people !== undefined) files.write('huadong/people.yaml', people);
  return readTenant('huadong', {
    folder: join(files.tenantsDir, 'huadong'),
    secretsDir: files.secretsDir,
    env,
    sourceKinds,
  });
}

function faultOf(yaml: string, people?: string, sourceKinds?: SourceKinds): string {
  try {
    read(yaml, people, sourceKinds);
  } catch (error) {
    if (error instanceof HubError && error.code === 'TENANT_INVALID') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('readTenant', () => {
  it('fills in variables, secrets and defaults', () => {
    const tenant = read(aTenantYaml(), 'people: [{ userId: u1, erpUserName: wangfang }]');
    assert.equal(tenant.id, 'huadong');
    assert.equal(tenant.kingdee?.url, 'http://127.0.0.1:8080/k3cloud/');
    assert.equal(tenant.kingdee.appSecret, 's3cret');
    assert.equal(tenant.kingdee.pollIntervalMs, 1_000);
    assert.equal(tenant.kingdee.utcOffsetMinutes, 480);
    assert.deepEqual(tenant.capabilityKeys, [Buffer.from('k'.repeat(44))]);
    assert.deepEqual(tenant.people, [{ userId: 'u1', erpUserName: 'wangfang' }]);
  });

  const faults: readonly (readonly [string, readonly [string, string], RegExp])[] = [
    ['a missing field', ['  acctId: acct\n', ''], /tenant\.yaml:3: kingdee\.acctId: is missing/],
    [
      'a wrong type',
      ['acctId: acct', 'acctId: 7'],
      /tenant\.yaml:4: kingdee\.acctId: is no text; put it in quotes/,
    ],
    [
      'no URL',
      ['https://api.dingtalk.com', 'localhost'],
      /tenant\.yaml:12: dingtalk\.api: is no http\(s\) URL; write the address/,
    ],
    [
      'an unknown field',
      ['  appId: app\n', '  appId: app\n  appID: x\n'],
      /tenant\.yaml:3: kingdee: .*appID/,
    ],
    [
      'a number out of range',
      ['${POLL_MS:-1000}', '5'],
      /tenant\.yaml:10: kingdee\.pollIntervalMs: is not a whole number from 200 to 30000/,
    ],
    [
      'a number that is none',
      ['${POLL_MS:-1000}', 'fast'],
      /tenant\.yaml:10: kingdee\.pollIntervalMs: is not a whole number/,
    ],
    [
      'a variable that is not set',
      ['acctId: acct', 'acctId: ${ACCT}'],
      /tenant\.yaml:4: kingdee\.acctId: needs ACCT, which is not in the environment/,
    ],
    [
      'a secret in the file itself',
      ['appSecret: { file: app-secret }', 'appSecret: hunter2'],
      /tenant\.yaml:7: kingdee\.appSecret: is no \{ file: name \}/,
    ],
    [
      'a secret file that is not there',
      ['file: app-secret', 'file: lost'],
      /tenant\.yaml:7: kingdee\.appSecret: the secret file .*lost cannot be read \(ENOENT\); create it/,
    ],
    [
      'a secret file outside',
      ['file: app-secret', 'file: ../tenants/huadong/tenant.yaml'],
      /is not below the secrets folder/,
    ],
    [
      'a weak capability key',
      ['file: capability-key', 'file: app-secret'],
      /capabilityKeys\.0: is shorter than 32 bytes; make one with/,
    ],
    [
      'a time zone that does not exist',
      ['name: 华东精密制造有限公司', 'name: x\ntimeZone: Mars/Base'],
      /tenant\.yaml:2: timeZone: is no IANA time zone/,
    ],
    ['text that is no YAML', ['acctId: acct', 'acctId: [acct'], /tenant\.yaml:\d+: not YAML/],
  ];
  for (const [what, replace, expected] of faults) {
    it(`names file, line, field and remedy of ${what}`, () => {
      const fault = faultOf(aTenantYaml(replace));
      assert.match(fault, expected);
      assert.equal(fault.includes('hunter2'), false);
    });
  }

  const sap = "sources:\n  - { kind: shop, name: sap, address: '${SHOP_URL}', pages: 3 }\nkingdee:";

  it('reads sources by the schema of their kind, and may do without kingdee', () => {
    const tenant = read(aTenantYaml(['kingdee:', sap]), undefined, [shop]);
    assert.deepEqual(tenant.sources, [
      {
        kind: 'shop',
        name: 'sap',
        pollIntervalMs: 10_000,
        config: { address: 'http://shop.example.com/', pages: 3 },
      },
    ]);
    const alone = aTenantYaml(['kingdee:', sap]).replace(/^kingdee:\n( .*\n)*/m, '');
    assert.equal(read(alone, undefined, [shop]).kingdee, undefined);
  });

  it('leaves sources unread for services that need not know them', () => {
    assert.deepEqual(read(aTenantYaml(['kingdee:', sap])).sources, []);
  });

  const wrong: readonly (readonly [string, readonly [string, string], RegExp])[] = [
    [
      'of an unknown kind',
      ['kind: shop', 'kind: shoop'],
      /sources\.0\.kind: is no kind of source; write one of shop/,
    ],
    ['with a field its kind does not know', ['pages: 3', 'page: 3'], /sources\.0.*page/],
    [
      'with a wrong field',
      ['pages: 3', 'pages: 99'],
      /tenant\.yaml:3: sources\.0\.pages: is not a whole number from 1 to 9/,
    ],
    [
      'named like the section of K3Cloud',
      ['name: sap', 'name: kingdee'],
      /sources\.0\.name: is taken/,
    ],
  ];
  for (const [what, [from, to], expected] of wrong) {
    it(`refuses a source ${what}`, () => {
      const yaml = aTenantYaml(['kingdee:', sap.replace(from, to)]);
      assert.match(faultOf(yaml, undefined, [shop]), expected);
    });
  }

  it('names all faults at once', () => {
    const fault = faultOf(aTenantYaml(['  acctId: acct\n', ''], ['corpId: ding1', 'corpId: 1']));
    assert.equal(fault.split('\n').length, 2, fault);
  });

  it('names the line of a wrong binding', () => {
    assert.match(
      faultOf(aTenantYaml(), 'people:\n  - userId: u1\n'),
      /people\.yaml:2: people\.0\.erpUserName/,
    );
  });

  it('reads the committed tenants', () => {
    const root = join(import.meta.dirname, '../../../config/tenants');
    const names = readdirSync(root);
    assert.deepEqual(names, ['huadong', 'huanan']);
    for (const name of names) {
      for (const secret of ['kingdee-app-secret', 'dingtalk-app-secret', 'capability-key']) {
        files.secret(`${name}-${secret}`, 'x'.repeat(44));
      }
      const tenant = readTenant(name, {
        folder: join(root, name),
        secretsDir: files.secretsDir,
        env: {
          KINGDEE_URL: 'http://127.0.0.1:1/k3cloud/',
          DINGTALK_API_URL: 'http://127.0.0.1:2',
          DINGTALK_OAPI_URL: 'http://127.0.0.1:3',
        },
      });
      assert.equal(tenant.kingdee?.pollIntervalMs, 10_000);
      assert.equal(tenant.people.length, 1);
    }
  });
});
