import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { ChangedSince } from '@hub/source';
import { faultOf, printedCode } from '../testing/client-of.js';
import { wiseOrder, WiseRig } from '../testing/wise-rig.js';

let rig: WiseRig;
let standing: object;
before(async () => {
  rig = await WiseRig.start();
  const shown = (await rig.control.ask('GET', 'switches')) as { switches: object };
  standing = shown.switches;
});
beforeEach(async () => {
  await rig.control.switch(standing);
  await rig.control.ask('DELETE', 'faults');
});
after(() => rig.close());

const form = 'PUR_PurchaseOrder';

function question(): ChangedSince {
  const modifiedFrom = rig.erp.clock.now() - 60_000;
  return { form, organisations: [], modifiedFrom, afterId: null, until: null };
}

function count(calls: readonly string[], name: string): number {
  return calls.filter((call) => call === name).length;
}

describe('a token of K3API', () => {
  it('is fetched once for many calls at the same time, and kept', async () => {
    const source = rig.source();
    const calls = await rig.callsOf(async () => {
      await Promise.all(Array.from({ length: 10 }, () => source.read(form, '1001', [])));
      await source.read(form, '1001', []);
    });
    assert.equal(count(calls, 'Token/Create'), 1);
    assert.equal(count(calls, 'PO/GetList'), 11);
  });

  it('is renewed before it runs out', async () => {
    const clock = rig.clock();
    const source = rig.source({}, clock);
    await source.read(form, '1001', []);
    await clock.advance(3_240_000);
    const calls = await rig.callsOf(() => source.read(form, '1001', []));
    assert.deepEqual(calls, ['Token/Create', 'PO/GetList']);
  });

  it('that is lost between two pages is fetched anew, and nothing is passed over', async () => {
    for (const badTokenStatus of [401, 200_001, 500]) {
      await rig.control.switch({ badTokenStatus });
      const source = rig.source({ pageRows: 50 });
      const ids: string[] = [];
      for (let index = 0; index < 60; index += 1)
        ids.push((await rig.control.create('PO', wiseOrder('1'))).id);
      await source.read(form, '1001', []);
      const first = await source.open({ form, organisations: [], afterId: null, modifiedFrom: 0 });
      await rig.control.ask('POST', 'tokens/expire', {});
      const calls = await rig.callsOf(async () => {
        const page = await source.changedSince(question());
        const found = new Set(page.documents.map(({ documentId }) => documentId));
        assert.deepEqual(
          ids.filter((id) => !found.has(id)),
          [],
        );
      });
      assert.ok(first.documents.length > 0);
      assert.equal(count(calls, 'Token/Create'), 1);
    }
  });

  it('is not asked for again at once when the code is refused, and the code is never shown', async () => {
    const clock = rig.clock();
    const authorityCode = 'canary-code-0123456789abcdef';
    const source = rig.source({ authorityCode }, clock);
    const calls = await rig.callsOf(async () => {
      for (let tries = 0; tries < 3; tries += 1) {
        const error = await faultOf(source.read(form, '1001', []));
        assert.equal(printedCode(error), 'KINGDEE_LOGIN_REFUSED');
        assert.match(error.message, /授权码不正确 \(StatusCode 401\); check authorityCode/);
        assert.ok(!error.message.includes(authorityCode));
      }
    });
    assert.equal(count(calls, 'Token/Create'), 1);
    await clock.advance(10_000);
    const later = await rig.callsOf(() => faultOf(source.read(form, '1001', [])));
    assert.equal(count(later, 'Token/Create'), 1);
  });
});

describe('faults of K3API are told by their codes', () => {
  const table: readonly (readonly [string, object, string, RegExp])[] = [
    ['a failure of the server', { kind: 'status' }, 'KINGDEE_BUSY (r)', /StatusCode 500/],
    [
      'a refusal',
      { kind: 'status', params: { statusCode: 403, message: '没有权限' } },
      'KINGDEE_REFUSED',
      /没有权限 \(StatusCode 403\); give the code the rights/,
    ],
    ['HTTP 503', { kind: 'http', params: { status: 503 } }, 'KINGDEE_BUSY (r)', /HTTP 503/],
    [
      'HTTP 404',
      { kind: 'http', params: { status: 404 } },
      'KINGDEE_UNREACHABLE (r)',
      /check the path in the address/,
    ],
    ['a page of a proxy', { kind: 'html' }, 'KINGDEE_MALFORMED (r)', /is a proxy in between/],
    ['half an answer', { kind: 'garbage' }, 'KINGDEE_MALFORMED (r)', /no JSON object/],
    ['a lost answer', { kind: 'reply-lost' }, 'KINGDEE_UNREACHABLE (r)', /no connection/],
    ['no connection', { kind: 'refuse' }, 'KINGDEE_UNREACHABLE (r)', /no connection/],
  ];
  for (const [what, fault, code, words] of table) {
    it(`${what} is ${code}`, async () => {
      const source = rig.source();
      await source.read(form, '1001', []);
      await rig.control.fault({ target: 'GetList', times: 2, ...fault });
      const error = await faultOf(source.read(form, '1001', []));
      assert.equal(printedCode(error), code);
      assert.match(error.message, words);
    });
  }

  it('an object that is not granted is KINGDEE_FORM_UNKNOWN', async () => {
    const source = rig.source({ forms: [{ form, object: 'Bill4711' }] });
    const error = await faultOf(source.read(form, '1001', []));
    assert.equal(printedCode(error), 'KINGDEE_FORM_UNKNOWN');
  });
});

describe('the tenant file', () => {
  it('names what is wrong with it', () => {
    const wrong = [{ forms: [] }, { forms: [{ form: 'Nonsense' }] }, { nonsense: 1 }];
    for (const over of wrong) assert.throws(() => rig.source(over), /forms|nonsense/);
    assert.throws(() => rig.source({ url: 'http://a:b@erp/K3API/' }), HubError);
  });

  it('is asked about by the doctor', async () => {
    const findings = await Promise.all(
      rig
        .source()
        .checks()
        .map((check) => check.run()),
    );
    assert.deepEqual(
      findings.map(({ ok, found }) => [ok, found.zh]),
      [
        [true, '登录成功'],
        [true, 'PUR_PurchaseOrder 可读取，字段齐全'],
        [true, 'CN_PAYAPPLY 可读取，字段齐全'],
      ],
    );
    const [login] = rig.source({ authorityCode: 'wrong-code' }).checks();
    const finding = await login?.run();
    assert.deepEqual([finding?.ok, finding?.code], [false, 'KINGDEE_LOGIN_REFUSED']);
    assert.match(finding?.remedy?.zh ?? '', /授权码/);
  });
});
