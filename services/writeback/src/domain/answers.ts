import { fill, inMarkdown, phraseSchema, plainText } from '@hub/core';
import type { Decision } from '@hub/schemas';
import { z } from 'zod';

/** What write-back itself says to people, in one language. */
export type Answers = z.output<typeof answersSchema>;

const lengthMax = 200;
const phrase = (...slots: readonly string[]): z.ZodType<string> => phraseSchema(slots, lengthMax);

/** The schema of a language: nothing may be missing. */
export const answersSchema = z.strictObject({
  language: z.string().min(2).max(20),
  title: phrase(),
  /** As a person writes them: an example with them is understood. */
  verbs: z.strictObject({ APPROVE: phrase(), REJECT: phrase() }),
  working: phrase(),
  workingDetail: phrase(),
  notDone: phrase(),
  /** Of clicks that are not let in; of all others the notifier tells. */
  refusals: z.strictObject({
    WRITEBACK_FORGED: phrase(),
    WRITEBACK_EXPIRED: phrase(),
    WRITEBACK_NOT_YOURS: phrase(),
  }),
  decided: z.strictObject({ APPROVE: phrase('actor'), REJECT: phrase('actor') }),
  decidedDetail: phrase(),
  received: phrase('verb', 'number'),
  none: phrase(),
  noneOfNumber: phrase('number'),
  several: phrase('verb', 'number'),
  reasonMissing: phrase(),
  privately: phrase(),
  help: phrase(),
});

/** Variables of a card that only the person who clicked sees. */
export type PrivateParams = Readonly<Record<string, string>>;

const colours = { working: '#FF9D46', notDone: '#F65E5E', over: '#858E99' } as const;

/** The click is safe; the buttons rest until its outcome is known. */
export function workingParams({ working, workingDetail }: Answers): PrivateParams {
  return {
    status: working,
    statusColor: colours.working,
    detail: workingDetail,
    canDecide: 'false',
  };
}

/** The click had no effect, and why. */
export function refusedParams(
  { notDone, refusals }: Answers,
  refusal: keyof Answers['refusals'],
): PrivateParams {
  return {
    status: notDone,
    statusColor: colours.notDone,
    detail: refusals[refusal],
    canDecide: 'false',
  };
}

/** What was decided before this click. */
export function decidedParams(answers: Answers, { action, actor }: Decision): PrivateParams {
  const decided = answers.decided[action === 'REJECT' ? 'REJECT' : 'APPROVE'];
  return {
    status: fill(decided, { actor: shown(actor.name) }),
    statusColor: colours.over,
    detail: answers.decidedDetail,
    canDecide: 'false',
    approveToken: '',
    rejectToken: '',
  };
}

/** Names and numbers were written by others; a card and a chat show markdown. */
export function shown(text: string): string {
  return inMarkdown(plainText(text, 100));
}
