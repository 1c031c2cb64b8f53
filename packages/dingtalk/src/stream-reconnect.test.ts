import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { systemClock, type Clock } from '@hub/core';
import type { CardResponse } from './stream-messages.js';
import { apiError, application } from './testing/scripted-dingtalk.js';
import { ScriptedGateway, until } from './testing/scripted-gateway.js';

const cardTopic = '/v1.0/card/instances/callback';
const press = { corpId: application.corpId, userId: 'manager01', outTrackId: 'c1', content: '{}' };

/** Gives a silent connection up soon. */
const impatient = {
  pingEveryMs: 20,
  silenceMs: 60,
  retryFirstMs: 20,
  retryMaxMs: 100,
  drainMs: 500,
};

/** The machine's clock, and how long it was asked to wait. A wait by the machine's own time tells nothing of that. */
function heardWaits(): { readonly clock: Clock; readonly waits: readonly number[] } {
  const waits: number[] = [];
  const sleep: Clock['sleep'] = (ms, signal) => {
    waits.push(ms);
    return systemClock.sleep(ms, signal);
  };
  return { clock: { ...systemClock, sleep }, waits };
}

describe('a Stream connection', () => {
  let gateway: ScriptedGateway;

  beforeEach(async () => {
    gateway = await ScriptedGateway.start();
  });
  afterEach(() => gateway.close());

  it('is replaced at once on goodbye, while the old one finishes what it has in hand', async () => {
    const safe = Promise.withResolvers<CardResponse>();
    const client = gateway.client({ onCard: () => safe.promise });
    await client.start();
    const [old] = gateway.sockets;
    gateway.push('CALLBACK', cardTopic, press, { id: 'p1' });
    gateway.push('SYSTEM', 'disconnect', { reason: 'connection is expired' });

    await until(() => gateway.sockets.length === 2 && client.connected, 'a second connection');
    assert.equal(old?.readyState, old?.OPEN, 'the old one is still there');
    safe.resolve({});
    await gateway.answerTo('p1');
    await until(() => old?.readyState === old?.CLOSED, 'the old one to be closed');
    assert.equal(client.connected, true);
    assert.equal(gateway.opened, 2);
  });

  it('comes back after it was cut, with a new ticket', async () => {
    const client = gateway.client();
    await client.start();
    gateway.sockets[0]?.terminate();
    await until(() => gateway.sockets.length === 2 && client.connected, 'a second connection');
    assert.equal(gateway.opened, 2);
  });

  it('is given up when it says nothing any more, not even to pings', async () => {
    gateway.onSocket = (socket) => {
      // A half-dead peer: the connection is open, nothing is read or answered.
      if (gateway.sockets.length === 1) socket.pause();
    };
    const client = gateway.client({ timing: impatient });
    await client.start();
    await until(() => gateway.sockets.length === 2 && client.connected, 'a second connection');
    assert.match(gateway.logged.join('\n'), /ended .*"silent"/);
  });

  it('stays when only pongs come', async () => {
    const timing = { ...impatient, pingEveryMs: 10 };
    await gateway.client({ timing }).start();
    let pings = 0;
    gateway.sockets[0]?.on('ping', () => (pings += 1));
    await until(() => pings > 20, 'twenty pings');
    assert.equal(gateway.sockets.length, 1);
  });

  it('stays when this process stood still for longer than a silence', async () => {
    // A process that got no processor for a while used to give up every good connection when it went on: the watch came
    // before the answers that lay there unread.
    await gateway.client({ timing: impatient }).start();
    let pings = 0;
    gateway.sockets[0]?.on('ping', () => (pings += 1));
    await until(() => pings > 2, 'three pings');
    const until200Ms = performance.now() + 200;
    while (performance.now() < until200Ms);
    await until(() => pings > 10, 'ten pings');
    assert.equal(gateway.sockets.length, 1);
    assert.doesNotMatch(gateway.logged.join('\n'), /"silent"/);
  });

  it('stays although it took longer to be made than a silence may last', async () => {
    // The time of the handshake used to count as silence: made in eight seconds, it was given up after five more.
    gateway.welcomeAfterMs = 120;
    await gateway.client({ timing: impatient }).start();
    let pings = 0;
    gateway.sockets[0]?.on('ping', () => (pings += 1));
    await until(() => pings > 5, 'five pings');
    assert.equal(gateway.sockets.length, 1);
  });

  it('is ended by a frame that is too large, and comes back', async () => {
    const client = gateway.client();
    await client.start();
    gateway.push('CALLBACK', cardTopic, { ...press, filler: 'x'.repeat(1024 * 1024) });
    await until(() => gateway.sockets.length === 2 && client.connected, 'a second connection');
  });

  it('is tried again at a bounded rate while the gateway refuses, and start does not wait for it', async () => {
    gateway.onOpen = () => ({ status: 503, body: apiError('systemBusy', '') });
    const { clock, waits } = heardWaits();
    const client = gateway.client({ clock });
    await client.start();
    assert.equal(client.connected, false);
    await until(() => gateway.opened >= 6, 'six attempts');
    const longest = [20, 40, 80, 100, 100];
    for (const [index, ms] of longest.entries()) {
      const wait = waits[index] ?? 0;
      assert.ok(ms / 2 <= wait && wait <= ms, `${String(wait)} ms before attempt ${String(index)}`);
    }
    assert.ok(gateway.opened <= waits.length + 1, 'no attempt without a wait');
    gateway.onOpen = () => undefined;
    await until(() => client.connected, 'a connection');
  });

  it('does not storm a gateway that says goodbye at once', async () => {
    gateway.onSocket = (socket) => {
      gateway.push('SYSTEM', 'disconnect', { reason: 'go away' }, { socket });
    };
    const timing = { retryFirstMs: 100, retryMaxMs: 100, drainMs: 10, stableMs: 3_600_000 };
    const { clock, waits } = heardWaits();
    await gateway.client({ timing, clock }).start();
    await until(() => gateway.opened >= 5, 'five attempts');
    // The second attempt is at once, the others wait 50 ms or more. Pings and goodbyes wait shorter or longer.
    const between = waits.filter((ms) => 50 <= ms && ms <= 100).length;
    assert.ok(gateway.opened <= between + 2, `${String(between)} waits`);
  });

  it('is not made to a foreign gateway, nor without TLS to DingTalk', async () => {
    const endpoints = [
      'ws://evil.example/connect',
      'wss://evil.example/connect',
      'wss://dingtalk.com.evil.example/connect',
      'wss://evildingtalk.com/connect',
      'ws://wss-open-connection.dingtalk.com:443/connect',
      'wss://x.dingtalk.com@evil.example/connect',
      'http://127.0.0.1/connect',
      'nonsense',
    ];
    for (const endpoint of endpoints) {
      gateway.logged.length = 0;
      gateway.onOpen = () => ({
        body: JSON.stringify({ endpoint, ticket: 'canary-foreign-ticket' }),
      });
      const client = gateway.client();
      await client.start();
      await client.close();
      assert.match(gateway.logged.join('\n'), /not connecting .*DINGTALK_REFUSED/, endpoint);
    }
    assert.equal(gateway.sockets.length, 0);
  });

  it('is left in order: handlers finish and answer first', async () => {
    const safe = Promise.withResolvers<CardResponse>();
    const client = gateway.client({ onCard: () => safe.promise });
    await client.start();
    gateway.push('CALLBACK', cardTopic, press, { id: 'p1' });
    gateway.push('SYSTEM', 'ping', {}, { id: 'ping1' });
    await gateway.answerTo('ping1');
    const closing = client.close();
    safe.resolve({});
    await closing;
    await gateway.answerTo('p1');
    assert.equal(gateway.opened, 1);
  });

  it('is left in time although a handler never ends', async () => {
    const timing = { drainMs: 50, retryFirstMs: 20, retryMaxMs: 100 };
    const client = gateway.client({ onCard: () => new Promise<never>(() => undefined), timing });
    await client.start();
    gateway.push('CALLBACK', cardTopic, press, { id: 'p1' });
    gateway.push('SYSTEM', 'ping', {}, { id: 'ping1' });
    await gateway.answerTo('ping1');
    await client.close();
    assert.equal(client.connected, false);
  });

  it('is not read any more while too many presses wait, and loses none of them', async () => {
    const presses = 600;
    let taken = 0;
    const safe = Promise.withResolvers<CardResponse>();
    const client = gateway.client({ onCard: () => ((taken += 1), safe.promise) });
    await client.start();
    const filler = 'x'.repeat(20_000);
    for (let n = 0; n < presses; n += 1) {
      gateway.push('CALLBACK', cardTopic, { ...press, filler }, { id: `p${String(n)}` });
    }
    await until(() => taken >= 200, 'two hundred presses');
    // Nothing more is read: an answer to a ping that follows them all does not come either.
    gateway.push('SYSTEM', 'ping', {}, { id: 'ping1' });
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    assert.ok(taken < 300, `${String(taken)} presses in hand`);
    assert.equal(gateway.answers.length, 0);
    safe.resolve({});
    await until(() => gateway.answers.length === presses + 1, 'all answers');
    assert.equal(client.connected, true);
  });

  it('can be closed while it is being made, and before', async () => {
    gateway.onOpen = () => ({ status: 503, body: apiError('systemBusy', '') });
    const client = gateway.client();
    await client.start();
    await client.close();
    await gateway.client().close();
    const opened = gateway.opened;
    await new Promise(setImmediate);
    assert.equal(gateway.opened, opened);
  });

  it('tells no secret in the log', async () => {
    const echoes = [application.appSecret, JSON.stringify({ clientSecret: application.appSecret })];
    for (const said of echoes) {
      for (const [status, body] of [
        [400, apiError('invalidClientIdOrSecret', said)],
        [200, `{"endpoint":"nonsense ${application.appSecret}","ticket":"canary-ticket"}`],
        [200, said],
        [500, `<html>${said}</html>`],
      ] as const) {
        gateway.onOpen = () => ({ status, body });
        const client = gateway.client();
        await client.start();
        await client.close();
      }
    }
    // And a ticket that is refused at the door.
    const wrong = gateway.dingtalk.url.replace('http', 'ws');
    gateway.onOpen = () => ({
      body: JSON.stringify({ endpoint: `${wrong}/connect`, ticket: 'canary ticket 2' }),
    });
    const client = gateway.client();
    await client.start();
    await client.close();

    assert.ok(gateway.logged.length >= 9);
    assert.doesNotMatch(gateway.logged.join('\n'), /canary/);
  });
});
