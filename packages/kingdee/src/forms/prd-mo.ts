import type { FormDefinition } from '../form.js';
import { remarks } from './remarks.js';

export const productionOrder: FormDefinition = {
  form: 'PRD_MO',
  titles: { 2052: '生产订单', 1033: 'Production order', 3076: '生產訂單' },

  fields: {
    number: 'FBillNo',
    modifiedAt: 'FModifyDate',
    documentStatus: 'FDocumentStatus',
    cancelStatus: 'FCancelStatus',
    date: 'FDate',
    department: ['FWorkShopID0', 'FPrdDeptId'],
    organisation: 'FPrdOrgId',
    creator: 'FCreatorId',
    note: ['FDescription', ...remarks],
  },
  people: { approver: 'FApproverId' },
  employees: { planner: 'FPlannerID' },
  dates: { created: 'FCreateDate', approved: 'FApproveDate' },
  // Each product has a status of its own: planned, confirmed, released, started, finished, closed.
  lines: {
    entry: 'FTreeEntity',
    item: 'FMaterialId',
    quantity: 'FQty',
    unit: 'FUnitId',
    date: 'FPlanFinishDate',
    status: 'FStatus',
    note: 'FSaleOrderNo',
    totals: { quantity: 'FQty', stockedIn: 'FStockInQuaQty' },
    earliest: { plannedStart: 'FPlanStartDate', plannedFinish: 'FPlanFinishDate' },
  },
  optional: ['cancelStatus', 'department', 'note', 'people', 'employees', 'dates', 'lines'],
};
