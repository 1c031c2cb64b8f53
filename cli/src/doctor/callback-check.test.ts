import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { callbackCheck } from './callback-check.js';

describe('the check of the callback address', () => {
  const cases: readonly (readonly [status: number, ok: boolean, found: RegExp])[] = [
    [403, true, /write-back answers at/],
    [404, false, /answers HTTP 404/],
    [200, false, /answers HTTP 200/],
    [301, false, /answers HTTP 301/],
  ];
  for (const [status, ok, found] of cases) {
    it(`takes ${String(status)} for ${ok ? 'write-back' : 'something else'}`, async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
        response.writeHead(status, { location: '/elsewhere' }).end('{}');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const { port } = server.address() as AddressInfo;
        const finding = await callbackCheck(`http://127.0.0.1:${String(port)}/callback/x`).run();
        assert.deepEqual([finding.ok, asked], [ok, ['POST /callback/x/card']]);
        assert.match(finding.found.en, found);
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });
  }

  it('says that nobody answers', async () => {
    const finding = await callbackCheck('http://127.0.0.1:1/callback/x').run();
    assert.deepEqual([finding.ok, finding.code], [false, 'DINGTALK_CALLBACK']);
    assert.match(finding.found.en, /no answer/);
  });
});
