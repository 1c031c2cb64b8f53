import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { request as requestByTls } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';

const path = '/gettoken';
const missing = { errcode: 40035, errmsg: '缺少参数 corpid or appkey' };

describe('the proxy for clients whose hosts are built in', () => {
  let simulator: DingTalkSimulator;

  before(async () => {
    simulator = await startDingTalkSimulator({ tls: true });
  });
  // The tunnels that are open then do not keep it from closing.
  after(() => simulator.close());

  const ask = (
    method: string,
    target: string,
  ): Promise<{ response: IncomingMessage; socket: Socket }> =>
    new Promise((resolve, reject) => {
      const { hostname: host, port } = new URL(simulator.proxy ?? '');
      const call = request({ host, port, method, path: target, agent: false });
      call.once('connect', (response, socket) => {
        resolve({ response, socket: socket });
      });
      call.once('response', (response) => {
        resolve({ response, socket: response.socket });
      });
      call.once('error', reject).end();
    });

  it('leads the names of DingTalk to the simulator through a tunnel, and TLS goes on in it', async () => {
    const ca = await readFile(simulator.caFile ?? '', 'utf8');
    for (const servername of ['api.dingtalk.com', 'oapi.dingtalk.com']) {
      const { response, socket } = await ask('CONNECT', `${servername}:443`);
      assert.equal(response.statusCode, 200);
      const secure = connect({ socket, servername, ca });
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const options = { path, createConnection: () => secure };
        requestByTls(`https://${servername}`, options, resolve).once('error', reject).end();
      });
      assert.deepEqual(JSON.parse(await text(answer)), missing);
    }
  });

  it('answers whole addresses itself, which is what axios sends a proxy', async () => {
    const { response } = await ask('GET', `https://oapi.dingtalk.com${path}`);
    assert.deepEqual(JSON.parse(await text(response)), missing);
  });

  it('goes nowhere else', async () => {
    const tunnel = await ask('CONNECT', 'example.com:443');
    assert.equal(tunnel.response.statusCode, 403);
    const { response } = await ask('GET', 'http://example.com/');
    assert.equal(response.statusCode, 403);
    response.resume();
  });
});
