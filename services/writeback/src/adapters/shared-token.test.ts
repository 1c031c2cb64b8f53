import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { DingTalkClient } from '@hub/dingtalk';
import { connectRedis, createSharedValues, type RedisLink } from '@hub/redis';
import { testRedis, uniqueName } from '@hub/testkit';

/** A slow answer of Redis is waited for: who goes on without fetches a token for itself. */
const patient = {
  log: { info: () => undefined, warn: () => undefined },
  firstWaitMs: 60_000,
  commandTimeoutMs: 60_000,
};
const clientsMax = 4;

/** Clients that share nothing but Redis, as those of several processes do. */
describe('the access token of several processes', () => {
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let links: RedisLink[];
  let server: Server;
  let clients: DingTalkClient[];
  let issued = 0;
  /** The token that is in force. */
  let inForce = '';

  before(async () => {
    redis = await testRedis();
    links = await Promise.all(
      Array.from({ length: clientsMax }, () => connectRedis(redis.url, patient)),
    );
    server = createServer((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      if (request.url === '/v1.0/oauth2/accessToken') {
        issued += 1;
        inForce = `token-${String(issued)}`;
        response.end(JSON.stringify({ accessToken: inForce, expireIn: 7200 }));
        return;
      }
      const fits = request.headers['x-acs-dingtalk-access-token'] === inForce;
      response.statusCode = fits ? 200 : 400;
      response.end(JSON.stringify(fits ? { success: true } : { code: 'InvalidAuthentication' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const account = { api: url, oapi: url, appKey: uniqueName('ding'), appSecret: 'a-secret' };
    clients = links.map(
      (link) =>
        new DingTalkClient({ ...account, robotCode: 'r', tokens: createSharedValues(link) }),
    );
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(links.map((link) => link.close()));
    await new Promise((resolve) => server.close(resolve));
    await redis.stop();
  });

  const callAll = async (): Promise<void> => {
    const calls = Array.from({ length: 10 }, () =>
      clients.map((client) => client.updateCard({ outTrackId: 'c', cardData: {} })),
    );
    await Promise.all(calls.flat());
  };

  it('is fetched once by all of them', async () => {
    await callAll();
    assert.equal(issued, 1);
  });

  it('is fetched once more when DingTalk ends it before its time', async () => {
    inForce = 'ended';
    await callAll();
    assert.equal(issued, 2);
    await callAll();
    assert.equal(issued, 2);
  });
});
