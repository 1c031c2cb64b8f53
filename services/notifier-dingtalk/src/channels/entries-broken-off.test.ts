import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outbound } from '@hub/core';
import { createClaims } from '@hub/redis';
import { aCommand, aDocument, aPendingNode, aRecipient } from '@hub/testkit';
import { closeStaleCards } from '../following/close-stale-cards.js';
import { deliverCommand } from '../deliver-command.js';
import type { EntryChannel } from '../domain/entry.js';
import { due } from '../testing/entry-stories.js';
import { fakeParts, type FakeParts } from '../testing/fakes.js';

const dayMs = 86_400_000;
const { issuedAt } = aCommand();

/** A port whose every call is counted when it comes and when it is over, and may be the last one of its process. */
function counted<Port extends object>(port: Port, count: () => void): Port {
  return new Proxy(port, {
    get(target, name): unknown {
      const found: unknown = Reflect.get(target, name, target);
      if (typeof found !== 'function') return found;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        count();
        const result: unknown = await Reflect.apply(found, target, given);
        count();
        return result;
      };
    },
  });
}

/** What happens to a bill: somebody is to decide, is asked anew, the bill moves, and is decided. */
function eventsOf(channel: EntryChannel): readonly ((parts: FakeParts) => Promise<unknown>)[] {
  const recipients = [aRecipient(), aRecipient({ userId: 'hd003' })];
  const asked = { channel, recipients, dates: { due } };
  const pending = [aPendingNode()];
  const take = async (parts: FakeParts, outbound: readonly Outbound[]): Promise<void> => {
    await parts.log.take(outbound);
  };
  const command = (over: object) => async (parts: FakeParts) =>
    take(parts, await deliverCommand(parts)(aCommand({ ...asked, ...over })));
  const document = (over: object) => async (parts: FakeParts) =>
    take(parts, await closeStaleCards(parts)(aDocument({ pending, dates: { due }, ...over })));
  return [
    command({}),
    command({ eventId: 'again', issuedAt: issuedAt + 1_000 }),
    document({ observedAt: issuedAt + 2_000, dates: { due: due + dayMs }, version: 'v2' }),
    document({ observedAt: issuedAt + 3_000, step: 'APPROVED', pending: [], version: 'v3' }),
  ];
}

/** Runs all events; at the n-th call of a port the process dies, and the next one begins the event anew. */
async function live(
  channel: EntryChannel,
  { dieAt, forgets }: { readonly dieAt: number; readonly forgets: boolean },
): Promise<{ readonly all: readonly string[]; readonly calls: number }> {
  const fakes = fakeParts();
  let calls = 0;
  const count = (): void => {
    calls += 1;
    if (calls === dieAt) throw new Error('killed');
  };
  const born = (): FakeParts => ({
    ...fakes,
    claims: createClaims(null, { leaseMs: 10_000, keepMs: 3_600_000, clock: fakes.clock }),
    todos: counted(fakes.todos, count),
    calendars: counted(fakes.calendars, count),
    log: counted(fakes.log, count),
    sentEntries: counted(fakes.sentEntries, count),
  });
  let parts = born();
  for (const event of eventsOf(channel)) {
    try {
      await event(parts);
    } catch (error) {
      assert.match(String(error), /killed/);
      if (forgets) fakes.sentEntries.clear();
      parts = born();
      await event(parts);
    }
  }
  const { todos, calendars } = fakes;
  return { all: (channel === 'TO_DO' ? todos : calendars).all(), calls };
}

describe('entries of people, wherever the process dies', () => {
  for (const channel of ['TO_DO', 'CALENDAR'] as const) {
    for (const forgets of [false, true]) {
      it(`${channel}: one each, and done in the end${forgets ? ', also when Redis forgets' : ''}`, async () => {
        const { all, calls } = await live(channel, { dieAt: Infinity, forgets });
        assert.deepEqual(
          all.map((text) => text.replace(/ \| .* \| /, ' | ')),
          ['U-hd002 | done', 'U-hd003 | done'],
        );
        assert.match(all[0] ?? '', / \| 2026-12-03 \| /);
        assert.ok(calls > 40, String(calls));
        for (let dieAt = 1; dieAt <= calls; dieAt += 1)
          assert.deepEqual(
            (await live(channel, { dieAt, forgets })).all,
            all,
            `at ${String(dieAt)}`,
          );
      });
    }
  }
});
