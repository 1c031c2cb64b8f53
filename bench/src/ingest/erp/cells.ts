import type { Cell } from '@hub/kingdee';
import type { Bill } from './bill-table.js';
import { idKey, lineIdKey, timeKey } from './form.js';

/** Rows of a bill; two in the mean. */
export function linesOf({ id }: Bill): number {
  return 1 + (id % 3);
}

const statuses = { saved: 'A', submitted: 'B', approved: 'C', closed: 'C' } as const;
const suppliers = ['苏州恒力轴承有限公司', '宁波海天精密机械有限公司', '上海宝钢贸易有限公司'];
const offsetMs = 8 * 3_600_000;

/**
 * One cell of an answer.
 *
 * @param line from 0, for fields of rows
 */
export function cellOf(bill: Bill, field: string, line = 0): Cell {
  switch (field) {
    case idKey:
      return bill.id;
    case lineIdKey:
      return bill.id * 10 + line;
    case timeKey:
    case 'FDate':
    case 'FDeliveryDate':
      return timeText(bill.modifiedAt);
    case 'FBillNo':
      return `CGDD${String(bill.id).padStart(9, '0')}`;
    case 'FDocumentStatus':
      return statuses[bill.state];
    case 'FCloseStatus':
      return bill.state === 'closed' ? 'B' : 'A';
    case 'FBillAllAmount':
      return String(linesOf(bill) * 1_000);
    case 'FAllAmount':
      return '1000.0000000000';
    case 'FQty':
      return '10.0000000000';
    case 'FTaxPrice':
      return '100.0000000000';
    case 'FPurchaseOrgId.FNumber':
      return bill.organisation;
    default:
      return referenceOf(bill, field);
  }
}

/** Parts of base data, the same for many bills. */
function referenceOf({ id }: Bill, field: string): Cell {
  if (field.endsWith('.FCODE')) return 'CNY';
  if (field === 'FSupplierId.FName') return suppliers[id % suppliers.length] ?? null;
  if (field === 'FPurchaseDeptId.FName') return '采购部';
  if (field.endsWith('.FName')) return '李晓梅';
  if (field.endsWith('.FNumber')) return 'PRE001';
  if (field === 'FNote') return '请按年度框架合同附件二的规格、单价与交期执行';
  return 100_000 + (id % 50);
}

let lastMs = Number.NaN;
let lastText = '';

/** Server's local time without a zone. Many bills share a second, so the last one is kept. */
function timeText(ms: number): string {
  if (ms === lastMs) return lastText;
  lastMs = ms;
  lastText = new Date(ms + offsetMs).toISOString().slice(0, 19);
  return lastText;
}

/** One cell of the list of open tasks: every waiting bill is one task of one person. */
export function taskCellOf(bill: Bill, form: string, field: string): Cell {
  switch (field) {
    case 'FReceiverItem_FRECEIVERITEMID':
      return bill.id;
    case 'FAssignId':
    case 'FASSIGNID':
      return bill.id.toString(16).padStart(14, '0');
    case 'FBILLNUMBER':
    case 'FBillNumber':
      return cellOf(bill, 'FBillNo');
    case 'FObjectTypeId':
      return form.toUpperCase();
    case 'FASSIGNNAME':
    case 'FTitle':
      return '部门经理审批';
    case 'FReceiverId':
      return 16_402;
    case 'FReceiverId.FName':
      return '王芳';
    case 'FKeyValue':
      return String(bill.id);
    case 'FCreateTime':
    case 'FCREATETIME':
      return timeText(bill.modifiedAt);
    default:
      return null;
  }
}
