import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DingTalkClient } from './dingtalk-client.js';
import {
  faultOf,
  gatewayError,
  ScriptedDingTalk,
  type Scripted,
  type SeenCall,
} from './testing/scripted-dingtalk.js';

const children: Readonly<Record<string, readonly object[]>> = {
  '1': [
    { dept_id: 10, name: '采购部', parent_id: 1 },
    { dept_id: 20, name: '财务部', parent_id: 1 },
  ],
  '10': [{ dept_id: 11, name: '采购一组', parent_id: 10 }],
};
const wang = {
  userid: 'u1',
  unionid: 'U1',
  name: '王芳',
  mobile: '13800001002',
  job_number: 'HD002',
  title: '采购经理',
};
const members: Readonly<Record<string, readonly object[]>> = {
  '10': [{ ...wang, dept_id_list: [10, 11], leader: true }],
  '11': [
    { ...wang, dept_id_list: [10, 11], leader: false },
    {
      userid: 'u2',
      unionid: 'U2',
      name: '李晓梅',
      dept_id_list: [11],
      leader: 'false',
      manager_userid: 'u1',
      job_number: '',
    },
  ],
  '20': [
    {
      userid: 'u3',
      unionid: 'U3',
      name: '陈国强',
      dept_id_list: [20],
      leader_in_dept: [{ dept_id: 20, leader: true }],
    },
  ],
};

describe('directory', () => {
  let dingtalk: ScriptedDingTalk;
  let client: DingTalkClient;
  /** Time goes on only while somebody sleeps. */
  let monotonic: number;

  beforeEach(async () => {
    monotonic = 0;
    const sleep = (ms: number): Promise<void> => {
      monotonic += ms;
      return Promise.resolve();
    };
    dingtalk = await ScriptedDingTalk.start();
    client = dingtalk.client({ clock: { now: () => 0, monotonic: () => monotonic, sleep } });
    dingtalk.script = answer;
  });
  afterEach(async () => {
    await client.close();
    await dingtalk.close();
  });

  it('holds departments, people and roles of the whole organisation', async () => {
    assert.deepEqual(await client.directory(), {
      departments: [
        { id: '1', name: '华东精密', parentId: null },
        { id: '10', name: '采购部', parentId: '1' },
        { id: '20', name: '财务部', parentId: '1' },
        { id: '11', name: '采购一组', parentId: '10' },
      ],
      users: [
        {
          userId: 'u1',
          unionId: 'U1',
          name: '王芳',
          mobile: '13800001002',
          jobNumber: 'HD002',
          title: '采购经理',
          departmentIds: ['10', '11'],
          leaderOf: ['10'],
          managerUserId: null,
        },
        {
          userId: 'u3',
          unionId: 'U3',
          name: '陈国强',
          mobile: null,
          jobNumber: null,
          title: null,
          departmentIds: ['20'],
          leaderOf: ['20'],
          managerUserId: null,
        },
        {
          userId: 'u2',
          unionId: 'U2',
          name: '李晓梅',
          mobile: null,
          jobNumber: null,
          title: null,
          departmentIds: ['11'],
          leaderOf: [],
          managerUserId: 'u1',
        },
      ],
      roles: [
        { name: '财务经理', userIds: ['u3'] },
        { name: '部门经理', userIds: ['u1', 'u3'] },
      ],
    });
  });

  it('sends the token in the form, never in the address', async () => {
    await client.directory();
    const calls = dingtalk.seen.filter(({ path }) => path.startsWith('/topapi/'));
    assert.equal(calls.length, 14);
    for (const { search, body } of calls) {
      assert.equal(search, '');
      assert.equal(new URLSearchParams(body).get('access_token'), 'canary-token-1');
    }
  });

  it('starts at most 20 calls of one kind a second', async () => {
    const startedAt: number[] = [];
    dingtalk.script = (call) => {
      if (call.path.endsWith('/user/list')) startedAt.push(monotonic);
      return answer(call);
    };
    await client.directory();
    // Five pages of people in four departments, each turn 80 ms behind the one before.
    assert.equal(startedAt.length, 5);
    assert.ok(monotonic >= 4 * 80, `${String(monotonic)} ms`);
  });

  it('waits out a refusal for haste, a few times', async () => {
    let refusals = 2;
    dingtalk.script = (call) => {
      if (!call.path.endsWith('/role/list') || refusals === 0) return answer(call);
      refusals -= 1;
      return { body: gatewayError('90018', '超过 1200 次') };
    };
    const { roles } = await client.directory();
    assert.equal(roles.length, 2);
    assert.ok(monotonic >= 2000);

    refusals = 99;
    assert.equal((await faultOf(client.directory())).code, 'DINGTALK_QPS');
    assert.equal(refusals, 95);
  });

  it('does without the name of a root it may not see', async () => {
    dingtalk.script = (call) =>
      call.path.endsWith('/department/get')
        ? { body: gatewayError('60011', '没有权限') }
        : answer(call);
    const { departments } = await client.directory();
    assert.deepEqual(departments[0], { id: '1', name: '', parentId: null });
  });

  it('refuses a person without an id', async () => {
    dingtalk.script = (call) =>
      call.path.endsWith('/user/list')
        ? good({ has_more: false, list: [{ name: '?' }] })
        : answer(call);
    const error = await faultOf(client.directory());
    assert.equal(error.code, 'DINGTALK_MALFORMED');
    assert.match(error.message, /a user without an id/);
  });
});

function good(result: unknown): Scripted {
  return { body: JSON.stringify({ errcode: 0, errmsg: 'ok', result, request_id: 'r' }) };
}

function answer({ path, body }: SeenCall): Scripted | undefined {
  const asked = new URLSearchParams(body);
  const department = asked.get('dept_id') ?? '1';
  switch (path) {
    case '/topapi/v2/department/get':
      return good({ dept_id: 1, name: '华东精密', parent_id: 0 });
    case '/topapi/v2/department/listsub':
      return good(children[department] ?? []);
    case '/topapi/v2/user/list': {
      // One person a page, to see the cursor move.
      const cursor = Number(asked.get('cursor'));
      const list = members[department] ?? [];
      const more = cursor + 1 < list.length;
      return good({
        has_more: more,
        ...(more ? { next_cursor: cursor + 1 } : {}),
        list: list.slice(cursor, cursor + 1),
      });
    }
    case '/topapi/role/list':
      return good({
        hasMore: false,
        list: [
          {
            groupId: 1,
            name: '职务',
            roles: [
              { id: 7, name: '财务经理' },
              { id: 8, name: '部门经理' },
            ],
          },
        ],
      });
    case '/topapi/role/simplelist': {
      const people = asked.get('role_id') === '7' ? ['u3'] : ['u1', 'u3'];
      const offset = Number(asked.get('offset'));
      const list = people.slice(offset, offset + 1).map((userid) => ({ userid, name: userid }));
      return good({ hasMore: offset + 1 < people.length, list });
    }
    default:
      return undefined;
  }
}
