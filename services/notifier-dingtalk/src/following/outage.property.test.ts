import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Decision, Document } from '@hub/schemas';
import { aCommand, aDecision, aDocument, aRecipient, seeded } from '@hub/testkit';
import { closeStaleCards } from './close-stale-cards.js';
import { convergeCard } from './converge-card.js';
import { deliverCommand } from '../deliver-command.js';
import { fakeParts } from '../testing/fakes.js';
import { Lanes } from '../testing/lanes.js';
import { randomOf } from '../testing/random.js';
import { UnsteadyCards } from '../testing/unsteady-cards.js';

const outageMs = 10 * 60_000;
/** How long after the outage all cards have to agree. */
const agreeMs = 60_000;
/**
 * With twenty calls a second, of which three in ten fail, some of them by a time-out that keeps a place for five
 * seconds, about nine updates a second come through: of 120 bills, all still untold when the outage ends, the last took
 * 68 s, so there are fewer then.
 */
const callsPerSecond = 20;
/**
 * After the outage no card fails more often than that one time after the other. By chance alone one of some thousand runs
 * saw a card fail so often, up to ten seconds each time, that no bound would have held.
 */
const inARowMax = 2;
const bills = { few: { min: 20, max: 60 }, many: { min: 20, max: 120 } };
const deciders = ['hd002', 'hd004'];
const everybody = [...deciders, 'hd003'];

/** Something that becomes known of a bill, at a time of the outage. */
type Event = { readonly at: number } & (
  { readonly decision: Decision } | { readonly document: Document }
);

interface Bill {
  readonly commandId: string;
  readonly events: readonly Event[];
  /** What its card has to show in the end. */
  readonly status: string;
}

/** A run of ten minutes, and what it came to. */
interface Run {
  /** How long after the outage the last card was right; null when one never was. */
  readonly agreedAfterMs: number | null;
  readonly disagreeing: readonly string[];
  readonly parked: readonly string[];
  readonly cards: UnsteadyCards;
}

async function run(
  seed: number,
  count: number,
  failing: { readonly during: number; readonly after: number },
): Promise<Run> {
  const random = randomOf(seed);
  const parts = fakeParts({ tenant: { callsPerSecond } });
  const { clock } = parts;
  const cards = new UnsteadyCards(clock, random, callsPerSecond);
  const ports = { ...parts, cards };
  const lanes = new Lanes(clock, random);
  const all = Array.from({ length: count }, (_, index) => aBill(index, random));
  for (const { command } of all) lanes.add(command.commandId, deliverCommand(ports), command);
  while (lanes.open > 0) await clock.advance(1_000);

  const [converge, close] = [convergeCard(ports), closeStaleCards(ports)];
  for (const event of all.flatMap(({ events }) => events)) {
    void clock.sleep(event.at).then(() => {
      if ('decision' in event)
        lanes.add(`decision ${event.decision.documentId}`, converge, event.decision);
      else lanes.add(`document ${event.document.documentId}`, close, event.document);
    });
  }
  cards.fail(failing.during);
  await clock.advance(outageMs);
  cards.fail(failing.after, inARowMax);

  const wrong = (): readonly string[] => all.flatMap((bill) => disagreement(cards, bill));
  let agreedAfterMs: number | null = null;
  for (let ms = 0; ms <= agreeMs; ms += 1_000) {
    const agree = wrong().length === 0;
    if (!agree) agreedAfterMs = null;
    else agreedAfterMs ??= ms;
    await clock.advance(1_000);
  }
  return { agreedAfterMs, disagreeing: wrong(), parked: lanes.parked, cards };
}

/** A bill that is decided in DingTalk, with all that goes before and beside it, or in the ERP. */
function aBill(
  index: number,
  random: () => number,
): Bill & { command: ReturnType<typeof aCommand> } {
  const documentId = `D${String(index)}`;
  const node = `N${String(index)}`;
  const recipients = everybody.map((userId) =>
    aRecipient({ userId, node: deciders.includes(userId) ? node : null }),
  );
  const command = aCommand({ eventId: documentId, documentId, recipients });
  const { commandId } = command;
  // One in five at the very end, when there is least time to get over it.
  const at = random() < 0.2 ? outageMs - random() * 5_000 : random() * outageMs;
  const near = (): number => Math.min(outageMs, Math.max(0, at + (random() - 0.5) * 12_000));
  const observedAt = command.issuedAt + at;
  const step = random() < 0.5 ? 'APPROVED' : 'WITHDRAWN';
  const base = aDecision({
    documentId,
    node,
    commandId,
    action: random() < 0.5 ? 'APPROVE' : 'REJECT',
  });
  if (random() < 0.4) {
    const document = aDocument({ documentId, step, pending: [], observedAt });
    const status = step === 'APPROVED' ? '已在金蝶处理' : '已撤回';
    return { command, commandId, events: [{ at, document }], status };
  }
  const before: Decision[] = [
    {
      ...base,
      state: 'REFUSED',
      refusal: 'WRITEBACK_SELF',
      actor: { ...base.actor, userId: 'hd004' },
    },
    { ...base, state: 'UNDECIDED', refusal: 'WRITEBACK_UNDECIDED' },
  ];
  const chosen = before.filter(() => random() < 0.4);
  return {
    ...{ command, commandId },
    events: [
      ...chosen.map((decision) => ({ at: Math.max(0, at - random() * 15_000), decision })),
      { at, decision: base },
      // Ingest reads the same change in the ERP, a moment before or after.
      {
        at: near(),
        document: aDocument({ documentId, step: 'APPROVED', pending: [], observedAt }),
      },
    ],
    status: base.action === 'APPROVE' ? '已同意' : '已驳回',
  };
}

/** Who sees something else than he should. */
function disagreement(cards: UnsteadyCards, { commandId, status }: Bill): readonly string[] {
  return everybody.flatMap((userId) => {
    const seen = cards.seenBy(commandId, userId);
    const live =
      seen['canDecide'] === 'true' || seen['approveToken'] !== '' || seen['rejectToken'] !== '';
    if (seen['status'] === status && !live) return [];
    return [`${userId} sees ${String(seen['status'])}${live ? ' and buttons' : ''}, not ${status}`];
  });
}

/** Most calls within any second. */
function busiestSecond(arrivals: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [index, at] of arrivals.entries()) {
    while ((arrivals[first] ?? at) <= at - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/**
 * What it found: a bill is decided in DingTalk, and both the decision and the change in the ERP are shown on its card. The
 * weaker state timed out, came last all the same, and was not corrected, because the further one was known to be shown: by
 * an update that had begun before the doubt, or while a passing state showed the weaker one again; or the correction
 * was refused, and at the next attempt nobody knew any more that one was due.
 */
describe('an outage of ten minutes, by a simulated clock', () => {
  const cases = [
    { name: 'three updates in ten fail', failing: { during: 0.3, after: 0 }, among: bills.many },
    {
      name: 'three updates in ten fail, and go on failing',
      failing: { during: 0.3, after: 0.3 },
      among: bills.many,
    },
    {
      name: 'all fail, and then three in ten',
      failing: { during: 1, after: 0.3 },
      among: bills.few,
    },
  ];
  for (const { name, failing, among } of cases) {
    it(`all cards agree within 60 s when ${name}`, async (context) => {
      const took: number[] = [];
      const most: number[] = [];
      const troubles = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.integer(), fc.integer(among), async (seed, count) => {
          const { agreedAfterMs, disagreeing, parked, cards } = await run(seed, count, failing);
          assert.deepEqual([disagreeing, parked, cards.refusedForRate], [[], [], 0]);
          assert.ok(agreedAfterMs !== null);
          for (const trouble of cards.troublesMet) troubles.add(trouble);
          took.push(agreedAfterMs);
          most.push(busiestSecond(cards.arrivals));
        }),
        { ...seeded(`outage: ${name}`), numRuns: 12, endOnFailure: true },
      );
      assert.ok(troubles.size > 3, [...troubles].join());
      context.diagnostic(
        `agreed after ${String(Math.max(...took))} ms at most, calls in a second: ${String(Math.max(...most))} at most`,
      );
    });
  }
});
