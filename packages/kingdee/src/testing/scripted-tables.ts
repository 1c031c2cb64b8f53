import { DocumentReader } from '../document-reader.js';
import type { K3CloudClient } from '../k3cloud-client.js';
import { K3CloudSource } from '../k3cloud-source.js';
import { clientOf } from './client-of.js';
import { ScriptedErp } from './scripted-erp.js';

/** A query as it came over the wire. */
export interface SeenQuery {
  readonly FormId: string;
  readonly FieldKeys: string;
  readonly FilterString: string;
  readonly OrderString: string;
  readonly Limit: number;
}

/** A row by field key; what is not in it is null. */
export type TableRow = Readonly<Record<string, unknown>>;

/** A scripted ERP that answers queries from tables, cell by cell as asked. It does not filter: tests read the filters. */
export class ScriptedTables {
  readonly erp: ScriptedErp;
  readonly client: K3CloudClient;
  readonly reader: DocumentReader;
  readonly source: K3CloudSource;
  readonly asked: SeenQuery[] = [];
  rows: Readonly<Record<string, (query: SeenQuery) => readonly TableRow[]>> = {};

  private constructor(erp: ScriptedErp) {
    this.erp = erp;
    this.client = clientOf(erp);
    this.reader = new DocumentReader(this.client);
    this.source = new K3CloudSource({ client: this.client, forms: ['PUR_PurchaseOrder'] });
  }

  /** @param fieldKeys what QueryBusinessInfo says of every form */
  static async start(fieldKeys: readonly string[]): Promise<ScriptedTables> {
    const erp = await ScriptedErp.start(() => undefined);
    const tables = new ScriptedTables(erp);
    erp.script = ({ method, body }) => {
      if (method === 'DynamicFormService.QueryBusinessInfo') {
        const entry = { Key: 'FBillHead', Fields: fieldKeys.map((Key) => ({ Key })) };
        const data = { ResponseStatus: { IsSuccess: true }, NeedReturnData: { Entrys: [entry] } };
        return { body: JSON.stringify({ Result: data }) };
      }
      if (method !== 'DynamicFormService.ExecuteBillQuery') return undefined;
      return { body: tables.#answer(body) };
    };
    return tables;
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.erp.close();
  }

  #answer(body: string): string {
    const { parameters } = JSON.parse(body) as { readonly parameters: readonly string[] };
    const query = JSON.parse(parameters[0] ?? '') as SeenQuery;
    this.asked.push(query);
    const rows = this.rows[query.FormId]?.(query) ?? [];
    return JSON.stringify(
      rows.map((row) => query.FieldKeys.split(',').map((key) => row[key] ?? null)),
    );
  }
}

export const orderRow: TableRow = {
  FID: 100_186,
  FBillNo: 'CGDD000186',
  FModifyDate: '2026-03-01T09:30:00.3',
  FDocumentStatus: 'B',
  FCloseStatus: 'A',
  FCancelStatus: 'A',
  FDate: '2026-03-01T00:00:00',
  FBillAllAmount: 86_000.5,
  'FSettleCurrId.FCODE': 'USD',
  'FSettleCurrId.FNumber': 'PRE007',
  'FLocalCurrId.FCODE': 'CNY',
  'FLocalCurrId.FNumber': 'PRE001',
  FExchangeRate: 7.1234,
  'FSupplierId.FName': '苏州恒力轴承有限公司',
  FPurchaseDeptId: 1001,
  'FPurchaseDeptId.FName': '采购部',
  'FPurchaseOrgId.FNumber': '100',
  FCreatorId: 16_501,
  'FCreatorId.FName': 'lixiaomei',
};

export const paymentRow: TableRow = {
  FID: 200_004,
  FBillNo: 'FKSQ000004',
  FMODIFYDATE: '2026-03-01T09:30:00',
  FDOCUMENTSTATUS: 'C',
  FCLOSESTATUS: 'A',
  FCANCELSTATUS: 'A',
  FDATE: '2026-03-01T00:00:00',
  FAPPLYAMOUNTFOR_H: 51_000,
  'FCURRENCYID.FCODE': ' ',
  'FCURRENCYID.FNumber': 'PRE001',
  'FMAINBOOKID.FCODE': 'CNY',
  FEXCHANGERATE: 1,
  'FCONTACTUNIT.FName': '宁波永固紧固件厂',
  FDEPARTMENT: 0,
  'FDEPARTMENT.FName': null,
  'FSETTLEORGID.FNumber': '100',
  FCREATORID: 16_501,
  'FCREATORID.FName': 'lixiaomei',
};

/** A finished task; it is a row of the open ones as well. */
export const taskRow: TableRow = {
  FReceiverItem_FRECEIVERITEMID: 'r1',
  FAssignId: '5c3c9bd2af0299',
  FBILLNUMBER: 'CGDD000186',
  FObjectTypeId: 'PUR_PURCHASEORDER',
  FASSIGNNAME: '财务经理审批',
  FReceiverId: 135_880,
  'FReceiverId.FName': '陈国强',
  FCreateTime: '2026-03-01T09:31:00',
  FCompletedTime: '2026-03-01T09:40:00.5',
  FDisposition: '太贵 #d1',
  FResultName: '驳回',
};

/** Keys of the fields behind these rows. */
export function fieldKeysOf(...rows: readonly TableRow[]): readonly string[] {
  return rows.flatMap((row) => Object.keys(row).map((key) => key.split('.')[0] ?? ''));
}
