import type { SourceDocument } from '@hub/source';
import { noNodes, openNodes, type OpenNodes } from '../domain/open-nodes.js';
import { organisationsOf, owns } from '../facts/tenant-facts.js';
import type { KnownDocument } from '../ports.js';
import { differenceOf, isHeldOpen } from './domain/compare.js';
import { laterOf, NumberIndex } from './domain/number-index.js';
import { stateOf, type FormPass, type Suspect, type Twins } from './form-pass.js';
import { openPages } from './pages.js';

/** Suspects of one pass; a hub that lost its memory mends itself over several. */
const suspectsMax = 2_000;
/** Approved documents that are read although their system lists no approved ones as open: the oldest unread first. */
const approvedMax = 50;

export interface Collected {
  readonly suspects: readonly Suspect[];
  readonly twins: readonly Twins[];
}

/** Open workflow steps of a form; null when the system does not say. */
export async function nodesNow({ account, form }: FormPass): Promise<OpenNodes | null> {
  if (account.source.openTasks === undefined) return null;
  return openNodes(await account.source.openTasks([form])).get(form) ?? noNodes;
}

/** Steps of one document; what a system does not say is taken as known. */
export function nodesOfDocument(
  open: OpenNodes | null,
  documentId: string,
  known: KnownDocument | null,
): readonly string[] {
  if (open === null) return known?.nodes ?? [];
  return (open.get(documentId) ?? []).map(({ node }) => node);
}

/** Goes through everything that is open once, page by page, and notes what does not fit. */
export async function collect(pass: FormPass): Promise<Collected> {
  const { account, form, scopes, signal } = pass;
  const startedAt = account.clock.now();
  const open = await nodesNow(pass);
  const held = heldOpen(pass);
  const numbers = new NumberIndex();
  const suspects: Suspect[] = [];
  const twins: Twins[] = [];
  let listsApproved = false;

  for await (const page of openPages(account, form, organisationsOf(scopes), signal)) {
    for (const { documentId } of page.malformed)
      for (const ids of held.values()) ids.delete(documentId);
    for (const document of page.documents) {
      listsApproved ||= document.step === 'APPROVED';
      twins.push(...twinsOf(pass, document, numbers));
      for (const { tenant } of ownersOf(pass, document)) {
        held.get(tenant)?.delete(document.documentId);
        const suspect = suspectOf(pass, tenant, document, open);
        if (suspect !== null && suspects.length < suspectsMax) suspects.push(suspect);
      }
    }
  }
  const ghosts = signal.aborted ? [] : ghostsOf(pass, { held, startedAt, listsApproved });
  return { suspects: [...suspects, ...ghosts].slice(0, suspectsMax), twins };
}

function ownersOf({ scopes }: FormPass, { summary }: SourceDocument): FormPass['scopes'] {
  return scopes.filter((scope) => owns(scope, summary.organisation));
}

function suspectOf(
  { account, form, settings }: FormPass,
  tenant: string,
  document: SourceDocument,
  open: OpenNodes | null,
): Suspect | null {
  const setting = settings.get(tenant);
  if (setting === undefined) return null;
  const { documentId } = document;
  const known = account.known.get(tenant, form, documentId);
  const nodes = nodesOfDocument(open, documentId, known);
  const ground = { ...setting, now: account.clock.now() };
  const kind = differenceOf(document, nodes, known, ground);
  return kind === null ? null : { tenant, documentId, kind, before: stateOf(known) };
}

function twinsOf(pass: FormPass, document: SourceDocument, numbers: NumberIndex): Twins[] {
  const { summary, documentId } = document;
  const other = numbers.add(summary.organisation, summary.number, documentId);
  if (other === null) return [];
  const [later, earlier] = laterOf(documentId, other);
  return ownersOf(pass, document).map(({ tenant }) => ({ tenant, later, earlier }));
}

/** Ids of documents that should be among the open ones, by tenant. */
function heldOpen({ account, form, scopes }: FormPass): Map<string, Set<string>> {
  return new Map(
    scopes.map(({ tenant }) => {
      const ids = new Set<string>();
      for (const known of account.known.of(tenant, form)) {
        if (isHeldOpen(known)) ids.add(known.documentId);
      }
      return [tenant, ids] as const;
    }),
  );
}

interface Held {
  readonly held: ReadonlyMap<string, ReadonlySet<string>>;
  readonly startedAt: number;
  /** Whether approved documents count as open in this system. */
  readonly listsApproved: boolean;
}

/** What was held for open before the pass began, and did not come. */
function ghostsOf(pass: FormPass, { held, startedAt, listsApproved }: Held): Suspect[] {
  const { account, form, settled } = pass;
  const ghosts: Suspect[] = [];
  let approved = 0;
  for (const [tenant, ids] of held) {
    for (const documentId of ids) {
      const known = account.known.get(tenant, form, documentId);
      if (known === null || !isHeldOpen(known) || known.publishedAt > startedAt) continue;
      if (settled.has(`${tenant}/${form}/${documentId}`, known)) continue;
      if (known.step === 'APPROVED' && !listsApproved) {
        approved += 1;
        if (approved > approvedMax) continue;
      }
      ghosts.push({ tenant, documentId, kind: 'ghost', before: stateOf(known) });
    }
  }
  return ghosts;
}
