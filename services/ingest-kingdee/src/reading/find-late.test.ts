import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { form, ReadAccount } from '../testing/read-account.js';

const minute = 60_000;
let account: ReadAccount;

/** So many changes, evenly over the last four minutes, all of them read. */
async function busy(changes: number): Promise<void> {
  const { clock, source } = account;
  for (let id = 1; id <= changes; id += 1) {
    const modifiedAt = clock.now() - 4 * minute + Math.floor((id * 4 * minute) / changes);
    source.put(account.aBill(String(id), { modifiedAt }));
  }
  await account.poll();
  // The last second has been written by now, and is read once more.
  await clock.advance(2_000);
  await account.poll();
  source.asked.length = 0;
  source.rows = 0;
}

/** Something else changes as well, and the form is read every half minute. */
async function readFor(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 30_000) {
    await account.clock.advance(Math.min(30_000, ms - passed));
    account.source.put(account.aBill(`7${String(account.clock.now())}`));
    await account.poll();
  }
}

/** Questions that were asked, by kind. */
function asked(): Record<string, number> {
  const kinds = account.source.asked.map((question) => question.split(' ')[0] ?? '');
  return Object.fromEntries(
    [...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]),
  );
}

beforeEach(async () => {
  account = new ReadAccount();
  await account.poll();
});

describe('the search for late commits', () => {
  it('costs two questions a minute and no row while there is none', async () => {
    await busy(300);
    for (let second = 0; second < 120; second += 10) {
      await account.clock.advance(10_000);
      await account.poll();
    }
    assert.equal(asked()['more'], 4);
    assert.equal(account.source.rows, 0);
  });

  // A bill saved at 10:33:46, submitted at 10:36:46 by a transaction that committed 29 s later and approved three minutes
  // after that: its submission left the count of the last five minutes as it was until 10:38:46, was not asked for again
  // before 10:40:15.6, and had been overtaken half a second earlier. Nobody was told to decide.
  it('finds a document that was known in the same minutes while it stands for half of them', async () => {
    const { clock, source } = account;
    for (let second = 0; second < 12; second += 1) {
      account = new ReadAccount({ clock, source });
      await account.poll();
      const id = `8${String(second)}`;
      source.put(account.aBill(id, { step: 'SAVED' }));
      await readFor(3 * minute + second * 5_000);
      source.put(account.aBill(id, { modifiedAt: clock.now() - 5_000 }));
      await readFor(2.5 * minute);
      const steps = account.events.documents
        .filter(({ documentId }) => documentId === id)
        .map(({ step }) => step);
      assert.deepEqual(steps, ['SAVED', 'SUBMITTED'], `${String(second * 5)} s later`);
    }
  });

  it('asks nothing of a form in which nothing changed for long', async () => {
    await busy(30);
    for (let passed = 0; passed < 20; passed += 1) {
      account.source.asked.length = 0;
      await account.clock.advance(minute);
      await account.poll();
    }
    assert.equal(asked()['more'], undefined);
  });

  it('begins, after a pause, where the pause began', async () => {
    await busy(30);
    account.source.put(account.aBill('9999', { modifiedAt: account.clock.now() - minute }));
    await account.clock.advance(7 * minute);
    account.source.put(account.aBill('1'));
    await account.poll();
    assert.deepEqual(
      account.events.documents.slice(-2).map(({ documentId }) => documentId),
      ['1', '9999'],
    );
  });

  it('finds one among many by halving, and reads only the neighbourhood', async () => {
    await busy(2_000);
    const late = account.aBill('9999', { modifiedAt: account.clock.now() - 3 * minute });
    account.source.put(late);
    await account.clock.advance(minute);
    await account.poll();
    assert.equal(account.events.documents.at(-1)?.documentId, '9999');
    assert.ok((asked()['more'] ?? 0) <= 9, String(asked()['more']));
    assert.ok(account.source.rows <= 60, `${String(account.source.rows)} rows`);
  });

  it('finds several, also of one time with others', async () => {
    await busy(500);
    const at = [...account.source.documents.values()][249]?.modifiedAt ?? 0;
    for (const id of ['9001', '9002', '100000']) {
      account.source.put(account.aBill(id, { modifiedAt: at }));
    }
    account.source.put(account.aBill('9003', { modifiedAt: account.clock.now() - 4 * minute + 5 }));
    const before = account.events.documents.length;
    await account.clock.advance(minute);
    await account.poll();
    assert.deepEqual(
      account.events.documents
        .slice(before)
        .map(({ documentId }) => documentId)
        .toSorted(),
      ['100000', '9001', '9002', '9003'],
    );
  });

  it('finds again what was found but could not be published', async () => {
    await busy(50);
    account.source.put(account.aBill('9999', { modifiedAt: account.clock.now() - 2 * minute }));
    await account.clock.advance(minute);
    account.events.before = () => {
      throw new Error('no broker');
    };
    await assert.rejects(account.poll(), /no broker/);
    account.events.before = () => undefined;
    await account.poll();
    assert.equal(account.events.documents.at(-1)?.documentId, '9999');
  });

  it('is no question of its own where the system can be asked for both at once', async () => {
    account.source.lookBackMax = 300;
    await busy(250);
    const known = account.source.documents.get('100');
    assert.ok(known);
    account.source.put(account.aBill('9999', { modifiedAt: account.clock.now() - 3 * minute }), {
      ...known,
      step: 'APPROVED',
      modifiedAt: known.modifiedAt + 1,
    });
    await account.clock.advance(10_000);
    await account.poll();
    assert.deepEqual(
      account.events.documents.slice(-2).map(({ documentId, step }) => `${documentId} ${step}`),
      ['9999 SUBMITTED', '100 APPROVED'],
    );
    assert.deepEqual(asked(), { tasks: 2, changed: 1 });
    assert.equal(account.source.rows, 2);
  });

  it('is made again where more is known than one question may hold', async () => {
    account.source.lookBackMax = 300;
    await busy(2_000);
    account.source.put(account.aBill('9999', { modifiedAt: account.clock.now() - 3 * minute }));
    await account.clock.advance(2 * minute);
    await account.poll();
    assert.equal(account.events.documents.at(-1)?.documentId, '9999');
  });

  it('is made up for by reading the overlap once a minute, where the system cannot count', async () => {
    Object.assign(account.source, { hasMoreThan: undefined });
    await busy(30);
    account.source.put(account.aBill('9999', { modifiedAt: account.clock.now() - 2 * minute }));
    await account.clock.advance(10_000);
    await account.poll();
    assert.equal(account.source.rows, 0);
    await account.clock.advance(minute);
    await account.poll();
    assert.equal(account.events.documents.at(-1)?.documentId, '9999');
  });
});

describe('narrow reading', () => {
  it('reads a change once, though turns follow each other quickly', async () => {
    await busy(100);
    const { clock, source } = account;
    let changes = 0;
    for (let second = 0; second < 200; second += 1) {
      await clock.advance(1_000);
      source.put(account.aBill(String((second % 100) + 1)));
      changes += 1;
      if (second % 10 === 9) await account.poll();
    }
    assert.ok(source.rows / changes <= 1.25, `${String(source.rows)} rows of ${String(changes)}`);
    assert.equal(account.events.documents.filter((one) => one.form === form).length, 100 + changes);
  });

  it('is not led astray by a date in the future', async () => {
    account.source.put(
      account.aBill('1', { modifiedAt: account.clock.now() + 90 * 24 * 60 * minute }),
    );
    await account.poll();
    await account.clock.advance(10_000);
    account.source.put(account.aBill('2'));
    await account.poll();
    assert.deepEqual(
      account.events.documents.map(({ documentId }) => documentId),
      ['1', '2'],
    );
    const mark = account.events.watermarks.at(-1);
    assert.ok((mark?.modifiedAt ?? Infinity) <= account.clock.now());
  });

  it('keeps its place when the system’s clock is a minute and a half ahead', async () => {
    const { clock, source } = account;
    for (let id = 1; id <= 60; id += 1) {
      await clock.advance(5_000);
      source.put(account.aBill(String(id), { modifiedAt: clock.now() + 90_000 }));
      await account.poll();
    }
    assert.equal(account.events.documents.length, 60);
    assert.ok(source.rows < 260, `${String(source.rows)} rows`);
  });
});
