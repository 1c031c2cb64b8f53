import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, HubError } from '@hub/core';
import type { Page, SourceDocument } from '@hub/source';
import { aDocument, aSummary, FakeClock } from '@hub/testkit';
import { documentChecks } from './document-checks.js';

const clock = new FakeClock();
const form = 'PUR_PurchaseOrder';

function aBill(documentId: string, over: Partial<SourceDocument> = {}): SourceDocument {
  const { step, departmentId, people, dates, amounts, figures, lines } = aDocument();
  const summary = aSummary({ number: `CGDD${documentId}` });
  const plain = { step, departmentId, people, dates, amounts, figures, lines, summary };
  return { ...plain, form, documentId, modifiedAt: clock.now(), ...over };
}

function money(amount: string): { amount: Decimal; currency: string } {
  return { amount: new Decimal(amount), currency: 'CNY' };
}

/** Codes by the last part of the checks' ids; null for what is fine. */
async function codesOf(page: Partial<Page>): Promise<Record<string, string | null>> {
  const answer: Page = { documents: [], malformed: [], next: null, rows: 0, ...page };
  const source = { changedSince: () => Promise.resolve(answer) };
  const of = { id: 'k', source, forms: [form], organisations: ['100'] };
  const codes: Record<string, string | null> = {};
  for (const check of documentChecks(of, clock)) {
    codes[check.id.split('.').at(-1) ?? ''] = (await check.run()).code;
  }
  return codes;
}

const fine = { documents: null, malformed: null, future: null, outOfRange: null, twice: null };

describe('what doctor says of the newest documents', () => {
  const twice = aSummary({ number: 'CGDD1' });
  const cases = [
    { name: 'good documents are fine', page: { documents: [aBill('1'), aBill('2')] }, want: fine },
    {
      name: 'a row that makes no sense is named',
      page: {
        malformed: [{ form, documentId: '7', number: 'CGDD7', code: 'X', reason: 'has no time' }],
      },
      want: { ...fine, malformed: 'DOCUMENT_MALFORMED' },
    },
    {
      name: 'what a source set aside for its time or its amount is told as that',
      page: {
        malformed: [
          { form, documentId: '8', number: 'CGDD8', code: 'KINGDEE_DATE_FUTURE', reason: 'x' },
          { form, documentId: '9', number: 'CGDD9', code: 'KINGDEE_AMOUNT_RANGE', reason: 'y' },
        ],
      },
      want: { ...fine, future: 'DOCUMENT_FUTURE', outOfRange: 'DOCUMENT_AMOUNT_RANGE' },
    },
    {
      // Used to be told as a record that makes no sense.
      name: 'a record of another system that is set aside for its time is told as that',
      page: {
        malformed: [{ form, documentId: '8', number: '8', code: 'SOURCE_FUTURE', reason: 'x' }],
      },
      want: { ...fine, future: 'DOCUMENT_FUTURE' },
    },
    {
      name: 'a change in eleven minutes lies in the future',
      page: { documents: [aBill('1', { modifiedAt: clock.now() + 660_000 })] },
      want: { ...fine, future: 'DOCUMENT_FUTURE' },
    },
    {
      name: 'a change in nine minutes is a clock that differs a little',
      page: { documents: [aBill('1', { modifiedAt: clock.now() + 540_000 })] },
      want: fine,
    },
    {
      name: 'eighteen digits and ten decimals are exact',
      page: {
        documents: [
          aBill('1', { amounts: { paid: money(`${'9'.repeat(18)}.${'1'.repeat(10)}`) } }),
        ],
      },
      want: fine,
    },
    {
      name: 'nineteen digits are not',
      page: { documents: [aBill('1', { amounts: { paid: money('9'.repeat(19)) } })] },
      want: { ...fine, outOfRange: 'DOCUMENT_AMOUNT_RANGE' },
    },
    {
      name: 'eleven decimals are not either',
      page: { documents: [aBill('1', { amounts: { paid: money('0.12345678901') } })] },
      want: { ...fine, outOfRange: 'DOCUMENT_AMOUNT_RANGE' },
    },
    {
      name: 'one number on two documents is named',
      page: { documents: [aBill('1'), aBill('2', { summary: twice })] },
      want: { ...fine, twice: 'DOCUMENT_NUMBER_TWICE' },
    },
    {
      name: 'one document that was read twice is no duplicate',
      page: { documents: [aBill('1'), aBill('1')] },
      want: fine,
    },
  ];
  for (const { name, page, want } of cases) {
    it(name, async () => {
      assert.deepEqual(await codesOf(page), want);
    });
  }

  it('the bill, its amount and the remedy are named in both languages', async () => {
    const bill = aBill('1', { amounts: { paid: money('12345678901234567890') } });
    const source = {
      changedSince: () =>
        Promise.resolve({ documents: [bill], malformed: [], next: null, rows: 1 }),
    };
    const checks = documentChecks({ id: 'k', source, forms: [form], organisations: [] }, clock);
    const finding = await checks.find(({ id }) => id.endsWith('outOfRange'))?.run();
    const evidence = 'PUR_PurchaseOrder CGDD1: paid 12345678901234567890';
    assert.equal(finding?.found.zh.split('\n')[1], evidence);
    assert.equal(finding.found.en.split('\n')[1], evidence);
    assert.match(finding.remedy?.zh ?? '', /在 ERP 中核对并改正/);
    assert.match(finding.remedy?.en ?? '', /correct these amounts in the ERP/);
  });

  it('a form that the ERP refuses is left to the checks of the source', async () => {
    const page: Page = { documents: [aBill('1')], malformed: [], next: null, rows: 1 };
    const source = {
      changedSince: ({ form: asked }: { readonly form: string }) =>
        asked === form
          ? Promise.resolve(page)
          : Promise.reject(new HubError('KINGDEE_NO_PERMISSION', 'no')),
    };
    const of = { id: 'k', source, forms: ['AP_PAYBILL', form], organisations: [] };
    const [count] = documentChecks(of, clock);
    assert.equal((await count?.run())?.found.en.split('\n')[1], `${form} 1`);
  });

  it('when not one form can be read, that is what is wrong', async () => {
    const source = {
      changedSince: () => Promise.reject(new HubError('KINGDEE_NO_PERMISSION', 'no')),
    };
    const of = { id: 'k', source, forms: [form], organisations: [] };
    for (const each of documentChecks(of, clock)) {
      assert.equal((await each.run()).code, 'KINGDEE_NO_PERMISSION');
    }
  });
});
