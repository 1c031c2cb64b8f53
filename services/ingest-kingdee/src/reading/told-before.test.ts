import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { aSummary } from '@hub/testkit';
import { ReadAccount } from '../testing/read-account.js';

let tenant: ReadAccount;

beforeEach(() => {
  tenant = new ReadAccount();
});

describe('what is known', () => {
  it('tells two contents of one time apart, each once', async () => {
    await tenant.poll();
    const bill = tenant.aBill('1');
    const dearer = { ...bill, summary: aSummary({ ...bill.summary, counterparty: '别家' }) };
    tenant.source.put(bill);
    await tenant.poll();
    tenant.source.put(dearer);
    tenant.account.wake(null);
    await tenant.poll();
    await tenant.poll();
    tenant.restart();
    await tenant.poll();
    const events = tenant.events.documents;
    assert.equal(events.length, 2);
    assert.equal(new Set(events.map(({ eventId }) => eventId)).size, 2);
    assert.deepEqual(
      events.map(({ summary }) => summary.counterparty),
      [bill.summary.counterparty, '别家'],
    );
  });

  it('lets a deletion be told, with the number that people know', async () => {
    await tenant.poll();
    tenant.source.put(tenant.aBill('1'));
    tenant.source.wait('1', 'n1');
    await tenant.poll();
    tenant.source.documents.delete('1');
    tenant.source.wait('1');
    await tenant.poll();
    await tenant.poll();
    assert.deepEqual(tenant.published, ['1 SUBMITTED n1', '1 DELETED']);
    assert.equal(tenant.events.documents[1]?.summary.number, 'CGDD1');
    assert.equal(tenant.events.documents[1].summary.applicant?.userId, '16401');
  });
});
