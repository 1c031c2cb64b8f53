import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { K3CloudSource } from '@hub/kingdee';
import { FakeClock } from '@hub/testkit';
import { definitions, formIds } from './form.js';
import { ErpStub, organisationNumber } from './erp-stub.js';
import { readQuestion } from './question.js';
import { StubClient } from './stub-client.js';

const [form = ''] = formIds;
const second = 1_000;
const start = Date.UTC(2026, 10, 2, 1);

/** A source over a stub with so many bills, one a second, in one organisation. */
function rig(bills: number): {
  source: K3CloudSource;
  client: StubClient;
  erp: ErpStub;
  clock: FakeClock;
} {
  const clock = new FakeClock(start + 1_000 * second);
  const erp = new ErpStub();
  for (let index = 1; index <= bills; index += 1) change(erp, index, start + index * second);
  const client = new StubClient(erp, clock, () => false);
  const options = { client: client.asClient(), forms: formIds, definitions };
  return { source: new K3CloudSource(options), client, erp, clock };
}

function change(erp: ErpStub, documentId: number, modifiedAt: number): void {
  const visibleAt = modifiedAt;
  erp.apply({ form: 0, organisation: 0, documentId, modifiedAt, visibleAt, state: 'submitted' });
}

async function within<T>(clock: FakeClock, asked: Promise<T>): Promise<T> {
  await clock.advance(60_000);
  return asked;
}

const organisations = [organisationNumber(0)];

describe('the stub of the ERP, asked by the hub’s own source', () => {
  it('gives bills in the order of change, with their rows, and counts what that takes', async () => {
    const { source, client, clock } = rig(5);
    const asked = {
      form,
      organisations,
      modifiedFrom: start + 2 * second,
      afterId: '2',
      until: null,
    };
    const page = await within(clock, source.changedSince(asked));
    assert.deepEqual(
      page.documents.map(({ documentId, lines }) => [documentId, lines.length]),
      [
        ['3', 1],
        ['4', 2],
        ['5', 3],
      ],
    );
    assert.deepEqual(client.counted, {
      calls: 3,
      lineCalls: 1,
      rows: { heads: 3, lines: 6, tasks: 0, count: 0, users: 0 },
    });
  });

  it('shows a bill that changed again at its new place only', async () => {
    const { source, erp, clock } = rig(3);
    change(erp, 1, start + 9 * second);
    const asked = { form, organisations, modifiedFrom: start, afterId: null, until: null };
    const page = await within(clock, source.changedSince(asked));
    assert.deepEqual(
      page.documents.map(({ documentId }) => documentId),
      ['2', '3', '1'],
    );
  });

  it('says whether a stretch holds more than was read', async () => {
    const { source, clock } = rig(5);
    const until = { modifiedAt: start + 4 * second, documentId: '4' };
    const stretch = { form, organisations, modifiedFrom: start, until };
    assert.equal(await within(clock, source.hasMoreThan(stretch, 3)), true);
    assert.equal(await within(clock, source.hasMoreThan(stretch, 4)), false);
  });

  it('lists the submitted bills as open tasks', async () => {
    const { source, clock } = rig(2);
    const tasks = await within(clock, source.openTasks(formIds));
    assert.deepEqual(
      tasks.map(({ documentId }) => documentId),
      ['1', '2'],
    );
  });

  it('knows no bill of another organisation', async () => {
    const { source, clock } = rig(2);
    const asked = { form, organisations: ['9'], modifiedFrom: start, afterId: null, until: null };
    assert.deepEqual((await within(clock, source.changedSince(asked))).documents, []);
  });

  it('refuses a condition that it does not understand, rather than answering something', () => {
    assert.throws(() => readQuestion("FAmount>'1'"), /does not understand the condition FAmount/);
  });
});
