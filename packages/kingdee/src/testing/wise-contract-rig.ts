import type { RigRecord, SourceRig } from '@hub/source/testing';
import { Control } from './control-of.js';
import { wiseOrder, WiseRig } from './wise-rig.js';

const statuses = {
  SAVED: { FStatus: 0, FClosed: 0 },
  APPROVED: { FStatus: 1, FClosed: 0 },
  CLOSED: { FStatus: 3, FClosed: 1 },
} as const;
/** A field that the site added to its orders; a trigger of theirs writes the time of change. */
const changedAt = 'FHeadSelfP0140';
const hourMs = 3_600_000;

/** Orders of K/3 WISE as the suite for all sources writes them. */
export async function contractRig(): Promise<SourceRig> {
  const rig = await WiseRig.start();
  const ours = rig.control;
  // An account set is one company: what is of another one lies elsewhere.
  const theirs = new Control(rig.erp.control, 'huanan');
  const written = new Map<string, { readonly control: Control; readonly number: string }>();

  async function write(
    documentId: string,
    { step, modifiedAt, date }: Partial<RigRecord>,
  ): Promise<void> {
    const bill = written.get(documentId);
    if (bill === undefined) return;
    const values = {
      ...(step === undefined ? {} : statuses[step]),
      ...(modifiedAt === undefined ? {} : { [changedAt]: modifiedAt }),
      ...(date === undefined ? {} : { FDate: date }),
    };
    for (const [key, value] of Object.entries(values))
      await bill.control.spoil('PO', bill.number, key, value);
  }
  async function remove(documentId: string): Promise<void> {
    const bill = written.get(documentId);
    if (bill === undefined) return;
    await write(documentId, { step: 'SAVED' });
    await bill.control.operate('PO', bill.number, 'delete');
    written.delete(documentId);
  }

  const pageRows = 50;
  const start = Math.floor(rig.erp.clock.now() / 1000) * 1000 - hourMs;
  const chinaMs = 8 * hourMs;
  return {
    source: rig.source({ pageRows, forms: [{ form: 'PUR_PurchaseOrder', changedAt }] }),
    form: 'PUR_PurchaseOrder',
    pageSize: pageRows,
    organisations: ['100', '200'],
    // Amounts of the product have two digits behind the point.
    decimals: ['86000.10', '0.01', '9999999999999999.99'],
    start,
    midnight: Math.floor((start + chinaMs) / (24 * hourMs)) * 24 * hourMs - chinaMs,
    tickMs: 1000,
    async add(record) {
      const control = record.organisation === '100' ? ours : theirs;
      const { id, number } = await control.create('PO', wiseOrder(record.amount));
      written.set(id, { control, number });
      await write(id, record);
      return id;
    },
    change: write,
    spoil: async (documentId) => {
      const bill = written.get(documentId);
      await bill?.control.spoil('PO', bill.number, 'FStatus', 7);
    },
    remove,
    async clear() {
      for (const documentId of written.keys()) await remove(documentId);
    },
    close: () => rig.close(),
  };
}
