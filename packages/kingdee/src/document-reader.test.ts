import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DocumentReader } from './document-reader.js';
import type { FormDefinition } from './form.js';
import { purchaseOrder } from './forms/pur-purchase-order.js';
import { faultOf } from './testing/client-of.js';
import { failure } from './testing/scripted-erp.js';
import { fieldKeysOf, orderRow, paymentRow, ScriptedTables } from './testing/scripted-tables.js';

describe('DocumentReader', () => {
  let erp: ScriptedTables;

  beforeEach(async () => {
    erp = await ScriptedTables.start(fieldKeysOf(orderRow, paymentRow));
  });
  afterEach(() => erp.close());

  it('reads one bill by its internal id, and null when there is none', async () => {
    assert.equal(await erp.reader.read('PUR_PurchaseOrder', '100186'), null);
    erp.rows = { PUR_PurchaseOrder: () => [orderRow] };
    const document = await erp.reader.read('PUR_PurchaseOrder', '100186');
    assert.equal(document?.summary.number, 'CGDD000186');
    assert.equal(erp.asked[1]?.FilterString, 'FID=100186');
  });

  it('leaves optional fields out where the ERP lacks them, and then tells no local amount', async () => {
    await erp.close();
    erp = await ScriptedTables.start(
      fieldKeysOf(paymentRow).filter((key) => !['FMAINBOOKID', 'FEXCHANGERATE'].includes(key)),
    );
    erp.rows = { CN_PAYAPPLY: () => [paymentRow] };
    const document = await erp.reader.read('CN_PAYAPPLY', '200004');
    assert.equal(document?.summary.amount?.amount.toFixed(), '51000');
    assert.equal(document.summary.localAmount, null);
    assert.doesNotMatch(erp.asked[0]?.FieldKeys ?? '', /FMAINBOOKID|FEXCHANGERATE/);
  });

  it('reads the first of several keys that the ERP has', async () => {
    await erp.close();
    const keys = fieldKeysOf(paymentRow).filter((key) => key !== 'FMAINBOOKID');
    erp = await ScriptedTables.start([...keys, 'FMainBookStdCurrId', 'F_PAEZ_Remark']);
    const row = { ...paymentRow, 'FMAINBOOKSTDCURRID.FCODE': 'CNY', F_PAEZ_Remark: '急' };
    erp.rows = { CN_PAYAPPLY: () => [row] };
    const document = await erp.reader.read('CN_PAYAPPLY', '200004');
    assert.equal(document?.summary.localAmount?.currency, 'CNY');
    assert.equal(document.summary.note, '急');
  });

  it('checks at start that the forms and their fields are there', async () => {
    await erp.reader.checkForms(['PUR_PurchaseOrder', 'CN_PAYAPPLY']);

    const fields = { ...purchaseOrder.fields, amount: ['F_Total', 'F_Sum'] };
    const wrong: FormDefinition = { ...purchaseOrder, fields };
    const noField = await faultOf(
      new DocumentReader(erp.client, [wrong]).checkForms(['PUR_PurchaseOrder']),
    );
    assert.equal(noField.code, 'KINGDEE_FIELD_UNKNOWN');
    assert.match(noField.message, /PUR_PurchaseOrder has no field F_Total or F_Sum \(amount\)/);

    const noFile = await faultOf(erp.reader.checkForms(['SAL_Nothing']));
    assert.equal(noFile.code, 'KINGDEE_FORM_UNKNOWN');
    assert.match(noFile.message, /SAL_Nothing; known are PUR_PurchaseOrder, PUR_Requisition, /);
  });

  it('asks again for the fields of a form after it could not be asked', async () => {
    const usual = erp.erp.script;
    erp.erp.script = ({ method }) =>
      method.endsWith('QueryBusinessInfo') ? { body: failure(4, '业务对象不存在') } : undefined;
    const error = await faultOf(erp.reader.checkForms(['CN_PAYAPPLY']));
    assert.equal(error.code, 'KINGDEE_FORM_UNKNOWN');

    erp.erp.script = usual;
    await erp.reader.checkForms(['CN_PAYAPPLY']);
  });
});
