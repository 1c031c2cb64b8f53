import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually, testRedis, uniqueName } from '@hub/testkit';
import { createSharedValues, type RedisLink } from './index.js';
import { patientLink } from './testing/patient-link.js';

describe('a shared value', () => {
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let link: RedisLink;

  before(async () => {
    redis = await testRedis();
    link = await patientLink(redis.url);
  });
  after(async () => {
    await link.close();
    await redis.stop();
  });

  it('is written by one and read by all, with the time it has left', async () => {
    const [values, key] = [createSharedValues(link), uniqueName('hub:test')];
    assert.equal(await values.read(key), null);
    const before = performance.now();
    await values.write(key, 'a', 60_000);
    const found = await values.read(key);
    const passedMs = performance.now() - before;
    assert.equal(found?.value, 'a');
    // Redis counts whole milliseconds.
    const { leftMs } = found;
    assert.ok(
      leftMs >= 59_998 - passedMs && leftMs <= 60_000,
      `${String(leftMs)} after ${String(passedMs)}`,
    );
  });

  it('is forgotten after its time, or when it is dropped as what it is', async () => {
    const [values, key] = [createSharedValues(link), uniqueName('hub:test')];
    await values.write(key, 'a', 60_000);
    await values.drop(key, 'older');
    assert.equal((await values.read(key))?.value, 'a');
    await values.drop(key, 'a');
    assert.equal(await values.read(key), null);
    await values.write(key, 'b', 20);
    await eventually(async () => {
      assert.equal(await values.read(key), null);
    });
  });

  it('is fetched by one at a time, and by another when the first has died', async () => {
    const [values, key] = [createSharedValues(link), uniqueName('hub:test')];
    const all = await Promise.all(Array.from({ length: 10 }, () => values.lead(key, 60_000)));
    assert.equal(all.filter(Boolean).length, 1);
    await values.write(key, 'a', 60_000);
    assert.equal(await values.lead(key, 60_000), true, 'after it was written');
    await values.pass(key);
    assert.equal(await values.lead(key, 20), true, 'after it was passed on');
    await eventually(async () => {
      assert.equal(await values.lead(key, 60_000), true);
    });
  });

  it('is nobody else’s business without Redis, or while it is away', async () => {
    const away = await patientLink(redis.url);
    await away.close();
    for (const values of [createSharedValues(null), createSharedValues(away)]) {
      await values.write('k', 'a', 60_000);
      await values.drop('k', 'a');
      await values.pass('k');
      assert.equal(await values.read('k'), null);
      assert.equal(await values.lead('k', 1_000), true);
      assert.equal(await values.lead('k', 1_000), true);
    }
  });
});
