import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { TestClient } from '../testing/client.js';

/** Field keys as the vendor's documents and live queries spell them; a slash begins an entry. */
const documented: Readonly<Record<string, string>> = {
  PUR_PurchaseOrder:
    'FID FBillNo FDate FBillTypeID FSupplierId FPurchaseOrgId FPurchaseDeptId FPurchaserGroupId FPurchaserId FProviderId FSettleId FChargeId FConfirmerId FCreatorId FCreateDate FModifierId FModifyDate FApproverId FApproveDate FDocumentStatus FCloseStatus FCancelStatus FBillAllAmount FSettleCurrId FPayConditionId FSettleModeId FExchangeTypeId FExchangeRate FPriceListId FIsIncludedTax FLocalCurrId FPayAdvanceBillId / FEntryID FMaterialId.FNumber FMaterialName FUnitId FQty FPrice FTaxPrice FEntryTaxRate FEntryTaxAmount FAllAmount FDeliveryDate FReceiveQty FStockInQty FGiveAway FRequireOrgId FRequireDeptId FReceiveOrgId FEntryNote FDEMANDBILLNO / FYFDATE FYFRATIO FYFAMOUNT FISPREPAYMENT FAPPLYAMOUNT FACTUALAMOUNT',
  PUR_Requisition:
    'FID FBillNo FBillTypeID FApplicationDate FRequestType FApplicationOrgId FApplicationDeptId FApplicantId FCurrencyId FNote FSrcType FISPRICEEXCLUDETAX FDocumentStatus FCreatorId / FRequireOrgId FRequireDeptId FMaterialId FMaterialDesc FUnitId FReqQty FPurchaseOrgId FSuggestSupplierId FSupplierId FReceiveOrgId FEvaluatePrice FTAXPRICE FTAXRATE FPriceUnitId FLeadTime FPurchaserId FPurchaseDeptId FBaseReqQty FEntryNote FDEMANDBILLNO',
  CN_PAYAPPLY:
    'FID FBillNo FBILLTYPEID FDATE FCONTACTUNITTYPE FCONTACTUNIT FCURRENCYID FSETTLECUR FPAYAMOUNTFOR_H FAPPLYAMOUNTFOR_H FSETTLEORGID FPAYORGID FDEPARTMENT FCREATORID FDOCUMENTSTATUS FCLOSESTATUS FCANCELSTATUS / FSETTLETYPEID FPAYPURPOSEID FENDDATE FEXPECTPAYDATE FAPPLYAMOUNTFOR FCOSTID FDescription FSRCBILLNO',
  AP_PAYBILL:
    'FID FBillNo FBillTypeID FDATE FCONTACTUNITTYPE FCONTACTUNIT FRECTUNITTYPE FRECTUNIT FCURRENCYID FSETTLECUR FEXCHANGERATE FPAYORGID FSETTLEORGID FPURCHASEORGID FPURCHASEDEPTID FDepartment FDOCUMENTSTATUS FCancelStatus FREMARK FREALPAY FTHIRDBILLNO / FSETTLETYPEID FPURPOSEID FPAYTOTALAMOUNTFOR FPAYAMOUNTFOR_E FREALPAYAMOUNTFOR_D FHANDLINGCHARGEFOR FACCOUNTID FOPPOSITEBANKACCOUNT FOPPOSITECCOUNTNAME FOPPOSITEBANKNAME FCOMMENT FCOSTID FEXPENSEDEPTID_E FPOSTDATE FPURCHASEORDERNO',
  AR_RECEIVEBILL:
    'FID FBillNo FDATE FCONTACTUNITTYPE FCONTACTUNIT FPAYUNITTYPE FPAYUNIT FCURRENCYID FPAYORGID FSETTLEORGID FSALEORGID FSALEDEPTID FSALEERID FREMARK FDOCUMENTSTATUS / FSETTLETYPEID FPURPOSEID FRECTOTALAMOUNTFOR FRECAMOUNTFOR_E FREALRECAMOUNTFOR_D FACCOUNTID FSALEORDERNO',
  AP_REFUNDBILL: 'FID FBillNo FDATE FCONTACTUNIT / FREALREFUNDAMOUNTFOR_D FREFUNDAMOUNTFOR_E',
  AR_REFUNDBILL: 'FID FBillNo FDATE FCONTACTUNIT / FREALREFUNDAMOUNTFOR_D FREFUNDAMOUNTFOR_E',
  AP_Payable:
    'FID FBillNo FDATE FENDDATE_H FSUPPLIERID FCURRENCYID FPayConditon FALLAMOUNTFOR FSETTLEORGID FPAYORGID FPURCHASEORGID FPURCHASEDEPTID FBUSINESSTYPE FSetAccountType FDOCUMENTSTATUS FWRITTENOFFSTATUS FCreatorId FAP_Remark FACCNTTIMEJUDGETIME FMAINBOOKSTDCURRID FExchangeRate FTaxAmountFor FNoTaxAmountFor / FMATERIALID FCOSTID FCOSTDEPARTMENTID FPriceQty FPrice FTaxPrice FEntryTaxRate FNoTaxAmountFor_D FTAXAMOUNTFOR_D FALLAMOUNTFOR_D FNOTAXAMOUNT_D FALLAMOUNT_D FBUYIVQTY FIVALLAMOUNTFOR / FENDDATE FPAYAMOUNTFOR FPAYRATE',
  AR_receivable:
    'FID FBillNo FDATE FENDDATE_H FCUSTOMERID FCURRENCYID FALLAMOUNTFOR FSALEORGID FSALEDEPTID FSETTLEORGID FPAYORGID / FEntityDetail_FENTRYID FNoTaxAmountFor_D FTAXAMOUNTFOR_D FALLAMOUNTFOR_D FIVALLAMOUNTFOR FRECEIVEAMOUNT FNORECEIVEAMOUNT',
  AP_OtherPayable: 'FID FBillNo FDATE FTOTALAMOUNTFOR_H FDEPARTMENTID',
  AR_OtherRecAble: 'FID FBillNo FDATE FAMOUNTFOR',
  IV_SALESIC:
    'FID FBillNo FINVOICENO FINVOICEDATE FCustomerID FALLAMOUNTFOR FRedBlue FSETTLEORGID FDOCUMENTSTATUS',
  IV_SALESOC:
    'FID FBillNo FINVOICENO FINVOICEDATE FCustomerID FALLAMOUNTFOR FRedBlue FSETTLEORGID FDOCUMENTSTATUS',
  IV_PURCHASEIC:
    'FID FBillNo FINVOICENO FINVOICEDATE FSUPPLIERID FALLAMOUNTFOR FRedBlue FSETTLEORGID FDOCUMENTSTATUS',
  IV_PURCHASEOC:
    'FID FBillNo FINVOICENO FINVOICEDATE FSUPPLIERID FALLAMOUNTFOR FRedBlue FSETTLEORGID FDOCUMENTSTATUS',
  IV_ReceivedInvoice:
    'FID FIVNUMBER FOPENDATE FSUMALLAMOUNT FSALENAME FPURNAME FLINKBILLTYPE FLINKBILLID FPDFURL FPIAOZONESERIALNUMBER FSOURCEORGID FSETTLEORGID',
  GL_VOUCHER:
    'FVOUCHERID FVOUCHERGROUPID FVOUCHERGROUPNO FDate FBUSDATE FYEAR FPERIOD FAccountBookID FACCBOOKORGID FATTACHMENTS FDocumentStatus FCreatorId / FEXPLANATION FACCOUNTID FDetailID.FFLEX4.FNumber FCURRENCYID FEXCHANGERATETYPE FEXCHANGERATE FAMOUNTFOR FDEBIT FCREDIT FSettleTypeID',
  ER_ExpReimbursement:
    'FID FBillNo FDate FBillTypeID FProposerID FRequestDeptID FOrgID FCONTACTUNITTYPE FCONTACTUNIT FCausa FRequestType FRealPay FExpAmountSum FDocumentStatus FCancelStatus FCreatorId FApproveDate / FExpID FExpenseAmount FRequestAmount FPayedAmount FReimbNotPayAmount FRemark',
  ER_ExpReimbursement_Travel:
    'FID FBillNo FProposerID FExpenseOrgId FExpAmountSum / FExpID FExpenseAmount',
  ER_ExpenseRequest:
    'FID FBillNo FStaffID FDeptID FOrgID FReason FIsBorrow FCloseStatus FOrgAmount FCheckedOrgAmount',
  SAL_SaleOrder:
    'FID FBillNo FDate FBillTypeID FCustId FSaleOrgId FSaleDeptId FSalerId FReceiveId FLinkMan FLinkPhone FReceiveAddress FCreatorId FCreateDate FApproveDate FCloseStatus FCancelStatus FSettleCurrId FExchangeRate FBillAllAmount FRecConditionId / FMaterialId FUnitID FQty FPrice FTaxPrice FEntryTaxRate FAllAmount FDeliveryDate FDeliveryStatus FCanOutQty FRemainOutQty FBaseUnitQty',
  SAL_DELIVERYNOTICE: 'FID FBillNo FCustomerID / FMaterialID FQty',
  SAL_OUTSTOCK: 'FID FBillNo FCustomerID FStockOrgId / FMaterialID FRealQty',
  STK_InStock: 'FID FBillNo FSupplierId FStockOrgId / FMaterialId FRealQty',
  PUR_ReceiveBill: 'FID FBillNo FSupplierId FStockOrgId / FMaterialId FActReceiveQty',
  PRD_MO:
    'FID FBillNo FDate FBillType FPrdOrgId FOwnerTypeId FOwnerId FIsRework FDescription FDocumentStatus FCreatorId FCreateDate / FTreeEntity_FEntryId FTreeEntity_FSeq FMaterialId FUnitId FQty FBomId FWorkShopID FPlanStartDate FPlanFinishDate FStatus FPickMtrlStatus FScheduleStatus FSaleOrderNo FSaleOrderEntrySeq',
  STK_Inventory:
    'FID FStockOrgId FStockId FStockLocId.FF100001 FMaterialId.FNumber FLot.FNumber FAuxPropId.FF100001.FName FBaseUnitId FStockUnitId FBaseQty FQty FBaseAVBQty FAVBQty FStockStatusId FOwnerTypeId FOwnerId FKeeperTypeId FKeeperId FProduceDate FExpiryDate FMtoNo',
  BD_MATERIAL:
    'FMATERIALID FNumber FName FSpecification FMaterialGroup FBaseUnitId FCreateOrgId FUseOrgId FForbidStatus FDocumentStatus FModifyDate FSafeStock FMinStock FMaxStock FReOrderGood FEconReOrderQty FIsEnableSafeStock FIsEnableMinStock FIsEnableMaxStock FStockId FStoreUnitID',
  BD_Supplier:
    'FSupplierId FNumber FName FCreateOrgId FUseOrgId FForbidStatus FTradingCurrId FSettleTypeId',
  BD_Customer:
    'FCUSTID FNumber FName FCreateOrgId FUseOrgId FForbidStatus FTradingCurrId FSettleTypeId FRecConditionId FSeller',
  BD_Empinfo:
    'FID FStaffNumber FNumber FName FMobile FTel FEmail FCreateOrgId FUseOrgId FJoinDate FUserId FForbidStatus / FWorkOrgId FPostDept FPost FStaffStartDate FIsFirstPost',
  BD_NEWSTAFF: 'FNumber FName FDept.FName',
  BD_Department:
    'FDEPTID FNumber FName FFullName FParentID FCreateOrgId FUseOrgId FDeptProperty FForbidStatus',
  ORG_Organizations: 'FOrgID FNumber FName FOrgFormID FIsAccountOrg FIsBusinessOrg',
  BD_Currency: 'FCURRENCYID FCODE FNumber FName',
  BD_STOCK: 'FStockId FNumber FName',
  BD_Account: 'FNumber FName',
  BD_Expense: 'FNumber FName',
  BOS_BillType: 'FNumber FName',
  BOS_ASSISTANTDATA_DETAIL: 'FNumber FDataValue',
  SEC_User:
    'FUserID FName FUserAccount FOrgId FUserType FPhone FEmail FLinkObject FForbidStatus FCreateDate',
  BM_BudgetBalance:
    'FID FOrgId FDeptId FExpenseId FYear FPeriod FBudgetAmount FUsedAmount FBalance',
};

interface BusinessInfo {
  readonly NeedReturnData: {
    readonly Id: string;
    readonly PkFieldName: string;
    readonly Entrys: readonly {
      readonly Key: string;
      readonly Fields: readonly { readonly Key: string }[];
    }[];
  };
}

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator({ business: { days: 300, billsPerDay: 24 } });
  client = new TestClient(simulator);
});
after(() => simulator.close());

function groupsOf(formId: string): readonly (readonly string[])[] {
  return (documented[formId] ?? '').split(' / ').map((group) => group.split(' '));
}

for (const formId of Object.keys(documented)) {
  describe(formId, () => {
    const groups = groupsOf(formId);

    it('answers a query of all its documented keys with a generated row', async () => {
      const [head = []] = groups;
      for (const group of groups.length === 1 ? groups : groups.slice(1)) {
        const keys = [...new Set([...head, ...group])];
        const rows = await client.query({ FormId: formId, FieldKeys: keys.join(','), Limit: 1 });
        assert.equal(rows.length, 1, JSON.stringify(rows));
        assert.equal(rows[0]?.length, keys.length);
        assert.notEqual(rows[0][0], null);
      }
    });

    it('describes them in the letters of the documents', async () => {
      const reply = await client.call('QueryBusinessInfo', { FormId: formId });
      const { NeedReturnData: info } = (reply as { Result: BusinessInfo }).Result;
      assert.equal(info.Id, formId);
      const known = new Set([
        info.PkFieldName,
        ...info.Entrys.flatMap(({ Key, Fields }) => [
          ...Fields.map((field) => field.Key),
          `${Key}_FEntryId`,
          `${Key}_FENTRYID`,
          `${Key}_FSeq`,
        ]),
        'FEntryID',
      ]);
      const keys = groups.flat().map((key) => key.split('.')[0] ?? '');
      assert.deepEqual(
        keys.filter((key) => !known.has(key)),
        [],
      );
    });

    it('shows the row by View, references twice', async () => {
      const [key = ''] = groups[0] ?? [];
      const own = key === 'FNumber' ? { FieldKeys: 'FNumber' } : { FieldKeys: key };
      const [[value]] = (await client.query({ FormId: formId, ...own, Limit: 1 })) as [[unknown]];
      const wanted = key === 'FNumber' ? { Number: value } : { Id: value };
      const reply = (await client.call('View', formId, wanted)) as {
        Result: { ResponseStatus: unknown; Result: Record<string, unknown> };
      };
      assert.deepEqual(reply.Result.ResponseStatus, { IsSuccess: true });
      const shown = reply.Result.Result;
      if (key !== 'FNumber') assert.equal(shown['Id'], value);
      const references = Object.keys(shown).filter((name) => name.endsWith('_Id'));
      for (const name of references) assert.ok(name.slice(0, -3) in shown, name);
    });
  });
}

describe('forms without the usual key', () => {
  const keys: readonly (readonly [formId: string, wrong: string])[] = [
    ['BD_MATERIAL', 'FID'],
    ['BD_Customer', 'FID'],
    ['BD_Supplier', 'FID'],
    ['BD_Department', 'FID'],
    ['BD_STOCK', 'FID'],
    ['SEC_User', 'FID'],
    ['GL_VOUCHER', 'FBillNo'],
    ['SAL_OUTSTOCK', 'FCustId'],
    ['STK_Inventory', 'FDocumentStatus'],
    ['STK_Inventory', 'FModifyDate'],
    ['STK_Inventory', 'FStockLocId'],
  ];
  for (const [formId, wrong] of keys) {
    it(`${formId} has no ${wrong}`, async () => {
      const [[reply]] = (await client.query({ FormId: formId, FieldKeys: wrong })) as [[unknown]];
      assert.match(
        JSON.stringify(reply),
        new RegExp(`"MsgCode":9.*|元数据中标识为${wrong}的字段不存在`),
      );
    });
  }

  it('cannot be ordered by it either, in other words', async () => {
    const query = { FormId: 'BD_Customer', FieldKeys: 'FNumber', OrderString: 'FID' };
    assert.match(JSON.stringify(await client.query(query)), /列名 'FID' 无效/);
  });
});

describe('the message centre', () => {
  it('shows a message to two people as two rows', async () => {
    const message = {
      FTitle: '到货',
      FContent: '请收货',
      FReceivers: 'wangfang,liuyang',
      FType: '1',
    };
    await client.call('SendMsg', { Model: [message] });
    const rows = await client.query({
      FormId: 'BAS_MESSAGECENTER',
      FieldKeys: 'FTITLE,FCONTENT,FSENDERID.FName,FRECEIVERID.FName',
    });
    assert.deepEqual(rows, [
      ['到货', '请收货', 'hub', 'wangfang'],
      ['到货', '请收货', 'hub', 'liuyang'],
    ]);
  });
});

describe('the change trail', () => {
  it('shows what was done to a bill, deletion included', async () => {
    const number = await client.saveOrder('12.00');
    await client.call('Delete', 'PUR_PurchaseOrder', { Numbers: [number] });
    const rows = await client.query({
      FormId: 'BOS_OperateLog',
      FieldKeys: 'FOPERATENAME,FOBJECTTYPEID,FUSERID.FName,FCLIENTTYPE',
      FilterString: `FBillNo='${number}'`,
      OrderString: 'FDATETIME,FID',
    });
    assert.deepEqual(rows, [
      ['保存', 'PUR_PurchaseOrder', 'hub', 'WebApi'],
      ['删除', 'PUR_PurchaseOrder', 'hub', 'WebApi'],
    ]);
  });
});
