import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buttonsOf, waitFor, type SeenCard } from '@hub/cli';
import { systemClock } from '@hub/core';
import { NotifierRig, type Person } from './testing/notifier-rig.js';

/**
 * Shortened: no wait between attempts is longer than 5 s, so a longer outage looks the same. The whole ten minutes pass
 * by a simulated clock in `outage.property.test.ts` of the notifier.
 */
const outageMs = 15_000;
/** What DingTalk allows one application for one API, and the default of a tenant. */
const callsPerSecond = 20;
/** A second, less what the journal's rounding to a millisecond and the way of a call take. */
const windowMs = 980;
const cardsPath = '/v1.0/card/instances';

describe('an outage of ten minutes, shortened to 15 s', () => {
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

  /** Three changes of cards in ten fail: by their status, inside a 200, and after the work is done. */
  function failSome(): void {
    const { faults } = rig.dingtalk;
    const usual = faults.take.bind(faults);
    let calls = 0;
    faults.take = (target, kinds) => {
      if (target !== cardsPath || kinds === undefined) return usual(target, kinds);
      const strikes = { id: 'some', target, times: 1 };
      if (kinds.includes('status')) {
        calls += 1;
        if (calls % 20 < 2) return { ...strikes, kind: 'status', params: { status: 503 } };
      }
      if (kinds.includes('update-failure') && [4, 5].includes(calls % 20))
        return { ...strikes, kind: 'update-failure', params: {} };
      if (kinds.includes('drop') && calls % 20 >= 18)
        return { ...strikes, kind: 'drop', params: {} };
      return usual(target, kinds);
    };
  }

  /** When the changes of cards arrived, and the codes of those that were refused, as the journal has them. */
  function changes(): { readonly arrivals: readonly number[]; readonly codes: readonly unknown[] } {
    const all = rig.dingtalk.journal
      .after(0, Infinity)
      .filter(({ kind, data }) => kind === 'call' && data['name'] === 'card.update');
    return {
      arrivals: all.map(({ at, data }) => at - Number(data['ms'])).toSorted((a, b) => a - b),
      codes: all.map(({ data }) => data['code']),
    };
  }

  it('nothing is lost, and afterwards all cards agree within a minute though three updates in ten fail', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => `AWAY${String(100 + index)}`);
    const cards = await rig.ask(
      ...numbers.map((number) => ({
        ...({ number, channel: 'CARD', recipients: people, decides: true } as const),
      })),
    );
    await waitFor(
      'every card is there',
      () => Promise.resolve(rig.journal('card.delivered').length === cards.length * people.length),
      120_000,
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

    const { arrivals, codes } = changes();
    // One beyond the limit within a second would be one call in the journal this many places further on.
    const crowded = arrivals.filter(
      (at, index) => (arrivals[index + callsPerSecond] ?? Infinity) - at < windowMs,
    );
    assert.deepEqual(
      [crowded, codes.filter((code) => String(code).includes('Limit'))],
      [[], []],
      'the retries keep to the limit',
    );
    assert.ok(arrivals.length > cards.length);
  });
});
