import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aPerson } from '@hub/testkit';
import {
  departmentsOf,
  managerOf,
  type DingTalkDirectory,
  type DingTalkUser,
} from './directory.js';
import { peopleChanges, peopleOf } from './people.js';

function aUser(userId: string, over: Partial<DingTalkUser> = {}): DingTalkUser {
  return {
    userId,
    name: userId,
    mobile: null,
    jobNumber: null,
    departmentIds: ['11'],
    leaderOf: [],
    managerUserId: null,
    ...over,
  };
}

/** 1 ─ 11 ─ 111 */
function aDirectory(...users: readonly DingTalkUser[]): DingTalkDirectory {
  return {
    departments: [
      { id: '1', parentId: null },
      { id: '11', parentId: '1' },
      { id: '111', parentId: '11' },
    ],
    users,
    roles: [
      { name: '财务经理', userIds: ['chen'] },
      { name: '部门经理', userIds: ['chen', 'wang'] },
    ],
  };
}

describe('departmentsOf', () => {
  it('lists own departments first, then ancestors, each once', () => {
    const user = aUser('li', { departmentIds: ['111', '11'] });
    assert.deepEqual(departmentsOf(user, aDirectory(user)), ['111', '11', '1']);
  });
});

describe('managerOf', () => {
  const wang = aUser('wang', { leaderOf: ['11'] });
  const boss = aUser('boss', { departmentIds: ['1'], leaderOf: ['1'] });
  const table: readonly (readonly [
    string,
    DingTalkUser,
    readonly DingTalkUser[],
    string | null,
  ])[] = [
    ['the named manager', aUser('li', { managerUserId: 'boss' }), [wang, boss], 'boss'],
    [
      'the leader of the department when the named one has left',
      aUser('li', { managerUserId: 'gone' }),
      [wang, boss],
      'wang',
    ],
    ['the leader of the department', aUser('li'), [wang, boss], 'wang'],
    ['the leader above when one leads the department oneself', wang, [boss], 'boss'],
    ['the leader of the department above', aUser('li', { departmentIds: ['111'] }), [wang], 'wang'],
    ['nobody at the top', boss, [wang], null],
  ];
  for (const [what, user, others, expected] of table) {
    it(`is ${what}`, () => {
      assert.equal(managerOf(user, aDirectory(user, ...others)), expected);
    });
  }
});

describe('peopleOf', () => {
  it('describes a person without the mobile number itself', () => {
    const mobile = '13800001003';
    const people = peopleOf({
      tenant: 'huadong',
      directory: aDirectory(aUser('chen', { mobile, leaderOf: ['11'] }), aUser('wang')),
      erpUsers: [
        { userId: '7', userName: 'chenguoqiang', mobile, jobNumber: null, disabled: false },
      ],
      listed: [],
      observedAt: 5,
    });
    const [chen] = people;
    assert.deepEqual(
      [
        chen?.roles,
        chen?.departments,
        chen?.erpUserId,
        chen?.erpUserName,
        chen?.binding,
        chen?.manager,
      ],
      [['部门经理', '财务经理'].toSorted(), ['11', '1'], '7', 'chenguoqiang', 'MOBILE', null],
    );
    assert.match(chen?.mobileHash ?? '', /^[0-9a-f]{32}$/);
    assert.equal(JSON.stringify(people).includes(mobile), false);
    assert.equal(people[1]?.manager, 'chen');
  });
});

describe('peopleChanges', () => {
  const wang = aPerson();
  const known = new Map([[wang.person, wang]]);

  it('is nothing when only the time of the reading differs', () => {
    assert.deepEqual(peopleChanges(known, [aPerson({ observedAt: 9 })], 9), []);
  });

  it('is the person who is new or different', () => {
    const moved = aPerson({ departments: ['12', '1'] });
    const fresh = aPerson({ person: 'new' });
    assert.deepEqual(peopleChanges(known, [moved, fresh], 9), [moved, fresh]);
  });

  it('lets go of who left: no role, no manager, no ERP user', () => {
    const [left] = peopleChanges(known, [], 9);
    assert.ok(left);
    assert.deepEqual(left, {
      ...wang,
      active: false,
      departments: [],
      roles: [],
      manager: null,
      erpUserId: null,
      erpUserName: null,
      binding: 'UNBOUND',
      observedAt: 9,
    });
    assert.deepEqual(peopleChanges(new Map([[wang.person, left]]), [], 10), [], 'once');
  });

  it('takes back who returned', () => {
    const left = aPerson({ active: false });
    assert.deepEqual(peopleChanges(new Map([[left.person, left]]), [wang], 9), [wang]);
  });
});
