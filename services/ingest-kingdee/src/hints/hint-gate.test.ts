import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { FakeClock } from '@hub/testkit';
import { HintGate, hintBytesMax, type HintAnswer, type ReceivedHint } from './hint-gate.js';
import { isSigned, signHint } from './hint-signature.js';

const key = Buffer.from('0123456789abcdef0123456789abcdef');
const old = Buffer.from('fedcba9876543210fedcba9876543210');

function gate(perMinute = 600): {
  clock: FakeClock;
  woken: string[];
  say: (over?: Partial<Said>) => Promise<HintAnswer>;
} {
  const clock = new FakeClock();
  const woken: string[] = [];
  const one = new HintGate({
    tenantOf: (tenant) =>
      tenant === 'huadong'
        ? { keys: [key, old], perMinute, forms: ['PUR_PurchaseOrder', 'AP_Payable'] }
        : null,
    wake: async (tenant, form) => {
      woken.push(`${tenant}/${form}`);
    },
    clock,
  });
  return { clock, woken, say: (over = {}) => one.receive(said(clock, over)) };
}

interface Said {
  readonly tenant: string;
  readonly signedFor: string;
  readonly key: Buffer;
  readonly skewMs: number;
  readonly timestamp: string;
  readonly body: string;
  readonly sentBody: string;
}

function said(clock: FakeClock, over: Partial<Said>): ReceivedHint {
  const tenant = over.tenant ?? 'huadong';
  const body = over.body ?? '{"formId":"PUR_PurchaseOrder","billId":"100186","operation":"Audit"}';
  const timestamp =
    over.timestamp ?? String(Math.floor((clock.now() + (over.skewMs ?? 0)) / 1_000));
  const signed = { tenant: over.signedFor ?? tenant, timestamp, body: Buffer.from(body) };
  return {
    tenant,
    headers: {
      'x-hub-timestamp': timestamp,
      'x-hub-signature': signHint(signed, over.key ?? key),
    },
    body: Buffer.from(over.sentBody ?? body),
  };
}

describe('a hint', () => {
  it('that is signed has its form read early', async () => {
    const { say, woken } = gate();
    assert.deepEqual(await say(), { status: 202, code: null, retryAfterSeconds: null });
    assert.deepEqual(woken, ['huadong/PUR_PurchaseOrder']);
  });

  it('is taken with any key of the tenant, and names its form in any case', async () => {
    const { say, woken } = gate();
    await say({ key: old, body: '{"formId":"AP_PAYABLE","billNo":"YF0001"}' });
    assert.deepEqual(woken, ['huadong/AP_Payable']);
  });

  const forged: { readonly name: string; readonly over: Partial<Said>; readonly code: string }[] = [
    {
      name: 'with a wrong key',
      over: { key: Buffer.from('x'.repeat(32)) },
      code: 'INGEST_HINT_FORGED',
    },
    {
      name: 'whose body was changed',
      over: { sentBody: '{"formId":"AP_Payable"}' },
      code: 'INGEST_HINT_FORGED',
    },
    { name: 'of another tenant', over: { signedFor: 'huanan' }, code: 'INGEST_HINT_FORGED' },
    { name: 'for a tenant unknown', over: { tenant: 'nobody' }, code: 'INGEST_HINT_FORGED' },
    {
      name: 'signed with nothing',
      over: { tenant: 'nobody', key: Buffer.alloc(32) },
      code: 'INGEST_HINT_FORGED',
    },
    { name: 'of six minutes ago', over: { skewMs: -360_000 }, code: 'INGEST_HINT_STALE' },
    { name: 'of six minutes ahead', over: { skewMs: 360_000 }, code: 'INGEST_HINT_STALE' },
    { name: 'without a time', over: { timestamp: 'now' }, code: 'INGEST_HINT_STALE' },
  ];
  for (const { name, over, code } of forged) {
    it(`${name} is refused and has nothing read`, async () => {
      const { say, woken } = gate();
      assert.deepEqual(await say(over), { status: 401, code, retryAfterSeconds: null });
      assert.deepEqual(woken, []);
    });
  }

  it('may come from a clock that is off by four minutes', async () => {
    const { say, woken } = gate();
    await say({ skewMs: -240_000 });
    await say({ skewMs: 240_000 });
    assert.equal(woken.length, 2);
  });

  it('that is repeated causes no second read, as long as it could be repeated at all', async () => {
    const { say, woken, clock } = gate();
    const timestamp = String(Math.floor((clock.now() + 299_000) / 1_000));
    for (let minute = 0; minute < 12; minute += 1) {
      const { status } = await say({ timestamp });
      assert.equal(status, minute < 10 ? 202 : 401);
      await clock.advance(60_000);
    }
    assert.deepEqual(woken, ['huadong/PUR_PurchaseOrder']);
  });

  it('too many in a minute are put off, and none is lost that comes again', async () => {
    const { say, woken, clock } = gate(60);
    const bodies = Array.from(
      { length: 61 },
      (_, index) => `{"formId":"AP_Payable","billId":${String(index)}}`,
    );
    const answers = [];
    for (const body of bodies) answers.push(await say({ body }));
    assert.deepEqual(answers.at(-1), {
      status: 429,
      code: 'INGEST_HINT_TOO_MANY',
      retryAfterSeconds: 1,
    });
    assert.equal(woken.length, 60);
    await clock.advance(1_000);
    assert.equal((await say({ body: bodies.at(-1) ?? '' })).status, 202);
    assert.equal(woken.length, 61);
  });

  it('that was forged uses up nothing of the allowance', async () => {
    const { say, woken } = gate(10);
    for (let index = 0; index < 100; index += 1) await say({ key: Buffer.from('y'.repeat(32)) });
    assert.equal((await say()).status, 202);
    assert.equal(woken.length, 1);
  });

  it('about a form that is not read is taken and does nothing', async () => {
    const { say, woken } = gate();
    assert.equal((await say({ body: '{"formId":"BD_MATERIAL"}' })).status, 202);
    assert.deepEqual(woken, []);
  });

  it('without a form, too large, or no JSON is refused', async () => {
    const { say, woken } = gate();
    const bodies = ['{"billId":1}', '[]', 'formId=1', '{"formId":""}'];
    const answers = [];
    for (const body of bodies) answers.push((await say({ body })).status);
    assert.deepEqual(answers, [400, 400, 400, 400]);
    const large = `{"formId":"AP_Payable","x":"${'x'.repeat(hintBytesMax)}"}`;
    assert.equal((await say({ body: large })).status, 413);
    assert.deepEqual(woken, []);
  });
});

describe('docs/hints.md', () => {
  it('shows a signature that the hub takes', () => {
    const page = readFileSync(new URL('../../../../docs/hints.md', import.meta.url), 'utf8');
    const [, body = ''] = /```json\n(.*)\n```/.exec(page) ?? [];
    const [, signature = ''] = /```\n(sha256=.*)\n```/.exec(page) ?? [];
    assert.ok(page.includes(`\`${key.toString()}\``) && page.includes('`1793581200`'));
    const hint = { tenant: 'huadong', timestamp: '1793581200', body: Buffer.from(body) };
    assert.equal(isSigned(hint, signature, [key]), true);
    assert.equal(isSigned({ ...hint, timestamp: '1793581201' }, signature, [key]), false);
  });
});
