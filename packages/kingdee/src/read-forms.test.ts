import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HubError, systemClock } from '@hub/core';
import { openK3Cloud } from './k3cloud-kind.js';
import { readForms } from './read-forms.js';
import { printMoney } from './testing/print-document.js';
import { SimulatedBook } from './testing/simulated-book.js';

/** A form that the hub does not know by itself, as an administrator would write it down. */
const expenseRequest = `
form: ER_ExpenseRequest
titles: { 2052: 费用申请单, 1033: Expense request }
fields:
  number: FBillNo
  modifiedAt: FModifyDate
  documentStatus: FDocumentStatus
  closeStatus: FCloseStatus
  cancelStatus: FCancelStatus
  date: FDate
  amount: [FTotalNobodyHas, FOrgAmount]
  currency: FCurrencyID
  department: FDeptID
  organisation: FOrgID
  creator: FCreatorId
  note: FReason
employees: { requester: FStaffID }
amounts: { checked: FCheckedOrgAmount }
lines:
  entry: FEntity
  item: FExpenseItemID
  amount: FEntryOrgAmount
  note: FRemark
`;

describe('forms of a tenant', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'forms-'));
    mkdirSync(join(folder, 'forms'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): void {
    writeFileSync(join(folder, 'forms', name), text);
  }

  function faultOf(): string {
    try {
      readForms(join(folder, 'forms'));
    } catch (error) {
      assert.ok(error instanceof HubError);
      assert.equal(error.code, 'KINGDEE_FORM_FILE');
      return error.message;
    }
    return 'none';
  }

  it('are read beside the built-in ones, by a file and nothing else', async () => {
    write('expense-request.yaml', expenseRequest);
    const book = await SimulatedBook.start();
    const config = { ...book.account, forms: ['ER_ExpenseRequest'], pageRows: 500 };
    const source = openK3Cloud(config, { folder, clock: systemClock });
    try {
      const item = { FExpenseItemID: { FNumber: 'FYXM01' }, FEntryOrgAmount: '1200.50' };
      const model = { FOrgAmount: '1200.50', FReason: '出差借款', FEntity: [item] };
      const id = await book.run('Save', 'ER_ExpenseRequest', { Model: model });
      const read = await source.read('ER_ExpenseRequest', id, ['100']);
      assert.ok(read !== null && 'summary' in read);
      assert.equal(read.summary.title, '费用申请单');
      assert.equal(printMoney(read.summary.amount), '1200.5 CNY');
      assert.equal(read.summary.note, '出差借款');
      assert.equal(read.lines[0]?.name, '差旅费');
    } finally {
      await source.close();
      await book.close();
    }
  });

  it('may be none at all', () => {
    assert.deepEqual(readForms(join(folder, 'nowhere')), []);
  });

  it('name file, line, field and remedy of every fault at once', () => {
    const wrong = expenseRequest
      .replace('number: FBillNo', 'number: F Bill No')
      .replace('  creator: FCreatorId\n', '')
      .replace('note: FReason', 'remark: FReason');
    write('a.yaml', wrong);
    const fault = faultOf();
    assert.match(fault, /a\.yaml:5: fields\.number: is no field key; .* e\.g\. FBillNo/);
    assert.match(fault, /a\.yaml:5: fields\.creator: is missing; write e\.g\. FBillNo/);
    assert.match(fault, /a\.yaml:5: fields: .*remark/);
    assert.equal(fault.split('\n').length, 3, fault);
  });

  it('are not two for one form', () => {
    write('a.yaml', expenseRequest);
    write('b.yaml', expenseRequest);
    assert.match(faultOf(), /b\.yaml:1: form: ER_ExpenseRequest is in .*a\.yaml as well/);
  });
});
