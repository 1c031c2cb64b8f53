import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { eventually, testRedis, uniqueName } from '@hub/testkit';
import {
  connectRedis,
  createClaims,
  createLimiter,
  createRecentIndex,
  type RedisLink,
} from './index.js';
import { patientLink } from './testing/patient-link.js';

const lines: string[] = [];
const log = {
  info: (_fields: object, message: string) => void lines.push(message),
  warn: (fields: object, message: string) =>
    void lines.push(`${message} ${JSON.stringify(fields)}`),
};

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('connectRedis', () => {
  it('says in one line what is wrong with an address, without repeating it', async () => {
    for (const url of ['localhost:6379', 'http://h:1', 'redis://', 'nonsense with s3cret']) {
      await assert.rejects(connectRedis(url, { log }), (error: unknown) => {
        assert.ok(error instanceof HubError);
        assert.equal(error.code, 'REDIS_URL');
        assert.doesNotMatch(error.message, /s3cret/);
        return true;
      });
    }
  });

  it('goes on without a server that does not answer, names it without the password, and fails commands at once', async () => {
    const link = await connectRedis('redis://someone:s3cret@127.0.0.1:1', {
      log,
      firstWaitMs: 100,
    });
    try {
      await assert.rejects(
        link.run((redis) => redis.get('a')),
        (error: unknown) =>
          error instanceof HubError &&
          error.code === 'REDIS_AWAY' &&
          error.retryable &&
          error.message.includes('127.0.0.1:1'),
      );
      assert.match(link.problem() ?? '', /127\.0\.0\.1:1/);
      assert.doesNotMatch(lines.join('\n') + (link.problem() ?? ''), /s3cret/);
    } finally {
      await link.close();
    }
  });
});

describe('a Redis that accepts and never answers', () => {
  let silent: Server;
  let link: RedisLink;

  before(async () => {
    silent = createServer((socket) => {
      socket.on('error', () => undefined);
    });
    link = await connectRedis(`redis://127.0.0.1:${String(await listen(silent))}`, {
      log,
      firstWaitMs: 100,
      commandTimeoutMs: 60_000,
    });
  });

  after(async () => {
    await link.close();
    silent.close();
  });

  it('holds nobody up: claims and limits go on in memory', async () => {
    const claims = createClaims(link, { leaseMs: 1_000, keepMs: 1_000 });
    await claims.confirm('hub:a', 'done');
    const startedAt = performance.now();
    assert.deepEqual(await claims.claim('hub:a'), { state: 'DONE', result: 'done' });
    assert.equal(
      (await createLimiter(link).take([{ key: 'hub:l', calls: 1, windowMs: 1_000 }])).waitMs,
      0,
    );
    assert.ok(performance.now() - startedAt < 30_000, 'nobody waits for the time-out');
  });
});

describe('a Redis that falls silent', () => {
  it('is asked no more for a second after an answer did not come, then again', async () => {
    const redis = await testRedis();
    const { port, hostname } = new URL(redis.url);
    const near: Socket[] = [];
    let silent = false;
    const between = createServer((socket) => {
      near.push(socket);
      // One that is opened because the first is silent is not answered either.
      if (silent) return;
      const far = connect(Number(port), hostname);
      // 'close' too: with a Redis that is not ours to stop, a forgotten socket would keep this process alive.
      socket.on('error', () => far.destroy()).on('close', () => far.destroy());
      far.on('error', () => socket.destroy());
      socket.pipe(far).pipe(socket);
    });
    const url = `redis://127.0.0.1:${String(await listen(between))}`;
    const link = await connectRedis(url, { log, commandTimeoutMs: 200, firstWaitMs: 60_000 });
    const ask = (): Promise<unknown> => link.run((client) => client.get('hub:test:none'));
    try {
      assert.equal(await ask(), null);
      silent = true;
      for (const socket of near) socket.unpipe().pause();
      await assert.rejects(ask(), { code: 'REDIS_AWAY' });
      const startedAt = performance.now();
      for (let call = 0; call < 100; call += 1) await assert.rejects(ask(), { code: 'REDIS_AWAY' });
      assert.ok(
        performance.now() - startedAt < 10_000,
        'a hundred calls must not wait for the time-out each',
      );
      const said = lines.filter((line) => line.includes('no answer within 200 ms'));
      assert.deepEqual(said, [
        `Redis away; going on without {"address":"127.0.0.1:${new URL(url).port}","reason":"no answer within 200 ms"}`,
      ]);
      silent = false;
      for (const socket of near) socket.destroy();
      assert.equal(await eventually(ask), null);
    } finally {
      await link.close();
      between.close();
      await redis.stop();
    }
  });
});

describe('a process that stands still', () => {
  it('finds the answer afterwards (it took Redis for away, and fetched for itself what all share)', async () => {
    const redis = await testRedis();
    const link = await patientLink(redis.url, { commandTimeoutMs: 2_000 });
    const asked = link.run((client) => client.get(uniqueName('hub:test')));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_000);
    try {
      assert.equal(await asked, null);
    } finally {
      await link.close();
      await redis.stop();
    }
  });
});

describe('a Redis that goes away and comes back', () => {
  it('is used again, and what was remembered meanwhile is found', async (test) => {
    const redis = await testRedis();
    if (redis.kill === undefined || redis.restart === undefined) {
      // A given server is not ours to kill; the way by local processes covers this.
      test.diagnostic('the Redis of this run cannot be killed');
      return redis.stop();
    }
    const link = await patientLink(redis.url, { log });
    try {
      const index = createRecentIndex(link, { keepMs: 60_000, fieldsMax: 5 });
      const limiter = createLimiter(link, { processes: 2 });
      const [key, limit] = [
        uniqueName('hub:test'),
        { key: uniqueName('hub:test'), calls: 4, windowMs: 60_000 },
      ];
      await redis.kill();
      await eventually(() => link.problem() !== null);
      await index.put(key, 'away', 'put while away', 1);
      const takes = [];
      for (let call = 0; call < 3; call += 1)
        takes.push((await limiter.take([limit])).answered !== null);
      assert.deepEqual(
        takes,
        [true, true, false],
        'half of the limit, because another process may use the other half',
      );

      await redis.restart();
      await eventually(() => link.problem() === null);
      await index.put(key, 'back', 'put when back', 2);
      assert.deepEqual([...(await index.list(key))].toSorted(), [
        'put when back',
        'put while away',
      ]);
    } finally {
      await link.close();
      await redis.stop();
    }
  });
});
