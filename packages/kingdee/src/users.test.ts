import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScriptedTables, type SeenQuery, type TableRow } from './testing/scripted-tables.js';

const users = [
  { FUserID: 16_394, FName: 'Administrator', FPhone: '', FForbidStatus: 'A' },
  { FUserID: 135_880, FName: 'chenguoqiang', FPhone: null, FForbidStatus: 'A' },
  { FUserID: 135_881, FName: 'wangfang', FPhone: '13800001002', FForbidStatus: 'B' },
];
const former = { FUserId: 135_880, FStaffNumber: 'HD900', FName: '陈国强', FForbidStatus: 'B' };
const people = [
  { ...former, FID: 1, FMobile: '13800009999' },
  { ...former, FID: 2, FMobile: '13800001003', FStaffNumber: 'HD003', FForbidStatus: 'A' },
  { ...former, FID: 3, FMobile: '13800008888' },
  { FID: 4, FUserId: 0, FStaffNumber: 'HD006', FName: '孙伟', FMobile: '13800001006' },
];

describe('users', () => {
  it('are joined with their employee files, page by page, the file in force first', async () => {
    const erp = await ScriptedTables.start([]);
    // A site that allows two rows a page.
    const pageOf = (rows: readonly TableRow[], key: string) => (query: SeenQuery) => {
      const after = Number(/^\w+>(\d+)$/.exec(query.FilterString)?.[1]);
      return rows.filter((row) => Number(row[key]) > after).slice(0, 2);
    };
    erp.rows = { SEC_User: pageOf(users, 'FUserID'), BD_Empinfo: pageOf(people, 'FID') };
    const read = await erp.reader.users();
    await erp.close();

    assert.deepEqual(read, [
      {
        userId: '16394',
        userName: 'Administrator',
        name: 'Administrator',
        mobile: null,
        jobNumber: null,
        disabled: false,
      },
      {
        userId: '135880',
        userName: 'chenguoqiang',
        name: '陈国强',
        mobile: '13800001003',
        jobNumber: 'HD003',
        disabled: false,
      },
      {
        userId: '135881',
        userName: 'wangfang',
        name: 'wangfang',
        mobile: '13800001002',
        jobNumber: null,
        disabled: true,
      },
    ]);
  });
});
