import { Decimal } from '@hub/core';
import type { FactSetting } from '@hub/service';
import { FakeClock } from '@hub/testkit';
import type { Duty } from '../duty.js';
import { dayOf, startOf } from '../facts/domain/local-day.js';
import { factDuties } from '../facts/fact-duties.js';
import type { DueSetting, TenantFacts } from '../facts/tenant-facts.js';
import { MemoryAccount } from './memory-account.js';
import { aSourceDocument, MemoryBook } from './memory-book.js';

export const zone = 'Asia/Shanghai';
export const dayMs = 86_400_000;
export const hourMs = 3_600_000;
/** The beginning of a day of 2026 in Shanghai. */
export const at = (month: number, day: number): number => startOf(dayOf(2026, month, day), zone);
export const overdue: DueSetting = {
  kind: 'receivable-overdue',
  form: 'AR_receivable',
  days: [1, 7, 30],
  everyMs: 900_000,
};

export function aReceivable(
  documentId: string,
  due: number,
  open = '5',
): ReturnType<typeof aSourceDocument> {
  return aSourceDocument({
    form: 'AR_receivable',
    documentId,
    step: 'APPROVED',
    modifiedAt: Date.UTC(2026, 8, 1),
    dates: { due },
    amounts: { open: { amount: new Decimal(open), currency: 'CNY' } },
  });
}

/** Facts of one tenant over a book in memory. */
export function factRig(
  facts: readonly FactSetting[],
  nowMs = at(10, 1),
): { account: MemoryAccount; duties: () => readonly Duty[]; look: () => Promise<void> } {
  const book = new MemoryBook(['AR_receivable', 'AP_Payable', 'PUR_PurchaseOrder'], 3);
  const account = new MemoryAccount({ book, clock: new FakeClock(nowMs) });
  const tenant: TenantFacts = { tenant: 'huadong', language: 'zh-CN', timeZone: zone, facts };
  // Made anew for every look, as after a restart.
  const duties = (): readonly Duty[] =>
    factDuties(account.scope, {
      tenants: [tenant],
      watches: account.watches,
      first: () => true,
    });
  return {
    account,
    duties,
    look: async () => {
      for (const duty of duties()) await duty.run(new AbortController().signal);
    },
  };
}
