import type { Outbound } from '@hub/core';
import { createClaims } from '@hub/redis';
import type { Command, Document, Receipt, Recipient } from '@hub/schemas';
import { aCommand, aDocument, aRecipient } from '@hub/testkit';
import { closeStaleCards } from '../following/close-stale-cards.js';
import { deliverCommand } from '../deliver-command.js';
import type { FakeParts } from './fakes.js';

/** The second of December in Shanghai, and the end of its working day. */
export const due = Date.UTC(2026, 11, 1, 16);
export const evening = Date.UTC(2026, 11, 2, 10);
export const subject = '采购订单待审批 · CGDD000186 · 86,000.00 CNY · 苏州恒力轴承有限公司';
export const told = '采购订单已审核 · CGDD000186 · 86,000.00 CNY · 苏州恒力轴承有限公司';

export const inform = (...userIds: readonly string[]): readonly Recipient[] =>
  userIds.map((userId) => aRecipient({ userId, node: null }));
export const aTodo = (over: Partial<Command> = {}): Command =>
  aCommand({ channel: 'TO_DO', dates: { due }, ...over });
/** Something to do about an approved bill, such as paying it. */
export const aTask = (over: Partial<Command> = {}): Command =>
  aTodo({ template: 'notice', step: 'APPROVED', recipients: inform('hd002'), ...over });
export const aDay = (over: Partial<Command> = {}): Command =>
  aTask({ channel: 'CALENDAR', ...over });

export async function send(parts: FakeParts, command: Command): Promise<Receipt> {
  const outbound = await deliverCommand(parts)(command);
  await parts.log.take(outbound);
  return outbound[0]?.value as Receipt;
}

export async function happens(
  parts: FakeParts,
  over: Partial<Document> = {},
): Promise<readonly Outbound[]> {
  const observedAt = aCommand().issuedAt + 60_000;
  const outbound = await closeStaleCards(parts)(aDocument({ observedAt, pending: [], ...over }));
  await parts.log.take(outbound);
  return outbound;
}

export const receiptsIn = (outbound: readonly Outbound[]): readonly string[] =>
  outbound
    .filter(({ topic }) => topic === 'hub.receipt.v1')
    .flatMap(({ value }) => (value as Receipt).recipients)
    .map(({ userId, state }) => `${userId} ${state}`);

/** The next life of the process, without Redis. */
export function reborn(parts: FakeParts): FakeParts {
  parts.sentEntries.clear();
  const claims = createClaims(null, { leaseMs: 10_000, keepMs: 3_600_000, clock: parts.clock });
  return { ...parts, claims };
}
