import type { Clock } from '@hub/core';
import { DingTalkClient } from '@hub/dingtalk';
import type { Tenant } from '@hub/service';
import { clockCheck } from './clock-checks.js';
import { bad, check, good } from './fault-words.js';
import type { Section } from './report.js';

/** What DingTalk grants the tenant's application: a token, and people to be seen. */
export function dingtalkSection({ id, dingtalk }: Tenant, clock: Clock): Section {
  const client = new DingTalkClient(dingtalk);
  return {
    title: { zh: `钉钉 ${id}`, en: `DingTalk of ${id}` },
    checks: [
      clockCheck('dingtalk.clock', dingtalk.api, clock),
      check('dingtalk.token', { zh: '登录', en: 'sign in' }, async () => {
        await client.signIn();
        return good({
          zh: `应用 ${dingtalk.appKey} 已登录`,
          en: `application ${dingtalk.appKey} is signed in`,
        });
      }),
      check('dingtalk.directory', { zh: '通讯录', en: 'directory' }, async () => {
        const { users, departments } = await client.directory();
        if (users.length === 0) {
          return bad(
            'INGEST_DIRECTORY_EMPTY',
            { zh: '应用看不到任何人', en: 'the application sees nobody' },
            {
              zh: '在开发者后台把应用的可见范围和通讯录接口范围设为全体员工，然后发布',
              en: "set the application's visible range and its contacts scope to everybody in the developer console, then publish",
            },
          );
        }
        const [people, rooms] = [String(users.length), String(departments.length)];
        return good({
          zh: `看得到 ${people} 人，${rooms} 个部门`,
          en: `sees ${people} people in ${rooms} departments`,
        });
      }),
    ],
    close: () => client.close(),
  };
}
