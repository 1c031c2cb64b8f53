import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { control, orderModel, statusOf, TestClient } from '../testing/client.js';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  // The second account set has the headquarters as an organisation beside its own.
  client = new TestClient(simulator, 1);
});
after(() => simulator.close());

async function suppliers(): Promise<unknown[][]> {
  return client.query({
    FormId: 'BD_Supplier',
    FieldKeys: 'FSupplierId,FUseOrgId',
    FilterString: "FNumber='VEN001'",
    OrderString: 'FSupplierId',
  });
}

describe('allocation to an organisation', () => {
  it('repeats a number for another organisation, where a bill may then use it', async () => {
    const [[id, ownOrg] = []] = await suppliers();
    const order = { Model: { ...orderModel('1'), FPurchaseDeptId: undefined } };
    await client.call('SwitchOrg', { OrgNumber: '100' });
    const refused = await client.status('Save', 'PUR_PurchaseOrder', order);
    assert.equal(refused.MsgCode, 11);
    assert.match(refused.Errors[0]?.Message ?? '', /“VEN001”在基础资料“供应商”中不存在/);
    const targets = { PkIds: String(id), TOrgIds: '1' };
    assert.equal((await client.status('Allocate', 'BD_Supplier', targets)).IsSuccess, true);
    assert.equal((await client.status('Allocate', 'BD_Supplier', targets)).MsgCode, 11);
    const rows = await suppliers();
    assert.deepEqual(
      rows.map(([, org]) => org),
      [ownOrg, 1],
    );
    const material = await client.query({
      FormId: 'BD_MATERIAL',
      FieldKeys: 'FMATERIALID,FUseOrgId',
      FilterString: "FNumber='MAT001'",
    });
    if (material.every(([, org]) => org !== 1)) {
      const all = { PkIds: String(material[0]?.[0]), TOrgIds: '1' };
      assert.equal((await client.status('Allocate', 'BD_MATERIAL', all)).IsSuccess, true);
    }
    const saved = await client.call('Save', 'PUR_PurchaseOrder', order);
    assert.deepEqual(statusOf(saved).Errors, []);
    const number = statusOf(saved).SuccessEntitys[0]?.Number ?? '';
    assert.deepEqual(await client.order(number, 'FPurchaseOrgId,FSupplierId'), [1, rows[1]?.[0]]);
    await client.call('SwitchOrg', { OrgNumber: '200' });
  });

  it('makes View show the row of the organisation that is named, or of the session’s', async () => {
    const [[first, ownOrg] = [], [second] = []] = await suppliers();
    assert.notEqual(second, undefined, 'the supplier was allocated before');
    const view = async (data: object): Promise<unknown> => {
      const reply = await client.call('View', 'BD_Supplier', { Number: 'VEN001', ...data });
      return (reply as { Result: { Result: { Id: number } } }).Result.Result.Id;
    };
    assert.deepEqual(
      [await view({}), await view({ CreateOrgId: 1 }), await view({ CreateOrgId: ownOrg })],
      [first, second, first],
    );
  });

  it('is taken back, and refused for what is not allocated by organisation', async () => {
    const before = await suppliers();
    const [[id] = []] = before;
    const targets = { PkIds: String(id), TOrgIds: '1' };
    if (before.length === 1) await client.call('Allocate', 'BD_Supplier', targets);
    assert.equal((await client.status('CancelAllocate', 'BD_Supplier', targets)).IsSuccess, true);
    assert.equal((await suppliers()).length, 1);
    assert.equal((await client.status('CancelAllocate', 'BD_Supplier', targets)).MsgCode, 11);
    assert.equal((await client.status('Allocate', 'SEC_User', targets)).MsgCode, 12);
  });
});

describe('the organisations that a user sees', () => {
  it('limit queries and View to their bills', async () => {
    const query = {
      FormId: 'PUR_PurchaseOrder',
      FieldKeys: 'FID',
      FilterString: "FPurchaseOrgId.FNumber='200'",
      Limit: 1,
    };
    const [[id] = []] = await client.query(query);
    const path = `control/access/${simulator.accounts[1]?.acctId ?? ''}`;
    const see = (organisations: string[]): Promise<unknown> =>
      control(simulator, 'PUT', path, { users: [{ userName: 'hub', organisations }] });
    await see(['100']);
    const own = { ...query, FilterString: `FID=${String(id)}` };
    assert.deepEqual(await client.query(own), []);
    assert.equal((await client.status('View', 'PUR_PurchaseOrder', { Id: id })).MsgCode, 2);
    await see(['200']);
    assert.deepEqual(await client.query(own), [[id]]);
    await see([]);
  });
});

describe('groups of base data', () => {
  it('are saved, listed as a tree, and deleted from the leaves', async () => {
    const save = (group: object): Promise<unknown> =>
      client.call('GroupSave', 'BD_MATERIAL', group);
    const idOf = (reply: unknown): number => (reply as { Result: { Id: number } }).Result.Id;
    const root = idOf(await save({ FNumber: 'G1', FName: '原料' }));
    const leaf = idOf(await save({ FNumber: 'G11', FName: '钢材', FParentId: root }));
    assert.equal(statusOf(await save({ FNumber: 'G1', FName: '重复' })).MsgCode, 11);
    const list = await client.call('QueryGroupInfo', { FormId: 'BD_MATERIAL', GroupPkIds: [leaf] });
    assert.deepEqual((list as { Result: { NeedReturnData: unknown } }).Result.NeedReturnData, [
      { FID: leaf, FParentId: root, FNumber: 'G11', FName: '钢材', FDescription: '' },
    ]);
    const remove = (id: number): ReturnType<TestClient['status']> =>
      client.status('GroupDelete', { FormId: 'BD_MATERIAL', GroupPkIds: String(id) });
    assert.equal((await remove(root)).MsgCode, 12);
    assert.equal((await remove(leaf)).IsSuccess, true);
    assert.equal((await remove(root)).IsSuccess, true);
    assert.equal((await remove(root)).MsgCode, 10);
  });
});

describe('flex combinations', () => {
  it('have the same id whatever the order of their values', async () => {
    const saved = await client.status('FlexSave', 'BD_MATERIAL', {
      Model: [{ A: '1', B: '2' }, { B: '2', A: '1' }, { A: '2' }],
    });
    const [first, second, third] = saved.SuccessEntitys.map(({ Id }) => Id);
    assert.equal(first, second);
    assert.notEqual(first, third);
  });
});
