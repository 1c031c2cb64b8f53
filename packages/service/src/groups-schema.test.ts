import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { groupNamesIn, type GroupSettings } from './groups-schema.js';
import { readTenant } from './read-tenant.js';
import { aTenantYaml, TenantFiles } from './testing/tenant-files.js';

const token = '5b6c'.repeat(16);

describe('groups of a tenant', () => {
  let files: TenantFiles;

  beforeEach(() => {
    files = new TenantFiles();
    files.secret('token', token);
    files.secret('address', `https://oapi.dingtalk.com/robot/send?access_token=${token}`);
    files.secret('sign', 'SECabc');
    files.secret('word', 'two words');
  });
  afterEach(() => {
    files.dispose();
  });

  function groupsIn(yaml: string): GroupSettings {
    files.write(
      'huadong/tenant.yaml',
      aTenantYaml(['capabilityKeys:', `${yaml}\ncapabilityKeys:`]),
    );
    const { tenantsDir, secretsDir } = files;
    const env = { KINGDEE_URL: 'http://127.0.0.1:8080/k3cloud' };
    return readTenant('huadong', { folder: join(tenantsDir, 'huadong'), secretsDir, env }).groups;
  }

  function faultOf(yaml: string): string {
    try {
      groupsIn(yaml);
    } catch (error) {
      if (error instanceof HubError && error.code === 'TENANT_INVALID') return error.message;
      throw error;
    }
    return 'accepted';
  }

  it('are none where nothing is said', () => {
    assert.deepEqual(groupsIn(''), {});
  });

  it('are told by our robot, or by a webhook whose token or address lies in a file', () => {
    const read = groupsIn(`groups:
  采购通知群: { openConversationId: cidX, messagesPerMinute: 60 }
  管理层: { webhook: { token: { file: token }, sign: { file: sign }, keyword: 单据 } }
  财务群: { webhook: { token: { file: address } } }`);
    assert.deepEqual(read, {
      采购通知群: { openConversationId: 'cidX', messagesPerMinute: 60 },
      管理层: { webhook: { token, sign: 'SECabc', keyword: '单据' } },
      财务群: { webhook: { token } },
    });
  });

  it('give their names to who may not read secrets', () => {
    files.write('huadong/tenant.yaml', 'groups: { a: { webhook: { token: { file: lost } } }, b: }');
    const folder = join(files.tenantsDir, 'huadong');
    assert.deepEqual(groupNamesIn(join(folder, 'tenant.yaml')), ['a', 'b']);
    assert.deepEqual(groupNamesIn(join(folder, 'none.yaml')), []);
  });

  const faults = [
    ['neither way', '{ messagesPerMinute: 5 }', /groups\.a: needs either openConversationId/],
    [
      'both ways',
      '{ openConversationId: c, webhook: { token: { file: token } } }',
      /groups\.a: needs either openConversationId/,
    ],
    [
      'a token in the file itself',
      `{ webhook: { token: ${token} } }`,
      /groups\.a\.webhook\.token: is no \{ file: name \}/,
    ],
    [
      'a file that holds no token',
      '{ webhook: { token: { file: word } } }',
      /groups\.a\.webhook\.token: is no access_token; copy the address/,
    ],
    [
      'more a minute than DingTalk takes',
      '{ webhook: { token: { file: token } }, messagesPerMinute: 21 }',
      /groups\.a\.messagesPerMinute: is above 20, after which DingTalk makes a custom robot mute/,
    ],
  ] as const;
  for (const [what, group, expected] of faults) {
    it(`names file, line, field and remedy of ${what}`, () => {
      const fault = faultOf(`groups:\n  a: ${group}`);
      assert.match(fault, expected);
      assert.match(fault, /tenant\.yaml:20: /);
      assert.equal(/5b6c5b6c|two words/.test(fault), false);
    });
  }
});
