import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buttonsOf, waitFor, type SeenCard } from '@hub/cli';
import { systemClock } from '@hub/core';
import { NotifierRig, type Person } from './testing/notifier-rig.js';

/** Ten minutes of outage, shortened: no wait between attempts is longer than 5 s, so a longer one looks the same. */
const outageMs = 15_000;
const cardsPath = '/v1.0/card/instances';

describe('while DingTalk is away', () => {
  let rig: NotifierRig;
  let people: readonly Person[];

  before(async () => {
    rig = await NotifierRig.start('notifier-outage');
    people = (await rig.people()).slice(0, 3);
    await rig.notifier();
  });
  after(() => rig.stop());

  async function seenBy({ userId }: Person, outTrackId: string): Promise<SeenCard> {
    const corpId = rig.dingtalk.organisations[0]?.corpId ?? '';
    const path = `control/organisations/${corpId}/people/${userId}/cards/${outTrackId}`;
    return (await (await fetch(new URL(path, rig.dingtalk.control))).json()) as SeenCard;
  }

  /** Three calls in ten to the cards fail: half of them before, half after the work is done. */
  function failSome(): void {
    const { faults } = rig.dingtalk;
    const usual = faults.take.bind(faults);
    let calls = 0;
    faults.take = (target, kinds) => {
      if (target !== cardsPath || kinds === undefined) return usual(target, kinds);
      const strikes = { id: 'some', target, times: 1 };
      if (kinds.includes('status')) {
        calls += 1;
        if (calls % 20 < 3) return { ...strikes, kind: 'status', params: { status: 503 } };
      }
      if (kinds.includes('drop') && calls % 20 >= 17)
        return { ...strikes, kind: 'drop', params: {} };
      return usual(target, kinds);
    };
  }

  it('nothing is lost, and afterwards all cards agree within a minute though three updates in ten fail', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => `AWAY${String(100 + index)}`);
    const cards = await rig.ask(
      ...numbers.map((number) => ({
        ...({ number, channel: 'CARD', recipients: people, decides: true } as const),
      })),
    );
    await waitFor('every card is there', () =>
      Promise.resolve(rig.journal('card.delivered').length === cards.length * people.length),
    );
    const [person = { userId: '', name: '' }] = people;
    assert.notDeepEqual(buttonsOf(await seenBy(person, cards[0] ?? '')), []);

    rig.dingtalk.faults.add({ kind: 'status', target: '*', times: null, params: { status: 503 } });
    await Promise.all(numbers.map((number) => rig.bill(number, 'APPROVED')));
    const later = await rig.ask(
      ...numbers.map((number) => ({
        ...({ number: `${number}R`, channel: 'ROBOT', recipients: people } as const),
      })),
    );
    await systemClock.sleep(outageMs);
    rig.dingtalk.faults.clear();
    failSome();

    await waitFor(
      'no card has a button any more, for nobody',
      async () => {
        const views = await Promise.all(
          cards.flatMap((card) => people.map((one) => seenBy(one, card))),
        );
        return views.every((card) => buttonsOf(card).length === 0);
      },
      60_000,
    );
    const receipts = await waitFor(
      'every message of the outage is sent',
      async () => {
        const last = await rig.lastReceipts();
        return later.every((id) => last.has(id)) ? last : null;
      },
      60_000,
    );
    const states = later.flatMap((id) => receipts.get(id)?.recipients.map(({ state }) => state));
    assert.deepEqual([...new Set(states)], ['ACCEPTED']);
  });
});
