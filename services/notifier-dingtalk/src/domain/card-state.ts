import type { Decision, Document, Step } from '@hub/schemas';
import { noButtons, type SentCard } from './card.js';
import { cardStatus } from './card-variables.js';
import { colours, type Params } from './message.js';
import type { Locale } from './tenant.js';
import { verdictDetail, verdictOf } from './verdict.js';
import type { Words } from './words.js';

/** A change of a card, merged by key into what it shows. */
export interface CardChange {
  readonly cardData: Params;
  readonly privateData: Readonly<Record<string, Params>>;
}

/** States a card does not come back from; the further one wins. */
export const finalRanks = { handledElsewhere: 1, decided: 2 } as const;

/** What tells whether a card can still be decided from. */
export type DocumentState = Pick<Document, 'observedAt' | 'version' | 'step' | 'pending'> &
  Partial<Pick<Document, 'dates'>>;

type Shown = Readonly<Record<'status' | 'statusColor' | 'detail', string>>;

/** The card after a decision that reached the ERP: by whom and when, and no button for anybody. */
export function decidedChange(decision: Decision, card: SentCard, locale: Locale): CardChange {
  const words = locale.words;
  const { action, actor, at, comment } = decision;
  const detail = verdictDetail({ actor: actor.name, decidedAt: at, comment }, words, locale);
  const verdict = verdictOf(action, words);
  return overForAll({ ...verdict, ...cardStatus({ ...verdict, detail }) }, card);
}

/** The card while nobody knows whether the ERP took the decision. The buttons come back if it did not. */
export function checkingChange(card: SentCard, locale: Locale): CardChange {
  const words = locale.words;
  const shown: Shown = {
    status: words.checking,
    statusColor: colours.waiting,
    detail: words.checkingDetail,
  };
  return { cardData: shown, privateData: forDeciders(card, { ...shown, canDecide: 'false' }) };
}

/** A refused click: the card goes on waiting, and the one who clicked learns why. */
export function refusedChange(decision: Decision, locale: Locale): CardChange {
  const words = locale.words;
  const code = decision.refusal ?? '';
  const detail = words.refusals[code] ?? words.refusals.other;
  const again = code === 'WRITEBACK_ERP_REFUSED' ? { canDecide: 'true' } : noButtons;
  return {
    cardData: { status: words.waiting, statusColor: colours.waiting, detail: '' },
    privateData: {
      [decision.actor.userId]: {
        status: words.notDone,
        statusColor: colours.rejected,
        detail,
        ...again,
      },
    },
  };
}

/** What time or a limit brought about; the bill itself did not move. */
export const factSteps: ReadonlySet<Step> = new Set([
  'DUE_SOON',
  'OVERDUE',
  'STUCK',
  'BELOW_LIMIT',
  'WITHIN_LIMIT',
  'ANOMALY',
]);

/**
 * The card after its bill changed in the ERP; null while it can still be decided from.
 *
 * A document observed no later than the card says nothing about it.
 */
export function staleChange(
  document: DocumentState,
  card: SentCard,
  locale: Locale,
): CardChange | null {
  if (factSteps.has(document.step)) return null;
  if (document.observedAt <= card.issuedAt || document.version === card.version) return null;
  const waiting = new Set(document.pending.map(({ node }) => node));
  const waits = Object.values(card.deciders).some((node) => waiting.has(node));
  return overForAll(staleText(document, waits, locale.words), card);
}

function staleText({ step }: DocumentState, waits: boolean, words: Words): Shown {
  const statusColor = colours.over;
  if (waits) return { status: words.replaced, statusColor, detail: words.replacedDetail };
  switch (step) {
    case 'APPROVED':
    case 'REJECTED':
      return { status: words.handledInErp, statusColor, detail: words.steps[step] };
    case 'WITHDRAWN':
    case 'CLOSED':
    case 'VOIDED':
    case 'DELETED':
      return { status: words.steps[step], statusColor, detail: '' };
    case 'SUBMITTED':
    case 'SAVED':
    case 'DUE_SOON':
    case 'OVERDUE':
    case 'STUCK':
    case 'BELOW_LIMIT':
    case 'WITHIN_LIMIT':
    case 'ANOMALY':
    case 'UNKNOWN':
      return { status: words.handledInErp, statusColor, detail: words.movedOn };
  }
}

/** Private variables hide public ones of the same name, so whoever had his own gets the new ones too. */
function overForAll(shown: Shown, card: SentCard): CardChange {
  return { cardData: shown, privateData: forDeciders(card, { ...shown, ...noButtons }) };
}

function forDeciders({ deciders }: SentCard, params: Params): Readonly<Record<string, Params>> {
  return Object.fromEntries(Object.keys(deciders).map((userId) => [userId, params]));
}
