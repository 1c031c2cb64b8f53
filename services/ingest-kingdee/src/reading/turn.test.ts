import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { form, ReadAccount } from '../testing/read-account.js';

const minute = 60_000;
let tenant: ReadAccount;

beforeEach(() => {
  tenant = new ReadAccount();
});

describe('a poll', () => {
  it('publishes a change once, with who has to decide', async () => {
    await tenant.poll();
    tenant.source.put(tenant.aBill('1'));
    tenant.source.wait('1', 'n1');
    await tenant.poll();
    await tenant.poll();
    assert.deepEqual(tenant.published, ['1 SUBMITTED n1']);
    assert.equal(tenant.events.documents[0]?.backfill, false);
    assert.deepEqual(tenant.events.documents[0].pending[0]?.approvers, [
      { userId: '16402', name: '王芳' },
    ]);
  });

  it('publishes the next step although the time of change did not move', async () => {
    tenant.source.put(tenant.aBill('1'));
    tenant.source.wait('1', 'n1');
    await tenant.poll();
    await tenant.clock.advance(10 * minute);
    tenant.source.wait('1', 'n2');
    await tenant.poll();
    assert.deepEqual(tenant.published, ['1 SUBMITTED n1', '1 SUBMITTED n2']);
  });

  it('publishes a document that waits for nobody any more, although its time of change did not move', async () => {
    tenant.source.put(tenant.aBill('1'));
    tenant.source.wait('1', 'n1');
    await tenant.poll();
    await tenant.clock.advance(10 * minute);
    tenant.source.put(
      tenant.aBill('1', { step: 'APPROVED', modifiedAt: tenant.clock.now() - 10 * minute }),
    );
    tenant.source.wait('1');
    await tenant.poll();
    assert.deepEqual(tenant.published, ['1 SUBMITTED n1', '1 APPROVED']);
  });

  it('reads all pages, also of bills with one time of change', async () => {
    await tenant.poll();
    tenant.source.put(...['1', '2', '3', '4', '5', '6', '7'].map((id) => tenant.aBill(id)));
    await tenant.poll();
    assert.equal(tenant.events.documents.length, 7);
  });

  it('finds a bill that was committed late with an older time', async () => {
    await tenant.poll();
    await tenant.clock.advance(10 * minute);
    tenant.source.put(tenant.aBill('9'));
    await tenant.poll();
    tenant.source.put(tenant.aBill('1', { modifiedAt: tenant.clock.now() - 3 * minute }));
    await tenant.clock.advance(minute);
    await tenant.poll();
    assert.deepEqual(tenant.published, ['9 SUBMITTED', '1 SUBMITTED']);
  });

  it('asks nothing twice when nothing is new', async () => {
    tenant.source.put(tenant.aBill('1'));
    tenant.source.wait('1', 'n1');
    await tenant.poll();
    tenant.source.asked.length = 0;
    await tenant.poll();
    assert.deepEqual(tenant.source.asked, ['tasks', `changed ${form}`]);
    assert.equal(tenant.events.watermarks.length, 1, 'and says nothing either');
  });
});

describe('the first poll', () => {
  it('takes what waits for somebody for news, however old, and the rest for history', async () => {
    tenant.source.put(
      tenant.aBill('old', { modifiedAt: tenant.clock.now() - 30 * 24 * 60 * minute }),
      tenant.aBill('done', { step: 'APPROVED', modifiedAt: tenant.clock.now() - minute }),
    );
    tenant.source.wait('old', 'n1');
    await tenant.poll();
    assert.deepEqual(
      tenant.events.documents.map(({ documentId, backfill }) => [documentId, backfill]),
      [
        ['done', true],
        ['old', false],
      ],
    );
  });

  it('is over even when it found nothing', async () => {
    await tenant.poll();
    tenant.source.put(tenant.aBill('1', { step: 'APPROVED' }));
    await tenant.poll();
    tenant.restart();
    tenant.source.put(tenant.aBill('2', { step: 'APPROVED' }));
    await tenant.poll();
    assert.equal(
      tenant.events.documents.some(({ backfill }) => backfill),
      false,
    );
  });
});

describe('a document that moves while it is read', () => {
  it('is left for the next poll, which then publishes a state that was', async () => {
    await tenant.poll();
    tenant.source.put(tenant.aBill('1', { step: 'SAVED' }), tenant.aBill('2'));
    tenant.source.before = (question) => {
      if (question !== `changed ${form}`) return;
      // Submitted after the tasks were asked for and before the bills were.
      tenant.source.put(tenant.aBill('1'));
      tenant.source.wait('1', 'n1');
      tenant.source.before = () => undefined;
    };
    const report = await tenant.poll();
    assert.deepEqual([report.published, report.more], [1, true]);
    assert.deepEqual(tenant.published, ['2 SUBMITTED']);
    await tenant.poll();
    assert.deepEqual(tenant.published, ['2 SUBMITTED', '1 SUBMITTED n1']);
  });
});

describe('after a crash', () => {
  it('between events and what is known the same events come again under the same ids', async () => {
    await tenant.poll();
    tenant.source.put(tenant.aBill('1'), tenant.aBill('2'));
    tenant.source.wait('1', 'n1');
    tenant.events.before = ({ topic }) => {
      if (topic === 'hub.known.v1') throw new HubError('KAFKA_DOWN', 'x', { retryable: true });
    };
    await assert.rejects(tenant.poll());
    tenant.events.before = () => undefined;
    tenant.restart();
    await tenant.poll();
    const ids = tenant.events.documents.map(({ eventId }) => eventId);
    assert.equal(ids.length, 4);
    assert.equal(new Set(ids).size, 2);
  });

  it('before anything is stored nothing is missed, and the watermark has not moved', async () => {
    await tenant.poll();
    const before = tenant.events.watermarks.length;
    tenant.source.put(tenant.aBill('1'));
    tenant.events.before = () => {
      throw new HubError('KAFKA_DOWN', 'x', { retryable: true });
    };
    await assert.rejects(tenant.poll());
    assert.equal(tenant.events.watermarks.length, before);
    tenant.events.before = () => undefined;
    await tenant.poll();
    assert.deepEqual(tenant.published, ['1 SUBMITTED']);
  });

  it('after what is known and before the watermark nothing comes again', async () => {
    await tenant.poll();
    tenant.source.put(tenant.aBill('1'), tenant.aBill('2'));
    tenant.events.before = ({ topic }) => {
      if (topic === 'hub.watermark.v1') throw new HubError('KAFKA_DOWN', 'x', { retryable: true });
    };
    await assert.rejects(tenant.poll());
    tenant.events.before = () => undefined;
    tenant.restart();
    await tenant.poll();
    assert.deepEqual(tenant.published, ['1 SUBMITTED', '2 SUBMITTED']);
  });

  it('does not repeat documents that wait for somebody', async () => {
    tenant.source.put(tenant.aBill('1'));
    tenant.source.wait('1', 'n1');
    await tenant.poll();
    tenant.restart();
    await tenant.poll();
    assert.deepEqual(tenant.published, ['1 SUBMITTED n1']);
  });
});

it('nothing is published by a process whose account is another one’s by now', async () => {
  await tenant.poll();
  tenant.source.put(tenant.aBill('1'));
  tenant.source.before = (question) => {
    if (question.startsWith('changed')) tenant.isOurs = false;
  };
  await assert.rejects(tenant.poll(), /another process/);
  await tenant.poll();
  assert.deepEqual(tenant.published, []);
});

describe('what cannot be published', () => {
  it('is parked alone when the bill makes no sense, once', async () => {
    await tenant.poll();
    tenant.source.put(tenant.aBill('2'));
    tenant.source.malformed.set('1', {
      form,
      documentId: '1',
      number: 'CGDD1',
      code: 'KINGDEE_MALFORMED',
      reason: 'CGDD1 has an amount that is no number',
    });
    await tenant.poll();
    await tenant.poll();
    assert.deepEqual(tenant.published, ['2 SUBMITTED']);
    assert.deepEqual(
      tenant.events.parked.map(({ key, code, topic }) => [String(key), code, topic]),
      [[`huadong/${form}/1`, 'KINGDEE_MALFORMED', 'kingdee.document.v1']],
    );
  });

  it('is parked alone when it does not fit the schema', async () => {
    await tenant.poll();
    tenant.source.put(tenant.aBill('1'), tenant.aBill('2'));
    tenant.events.before = ({ topic, value }) => {
      if (
        topic === 'kingdee.document.v1' &&
        'documentId' in value &&
        value.documentId === '1' &&
        'eventId' in value
      ) {
        throw new HubError('AVRO_INVALID', 'amount has too many digits');
      }
    };
    await tenant.poll();
    await tenant.poll();
    assert.deepEqual(tenant.published, ['2 SUBMITTED']);
    assert.deepEqual(
      tenant.events.parked.map(({ code }) => code),
      ['AVRO_INVALID'],
    );
  });
});

describe('a fault of one form', () => {
  it('is reported, and the other forms are read', async () => {
    tenant = new ReadAccount({ forms: ['XX_Unknown', form] });
    tenant.source.put(tenant.aBill('1'));
    tenant.source.before = (question) => {
      if (question.includes('XX_Unknown'))
        throw new HubError('KINGDEE_FORM_UNKNOWN', 'no such form');
    };
    const report = await tenant.poll();
    assert.deepEqual(
      report.faults.map(({ form: of, error }) => [of, (error as HubError).code]),
      [['XX_Unknown', 'KINGDEE_FORM_UNKNOWN']],
    );
    assert.deepEqual(tenant.published, ['1 SUBMITTED']);
  });

  it('that may pass is reported too, and nothing is skipped', async () => {
    tenant = new ReadAccount({ forms: [form] });
    await tenant.poll();
    tenant.source.put(tenant.aBill('1'));
    tenant.source.before = (question) => {
      if (question.startsWith('changed')) {
        throw new HubError('KINGDEE_UNREACHABLE', 'no answer', { retryable: true });
      }
    };
    const report = await tenant.poll();
    assert.match(String(report.faults[0]?.error), /no answer/);
    tenant.source.before = () => undefined;
    await tenant.poll();
    assert.deepEqual(tenant.published, ['1 SUBMITTED']);
  });
});

it('another tenant’s document is not published, though its task is in the answer', async () => {
  tenant.source.wait('99', 'n1');
  await tenant.poll();
  tenant.source.asked.length = 0;
  await tenant.poll();
  assert.deepEqual(tenant.published, []);
  assert.equal(tenant.source.asked.includes('read 99'), false, 'nor read at every poll');
});
