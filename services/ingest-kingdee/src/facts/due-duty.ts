import type { Document } from '@hub/schemas';
import type { Page, SourceDocument } from '@hub/source';
import { factEvent } from '../domain/document-event.js';
import type { Duty } from '../duty.js';
import type { AccountScope } from '../ports.js';
import { dueFact, dueSpan, type FactOutcome } from './domain/due-facts.js';
import { dayAt, startOf } from './domain/local-day.js';
import { organisationsOf, owns, type DueSetting, type Member } from './tenant-facts.js';
import { refreshMs, Told } from './told.js';
import type { Watches } from './watches.js';

/** A document that is overdue for longer than this after the last number of days is not looked at any more. */
const graceDays = 60;
/** Pages in one run; more is a source that does not end. */
const pagesMax = 10_000;

/** Looks at the documents of one form by their due date, with one question for all tenants of an account. */
export function dueDuty(
  account: AccountScope,
  members: readonly Member<DueSetting>[],
  watches: Watches,
): Duty | null {
  const [first] = members;
  if (first === undefined || account.source.due === undefined) return null;
  const { kind, form, everyMs } = first.rule;
  return {
    name: `facts ${kind} ${form}`,
    intervalMs: everyMs,
    run: (signal) => lookAtDue(account, members, watches, signal),
  };
}

async function lookAtDue(
  account: AccountScope,
  members: readonly Member<DueSetting>[],
  watches: Watches,
  signal: AbortSignal,
): Promise<void> {
  const [first] = members;
  if (first === undefined) return;
  const { kind, form } = first.rule;
  const now = account.clock.now();
  const spans = members.map(({ rule, tenant: { timeZone } }) => {
    const span = dueSpan(rule, dayAt(now, timeZone), graceDays);
    return { from: startOf(span.from, timeZone), to: startOf(span.to, timeZone) };
  });
  const watchedSince = new Map<string, number>();
  for (const { tenant } of members) {
    watchedSince.set(tenant.tenant, await watches.since(tenant.tenant, `facts:${kind}:${form}`));
  }

  let afterId: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const read: Page | undefined = await account.source.due?.({
      form,
      organisations: organisationsOf(members.map(({ scope }) => scope)),
      from: Math.min(...spans.map(({ from }) => from)),
      to: Math.max(...spans.map(({ to }) => to)),
      afterId,
    });
    if (read === undefined || signal.aborted) return;
    const told = new Told();
    for (const document of read.documents) {
      for (const member of members) {
        if (!owns(member.scope, document.summary.organisation)) continue;
        tell(account, told, { member, document, now, watchedSince });
      }
    }
    await account.publish(told.events, told.remember);
    if (read.next === null) return;
    afterId = read.next.documentId;
  }
}

interface Look {
  readonly member: Member<DueSetting>;
  readonly document: SourceDocument;
  readonly now: number;
  readonly watchedSince: ReadonlyMap<string, number>;
}

function tell(account: AccountScope, told: Told, look: Look): void {
  const { member, document, now, watchedSince } = look;
  const { tenant, timeZone } = member.tenant;
  const known = account.known.get(tenant, document.form, document.documentId);
  const moment = {
    known: known?.facts ?? [],
    now,
    timeZone,
    watchedSince: watchedSince.get(tenant) ?? 0,
  };
  const outcome = dueFact({ rule: member.rule, document, moment });
  if (outcome.fact !== null) {
    told.add(eventOf(account, look, outcome.fact), outcome.facts);
  } else if (known !== null && known.facts.length > 0 && now - known.publishedAt > refreshMs) {
    // Told again to the topic, which would forget it, and to nobody else.
    const last = dueFact({ rule: member.rule, document, moment: { ...moment, known: [] } });
    if (last.fact === null) return;
    told.add(eventOf(account, look, { ...last.fact, history: true }), outcome.facts);
  }
}

function eventOf(
  account: AccountScope,
  { member, document, now }: Look,
  fact: NonNullable<FactOutcome['fact']>,
): Document {
  return factEvent({
    tenant: member.tenant.tenant,
    source: account.name,
    document,
    step: fact.step,
    fact: fact.version,
    figures: fact.figures,
    observedAt: now,
    backfill: fact.history,
  });
}
