import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { FakeClock } from '@hub/testkit';
import type { Person } from '@hub/schemas';
import type { DingTalkUser } from './domain/directory.js';
import { syncPeople } from './sync-people.js';
import type { ErpUser } from './domain/directory.js';
import { MemoryEvents, silentLog } from './testing/memory-events.js';

const li: DingTalkUser = {
  userId: 'hd0001',
  name: '李晓梅',
  mobile: '13800001001',
  jobNumber: 'HD001',
  departmentIds: ['1'],
  leaderOf: [],
  managerUserId: null,
};
let users: DingTalkUser[];
let erpUsers: ErpUser[];
let events: MemoryEvents;

beforeEach(() => {
  users = [li];
  erpUsers = [
    { userId: '1', userName: 'lixiaomei', mobile: '13800001001', jobNumber: null, disabled: false },
  ];
  events = new MemoryEvents();
});

async function sync(): Promise<readonly Person[]> {
  return syncPeople({
    users: async () => erpUsers,
    events,
    directory: { read: async () => ({ departments: [], users, roles: [] }) },
    known: {
      of: (tenant) =>
        new Map(
          events.people
            .filter((person) => person.tenant === tenant)
            .map((person) => [person.person, person]),
        ),
    },
    clock: new FakeClock(),
    log: silentLog,
  })({ tenant: 'huadong', listed: [] });
}

describe('syncPeople', () => {
  it('publishes who is there, and the second time nobody', async () => {
    assert.deepEqual(
      (await sync()).map(({ person, erpUserName }) => [person, erpUserName]),
      [['hd0001', 'lixiaomei']],
    );
    assert.deepEqual(await sync(), []);
    assert.equal(events.people.length, 1);
  });

  it('publishes who left as no longer active', async () => {
    await sync();
    users = [{ ...li, userId: 'hd0002', mobile: null }];
    await sync();
    assert.deepEqual(
      events.people.map(({ person, active }) => [person, active]),
      [
        ['hd0001', true],
        ['hd0002', true],
        ['hd0001', false],
      ],
    );
  });

  it('does not take an empty directory at its word', async () => {
    await sync();
    users = [];
    await assert.rejects(sync(), /shows no user of tenant huadong; give the application the right/);
    assert.equal(events.people.length, 1);
  });
});
