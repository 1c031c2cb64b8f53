import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { faultOf, printedCode } from '../testing/client-of.js';
import { cosmicOrder, CosmicRig } from '../testing/cosmic-rig.js';

const form = 'PUR_PurchaseOrder';
const object = 'pm_purorderbill';
let rig: CosmicRig;
let standing: object;
let id: string;
before(async () => {
  rig = await CosmicRig.start();
  const shown = (await rig.control.ask('GET', 'switches')) as { switches: object };
  standing = shown.switches;
  ({ id } = await rig.control.create(object, cosmicOrder('1')));
});
beforeEach(async () => {
  await rig.control.switch(standing);
  await rig.control.ask('DELETE', 'faults');
  // The server forgets who asked for tokens, and who gave wrong secrets.
  rig.erp.clock.shift(200_000);
});
after(() => rig.close());

function count(calls: readonly string[], name: string): number {
  return calls.filter((call) => call === name).length;
}

describe('a token of Cosmic', () => {
  it('is fetched once for many calls at the same time, and kept', async () => {
    const source = rig.source();
    const calls = await rig.callsOf(async () => {
      await Promise.all(Array.from({ length: 20 }, () => source.read(form, id, [])));
    });
    assert.deepEqual([count(calls, 'getToken'), count(calls, `${object}/query`)], [1, 20]);
  });

  for (const expiresIn of ['milliseconds', 'milliseconds-as-text', 'seconds']) {
    it(`is renewed before it runs out, told in ${expiresIn}`, async () => {
      await rig.control.switch({ expiresIn });
      const clock = rig.clock();
      const source = rig.source({}, clock);
      await source.read(form, id, []);
      await clock.advance(6_400_000);
      rig.erp.clock.shift(6_400_000);
      const kept = await rig.callsOf(() => source.read(form, id, []));
      assert.equal(count(kept, 'getToken'), 0);
      await clock.advance(100_000);
      rig.erp.clock.shift(100_000);
      const renewed = await rig.callsOf(() => source.read(form, id, []));
      assert.equal(count(renewed, 'getToken'), 1);
    });
  }

  for (const errorStatus of ['always-200', 'as-code']) {
    it(`that is lost is fetched anew once for all calls; status ${errorStatus}`, async () => {
      await rig.control.switch({ errorStatus });
      const source = rig.source();
      await source.read(form, id, []);
      await rig.control.ask('POST', 'tokens/expire', {});
      const calls = await rig.callsOf(async () => {
        const found = await Promise.all([1, 2, 3].map(() => source.read(form, id, [])));
        assert.deepEqual(
          found.map((one) => one?.documentId),
          [id, id, id],
        );
      });
      assert.equal(count(calls, 'getToken'), 1);
    });
  }

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ['secret', { clientSecret: 'canary-secret-0123' }, /第 1 次密钥验证失败 \(errorCode 401\)/],
    ['application', { clientId: 'nobody' }, /在系统中不存在或未启用/],
    ['data centre', { accountId: '1' }, /在系统中不存在或未启用/],
    ['user', { username: 'lixiaomei' }, /不在代理用户中/],
  ];
  for (const [what, over, words] of refusals) {
    it(`is not given for a wrong ${what}, which is never shown`, async () => {
      const source = rig.source(over);
      const calls = await rig.callsOf(async () => {
        for (let tries = 0; tries < 3; tries += 1) {
          const error = await faultOf(source.read(form, id, []));
          assert.equal(printedCode(error), 'KINGDEE_LOGIN_REFUSED');
          assert.match(error.message, words);
          assert.match(error.message, /check accountId, clientId, clientSecret/);
          assert.ok(!error.message.includes('canary-secret'));
        }
      });
      // The server locks an application after five wrong secrets.
      assert.equal(count(calls, 'getToken'), 1);
    });
  }

  it('is not given when the clocks differ', async () => {
    const clock = rig.clock();
    clock.jump(-600_000);
    const error = await faultOf(rig.source({}, clock).read(form, id, []));
    assert.equal(printedCode(error), 'KINGDEE_LOGIN_REFUSED');
    assert.match(error.message, /timestamp.*the clocks of both sides/);
  });

  it('is waited for when too many were asked for', async () => {
    await rig.control.switch({ tokensPerMinute: 0 });
    const error = await faultOf(rig.source().read(form, id, []));
    assert.deepEqual([printedCode(error), error.retryAfterMs], ['KINGDEE_CALL_LIMIT (r)', 60_000]);
  });

  it('is fetched by two steps, and past a gateway, where a site is so', async () => {
    const identity = rig.erp.accounts[0]?.identity;
    await rig.control.switch({ gatewayIdentity: true, oldLogin: true, enhancedToken: false });
    const source = rig.source({ auth: 'two-steps', gatewayIdentity: identity });
    assert.equal((await source.read(form, id, []))?.documentId, id);
    const error = await faultOf(rig.source({ gatewayIdentity: identity }).read(form, id, []));
    assert.match(error.message, /where the site knows no enhanced tokens, set auth to two-steps/);
  });
});

describe('faults of Cosmic are told by their codes', () => {
  const table: readonly (readonly [string, object, string])[] = [
    ['400', { errorCode: '400' }, 'KINGDEE_REFUSED'],
    ['403', { errorCode: '403' }, 'KINGDEE_NO_PERMISSION'],
    ['404', { errorCode: '404' }, 'KINGDEE_FORM_UNKNOWN'],
    ['429', { errorCode: '429' }, 'KINGDEE_CALL_LIMIT (r)'],
    ['500', { errorCode: '500' }, 'KINGDEE_BUSY (r)'],
    ['612', { errorCode: '612' }, 'KINGDEE_NO_PERMISSION'],
    ['999', { errorCode: '999' }, 'KINGDEE_BUSY (r)'],
    ['702', { errorCode: '702' }, 'KINGDEE_REFUSED'],
  ];
  for (const [code, params, wanted] of table) {
    it(`${code} is ${wanted}`, async () => {
      await rig.control.fault({ kind: 'error', target: 'query', params });
      const error = await faultOf(rig.source().read(form, id, []));
      assert.equal(printedCode(error), wanted);
      assert.match(error.message, new RegExp(`errorCode ${code}`));
    });
  }

  const ways: readonly (readonly [object, string])[] = [
    [{ kind: 'http', params: { status: 502 } }, 'KINGDEE_BUSY (r)'],
    [{ kind: 'html' }, 'KINGDEE_MALFORMED (r)'],
    [{ kind: 'garbage' }, 'KINGDEE_MALFORMED (r)'],
    [{ kind: 'refuse' }, 'KINGDEE_UNREACHABLE (r)'],
  ];
  for (const [fault, wanted] of ways) {
    it(`${JSON.stringify(fault)} is ${wanted}`, async () => {
      await rig.control.fault({ target: 'query', ...fault });
      assert.equal(printedCode(await faultOf(rig.source().read(form, id, []))), wanted);
    });
  }

  it('a token that is never accepted is a refused login, after one more try', async () => {
    await rig.control.fault({ kind: 'token-loss', target: 'query', times: 2 });
    const source = rig.source();
    const error = await faultOf(source.read(form, id, []));
    assert.equal(printedCode(error), 'KINGDEE_LOGIN_REFUSED');
    assert.match(error.message, /not accepted even with a fresh token/);
  });
});

describe('the doctor', () => {
  it('asks whether each form can be read, and says what is missing', async () => {
    const findings = await Promise.all(
      rig
        .source()
        .checks()
        .map((check) => check.run()),
    );
    assert.deepEqual(
      findings.map(({ ok }) => ok),
      [true, true, true, true, true],
    );
    const source = rig.source({ forms: [{ form, path: 'pm/pm_nonsense/query' }] });
    const [, readable] = await Promise.all(source.checks().map((check) => check.run()));
    assert.deepEqual([readable?.ok, readable?.code], [false, 'KINGDEE_FORM_UNKNOWN']);
    assert.match(readable?.remedy?.zh ?? '', /接口是否已发布并授权/);
  });
});
