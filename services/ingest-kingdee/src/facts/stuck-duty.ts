import type { PendingNode } from '@hub/schemas';
import { isDocument, type SourceDocument } from '@hub/source';
import { factEvent } from '../domain/document-event.js';
import { openNodes } from '../domain/open-nodes.js';
import type { Duty } from '../duty.js';
import type { AccountScope } from '../ports.js';
import { forgetOver, stuckFact } from './domain/stuck-fact.js';
import { organisationsOf, owns, type Member, type StuckSetting } from './tenant-facts.js';
import { Told } from './told.js';
import type { Watches } from './watches.js';

/** Documents read for this in one run; the others come with the next one. */
const readsMax = 200;
/** Documents of nobody here, remembered so that they are not read again and again. */
const foreignMax = 20_000;
const hourMs = 3_600_000;

interface Waiting {
  readonly form: string;
  readonly documentId: string;
  readonly nodes: readonly PendingNode[];
}

/** Looks at the open tasks of all tenants of an account with one question. */
export function stuckDuty(
  account: AccountScope,
  members: readonly Member<StuckSetting>[],
  watches: Watches,
): Duty | null {
  const [first] = members;
  if (first === undefined || account.source.openTasks === undefined) return null;
  const foreign = new Set<string>();
  return {
    name: 'facts approval-stuck',
    intervalMs: first.rule.everyMs,
    run: (signal) => lookAtTasks(account, members, { watches, foreign, signal }),
  };
}

async function lookAtTasks(
  account: AccountScope,
  members: readonly Member<StuckSetting>[],
  { watches, foreign, signal }: Run,
): Promise<void> {
  const forms = [...new Set(members.flatMap(({ rule }) => rule.forms))];
  const tasks = (await account.source.openTasks?.(forms)) ?? [];
  const watchedSince = new Map<string, number>();
  for (const { tenant, rule } of members) {
    for (const form of rule.forms) {
      const since = await watches.since(tenant.tenant, `facts:approval-stuck:${form}`);
      watchedSince.set(`${tenant.tenant}/${form}`, since);
    }
  }
  const now = account.clock.now();
  const least = Math.min(...members.flatMap(({ rule }) => rule.hours)) * hourMs;
  if (foreign.size > foreignMax) foreign.clear();

  let reads = 0;
  for (const waiting of longWaiting(openNodes(tasks), now - least)) {
    if (signal.aborted || reads >= readsMax) return;
    const name = `${waiting.form}/${waiting.documentId}`;
    if (foreign.has(name)) continue;
    const known = members.filter(
      (member) => knownOf(account, member, waiting) !== null && isFor(member, waiting.form),
    );
    if (known.length > 0 && known.every((member) => !hasNews(account, member, waiting, now))) {
      continue;
    }
    reads += 1;
    const document = await account.source.read(
      waiting.form,
      waiting.documentId,
      organisationsOf(members.map(({ scope }) => scope)),
    );
    const owners =
      document === null || !isDocument(document)
        ? []
        : members.filter(
            (member) =>
              isFor(member, waiting.form) && owns(member.scope, document.summary.organisation),
          );
    if (document === null || !isDocument(document) || owners.length === 0) {
      foreign.add(name);
      continue;
    }
    for (const member of owners)
      await tell(account, member, { waiting, document, now, watchedSince });
  }
}

interface Run {
  readonly watches: Watches;
  readonly foreign: Set<string>;
  readonly signal: AbortSignal;
}

/** Documents with a step that waits since before a moment. */
function* longWaiting(open: ReturnType<typeof openNodes>, before: number): Iterable<Waiting> {
  for (const [form, documents] of open) {
    for (const [documentId, nodes] of documents) {
      if (nodes.some(({ since }) => since <= before)) yield { form, documentId, nodes };
    }
  }
}

function isFor({ rule }: Member<StuckSetting>, form: string): boolean {
  return rule.forms.includes(form);
}

function knownOf(
  account: AccountScope,
  { tenant }: Member<StuckSetting>,
  { form, documentId }: Waiting,
): readonly string[] | null {
  return account.known.get(tenant.tenant, form, documentId)?.facts ?? null;
}

function hasNews(
  account: AccountScope,
  member: Member<StuckSetting>,
  waiting: Waiting,
  now: number,
): boolean {
  const known = knownOf(account, member, waiting) ?? [];
  return waiting.nodes.some((node) => {
    const moment = { known, now, timeZone: member.tenant.timeZone, watchedSince: 0 };
    return stuckFact({ hours: member.rule.hours, node, moment }).fact !== null;
  });
}

interface Look {
  readonly waiting: Waiting;
  readonly document: SourceDocument;
  readonly now: number;
  /** By tenant and form. */
  readonly watchedSince: ReadonlyMap<string, number>;
}

async function tell(
  account: AccountScope,
  member: Member<StuckSetting>,
  { waiting, document, now, watchedSince }: Look,
): Promise<void> {
  const { tenant, timeZone } = member.tenant;
  const nodes = new Set(waiting.nodes.map(({ node }) => node));
  let known: readonly string[] = forgetOver(knownOf(account, member, waiting) ?? [], nodes);
  const told = new Told();
  for (const node of waiting.nodes) {
    const since = watchedSince.get(`${tenant}/${waiting.form}`) ?? 0;
    const moment = { known, now, timeZone, watchedSince: since };
    const { fact, facts } = stuckFact({ hours: member.rule.hours, node, moment });
    known = facts;
    if (fact === null) continue;
    const event = factEvent({
      tenant,
      source: account.name,
      document,
      step: fact.step,
      fact: fact.version,
      figures: fact.figures,
      pending: waiting.nodes,
      observedAt: now,
      backfill: fact.history,
    });
    told.add(event, known);
  }
  await account.publish(told.events, told.remember);
}
