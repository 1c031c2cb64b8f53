import { Decimal } from '@hub/core';
import type { Document, Figure } from '@hub/schemas';
import type { LevelSetting } from '@hub/service';
import type { Level, SourceDocument } from '@hub/source';
import { factEvent } from '../domain/document-event.js';
import type { Duty } from '../duty.js';
import { organisationsOf, owns } from '../facts/tenant-facts.js';
import { refreshMs } from '../facts/told.js';
import type { AccountScope, TenantScope } from '../ports.js';
import { judgeLevel, levelStateOf, levelVersion, type LevelState } from './domain/level-state.js';

/** The levels that a tenant has watched. */
export interface TenantLevels {
  readonly tenant: string;
  readonly levels: readonly LevelSetting[];
}

interface Member {
  readonly scope: TenantScope;
  readonly rule: LevelSetting;
}

/** Levels whose readings contradict what was told; beyond it a reading counts as the first one again. */
const waveringMax = 50_000;

/**
 * Stock and budgets of one account: read as often as asked, compared with their limits, told when they cross them.
 * Rules of the same kind and pace share their question, however many tenants there are.
 */
export function levelDuties(
  account: AccountScope,
  tenants: readonly TenantLevels[],
): readonly Duty[] {
  if (account.source.levels === undefined) return [];
  const groups = new Map<string, Member[]>();
  for (const { tenant, levels } of tenants) {
    const scope = account.tenants.find((one) => one.tenant === tenant);
    if (scope === undefined) continue;
    for (const rule of levels) {
      const name = `${rule.kind}/${String(rule.everyMs)}`;
      groups.set(name, [...(groups.get(name) ?? []), { scope, rule }]);
    }
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const against = new Map<string, number>();
    return [
      {
        name: `levels ${first.rule.kind}`,
        intervalMs: first.rule.everyMs,
        run: (signal) => readLevels(account, members, { against, signal }),
      },
    ];
  });
}

async function readLevels(
  account: AccountScope,
  members: readonly Member[],
  { against, signal }: { readonly against: Map<string, number>; readonly signal: AbortSignal },
): Promise<void> {
  const [first] = members;
  if (first === undefined) return;
  const organisations = organisationsOf(members.map(({ scope }) => scope));
  const levels = (await account.source.levels?.(first.rule.kind, organisations)) ?? [];
  if (signal.aborted) return;
  const events: Document[] = [];
  for (const level of levels) {
    for (const member of members) {
      if (!owns(member.scope, level.summary.organisation)) continue;
      const event = judge(account, member, { level, against });
      if (event !== null) events.push(event);
    }
  }
  // What is remembered is the event itself: its version says which side, and how often it was crossed.
  await account.publish(events);
}

interface Reading {
  readonly level: Level;
  readonly against: Map<string, number>;
}

function judge(
  account: AccountScope,
  { scope: { tenant }, rule }: Member,
  { level, against }: Reading,
): Document | null {
  const { form, documentId } = level;
  const known = account.known.get(tenant, form, documentId);
  const before = levelStateOf(known?.version ?? '');
  const name = `${tenant}/${form}/${documentId}`;
  const judged = judgeLevel(
    before,
    against.get(name) ?? 0,
    { value: level.value.value, limit: level.limit?.value ?? null },
    { recover: new Decimal(rule.recover), hold: rule.hold },
  );
  if (judged.against === 0) against.delete(name);
  else if (against.size < waveringMax || against.has(name)) against.set(name, judged.against);

  const now = account.clock.now();
  if (judged.crossed !== null)
    return eventOf(account, { tenant, rule, level, state: judged.state });
  // Told again to the topic, which would forget it, and to nobody else.
  return known === null || before.crossings === 0 || now - known.publishedAt <= refreshMs
    ? null
    : { ...eventOf(account, { tenant, rule, level, state: before }), backfill: true };
}

interface Crossing {
  readonly tenant: string;
  readonly rule: LevelSetting;
  readonly level: Level;
  readonly state: LevelState;
}

function eventOf(account: AccountScope, { tenant, rule, level, state }: Crossing): Document {
  const now = account.clock.now();
  return factEvent({
    tenant,
    source: account.name,
    document: documentOf(level, now),
    step: state.below ? 'BELOW_LIMIT' : 'WITHIN_LIMIT',
    fact: levelVersion(state),
    figures: figuresOf(rule, level),
    observedAt: now,
  });
}

function figuresOf(
  { kind }: LevelSetting,
  { value, limit }: Level,
): Readonly<Record<string, Figure>> {
  const [ofValue, ofLimit] = kind === 'stock' ? ['onHand', 'safetyStock'] : ['left', 'limit'];
  return { [ofValue]: value, ...(limit === null ? {} : { [ofLimit]: limit }) };
}

function documentOf(
  { form, documentId, departmentId, summary }: Level,
  now: number,
): SourceDocument {
  return {
    form,
    documentId,
    // It has no date of change: that it was seen is all there is.
    modifiedAt: now,
    step: 'UNKNOWN',
    departmentId,
    summary,
    people: {},
    dates: {},
    amounts: {},
    figures: {},
    lines: [],
  };
}
