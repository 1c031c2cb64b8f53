import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SdkStage, status, value, type Status } from './testing/kingdee-sdk.js';

const order = 'PUR_PurchaseOrder';

describe('the vendor’s Python SDK at a simulator that refuses', () => {
  let sdk: SdkStage;
  before(async () => {
    sdk = await SdkStage.open();
  });
  after(() => sdk.close());

  it('reads refusals as the real server words them', async () => {
    const [field, form, empty, none] = await sdk.run([
      ['ExecuteBillQuery', { FormId: order, FieldKeys: 'FNoSuchField' }],
      ['View', 'NO_SUCH_FORM', { Number: 'X' }],
      ['ExcuteOperation', order, '', { Numbers: ['X'] }],
      ['View', order, { Number: 'X' }],
    ]);
    const [[row]] = value(field) as [[{ Result: { ResponseStatus: Status } }]];
    assert.equal(row.Result.ResponseStatus.MsgCode, 9);
    assert.equal(
      row.Result.ResponseStatus.Errors?.[0]?.Message,
      '元数据中标识为FNoSuchField的字段不存在',
    );
    assert.deepEqual(
      [form, empty, none].map((reply) => status(reply).MsgCode),
      [4, 3, 10],
    );
  });

  it('is told of bad credentials, of an unknown account book, and of a session that was lost', async () => {
    const [denied] = await sdk.run([['View', order, { Number: 'X' }]], {
      appSecret: 'f'.repeat(32),
    });
    assert.equal(status(denied).MsgCode, 1);
    const [unknown] = await sdk.run([['View', order, { Number: 'X' }]], {
      acctId: '5f0000000000ff',
    });
    assert.equal(unknown?.raised, 'RuntimeError');
    assert.match(unknown.message ?? '', /Fail to verify thirty passport/);
    await sdk.order({ kind: 'session-loss', target: 'View' });
    const query = ['ExecuteBillQuery', { FormId: 'BD_Currency', FieldKeys: 'FCODE', Limit: 1 }];
    const [before, lost, after] = await sdk.run([query, ['View', order, { Number: 'X' }], query]);
    assert.equal(status(lost).MsgCode, 1);
    // A dead session id with a good signature silently becomes a new session.
    assert.deepEqual(value(after), value(before));
    assert.notEqual(after?.session, before?.session);
  });

  it('raises what the server answers without a reply object', async () => {
    await sdk.order({ kind: 'exception', params: { status: 200 } });
    await sdk.order({ kind: 'gateway' });
    const [exception, gateway] = await sdk.run([
      ['View', order, { Number: 'X' }],
      ['View', order, { Number: 'X' }],
    ]);
    assert.equal(exception?.raised, 'RuntimeError');
    assert.match(exception.message ?? '', /Object reference not set/);
    assert.match(gateway?.message ?? '', /"errcode":4006/);
  });
});
