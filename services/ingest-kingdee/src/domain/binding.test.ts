import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seeded } from '@hub/testkit';
import fc from 'fast-check';
import { bindPeople, normaliseMobile, type ListedBinding } from './binding.js';
import type { DingTalkUser, ErpUser } from './directory.js';

function aUser(over: Partial<DingTalkUser> = {}): DingTalkUser {
  return {
    userId: 'u1',
    name: '王芳',
    mobile: null,
    jobNumber: null,
    departmentIds: [],
    leaderOf: [],
    managerUserId: null,
    ...over,
  };
}

function anErpUser(over: Partial<ErpUser> = {}): ErpUser {
  return {
    userId: '1',
    userName: 'wangfang',
    mobile: null,
    jobNumber: null,
    disabled: false,
    ...over,
  };
}

type Case = readonly [
  string,
  readonly DingTalkUser[],
  readonly ErpUser[],
  readonly ListedBinding[],
  Readonly<Record<string, string>>,
];

const mobile = '13800001002';
const cases: readonly Case[] = [
  [
    'by mobile number',
    [aUser({ mobile })],
    [anErpUser({ mobile: `+86 138-0000-1002` })],
    [],
    { u1: 'MOBILE 1' },
  ],
  [
    'by job number when no mobile number fits',
    [aUser({ mobile, jobNumber: 'HD002' })],
    [anErpUser({ mobile: '139', jobNumber: 'hd002 ' })],
    [],
    { u1: 'JOB_NUMBER 1' },
  ],
  [
    'by mobile number before job number',
    [aUser({ mobile, jobNumber: 'J' })],
    [anErpUser({ userId: '1', jobNumber: 'J' }), anErpUser({ userId: '2', mobile })],
    [],
    { u1: 'MOBILE 2' },
  ],
  [
    'as listed before anything else',
    [aUser({ mobile })],
    [anErpUser({ mobile }), anErpUser({ userId: '2', userName: 'zhang' })],
    [{ userId: 'u1', erpUserName: 'ZHANG' }],
    { u1: 'LISTED 2' },
  ],
  [
    'nobody when the listed name does not exist, rather than by a guess',
    [aUser({ mobile })],
    [anErpUser({ mobile })],
    [{ userId: 'u1', erpUserName: 'typo' }],
    { u1: 'UNBOUND' },
  ],
  ['nobody when nothing fits', [aUser()], [anErpUser()], [], { u1: 'UNBOUND' }],
  [
    'nobody when two ERP users have the number',
    [aUser({ mobile })],
    [anErpUser({ mobile }), anErpUser({ userId: '2', mobile })],
    [],
    { u1: 'AMBIGUOUS' },
  ],
  [
    'nobody when two people have the number',
    [aUser({ mobile }), aUser({ userId: 'u2', mobile })],
    [anErpUser({ mobile })],
    [],
    { u1: 'AMBIGUOUS', u2: 'AMBIGUOUS' },
  ],
  [
    'neither when one fits by mobile and one by job number',
    [aUser({ mobile }), aUser({ userId: 'u2', jobNumber: 'J' })],
    [anErpUser({ mobile, jobNumber: 'J' })],
    [],
    { u1: 'AMBIGUOUS', u2: 'AMBIGUOUS' },
  ],
  [
    'the listed one of two who fit',
    [aUser({ mobile }), aUser({ userId: 'u2' })],
    [anErpUser({ mobile })],
    [{ userId: 'u2', erpUserName: 'wangfang' }],
    { u1: 'AMBIGUOUS', u2: 'LISTED 1' },
  ],
  [
    'nobody to a disabled ERP user',
    [aUser({ mobile })],
    [anErpUser({ mobile, disabled: true })],
    [],
    { u1: 'UNBOUND' },
  ],
  [
    'to the enabled one of two with the number',
    [aUser({ mobile })],
    [anErpUser({ mobile, disabled: true }), anErpUser({ userId: '2', mobile })],
    [],
    { u1: 'MOBILE 2' },
  ],
];

describe('bindPeople', () => {
  for (const [what, people, users, listed, expected] of cases) {
    it(`binds ${what}`, () => {
      const bound = [...bindPeople(people, users, listed)].map(([id, { binding, erpUser }]) => [
        id,
        [binding, erpUser?.userId].filter((part) => part !== undefined).join(' '),
      ]);
      assert.deepEqual(Object.fromEntries(bound), expected);
    });
  }

  it('never binds one ERP user to two people, nor depends on the order of the answers', () => {
    const few = (values: readonly string[]): fc.Arbitrary<string | null> =>
      fc.constantFrom(null, ...values);
    const mobiles = few(['13800000001', '13800000002', '13800000003']);
    const jobs = few(['J1', 'J2', 'J3']);
    const people = fc.uniqueArray(
      fc.record({
        userId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        mobile: mobiles,
        jobNumber: jobs,
      }),
      { selector: ({ userId }) => userId },
    );
    const users = fc.uniqueArray(
      fc.record({
        userId: fc.constantFrom('1', '2', '3', '4'),
        mobile: mobiles,
        jobNumber: jobs,
        disabled: fc.boolean(),
      }),
      { selector: ({ userId }) => userId },
    );
    const listed = fc.array(
      fc.record({
        userId: fc.constantFrom('a', 'b'),
        erpUserName: fc.constantFrom('n1', 'n2', 'n9'),
      }),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(people, users, listed, (somePeople, someUsers, someListed) => {
        const all = somePeople.map((one) => aUser(one));
        const erp = someUsers.map((one) => anErpUser({ ...one, userName: `n${one.userId}` }));
        const bound = bindPeople(all, erp, someListed);
        const taken = [...bound.values()].flatMap(({ erpUser }) => erpUser?.userId ?? []);
        assert.equal(new Set(taken).size, taken.length);
        assert.ok([...bound.values()].every(({ erpUser }) => erpUser?.disabled !== true));

        const reversed = bindPeople(all.toReversed(), erp.toReversed(), someListed);
        for (const [id, { binding, erpUser }] of bound) {
          assert.deepEqual(
            [binding, erpUser?.userId],
            [reversed.get(id)?.binding, reversed.get(id)?.erpUser?.userId],
          );
        }
      }),
      seeded('binding'),
    );
  });
});

describe('normaliseMobile', () => {
  for (const [written, read] of [
    ['13800001001', '13800001001'],
    ['+86-138 0000 1001', '13800001001'],
    ['0086 13800001001', '13800001001'],
    ['+852 5123 4567', '85251234567'],
    ['n/a', null],
    ['', null],
  ] as const) {
    it(`reads "${written}" as ${String(read)}`, () => {
      assert.equal(normaliseMobile(written), read);
    });
  }
});
