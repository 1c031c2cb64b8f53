import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Money } from '@hub/schemas';
import type { SourceDocument } from '@hub/source';
import type { Row } from './columns.js';
import { documentOf } from './document.js';
import type { Cell } from './exact-json.js';
import type { FormDefinition } from './form.js';
import { shapeOf, type FormShape } from './form-shape.js';
import { paymentRequest } from './forms/cn-payapply.js';
import { purchaseOrder } from './forms/pur-purchase-order.js';
import { headColumns } from './head-columns.js';
import { fieldKeysOf, orderRow, paymentRow, type TableRow } from './testing/scripted-tables.js';

const china = { lcid: 2052, utcOffsetMinutes: 480 };

/** The form at an ERP that has just the fields of the row. */
function shapeAt(form: FormDefinition, row: TableRow): FormShape {
  const optional = [
    ...form.optional,
    'people',
    'employees',
    'dates',
    'amounts',
    'figures',
    'lines',
  ];
  return shapeOf({ ...form, optional }, new Set(fieldKeysOf(row).map((key) => key.toLowerCase())));
}

function rowOf(shape: FormShape, row: TableRow): Row {
  const columns = headColumns(shape);
  return columns.row(columns.fields.map((key) => (row[key] ?? null) as Cell));
}

function read(
  form: FormDefinition,
  row: TableRow,
  locale = china,
  sentBack = false,
): SourceDocument {
  const shape = shapeAt(form, row);
  return documentOf(rowOf(shape, row), shape, locale, { sentBack, rows: null });
}

function readOrder(changes: TableRow = {}, sentBack = false): SourceDocument {
  return read(purchaseOrder, { ...orderRow, ...changes }, china, sentBack);
}

function printed(money: Money | null): string | null {
  return money === null ? null : `${money.amount.toFixed()} ${money.currency}`;
}

describe('documentOf', () => {
  it('reads a purchase order in the terms of the hub', () => {
    const { summary, ...document } = readOrder();
    assert.deepEqual(document, {
      form: 'PUR_PurchaseOrder',
      documentId: '100186',
      modifiedAt: Date.parse('2026-03-01T01:30:00.300Z'),
      step: 'SUBMITTED',
      departmentId: '1001',
      people: {},
      dates: {},
      amounts: {},
      figures: {},
      lines: [],
    });
    const { amount, localAmount, ...rest } = summary;
    assert.deepEqual([printed(amount), printed(localAmount)], ['86000.5 USD', '612615.96 CNY']);
    assert.deepEqual(rest, {
      number: 'CGDD000186',
      title: '采购订单',
      counterparty: '苏州恒力轴承有限公司',
      department: '采购部',
      organisation: '100',
      applicant: { userId: '16501', name: 'lixiaomei' },
      date: Date.parse('2026-02-28T16:00:00Z'),
      note: null,
    });
  });

  it('reads a payment request by its file alone, empty references and local codes included', () => {
    const document = read(paymentRequest, paymentRow, { ...china, lcid: 1033 });
    assert.equal(document.departmentId, null);
    assert.equal(document.step, 'APPROVED');
    assert.equal(document.summary.title, 'Payment request');
    assert.equal(document.summary.department, null);
    assert.equal(printed(document.summary.amount), '51000 CNY');
    assert.equal(printed(document.summary.localAmount), '51000 CNY');
  });

  const steps: readonly (readonly [string, TableRow, boolean])[] = [
    ['SAVED', { FDocumentStatus: 'Z' }, false],
    ['SAVED', { FDocumentStatus: 'A' }, false],
    ['SUBMITTED', { FDocumentStatus: 'B' }, false],
    ['APPROVED', { FDocumentStatus: 'C' }, false],
    ['CLOSED', { FDocumentStatus: 'C', FCloseStatus: 'B' }, false],
    ['VOIDED', { FDocumentStatus: 'C', FCancelStatus: 'B' }, false],
    ['REJECTED', { FDocumentStatus: 'D' }, true],
    ['WITHDRAWN', { FDocumentStatus: 'D' }, false],
  ];
  for (const [want, changes, sentBack] of steps) {
    it(`finds ${want} at ${JSON.stringify(changes)}, sent back: ${String(sentBack)}`, () => {
      assert.equal(readOrder(changes, sentBack).step, want);
    });
  }

  const amounts: readonly (readonly [string, TableRow, string | null])[] = [
    [
      'text with every digit',
      { FBillAllAmount: '12345678901234567.89' },
      '87943209085054320.91 CNY',
    ],
    [
      'the local currency itself',
      { 'FSettleCurrId.FCODE': 'CNY', FExchangeRate: 2 },
      '86000.5 CNY',
    ],
    ['no rate yet', { FExchangeRate: 0 }, null],
    ['no local currency', { 'FLocalCurrId.FCODE': '', 'FLocalCurrId.FNumber': null }, null],
    ['no amount', { FBillAllAmount: null }, null],
  ];
  for (const [name, changes, want] of amounts) {
    it(`makes ${String(want)} of ${name}`, () => {
      const { localAmount } = readOrder(changes).summary;
      assert.equal(printed(localAmount), want);
    });
  }

  it('prefers the local amount that the form keeps', () => {
    const form = {
      ...purchaseOrder,
      fields: { ...purchaseOrder.fields, localAmount: 'FBillAllAmount_LC' },
    };
    const row = { ...orderRow, FBillAllAmount_LC: '612600.00' };
    assert.equal(printed(read(form, row).summary.localAmount), '612600 CNY');
  });

  it('shortens a note to what an event may carry', () => {
    const form = { ...purchaseOrder, fields: { ...purchaseOrder.fields, note: 'F_Note' } };
    const row = { ...orderRow, F_Note: '急'.repeat(501) };
    assert.equal(read(form, row).summary.note, '急'.repeat(500));
  });

  const unreadable: readonly (readonly [TableRow, RegExp])[] = [
    [{ FModifyDate: null }, /PUR_PurchaseOrder CGDD000186 has no time in FModifyDate/],
    [{ FID: 0 }, /PUR_PurchaseOrder CGDD000186 has no internal id/],
    [{ FDocumentStatus: 'Q' }, /CGDD000186 has the unknown document status "Q"/],
    [{ FBillAllAmount: 'lots' }, /CGDD000186 has an amount that is no number: "lots"/],
  ];
  for (const [changes, message] of unreadable) {
    it(`names the bill and the field of ${JSON.stringify(changes)}`, () => {
      assert.throws(
        () => readOrder(changes),
        (error) =>
          error instanceof HubError &&
          error.code === 'KINGDEE_MALFORMED' &&
          message.test(error.message),
      );
    });
  }
});
