import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { standardOf } from '@hub/simulator-kit';
import { switchBoard } from '../switches.js';
import { RawClient } from '../testing/raw-client.js';

let client: RawClient;
before(async () => {
  client = await RawClient.start();
});
beforeEach(async () => {
  await client.switch(standardOf(switchBoard));
});
after(() => client.close());

const purchase = 'pm/pm_purorderbill';

async function query(body: object): Promise<readonly Record<string, unknown>[]> {
  const answer = await client.call(`${purchase}/query`, { data: {}, pageSize: 100, ...body });
  assert.equal(answer.errorCode, '0', answer.message ?? '');
  return answer.data['rows'] as Record<string, unknown>[];
}

async function numbers(body: object): Promise<readonly unknown[]> {
  return (await query(body)).map(({ billno }) => billno).toSorted();
}

const order = {
  org_number: '100',
  supplier_number: 'VEN002',
  dept_number: 'BM01',
  billentry: [
    { material_number: '01.01.0001', unit_number: 'PCS', qty: 3, priceandtax: '28666.70' },
  ],
};

describe('query', () => {
  it('finds by parameters in data and by a filter beside it, and echoes what it understood', async () => {
    assert.deepEqual(await numbers({ data: { billno: 'CGDD-000002' } }), ['CGDD-000002']);
    assert.deepEqual(await numbers({ data: { billno: ['CGDD-000001', 'CGDD-000003'] } }), [
      'CGDD-000001',
      'CGDD-000003',
    ]);
    const filter = "supplier.number = 'VEN001' and totalallamount between 900 and 1000";
    assert.deepEqual(await numbers({ filter }), ['CGDD-000003']);
    const body = { data: { billno: '*' }, pageSize: 1, pageNo: 1, filter: "billstatus = 'C'" };
    const { data } = await client.call(`${purchase}/query`, body);
    const { rows, ...page } = data;
    assert.equal((rows as object[]).length, 1);
    assert.deepEqual(page, {
      filter: "[billstatus = 'C']",
      lastPage: false,
      pageNo: 1,
      pageSize: 1,
      totalCount: 3,
    });
  });

  it('passes over what is no parameter, as the field does', async () => {
    assert.equal((await query({ data: { billnumber: 'CGDD-000002' } })).length, 3);
  });

  it('prints decimals with all places, 19-digit ids as text, and names beside codes', async () => {
    const [row = {}] = await query({ data: { billno: 'CGDD-000002' } });
    const { id, supplier_name, supplier_number, billstatus, settlecurrency_number } = row;
    assert.match(String(id), /^\d{19}$/);
    assert.deepEqual(
      [supplier_name, supplier_number, billstatus, settlecurrency_number, row['totalallamount']],
      ['苏州恒力轴承有限公司', 'VEN001', 'C', 'CNY', 63500.5],
    );
    await client.switch({ references: 'object', decimals: 'text' });
    const [other = {}] = await query({ data: { billno: 'CGDD-000002' } });
    assert.deepEqual((other['supplier'] as { number: string }).number, 'VEN001');
    assert.equal(other['totalallamount'], '63500.5');
    const text = await fetch(`${client.simulator.url}kapi/v2/${purchase}/query`, {
      method: 'POST',
      headers: { accesstoken: client.token },
      body: '{"data":{"billno":"CGDD-000002"},"pageSize":1}',
    });
    assert.match(await text.text(), /"qty":"500"/);
  });

  it('says what is missing in the words that clients know', async () => {
    const table = [
      [{ pageNo: 1, pageSize: 10 }, '400', '请求参数没有 data 数据。'],
      [{ data: { pageNo: 1, pageSize: 10 } }, '400', '页大小pageSize不能为空。'],
      [{ data: {}, pageSize: 2001 }, '603', '请求数据量超出最大限制2000。'],
      [
        { data: {}, pageSize: 1, filter: 'nonsense = 1' },
        '400',
        '业务对象pm_purorderbill没有字段nonsense',
      ],
    ] as const;
    for (const [body, code, message] of table) {
      const answer = await client.call(`${purchase}/query`, body);
      assert.deepEqual([answer.errorCode, answer.message], [code, message]);
    }
    await client.switch({ requiredParameters: true });
    const wanted = await client.call(`${purchase}/query`, { data: {}, pageSize: 1 });
    assert.deepEqual([wanted.errorCode, wanted.message], ['603', '参数【billno】必填']);
    assert.equal((await numbers({ data: { billno: '*' } })).length, 3);
  });

  it('keeps its own order unless the site honours orderBy', async () => {
    const ordered = async (): Promise<unknown> =>
      (await query({ orderBy: 'billno desc' })).map(({ billno }) => billno);
    await client.switch({ rowOrder: 'oldest' });
    assert.deepEqual(await ordered(), ['CGDD-000001', 'CGDD-000002', 'CGDD-000003']);
    await client.switch({ orderBy: 'honoured' });
    assert.deepEqual(await ordered(), ['CGDD-000003', 'CGDD-000002', 'CGDD-000001']);
  });

  it('is not there for a form, an application or an operation that nobody published', async () => {
    for (const path of ['pm/pm_nonsense/query', 'ap/pm_purorderbill/query', `${purchase}/list`])
      assert.equal((await client.call(path, { data: {}, pageSize: 1 })).errorCode, '404');
    assert.equal((await client.get('nonsense')).http, 404);
    const custom = await client.call(`lbs/${purchase}/query`, { data: {}, pageSize: 1 });
    assert.equal(custom.errorCode, '0');
  });
});

describe('the life of a bill', () => {
  async function act(operation: string, billno: unknown): Promise<readonly [string, string]> {
    const { errorCode, data } = await client.call(`${purchase}/${operation}`, { data: { billno } });
    const [result] = data['result'] as { errors: { rowMsg: string[] }[] }[];
    return [errorCode, result?.errors[0]?.rowMsg[0] ?? ''];
  }

  it('goes from saving over submitting to auditing and back', async () => {
    const { data, status } = await client.call(`${purchase}/save`, { data: [order] });
    assert.equal(status, true);
    const [saved] = data['result'] as Record<string, unknown>[];
    const { id, number, ...rest } = saved ?? {};
    assert.deepEqual(rest, {
      billIndex: 0,
      billStatus: true,
      errors: [],
      keys: { billno: '' },
      type: 'Add',
    });
    assert.deepEqual([data['failCount'], data['successCount']], ['0', '1']);
    assert.deepEqual(await act('audit', number), ['611', '只有已提交的单据才能审核']);
    for (const step of ['submit', 'audit']) assert.deepEqual(await act(step, number), ['0', '']);
    const changed = await client.call(`${purchase}/save`, { data: { id, comment: '改' } });
    assert.equal(changed.errorCode, '611');
    for (const step of ['unaudit', 'delete']) assert.deepEqual(await act(step, number), ['0', '']);
    assert.deepEqual(await query({ data: { id } }), []);
    const told = client.simulator.journal
      .after(0, Infinity)
      .filter((entry) => entry.data['number'] === number)
      .map((entry) => entry.data['operation']);
    assert.deepEqual(told, ['save', 'submit', 'audit', 'unaudit', 'delete']);
  });

  it('changes a bill that is saved again by its id or number, and moves its time of change', async () => {
    const first = await client.call(`${purchase}/save`, { data: { ...order, billno: 'TWICE' } });
    const [{ id } = { id: '' }] = first.data['result'] as { id: string }[];
    const [{ modifytime: before } = { modifytime: '' }] = await query({ data: { id } });
    client.simulator.clock.shift(2000);
    const again = await client.call(`${purchase}/save`, {
      data: { billno: 'TWICE', comment: '改' },
    });
    const [row] = again.data['result'] as { type: string; id: string }[];
    assert.deepEqual([row?.type, row?.id], ['Update', id]);
    const [after = {}] = await query({ data: { id } });
    assert.equal(after['comment'], '改');
    assert.ok(String(after['modifytime']) > String(before));
  });

  it('refuses a bill by itself, and a request that came before', async () => {
    const bad = { ...order, supplier_number: 'NOBODY' };
    const { errorCode, data } = await client.call(`${purchase}/save`, { data: [bad, order] });
    assert.deepEqual([errorCode, data['failCount'], data['successCount']], ['611', '1', '1']);
    const [failed] = data['result'] as { errors: { rowMsg: string[] }[] }[];
    assert.deepEqual(failed?.errors[0]?.rowMsg, ['订货供应商不存在']);
    const headers = { accessToken: client.token, 'Idempotency-Key': '42' };
    const path = `kapi/v2/${purchase}/save`;
    assert.equal((await client.send(path, { data: order }, headers)).errorCode, '0');
    assert.equal((await client.send(path, { data: order }, headers)).errorCode, '604');
  });

  it('strikes nothing when a call names no bill', async () => {
    const { errorCode } = await client.call(`${purchase}/audit`, { data: {} });
    assert.equal(errorCode, '603');
  });
});

describe('faults', () => {
  it('strike the call they are aimed at', async () => {
    const body = { data: {}, pageSize: 1 };
    const path = `${purchase}/query`;
    const order = (fault: object): Promise<unknown> => client.control('POST', 'faults', fault);
    await order({ kind: 'call-limit', target: 'pm_purorderbill/query' });
    assert.equal((await client.call(path, body)).errorCode, '429');
    await order({
      kind: 'error',
      target: 'query',
      params: { errorCode: '999', message: '未知错误' },
    });
    assert.equal((await client.call(path, body)).message, '未知错误');
    await order({ kind: 'html' });
    assert.match(JSON.stringify((await client.call(path, body)).data), /502 Bad Gateway/);
    await order({ kind: 'token-loss' });
    assert.equal((await client.call(path, body)).errorCode, '401');
    await client.open();
  });
});
