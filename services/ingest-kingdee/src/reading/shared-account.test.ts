import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SourceDocument } from '@hub/source';
import { aSummary } from '@hub/testkit';
import { form, ReadAccount } from '../testing/read-account.js';

const minute = 60_000;

describe('tenants that share an account', () => {
  const scopes = [
    { tenant: 'huadong', forms: [form], organisations: ['100'] },
    { tenant: 'huanan', forms: [form], organisations: ['200', '201'] },
  ];
  const of = (account: ReadAccount, id: string, organisation: string): SourceDocument =>
    account.aBill(id, { summary: aSummary({ organisation }) });

  it('are read in one question each, and every row goes to its owner', async () => {
    const tenant = new ReadAccount({ scopes });
    await tenant.poll();
    tenant.source.asked.length = 0;
    tenant.source.put(of(tenant, '1', '100'), of(tenant, '2', '201'), of(tenant, '3', '300'));
    await tenant.poll();
    assert.deepEqual(
      tenant.events.documents.map((event) => `${event.tenant} ${event.documentId}`),
      ['huadong 1', 'huanan 2'],
    );
    assert.equal(tenant.source.asked.filter((one) => one === `changed ${form}`).length, 1);
  });

  it('wait for nobody but themselves: one whose people are not known joins later and misses nothing', async () => {
    const tenant = new ReadAccount({ scopes });
    await tenant.poll();
    tenant.restart();
    const known = new Set(['huadong']);
    tenant.peopleKnown = (one) => known.has(one);
    tenant.source.put(of(tenant, '1', '100'), of(tenant, '2', '200'));
    await tenant.poll();
    await tenant.clock.advance(20 * minute);
    tenant.source.put(of(tenant, '4', '100'));
    await tenant.poll();
    known.add('huanan');
    await tenant.poll();
    assert.deepEqual(
      tenant.events.documents.map((event) => `${event.tenant} ${event.documentId}`),
      ['huadong 1', 'huadong 4', 'huanan 2'],
    );
  });

  it('have watermarks of their own, at once with news and every minute without', async () => {
    const tenant = new ReadAccount({ scopes });
    await tenant.poll();
    assert.equal(tenant.events.watermarks.length, 2, 'the first reading is over for both');
    await tenant.clock.advance(1_000);
    tenant.source.put(of(tenant, '1', '100'));
    await tenant.poll();
    assert.deepEqual(
      tenant.events.watermarks.slice(2).map((one) => one.tenant),
      ['huadong'],
    );
    await tenant.clock.advance(minute);
    await tenant.poll();
    assert.deepEqual(
      tenant.events.watermarks.slice(3).map((one) => [one.tenant, one.documentId]),
      [['huanan', '1']],
    );
  });
});
