import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aCommand, aRecipient } from '@hub/testkit';
import { BundleRounds } from './bundle-rounds.js';
import { waitingOf } from './put-aside.js';
import { fakeParts, vendorFault, type FakeParts } from '../testing/fakes.js';
import { allTenants } from '../testing/fake-waiting.js';

const quiet = { warn: () => undefined };

async function waitsFor(parts: FakeParts, ...tenants: readonly string[]): Promise<void> {
  for (const id of tenants) {
    const command = aCommand({
      ...{ tenant: id, channel: 'ROBOT', template: 'notice', priority: 'NORMAL' },
      recipients: [aRecipient({ node: null })],
    });
    const tenant = parts.tenants.get(id);
    await parts.waiting.write([waitingOf(command, 'MERGE', tenant, parts.clock.now())]);
  }
  await parts.clock.advance(60_000);
}

const toldTo = (parts: FakeParts): readonly string[] =>
  parts.dingtalk.messages.map(({ tenant }) => tenant).toSorted();

describe('rounds of bundles', () => {
  it('tell each tenant by itself: one that is held up holds up no other', async () => {
    const parts = fakeParts();
    await waitsFor(parts, 'huadong', 'huanan');
    parts.dingtalk.fault = vendorFault('', 'DINGTALK_UNREACHABLE');
    Object.assign(parts.dingtalk.fault, { retryable: true, retryAfterMs: 5_000 });
    const rounds = new BundleRounds({ ...parts, share: allTenants }, quiet);
    rounds.look();
    await rounds.idle();
    assert.deepEqual(toldTo(parts), ['huanan']);
    rounds.look();
    await rounds.idle();
    assert.deepEqual(toldTo(parts), ['huanan']);
    await parts.clock.advance(5_000);
    rounds.look();
    await rounds.idle();
    assert.deepEqual(toldTo(parts), ['huadong', 'huanan']);
  });

  it('leave alone whom another process has', async () => {
    const parts = fakeParts();
    await waitsFor(parts, 'huadong', 'huanan');
    const share = { ...allTenants, holds: (tenant: string) => tenant === 'huanan' };
    const rounds = new BundleRounds({ ...parts, share }, quiet);
    rounds.look();
    await rounds.idle();
    assert.deepEqual(toldTo(parts), ['huanan']);
  });

  it('look by themselves while the process lives', async () => {
    const parts = fakeParts();
    await waitsFor(parts, 'huadong');
    const rounds = new BundleRounds({ ...parts, share: allTenants }, quiet);
    await rounds.start();
    await parts.clock.advance(1_000);
    await rounds.close();
    assert.deepEqual(toldTo(parts), ['huadong']);
  });
});
