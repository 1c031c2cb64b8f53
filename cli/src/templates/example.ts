import { Decimal } from '@hub/core';
import type { Command, Figure, Step } from '@hub/schemas';

/** 2026-11-02 09:30 in Shanghai. */
const at = Date.UTC(2026, 10, 2, 1, 30);
const dayMs = 86_400_000;

/** The step that a template is shown with when none is asked for. */
const usualSteps: Readonly<Partial<Record<string, Step>>> = {
  AR_receivable: 'OVERDUE',
  AP_Payable: 'DUE_SOON',
  TAX_FILING: 'DUE_SOON',
  STK_Inventory: 'BELOW_LIMIT',
  BM_BudgetBalance: 'BELOW_LIMIT',
};

/** A document that shows everything a template can say; people and amounts are made up. */
export function exampleOf(template: string, form: string, asked: Step | null): Command {
  const step = asked ?? (template === 'approval' ? 'SUBMITTED' : (usualSteps[form] ?? 'APPROVED'));
  const money = { amount: new Decimal('86000'), currency: 'CNY' };
  return {
    ...{ commandId: 'preview', eventId: 'preview', tenant: 'preview', version: '1' },
    ...{ form, documentId: '100186', channel: 'CARD', template, priority: 'NORMAL', step },
    summary: {
      ...{ number: 'CGDD000186', title: form, amount: money, localAmount: money },
      ...{ counterparty: '苏州恒力轴承有限公司', department: '采购部', organisation: '100' },
      applicant: { userId: '16401', name: '李晓梅' },
      date: at,
      note: '[加急] http://example.com',
    },
    recipients: [{ userId: 'hd002', name: '王芳', rules: ['preview'], node: 'n1' }],
    decision:
      template === 'decision'
        ? {
            ...{ action: 'REJECT', actor: '王芳', comment: '金额不对', decidedAt: at + dayMs },
            documentStep: 'REJECTED',
          }
        : null,
    issuedAt: at,
    figures: figures(),
    dates: { due: at + 14 * dayMs },
    amounts: { open: { amount: new Decimal('12000'), currency: 'CNY' } },
  };
}

function figures(): Readonly<Record<string, Figure>> {
  const of = (value: string, unit: string | null): Figure => ({ value: new Decimal(value), unit });
  return {
    daysOverdue: of('7', 'days'),
    daysLeft: of('3', 'days'),
    hoursWaiting: of('24', 'hours'),
    onHand: of('120', '个'),
    safetyStock: of('500', '个'),
    left: of('3200.50', 'CNY'),
    limit: of('5000', 'CNY'),
    found: of('86000', 'CNY'),
    expected: of('85000', 'CNY'),
  };
}
