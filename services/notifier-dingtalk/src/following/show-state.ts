import { failpoint } from '@hub/core';
import type { LatestState } from '@hub/redis';
import { noButtons } from '../domain/card.js';
import type { finalRanks } from '../domain/card-state.js';
import { type CardChange } from '../domain/card-state.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { Cards } from '../ports.js';
import type { Turns } from '../sending/turns.js';

export interface ShowPorts {
  readonly cards: Cards;
  readonly turns: Turns;
  readonly states: LatestState;
}

/** A card, and the state to show on it. */
export interface Showing {
  readonly tenant: NotifierTenant;
  readonly commandId: string;
  readonly change: CardChange;
}

/** Below all final ones. */
const passingRank = 0;

export type FinalRank = (typeof finalRanks)[keyof typeof finalRanks];

/**
 * Shows a final state on a card, unless it shows one as far already; `again` shows it also then, because somebody
 * who clicked late still reads that he must wait.
 *
 * DingTalk keeps whichever update came last, so the state is first put where the furthest wins; and when another
 * process got further while this one was updating, that state is shown too, be it at the next attempt.
 */
export async function showFinal(
  ports: ShowPorts,
  showing: Showing,
  rank: FinalRank,
  again: boolean,
): Promise<void> {
  const key = stateKey(showing);
  let shown = await ports.states.offer(key, rank, JSON.stringify(showing.change));
  for (let due = again || !shown.applied; due;) {
    await update(ports, { ...showing, change: changeIn(shown.value) });
    const standing = await ports.states.applied(key, shown);
    // Something further stands, or doubt arose: our update may have come after that one.
    due = standing.rank > shown.rank || !standing.applied;
    shown = standing;
  }
}

/**
 * Shows a state that may change again; over a final one never: then the final one is shown again. That this was done is
 * not noted: whether the event of the final state has come to its end is for that event to say.
 */
export async function showPassing(ports: ShowPorts, showing: Showing): Promise<void> {
  const key = stateKey(showing);
  let standing = await ports.states.offer(key, passingRank, '');
  if (standing.rank === passingRank) {
    await update(ports, showing);
    standing = await ports.states.applied(key, standing);
  }
  for (let shown = passingRank; standing.rank > shown;) {
    shown = standing.rank;
    await update(ports, { ...showing, change: finalFor(showing.change, standing.value) });
    standing = await ports.states.current(key);
  }
}

function changeIn(value: string): CardChange {
  return JSON.parse(value) as CardChange;
}

/** The final state, shown also to those whom only the passing one concerned. */
function finalFor(passing: CardChange, value: string): CardChange {
  const { cardData, privateData } = changeIn(value);
  const others = Object.keys(passing.privateData).map(
    (userId) => [userId, { ...cardData, ...noButtons }] as const,
  );
  return { cardData, privateData: { ...Object.fromEntries(others), ...privateData } };
}

/** Urgent: somebody looks at a button that means nothing any more. */
function update(
  { cards, turns }: ShowPorts,
  { tenant, commandId, change }: Showing,
): Promise<void> {
  const turn = { tenant, api: 'card.update', priority: 'URGENT' } as const;
  return turns.run(turn, async () => {
    failpoint('notifier.beforeUpdate');
    await cards.update(tenant.id, commandId, change);
    failpoint('notifier.afterUpdate');
  });
}

function stateKey({ tenant, commandId }: Showing): string {
  return `hub:${tenant.id}:card:${commandId}`;
}
