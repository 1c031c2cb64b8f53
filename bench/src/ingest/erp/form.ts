import type { FormDefinition } from '@hub/kingdee';
import { forms } from '../workload.js';

/** Where the stub keeps what the hub reads; the keys are those of a purchase order. */
const fields = {
  number: 'FBillNo',
  modifiedAt: 'FModifyDate',
  documentStatus: 'FDocumentStatus',
  closeStatus: 'FCloseStatus',
  date: 'FDate',
  amount: 'FBillAllAmount',
  currency: 'FSettleCurrId',
  counterparty: 'FSupplierId',
  department: 'FPurchaseDeptId',
  organisation: 'FPurchaseOrgId',
  creator: 'FCreatorId',
  note: 'FNote',
} as const;
const lines = {
  entry: 'FPOOrderEntry',
  item: 'FMaterialId',
  quantity: 'FQty',
  unit: 'FUnitId',
  price: 'FTaxPrice',
  amount: 'FAllAmount',
  date: 'FDeliveryDate',
} as const;

export const idKey = 'FID';
export const lineIdKey = `${lines.entry}_FEntryID`;
export const timeKey = fields.modifiedAt;
export const organisationKey = `${fields.organisation}.FNumber`;

export const formIds: readonly string[] = Array.from(
  { length: forms },
  (_, index) => `BENCH_Form${String(index + 1).padStart(2, '0')}`,
);

/** Every fifth form has a workflow: its submitted bills wait for somebody. */
export function hasWorkflow(form: number): boolean {
  return form % 5 === 0;
}

export const definitions: readonly FormDefinition[] = formIds.map((form) => ({
  form,
  titles: { 2052: `单据 ${form.slice(-2)}` },
  fields,
  lines,
  optional: [],
}));

export const fieldKeys: readonly string[] = [
  ...Object.values(fields),
  ...Object.entries(lines).flatMap(([name, key]) => (name === 'entry' ? [] : [key])),
];
