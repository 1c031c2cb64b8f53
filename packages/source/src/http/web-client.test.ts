import assert from 'node:assert/strict';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { HubError, systemClock } from '@hub/core';
import { eventually, FakeClock } from '@hub/testkit';
import { selfSigned } from '../testing/self-signed.js';
import type { AuthFields } from './auth.js';
import { WebClient, type WebClientOptions } from './web-client.js';

/** Node's own 5 s would end the call that is under way when a machine stands still. */
const patient = { keepAliveTimeout: 120_000 };
const secret = 'a-secret-nobody-may-see';

describe('calls of a source', () => {
  const refusals = [
    { status: 401, code: 'SOURCE_CREDENTIALS', retryable: false },
    { status: 403, code: 'SOURCE_NO_PERMISSION', retryable: false },
    { status: 400, code: 'SOURCE_REFUSED', retryable: false },
    { status: 302, code: 'SOURCE_REFUSED', retryable: false },
    { status: 408, code: 'SOURCE_TIMEOUT', retryable: true },
    { status: 429, code: 'SOURCE_BUSY', retryable: true },
    { status: 500, code: 'SOURCE_UNREACHABLE', retryable: true },
    { status: 503, code: 'SOURCE_BUSY', retryable: true },
    { status: 504, code: 'SOURCE_TIMEOUT', retryable: true },
  ];
  for (const { status, code, retryable } of refusals) {
    it(`HTTP ${String(status)} is ${code}, and what the server echoes of a secret is not told`, async () => {
      const answer = reply(status, `you sent ${secret}`, { location: 'http://127.0.0.1:9/' });
      const fault = await faultOf(answer, { auth: { kind: 'bearer', token: secret } });
      assert.deepEqual([fault.code, fault.retryable], [code, retryable]);
      assert.equal(fault.message.includes(secret), false);
      assert.match(fault.message, /^source erp, orders: HTTP/);
    });
  }

  // Used to be said without where to.
  it('a redirect is told by where it leads, without what may be secret there', async () => {
    const location = 'https://sso.example.com/login?ticket=s3cret#there';
    const fault = await faultOf(reply(302, '', { location }), {});
    assert.match(fault.message, /it points to https:\/\/sso\.example\.com\/login, which/);
  });

  it('a server that asks for patience is left alone for as long as it says', async () => {
    const clock = new FakeClock();
    let calls = 0;
    const busy: RequestListener = (_, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(429, { 'retry-after': '7' });
      response.end('{}');
    };
    await serve(busy, { clock }, async (client) => {
      const ask = (): Promise<unknown> => client.get({ target: '/orders', what: 'orders' });
      await assert.rejects(ask(), { code: 'SOURCE_BUSY', retryAfterMs: 7_000 });
      await clock.advance(6_000);
      await assert.rejects(ask(), { code: 'SOURCE_BUSY', retryAfterMs: 1_000 });
      assert.equal(calls, 1);
      await clock.advance(1_000);
      await ask();
      assert.equal(calls, 2);
    });
  });

  it('patience that is asked for by date counts from now', async () => {
    const clock = new FakeClock();
    const until = new Date(clock.now() + 30_000).toUTCString();
    const fault = await faultOf(reply(503, '', { 'retry-after': until }), { clock });
    assert.equal(fault.retryAfterMs, 30_000);
  });

  it('a server that does not answer is given up in time', async () => {
    const fault = await faultOf(() => undefined, { requestTimeoutMs: 100 });
    assert.deepEqual([fault.code, fault.retryable], ['SOURCE_TIMEOUT', true]);
  });

  it('an answer larger than is read is given up while it comes', async () => {
    const endless: RequestListener = (_, response) => {
      const chunk = Buffer.alloc(1024 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    };
    const fault = await faultOf(endless, {});
    assert.deepEqual([fault.code, fault.retryable], ['SOURCE_MALFORMED', true]);
    assert.match(fault.message, /larger than is read; lower pageSize/);
  });

  it('a certificate that nobody vouches for is not accepted', async () => {
    const server = createTlsServer(selfSigned, (_, response) => response.end('{}'));
    const port = await listening(server);
    const client = clientOf(`https://127.0.0.1:${String(port)}/`, {});
    await assert.rejects(client.get({ target: '/', what: 'orders' }), {
      code: 'SOURCE_UNREACHABLE',
      message: /certificate of 127\.0\.0\.1:\d+ is not accepted/,
    });
    await client.close();
    server.closeAllConnections();
    server.close();
  });

  it('another server is not called, whatever address an answer gives', async () => {
    await serve(reply(200, '{}'), {}, async (client) => {
      for (const target of [
        'http://127.0.0.1:9/orders',
        '//elsewhere.example/orders',
        'file:///etc',
      ]) {
        await assert.rejects(client.get({ target, what: 'orders' }), { code: 'SOURCE_REFUSED' });
      }
    });
  });

  it('no more calls are made in a second than allowed', async () => {
    const clock = new FakeClock();
    const seen: number[] = [];
    const note: RequestListener = (_, response) => {
      seen.push(clock.monotonic());
      response.end('{}');
    };
    await serve(note, { clock, callsPerSecond: 4, callsAtOnce: 1 }, async (client) => {
      const all = Promise.all([1, 2, 3].map(() => client.get({ target: '/', what: 'orders' })));
      for (const calls of [1, 2]) {
        // Time stands still until the call has arrived and the next one waits for its turn.
        await eventually(() => seen.length === calls && clock.sleeping === 1);
        await clock.advance(249);
        assert.equal(clock.sleeping, 1, 'it still waits');
        await clock.advance(1);
      }
      await all;
    });
    assert.deepEqual(seen, [0, 250, 500]);
  });
});

describe('tokens of OAuth 2', () => {
  it('one token serves all calls, is renewed before it ends, and once when it is refused', async () => {
    const clock = new FakeClock();
    const tokens: string[] = [];
    const shown: string[] = [];
    const both: RequestListener = (request, response) => {
      if (request.url === '/token') giveToken(tokens, request, response);
      else {
        shown.push(request.headers.authorization ?? '');
        const isRevoked = shown.length === 4;
        response.writeHead(isRevoked ? 401 : 200).end('{}');
      }
    };
    await serve(both, { clock, auth: 'oauth2' }, async (client) => {
      const ask = (): Promise<unknown> => client.get({ target: '/orders', what: 'orders' });
      const together = Promise.all([ask(), ask()]);
      // The second waits for its turn.
      await eventually(() => clock.sleeping === 1);
      await clock.advance(1);
      await together;
      await clock.advance(241_000);
      await ask();
      await clock.advance(1);
      const again = ask();
      await eventually(() => clock.sleeping === 1);
      await clock.advance(1);
      await again;
    });
    assert.deepEqual(
      shown,
      [1, 1, 2, 2, 3].map((n) => `Bearer token-number-${String(n)}`),
    );
    const basic = `Basic ${Buffer.from(`hub:${secret}`).toString('base64')}`;
    assert.deepEqual(
      tokens,
      [1, 2, 3].map(() => `${basic} grant_type=client_credentials&scope=read`),
    );
  });

  it('a client that gets no token is named', async () => {
    const fault = await faultOf(reply(400, '{"error":"invalid_client"}'), { auth: 'oauth2' });
    assert.equal(fault.code, 'SOURCE_CREDENTIALS');
    assert.match(fault.message, /gave no token \(HTTP 400\); check clientId/);
  });
});

function giveToken(tokens: string[], request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    tokens.push(`${request.headers.authorization ?? ''} ${body}`);
    const token = { access_token: `token-number-${String(tokens.length)}`, expires_in: 300 };
    response.end(JSON.stringify(token));
  });
}

type Different = Partial<Omit<WebClientOptions, 'auth'>> & { auth?: AuthFields | 'oauth2' };

function clientOf(url: string, { auth, ...different }: Different): WebClient {
  const oauth2 = { kind: 'oauth2', clientId: 'hub', clientSecret: secret, scope: 'read' } as const;
  return new WebClient({
    ...{ source: 'erp', url, callsPerSecond: 1000, callsAtOnce: 4, requestTimeoutMs: 60_000 },
    ...{ clock: systemClock, saidIn: (text: string) => text },
    ...different,
    auth: auth === 'oauth2' ? { ...oauth2, tokenUrl: `${url}token` } : (auth ?? { kind: 'none' }),
  });
}

async function serve(
  answer: RequestListener,
  different: Different,
  use: (client: WebClient) => Promise<void>,
): Promise<void> {
  const server = createServer(patient, answer);
  const port = await listening(server);
  const client = clientOf(`http://127.0.0.1:${String(port)}/`, different);
  try {
    await use(client);
  } finally {
    await client.close();
    server.closeAllConnections();
    server.close();
  }
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function faultOf(answer: RequestListener, different: Different): Promise<HubError> {
  let fault: unknown;
  await serve(answer, different, async (client) => {
    fault = await client
      .get({ target: '/orders', what: 'orders' })
      .catch((error: unknown) => error);
  });
  assert.ok(fault instanceof HubError, String(fault));
  return fault;
}

function reply(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): RequestListener {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
  };
}
