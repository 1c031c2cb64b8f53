import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Child, type Ended } from './testing/child.js';
import type { TraceLine } from './trace-file.js';

const preload = ['--import', '@hub/service/telemetry'];
const canary = 'c4n4rySecret99';
const folder = mkdtempSync(join(tmpdir(), 'hub-spans-'));
const file = join(folder, 'spans.jsonl');
let upstream: Server;
let url: string;
let collected: Buffer[];

before(async () => {
  collected = [];
  upstream = createServer((request, response) => {
    request.on('data', (data: Buffer) => collected.push(data));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((upstream.address() as AddressInfo).port)}`;
});
after(() => {
  upstream.close();
  rmSync(folder, { recursive: true });
});

const check = `
  const { checkTelemetry } = await import('@hub/service');
  try { checkTelemetry(); process.stdout.write('on'); }
  catch (error) { process.stdout.write(error.code + ': ' + error.message); }
`;

const callWithSecrets = (address: string): string => `
  import { trace } from '@opentelemetry/api';
  import { request } from 'undici';
  import { telemetryRuntime } from './dist/telemetry-runtime.js';
  await trace.getTracer('test').startActiveSpan('poll', async (span) => {
    await (await request('${address}/gettoken?appkey=k&appsecret=${canary}')).body.dump();
    span.recordException(new Error('login with password=${canary} refused'));
    span.setAttribute('note', 'access_token=${canary}');
    span.end();
  });
  await (await request('${address}/without-parent')).body.dump();
  await telemetryRuntime().shutdown();
`;

async function run(
  program: string,
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Child(program, flags, { OTEL_SERVICE_NAME: 'router', ...env }).ended;
}

describe('the start-up self-test', () => {
  it('finds everything on when the preload came first', async () => {
    const { stdout, stderr } = await run(`import 'ioredis'; import 'undici'; ${check}`, preload, {
      HUB_TRACE_FILE: file,
    });
    assert.equal(stdout, 'on', stderr);
  });

  it('fails when the preload is missing', async () => {
    const { stdout } = await run(`import 'ioredis'; ${check}`, []);
    assert.match(
      stdout,
      /^TELEMETRY_OFF: .*the telemetry preload did not run; .*ioredis is not wrapped/,
    );
    assert.match(stdout, /start with: node --import @hub\/service\/telemetry dist\/main\.js/);
  });

  it('fails when the module hook does not take effect, which gives no error by itself', async () => {
    const hook = import.meta.resolve('import-in-the-middle/register-hooks.mjs');
    // Only the first registration counts; this one names no module of ours.
    const barren = `data:text/javascript,import { register } from "${hook}"; register({ include: ["none"] });`;
    const { stdout } = await run(`import 'ioredis'; ${check}`, ['--import', barren, ...preload], {
      HUB_TRACE_FILE: file,
    });
    assert.match(stdout, /^TELEMETRY_OFF: instrumentation is off \(ioredis is not wrapped\)/);
  });

  it('ends a service with exit code 1 and one clear line', async () => {
    const { code, stderr } = await run(
      `import { runService } from '@hub/service'; await runService(() => ({}), () => { throw new Error('never'); });`,
      [],
    );
    assert.equal(code, 1);
    assert.match(stderr, /^TELEMETRY_OFF: [^\n]+\n$/);
  });
});

describe('spans', () => {
  it('go to the local file without a collector, one line each, with no secret in them', async () => {
    const { code, stderr } = await run(callWithSecrets(url), preload, { HUB_TRACE_FILE: file });
    assert.equal(code, 0, stderr);
    const text = readFileSync(file, 'utf8');
    const spans = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TraceLine);
    assert.deepEqual(
      spans.map(({ service, name }) => [service, name]),
      [
        ['router', 'GET'],
        ['router', 'poll'],
      ],
    );
    assert.equal(spans[0]?.parentSpanId, spans[1]?.spanId);
    assert.equal(spans[0]?.attributes['url.full'], `${url}/gettoken?appkey=***&appsecret=***`);
    assert.equal(text.includes(canary), false);
  });

  it('go to the collector when there is one, with no secret in them', async () => {
    collected.length = 0;
    const { code, stderr } = await run(callWithSecrets(url), preload, {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
    });
    assert.equal(code, 0, stderr);
    const sent = Buffer.concat(collected).toString('latin1');
    // Names and texts stand in protobuf as they are.
    assert.match(sent, /router/);
    assert.match(sent, /poll/);
    assert.equal(sent.includes(canary), false);
  });

  it('are said to be kept nowhere when there is neither', async () => {
    const { stderr } = await run('', preload);
    assert.match(stderr, /^TELEMETRY_UNEXPORTED: .*set OTEL_EXPORTER_OTLP_ENDPOINT/);
  });
});
