import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { account, control, post, signedHeaders, statusOf } from '../testing/client.js';
import { bindArguments, decodeBody } from './request-body.js';

const data = { Number: 'CGDD000001' };
const text = JSON.stringify(data);
const encoded = encodeURIComponent(text);
const envelope = {
  format: 1,
  useragent: 'ApiClient',
  rid: '1',
  timestamp: '2026-01-02 03:04:05',
  v: '1.0',
};

/** The eight bodies of clients in the field, for View. */
const bodies = [
  {
    form: 'a: an array with text',
    body: JSON.stringify({ parameters: ['PUR_PurchaseOrder', text] }),
  },
  {
    form: 'a: an array with an object',
    body: JSON.stringify({ parameters: ['PUR_PurchaseOrder', data] }),
  },
  { form: 'b: names with an object', body: JSON.stringify({ formid: 'PUR_PurchaseOrder', data }) },
  {
    form: 'b: names with text, in another case',
    body: JSON.stringify({ FormId: 'PUR_PurchaseOrder', Data: text }),
  },
  {
    form: 'c: an envelope with a stringified array',
    body: JSON.stringify({ ...envelope, parameters: JSON.stringify(['PUR_PurchaseOrder', text]) }),
  },
  { form: 'd: form fields', body: `data=${encoded}&formid=PUR_PurchaseOrder` },
  {
    form: 'e: form fields around an array',
    body: `nonce=1&version=1.0&format=1&timestamp=x&rid=2&useragent=ApiClient&parameters=${encodeURIComponent(JSON.stringify(['PUR_PurchaseOrder', text]))}`,
  },
  {
    form: 'f: nothing but a stringified array',
    body: JSON.stringify({ parameters: JSON.stringify(['PUR_PurchaseOrder', data]) }),
  },
];

describe('a request body', () => {
  let simulator: KingdeeSimulator;
  before(async () => {
    simulator = await startKingdeeSimulator();
  });
  after(() => simulator.close());

  for (const { form, body } of bodies) {
    it(`is understood in form ${form}, whatever type it declares`, async () => {
      for (const type of ['application/json', 'applicatin/json', 'text/plain']) {
        const headers = { ...signedHeaders(account(simulator)), 'Content-Type': type };
        const { json } = await post(simulator, 'View', body, headers);
        const bill = (json as { Result: { Result: { BillNo: string } } }).Result.Result;
        assert.equal(bill.BillNo, 'CGDD000001');
      }
    });
  }

  it('in form g names the parts of a login', async () => {
    const { acctId, users } = account(simulator);
    const [user] = users;
    const body = { acctID: acctId, username: user?.userName, password: user?.password, lcid: 2052 };
    const method = 'Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser';
    const { json } = await post(simulator, method, JSON.stringify(body));
    assert.equal((json as { LoginResultType: number }).LoginResultType, 1);
  });

  it('in form h is empty, for Logout', async () => {
    const method = 'Kingdee.BOS.WebApi.ServicesStub.AuthService.Logout';
    assert.deepEqual((await post(simulator, method, '')).text, 'false');
  });

  it('that is a bare array fails as on the real server', async () => {
    const reply = await post(
      simulator,
      'View',
      '["PUR_PurchaseOrder"]',
      signedHeaders(account(simulator)),
    );
    assert.equal(reply.status, 500);
    assert.match(reply.text, /^response_error:.*Additional text found in JSON string/);
  });

  it('for the list of account books may be anything', async () => {
    for (const body of ['[]', '{}', '']) {
      const method =
        'Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService.GetDataCenterList';
      const { json } = await post(simulator, method, body);
      assert.deepEqual(
        (json as { Id: string }[]).map((each) => each.Id),
        ['5f0000000000a1', '5f0000000000a2'],
      );
    }
  });

  it('without the wrapping data is taken where a method wants nothing else, if the site does', async () => {
    const filters = [
      "FNumber='PRE001'",
      '[{"FieldName":"FNumber","Compare":"=","Value":"PRE001"}]',
    ];
    const headers = signedHeaders(account(simulator));
    const ask = async (data: object): Promise<unknown> =>
      (await post(simulator, 'ExecuteBillQuery', JSON.stringify(data), headers)).json;
    for (const FilterString of filters) {
      const data = { FormId: 'BD_Currency', FieldKeys: 'FCODE', FilterString };
      assert.deepEqual(await ask(data), [['CNY']]);
    }
    await control(simulator, 'PUT', 'control/switches', { bareData: false });
    const [[refused]] = (await ask({ FormId: 'BD_Currency', FieldKeys: 'FCODE' })) as [[unknown]];
    await control(simulator, 'PUT', 'control/switches', { bareData: true });
    assert.equal(statusOf(refused).MsgCode, 5);
  });

  it('whose filter is neither text nor a list once selected everything', async () => {
    const data = { FormId: 'BD_Currency', FieldKeys: 'FCODE', FilterString: { FNumber: 'X' } };
    const { json } = await post(
      simulator,
      'BillQuery',
      JSON.stringify({ data }),
      signedHeaders(account(simulator)),
    );
    assert.equal(statusOf((json as unknown[])[0]).MsgCode, 8);
  });

  it('is not looked for at addresses that are none of the product', async () => {
    const response = await fetch(simulator.url.replace('k3cloud', 'elsewhere'), { method: 'POST' });
    assert.equal(response.status, 404);
  });
});

describe('bindArguments', () => {
  it('matches names in any case and leaves undefined what is missing', () => {
    const given = decodeBody('{"FORMID":"X"}');
    assert.deepEqual(bindArguments(given, ['formid', 'opNumber', 'data']), [
      'X',
      undefined,
      undefined,
    ]);
  });

  it('finds names one level deeper, and nothing in parameters that are empty', () => {
    const names = ['formid', 'data'];
    for (const inner of ['{"FormId":"X","data":{}}', '"{\\"FormId\\":\\"X\\",\\"data\\":{}}"']) {
      const given = decodeBody(`{"format":1,"parameters":${inner}}`);
      assert.deepEqual(bindArguments(given, names), ['X', {}]);
    }
    for (const empty of ['null', '""', '[]', '"[]"']) {
      const given = decodeBody(`{"format":1,"parameters":${empty}}`);
      assert.deepEqual(bindArguments(given, names), [undefined, undefined]);
    }
  });

  it('takes positional arguments in order', () => {
    const given = decodeBody('{"parameters":["X","Cancel","{}"]}');
    assert.deepEqual(bindArguments(given, ['formid', 'opNumber', 'data']), ['X', 'Cancel', '{}']);
  });
});
