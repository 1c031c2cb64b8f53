import type { Target } from '@hub/rules';
import type { Document, Person } from '@hub/schemas';
import type { Directory } from './directory.js';

/** A person whom a target named, with the workflow node he may decide upon. */
export interface Chosen {
  readonly person: Person;
  readonly node: string | null;
}

export interface Resolved {
  readonly chosen: readonly Chosen[];
  /** What nobody could be found for, in words an administrator understands. */
  readonly missing: readonly string[];
}

/** A target that is people; groups are told by themselves. */
export type PeopleTarget = Exclude<Target, { readonly group: string }>;

/** Turns one target of a rule into people of the document's tenant. */
export function resolveTarget(
  target: PeopleTarget,
  document: Document,
  directory: Directory,
): Resolved {
  if ('pendingApprover' in target) return pendingApprovers(document, directory);
  if ('applicant' in target) return applicantOf(document, directory);
  if ('role' in target) {
    const holders = directory.byRole(target.role);
    return informed(holders, `nobody holds the DingTalk role "${target.role}"`);
  }
  const person = directory.byUserId(target.person);
  return informed(person === undefined ? [] : [person], `no DingTalk user "${target.person}"`);
}

function pendingApprovers(document: Document, directory: Directory): Resolved {
  const seats = document.pending.flatMap(({ node, approvers }) =>
    approvers.map((approver) => ({ node, approver, person: directory.byErpUser(approver.userId) })),
  );
  return {
    chosen: seats.flatMap(({ node, person }) => (person === undefined ? [] : [{ node, person }])),
    missing: seats.flatMap(({ approver, person }) =>
      person === undefined
        ? [
            `ERP user ${approver.userId} (${approver.name}) is bound to nobody in DingTalk; list him in people.yaml`,
          ]
        : [],
    ),
  };
}

function applicantOf(document: Document, directory: Directory): Resolved {
  const { applicant } = document.summary;
  if (applicant === null) return { chosen: [], missing: ['the document names no applicant'] };
  const person = directory.byErpUser(applicant.userId);
  return informed(
    person === undefined ? [] : [person],
    `ERP user ${applicant.userId} (${applicant.name}) is bound to nobody in DingTalk; list him in people.yaml`,
  );
}

function informed(people: readonly Person[], otherwise: string): Resolved {
  return {
    chosen: people.map((person) => ({ person, node: null })),
    missing: people.length === 0 ? [otherwise] : [],
  };
}
