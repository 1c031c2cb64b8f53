import { createCodec } from '@hub/avro';
import { aDocument, aPendingNode, aSummary } from '@hub/testkit';
import { Decimal } from '@hub/core';
import type { Document, ErpPerson } from '@hub/schemas';

const suppliers = ['苏州恒力轴承有限公司', '宁波海天精密机械有限公司', '上海宝钢贸易有限公司'];
const notes = [
  '加急:生产线轴承备件已低于安全库存,请于本周五之前完成审批,以便供应商安排发货',
  '请按年度框架合同附件二的规格、单价与交期执行,验收标准见技术协议第四条,质保期十二个月',
  '分两批交货,首批不迟于月底,余下部分随第二季度排产计划到货,运费由供方承担,开具增值税专用发票',
];

/** A submitted purchase order that a rule of the samples matches; the same index gives the same bill. */
export function documentAt(
  index: number,
  { approver, at }: { readonly approver?: ErpPerson; readonly at?: number } = {},
): Document {
  const amount = new Decimal(`${String(60_000 + (index % 40_000))}.25`);
  const time = at === undefined ? {} : { modifiedAt: at, observedAt: at };
  const pending = approver === undefined ? {} : { approvers: [approver] };
  return aDocument({
    ...time,
    documentId: String(900_000_000 + index),
    pending: [aPendingNode({ node: `bench-${String(index)}`, ...pending, ...since(at) })],
    summary: aSummary({
      number: `CGDD9${String(index).padStart(7, '0')}`,
      amount: { amount, currency: 'CNY' },
      localAmount: { amount, currency: 'CNY' },
      counterparty: suppliers[index % suppliers.length] ?? null,
      note: notes[index % notes.length] ?? null,
    }),
  });
}

function since(at: number | undefined): { readonly since?: number } {
  return at === undefined ? {} : { since: at };
}

/** A record as the hub writes it: key, Avro value, headers. */
export interface EncodedDocument {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: {
    readonly 'occurred-at': string;
    readonly traceparent: string;
    readonly tenant: string;
  };
}

/** The first bills, encoded; of `keys` different bills. */
export function encodedDocuments(keys: number): readonly EncodedDocument[] {
  const codec = createCodec();
  return Array.from({ length: keys }, (_, index) => {
    const document = documentAt(index);
    const { tenant, form, documentId, modifiedAt, eventId } = document;
    return {
      key: `${tenant}/${form}/${documentId}`,
      value: codec.encode('kingdee.document.v1', document),
      headers: {
        'occurred-at': String(modifiedAt),
        traceparent: `00-${eventId}-${eventId.slice(0, 16)}-00`,
        tenant,
      },
    };
  });
}
