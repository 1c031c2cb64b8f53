import assert from 'node:assert/strict';
import { it } from 'node:test';
import { seeded } from '@hub/testkit';
import fc from 'fast-check';
import { PolledTenant } from './testing/polled-tenant.js';

it('every state that lasts is published, once, whatever happens in between', async () => {
  const steps = fc.array(
    fc.record({
      document: fc.constantFrom('1', '2', '3', '4', '5'),
      node: fc.constantFrom(null, 'n1', 'n2', 'n3'),
      touches: fc.boolean(),
      afterwards: fc.constantFrom('nothing', 'poll', 'restart'),
    }),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const tenant = new PolledTenant();
      await tenant.poll();
      for (const { document, node, touches, afterwards } of history) {
        await tenant.clock.advance(1_000);
        const before = tenant.erp.bills.get(document);
        const modifiedAt = touches || before === undefined ? tenant.clock.now() : before.modifiedAt;
        tenant.erp.put(tenant.aBill(document, { modifiedAt }));
        tenant.erp.wait(document, ...(node === null ? [] : [`${document}-${node}`]));
        if (afterwards === 'restart') tenant.restart();
        if (afterwards !== 'nothing') await tenant.poll();
      }
      await tenant.poll();

      const last = new Map(tenant.events.documents.map((event) => [event.documentId, event]));
      for (const [id, bill] of tenant.erp.bills) {
        const waits = tenant.erp.tasks
          .filter(({ documentId }) => documentId === id)
          .map((task) => task.node);
        assert.equal(last.get(id)?.modifiedAt, bill.modifiedAt, `time of ${id}`);
        assert.deepEqual(
          last.get(id)?.pending.map(({ node }) => node),
          waits,
          `steps of ${id}`,
        );
      }
      assert.equal(
        tenant.events.documents.some(({ backfill }) => backfill),
        false,
      );
    }),
    { ...seeded('poll'), numRuns: 60 },
  );
});
