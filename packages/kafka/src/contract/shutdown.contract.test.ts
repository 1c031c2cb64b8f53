import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { KafkaPart } from '@hub/local';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { withAdmin } from '../admin/with-admin.js';
import { Rig } from '../testing/rig.js';

const program = fileURLToPath(new URL('../testing/drain-program.js', import.meta.url));

describe('a service that is told to stop', () => {
  let kafka: KafkaPart;
  let rig: Rig;
  before(async () => {
    kafka = await testKafka();
    rig = new Rig(kafka.brokers);
  });
  after(async () => {
    await rig.close();
    await kafka.stop();
  });

  it('ends what it has begun, commits it, leaves the group, and every event comes exactly once', async () => {
    const [topic, group] = [await rig.topic(1), uniqueName('group')];
    const handled: number[] = [];

    for (let generation = 0; generation < 2; generation += 1) {
      // One key is one lane, so nothing runs ahead of the mark and a graceful stop doubles nothing. On a busy machine all
      // of them may be done before the signal comes.
      const events = Array.from({ length: 60 }, (_, at) => ({ key: 'a', n: generation * 60 + at }));
      await rig.publisher.publish(events.map((value) => ({ topic, value })));
      const args = [program, kafka.brokers.join(','), topic, group];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      rig.onClose(async () => {
        child.kill('SIGKILL');
      });
      const before = handled.length;
      child.stdout.on('data', (bytes: Buffer) => {
        handled.push(...bytes.toString().trim().split('\n').map(Number));
      });
      await eventually(() => handled.length >= before + 10, { withinMs: 60_000 });
      child.kill('SIGTERM');
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      assert.ok(code === 0 || signal === 'SIGTERM', `ended with ${String(code)} ${String(signal)}`);
      await eventually(async () => {
        assert.deepEqual(await rig.committed(group, topic), [handled.length]);
      });
    }
    assert.deepEqual(handled, [...handled.keys()]);
    const { groups } = await withAdmin(rig.connection, (admin) => admin.describeGroups([group]));
    assert.equal(groups[0]?.members.length, 0);
  });
});
