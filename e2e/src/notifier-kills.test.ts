import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { failpoints, systemClock } from '@hub/core';
import { mortal, NotifierRig, type Person, type SeenReceipt } from './testing/notifier-rig.js';

const points = failpoints.filter((name) => name.startsWith('notifier.'));
/** Nobody of these is in DingTalk; they make a message long enough for two calls. */
const strangers: readonly Person[] = Array.from({ length: 24 }, (_, index) => ({
  userId: `nobody${String(index)}`,
  name: '',
}));

describe('the notifier killed at every named point', () => {
  let rig: NotifierRig;
  let people: readonly Person[];
  const cards = new Set<string>();
  /** Numbers of messages by robot, by command. */
  const messages = new Map<string, string>();
  let round = 0;

  before(async () => {
    rig = await NotifierRig.start('notifier-kills');
    people = (await rig.people()).slice(0, 3);
    assert.equal(people.length, 3);
  });
  after(() => rig.stop());

  const isCreated = (id: string): boolean =>
    rig.journal('card.created').some(({ outTrackId }) => outTrackId === id);
  const real = (): ReadonlySet<string> => new Set(people.map(({ userId }) => userId));

  /** Cards that wait for a decision and are then overtaken, and messages of two calls each. */
  async function business(patienceMs = 3_000): Promise<void> {
    round += 1;
    const numbers = Array.from({ length: 6 }, (_, index) => `KILL${String(round * 10 + index)}`);
    const asked = await rig.ask(
      ...numbers.map((number) => ({
        ...({ number, channel: 'CARD', recipients: people, decides: true } as const),
      })),
    );
    for (const id of asked) cards.add(id);
    const said = numbers.map((number) => ({
      number: `${number}R`,
      recipients: [...people.slice(0, 2), ...strangers, ...people.slice(2)],
    }));
    const told = await rig.ask(...said.map((one) => ({ ...one, channel: 'ROBOT' as const })));
    for (const [index, id] of told.entries()) messages.set(id, said[index]?.number ?? '');
    // At least one is out before its bill is decided; processes that just joined or left may take long.
    await waitFor(
      'a card is out',
      () => Promise.resolve(asked.some((id) => isCreated(id))),
      patienceMs,
    ).catch(() => null);
    await Promise.all(numbers.map((number) => rig.bill(number, 'APPROVED')));
  }

  it('dies at each of them', async () => {
    const processes = await Promise.all(
      points.map((point) => rig.notifier({ ...mortal, HUB_FAILPOINT: point })),
    );
    const ends = Promise.all(processes.map(({ ended }) => ended));
    const over = ends.then(() => true);
    for (let turn = 0; turn < 60; turn += 1) {
      await business();
      if (await Promise.race([over, systemClock.sleep(2_000).then(() => false)])) break;
    }
    assert.deepEqual(
      await Promise.race([ends, systemClock.sleep(1_000)]),
      points.map(() => 'SIGKILL'),
    );
  });

  it('and no card comes twice, nobody is left out, and what may be double says so', async () => {
    await rig.notifier();
    const asked = new Set(messages.keys());
    // The group takes a while to notice so many deaths.
    await business(60_000);
    const inPeace = new Set([...messages.keys()].filter((id) => !asked.has(id)));
    const receipts = await waitFor(
      'every command has its receipt',
      async () => {
        const last = await rig.lastReceipts();
        const all = [...cards, ...messages.keys()];
        return all.every((id) => last.has(id)) ? last : null;
      },
      120_000,
    );
    assert.deepEqual(
      repeated(rig.journal('card.created').map(({ outTrackId }) => String(outTrackId))),
      [],
    );
    const delivered = rig
      .journal('card.delivered')
      .map(({ outTrackId, userId }) => `${String(outTrackId)} ${String(userId)}`);
    assert.deepEqual(repeated(delivered), []);

    const open = [...cards].filter((id) => isOpen(receipts.get(id)));
    for (const id of open)
      for (const { userId } of people)
        assert.ok(delivered.includes(`${id} ${userId}`), `${id} never reached ${userId}`);
    assert.ok(open.length > 0);

    await waitFor(
      'no overtaken card has a button',
      () => {
        const updated = new Set(
          rig.journal('card.updated').map(({ outTrackId }) => String(outTrackId)),
        );
        return Promise.resolve(open.every((id) => updated.has(id)));
      },
      60_000,
    );

    const sent = rig
      .journal('robot.sent')
      .map((entry) => ({ userId: String(entry['userId']), text: JSON.stringify(entry) }));
    assert.equal(inPeace.size, 6);
    for (const [id, number] of messages) {
      for (const userId of real()) {
        const times = sent.filter(
          (one) => one.userId === userId && one.text.includes(number),
        ).length;
        const said = receipts.get(id)?.recipients.find((one) => one.userId === userId);
        // Whoever died twice between the record of a call and its answer knows no more than that.
        if (times === 0) assert.match(said?.reason ?? '', /nobody knows/, `${number} of ${userId}`);
        else assert.ok(times <= 2, `${number} reached ${userId} ${String(times)} times`);
        if (times === 2)
          assert.match(said?.reason ?? '', /may have arrived twice/, `${number} of ${userId}`);
        // A death leaves in doubt whatever calls its process had under way, and nothing else.
        if (inPeace.has(id)) assert.deepEqual([times, said?.reason], [1, null], number);
      }
    }
  });
});

/** Whether a card went out at all: one that was overtaken before its turn did not. */
function isOpen(receipt: SeenReceipt | undefined): boolean {
  return receipt?.recipients.some(({ state }) => state === 'DELIVERED') === true;
}

function repeated(values: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}
