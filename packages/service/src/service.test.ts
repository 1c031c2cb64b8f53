import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { eventually } from '@hub/testkit';
import { Child } from './testing/child.js';

const folder = mkdtempSync(join(tmpdir(), 'hub-service-'));
after(() => {
  rmSync(folder, { recursive: true });
});

/** A service whose worker takes `closeMs` to stop and whose readiness is what `problem` says. */
function aService(options: { closeMs?: number; problem?: string; failing?: string } = {}): Child {
  const { closeMs = 0, problem = '', failing = '' } = options;
  const program = `
    import { Module } from '@nestjs/common';
    import { createLogger, createService, HealthChecks, runService } from '@hub/service';
    import { setTimeout as delay } from 'node:timers/promises';
    class Empty {}
    Module({})(Empty);
    const say = (text) => process.stdout.write(text + '\\n');
    const health = new HealthChecks();
    health.add('kafka', () => ${JSON.stringify(problem)} || null);
    await runService(() => ({ HTTP_HOST: '127.0.0.1', HTTP_PORT: 0 }), async () => {
      ${failing}
      const app = await createService({
        module: Empty,
        health,
        logger: createLogger({ service: 'probe', level: 'warn' }),
        workers: [{
          name: 'poller',
          start: async () => { say('worker started'); },
          close: async () => {
            say('ready ' + JSON.stringify(health.problems()));
            await delay(${String(closeMs)});
            say('worker closed');
          },
        }],
        resources: [
          { name: 'table', close: () => { throw new Error('already closed'); } },
          { name: 'publisher', close: () => { say('publisher closed'); } },
        ],
      });
      setTimeout(async () => { say('at ' + await app.getUrl()); }, 0);
      return app;
    });
  `;
  return new Child(program, ['--import', '@hub/service/telemetry'], {
    HUB_TRACE_FILE: join(folder, 'spans.jsonl'),
  });
}

async function addressOf(child: Child): Promise<string> {
  const [, address] = await eventually(() => /^at (\S+)$/m.exec(child.stdout) ?? false, {
    withinMs: 60_000,
  });
  assert.ok(address !== undefined);
  return address;
}

describe('a service', () => {
  it('answers its probes and shows its metrics', async () => {
    const child = aService({ problem: 'group not joined' });
    const address = await addressOf(child);
    const [live, ready, metrics] = await Promise.all(
      ['/health/live', '/health/ready', '/metrics'].map((path) => fetch(address + path)),
    );
    assert.equal(live?.status, 200);
    assert.equal(ready?.status, 503);
    assert.deepEqual(await ready.json(), {
      status: 'not ready',
      problems: { kafka: 'group not joined' },
    });
    assert.match((await metrics?.text()) ?? '', /^process_memory_usage(_bytes)?(\{.*\})? \d+/m);
    child.kill('SIGTERM');
    await child.ended;
  });

  it('stops in order: not ready, workers, resources; one that fails holds nobody up', async () => {
    const child = aService({ closeMs: 50 });
    await addressOf(child);
    child.kill('SIGTERM');
    const { code, stdout } = await child.ended;
    assert.deepEqual(
      stdout.split('\n').filter((line) => !/^(at |$)/.test(line) && !line.startsWith('{')),
      ['worker started', 'ready {"service":"is stopping"}', 'worker closed', 'publisher closed'],
    );
    assert.match(stdout, /"name":"table".*already closed/);
    assert.equal(code, 0);
  });

  it('leaves at once on the second signal', async () => {
    const child = aService({ closeMs: 60_000 });
    await addressOf(child);
    child.kill('SIGTERM');
    await eventually(() => child.stdout.includes('is stopping'));
    child.kill('SIGTERM');
    assert.equal((await child.ended).code, 1);
  });

  it('says in one line why it cannot start', async () => {
    const child = aService({
      failing: `const { HubError } = await import('@hub/core');
        throw new HubError('KAFKA_UNREACHABLE', 'no broker at 127.0.0.1:9; set KAFKA_BROKERS');`,
    });
    const { code, stderr } = await child.ended;
    assert.equal(stderr, 'KAFKA_UNREACHABLE: no broker at 127.0.0.1:9; set KAFKA_BROKERS\n');
    assert.equal(code, 1);
  });
});
