import { documentVersion } from '@hub/core';
import type { Click, Person } from '@hub/schemas';
import type { Decided, ErpDocument, OpenTask } from './erp.js';
import type { Checked, Refusal } from './refusal.js';

/** Everything that decides whether a click may have its effect. */
export interface Evidence {
  readonly click: Click;
  readonly capability: Checked;
  /** The clicking person in the directory. */
  readonly person: Person | undefined;
  /** The bill in the ERP now; null when it is gone. */
  readonly document: ErpDocument | null;
  /** Who may decide which node of the bill now. */
  readonly open: readonly OpenTask[];
}

export type Verdict =
  | {
      readonly refusal: null;
      readonly erpUserId: string;
      readonly document: ErpDocument;
      readonly action: Decided;
      readonly nonce: string;
    }
  | { readonly refusal: Refusal };

/** Judges a click by what the ERP says at this moment; the first objection counts. */
export function judgeClick({ click, capability, person, document, open }: Evidence): Verdict {
  if (capability.refusal !== null) return capability;
  const { claims } = capability;
  if (claims.userId !== click.userId) return { refusal: 'WRITEBACK_NOT_YOURS' };
  if (!speakOfTheSame(click, claims)) return { refusal: 'WRITEBACK_FORGED' };

  const erpUserId = person?.active === true ? person.erpUserId : null;
  if (erpUserId === null) return { refusal: 'WRITEBACK_UNBOUND' };

  if (document === null) return { refusal: 'WRITEBACK_STALE' };
  const seats = open.filter(({ node }) => node === claims.node);
  if (seats.length === 0) return { refusal: 'WRITEBACK_STALE' };
  if (!seats.some((seat) => seat.erpUserId === erpUserId))
    return { refusal: 'WRITEBACK_NOT_YOURS' };
  if (document.summary.applicant?.userId === erpUserId) return { refusal: 'WRITEBACK_SELF' };

  const nodes = [...new Set(open.map(({ node }) => node))];
  if (documentVersion({ modifiedAt: document.modifiedAt, nodes }) !== claims.version)
    return { refusal: 'WRITEBACK_STALE' };

  // The ERP's call acts on every node of the bill that waits for the person, and he has seen only one of them.
  if (open.some((task) => task.erpUserId === erpUserId && task.node !== claims.node))
    return { refusal: 'WRITEBACK_ERP_REFUSED' };

  return { refusal: null, erpUserId, document, action: claims.action, nonce: claims.nonce };
}

const shared = ['tenant', 'form', 'documentId', 'node', 'action', 'commandId'] as const;

function speakOfTheSame(
  click: Click,
  claims: Readonly<Record<(typeof shared)[number], string>>,
): boolean {
  return shared.every((name) => click[name] === claims[name]);
}
