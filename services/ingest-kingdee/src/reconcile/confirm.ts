import type { Figure } from '@hub/schemas';
import { isDocument, type SourceDocument } from '@hub/source';
import type { OpenNodes } from '../domain/open-nodes.js';
import { digestOf } from '../domain/known-document.js';
import { nodesNow, nodesOfDocument, type Collected } from './collect.js';
import { differenceOf, isFresh, type Difference } from './domain/compare.js';
import { stateOf, type FormPass, type Suspect, type Twins } from './form-pass.js';

/** A suspect that a second look proved. */
export interface Proved {
  readonly tenant: string;
  readonly documentId: string;
  readonly kind: Difference | 'double';
  /** As it is now; null when it is gone. */
  readonly document: SourceDocument | null;
  /** Tells an anomaly from others of its kind. */
  readonly cause: string;
  readonly figures: Readonly<Record<string, Figure>>;
}

/**
 * Looks again at every suspect by itself. Only what still differs in the same way, while nothing was published of it in
 * between, is proved: whatever changed while it was read is left to ordinary reading.
 */
export async function confirm(pass: FormPass, { suspects, twins }: Collected): Promise<Proved[]> {
  const { account, settleMs, signal } = pass;
  if (suspects.length + twins.length === 0) return [];
  await account.clock.sleep(settleMs, signal).catch(() => undefined);
  if (signal.aborted) return [];
  const open = await nodesNow(pass);
  const proved: Proved[] = [];
  for (const suspect of suspects) {
    if (isOver(signal)) return [];
    const one = await lookAgain(pass, suspect, open);
    if (one !== null) proved.push(one);
  }
  for (const pair of twins) {
    if (isOver(signal)) return [];
    const one = await lookAtTwins(pass, pair);
    if (one !== null) proved.push(one);
  }
  return movedBetweenTenants(proved);
}

async function lookAgain(
  pass: FormPass,
  suspect: Suspect,
  open: OpenNodes | null,
): Promise<Proved | null> {
  const { account, form, settings, settled } = pass;
  const { tenant, documentId, kind, before } = suspect;
  const setting = settings.get(tenant);
  const document = await read(pass, tenant, documentId);
  const known = account.known.get(tenant, form, documentId);
  if (stateOf(known) !== before || setting === undefined || document === 'malformed') return null;
  if (document === null) {
    const gone = { tenant, documentId, document, cause: '', figures: {} };
    return kind === 'ghost' ? { ...gone, kind } : null;
  }
  const nodes = nodesOfDocument(open, documentId, known);
  const ground = { ...setting, now: account.clock.now() };
  const difference = differenceOf(document, nodes, known, ground);
  if (difference === null) {
    // Finished or not, it is as it is known: no need to read it with every pass.
    if (kind === 'ghost' && !isFresh(document, ground)) {
      settled.add(`${tenant}/${form}/${documentId}`, known);
    }
    return null;
  }
  return {
    tenant,
    documentId,
    kind: kind === 'ghost' ? 'ghost' : difference,
    document,
    cause: digestOf(document.summary),
    figures: figuresOf(document),
  };
}

async function lookAtTwins(
  pass: FormPass,
  { tenant, later, earlier }: Twins,
): Promise<Proved | null> {
  const [accused, other] = [await read(pass, tenant, later), await read(pass, tenant, earlier)];
  if (accused === 'malformed' || other === 'malformed') return null;
  if (accused === null || other === null) return null;
  const same =
    accused.summary.number === other.summary.number &&
    accused.summary.organisation === other.summary.organisation;
  if (!same || isDone(accused) || isDone(other)) return null;
  return {
    tenant,
    documentId: later,
    kind: 'double',
    document: accused,
    cause: earlier,
    figures: {},
  };
}

/**
 * A document that is gone for one tenant and unknown to another of the same system has changed hands: that is one fault,
 * not two.
 */
function movedBetweenTenants(proved: readonly Proved[]): Proved[] {
  const gone = new Set(
    proved.flatMap(({ kind, document, documentId }) =>
      kind === 'ghost' && document === null ? [documentId] : [],
    ),
  );
  const moved = new Set(
    proved.flatMap(({ kind, documentId }) =>
      kind === 'missed' && gone.has(documentId) ? [documentId] : [],
    ),
  );
  return proved.flatMap((one): Proved[] => {
    if (!moved.has(one.documentId)) return [one];
    return one.kind === 'missed' ? [{ ...one, kind: 'organisation' }] : [];
  });
}

async function read(
  { account, form, scopes }: FormPass,
  tenant: string,
  documentId: string,
): Promise<SourceDocument | null | 'malformed'> {
  const organisations = scopes.find((scope) => scope.tenant === tenant)?.organisations ?? [];
  const found = await account.source.read(form, documentId, organisations);
  return found === null || isDocument(found) ? found : 'malformed';
}

function figuresOf({ summary: { amount } }: SourceDocument): Readonly<Record<string, Figure>> {
  return amount === null ? {} : { found: { value: amount.amount, unit: amount.currency } };
}

function isDone({ step }: SourceDocument): boolean {
  return step === 'VOIDED' || step === 'DELETED';
}

function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}
