import { failpoint } from '@hub/core';
import type { LatestState, Standing } from '@hub/redis';
import { noButtons } from '../domain/card.js';
import { finalRanks, type CardChange } from '../domain/card-state.js';
import { mayHaveHappened } from '../domain/doubt.js';
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

export type FinalRank = (typeof finalRanks)[keyof typeof finalRanks];

/**
 * Shows a final state on a card, unless it shows one as far already; `again` shows it also then, because somebody
 * who clicked late still reads that he must wait.
 *
 * DingTalk keeps whichever update came last, so the state is first put where the furthest wins; and when another
 * process got further while this one was updating, that state is shown too.
 */
export async function showFinal(
  ports: ShowPorts,
  showing: Showing,
  rank: FinalRank,
  again: boolean,
): Promise<void> {
  const value = JSON.stringify(showing.change);
  const standing = await ports.states.offer(stateKey(showing), rank, value);
  if (again || !standing.applied) await showStanding(ports, showing, standing, changeIn);
}

/** Shows a state that may change again; over a final one never: then the final one is shown again. */
export async function showPassing(ports: ShowPorts, showing: Showing): Promise<void> {
  const key = stateKey(showing);
  let standing = await ports.states.offer(key, 0, '');
  if (!isFinal(standing.rank)) {
    await updateOrDoubt(ports, showing);
    standing = await ports.states.applied(key, standing);
  }
  if (isFinal(standing.rank))
    await showStanding(ports, showing, standing, (value) => finalFor(showing.change, value));
}

/** Shows what stands, again while something further stands or doubt arose: our update may have come after that one. */
async function showStanding(
  ports: ShowPorts,
  showing: Showing,
  standing: Standing,
  changeOf: (value: string) => CardChange,
): Promise<void> {
  for (let due = true; due;) {
    const shown = standing;
    await updateOrDoubt(ports, { ...showing, change: changeOf(shown.value) });
    standing = await ports.states.applied(stateKey(showing), shown);
    due = standing.rank > shown.rank || !standing.applied;
  }
}

function changeIn(value: string): CardChange {
  return JSON.parse(value) as CardChange;
}

async function updateOrDoubt(ports: ShowPorts, showing: Showing): Promise<void> {
  try {
    await update(ports, showing);
  } catch (error) {
    // It may have come after a further one that another event showed: at the next attempt that is shown again.
    if (mayHaveHappened(error)) await ports.states.doubted(stateKey(showing));
    throw error;
  }
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

function isFinal(rank: number): boolean {
  return rank >= finalRanks.handledElsewhere;
}

function stateKey({ tenant, commandId }: Showing): string {
  return `hub:${tenant.id}:card:${commandId}`;
}
