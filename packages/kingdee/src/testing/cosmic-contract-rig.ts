import type { RigRecord, SourceRig } from '@hub/source/testing';
import { cosmicOrder, CosmicRig, orderObject } from './cosmic-rig.js';

const statuses = { SAVED: 'A', APPROVED: 'C', CLOSED: 'C' } as const;
const hourMs = 3_600_000;

/** Orders of Cosmic as the suite for all sources writes them. */
export async function contractRig(): Promise<SourceRig> {
  const rig = await CosmicRig.start();
  const { control } = rig;
  const numbers = new Map<string, string>();

  async function write(number: string, record: Partial<RigRecord>): Promise<void> {
    const { step, modifiedAt, amount, date, organisation } = record;
    const values = {
      ...(step === undefined
        ? {}
        : { billstatus: statuses[step], closestatus: step === 'CLOSED' ? 'B' : 'A' }),
      ...(modifiedAt === undefined ? {} : { modifytime: modifiedAt }),
      ...(amount === undefined ? {} : { totalallamount: amount }),
      ...(date === undefined ? {} : { biztime: date }),
      ...(organisation === undefined ? {} : { org: organisation }),
    };
    for (const [key, value] of Object.entries(values))
      await control.spoil(orderObject, number, key, value);
  }
  async function remove(documentId: string): Promise<void> {
    const number = numbers.get(documentId) ?? '';
    await write(number, { step: 'SAVED' });
    await control.operate(orderObject, number, 'delete');
    numbers.delete(documentId);
  }

  const pageSize = 10;
  const start = rig.second() - hourMs;
  const chinaMs = 8 * hourMs;
  return {
    source: rig.source({ pageSize }),
    form: 'PUR_PurchaseOrder',
    pageSize,
    organisations: ['100', '100.01'],
    decimals: ['86000.10', '0.0000000001', '999999999999999999.9999999999'],
    start,
    midnight: Math.floor((start + chinaMs) / (24 * hourMs)) * 24 * hourMs - chinaMs,
    tickMs: 1000,
    async add(record) {
      const { id, number } = await control.create(orderObject, cosmicOrder('1'));
      numbers.set(id, number);
      await write(number, record);
      return id;
    },
    change: (documentId, changed) => write(numbers.get(documentId) ?? '', changed),
    spoil: (documentId) =>
      control.spoil(orderObject, numbers.get(documentId) ?? '', 'totalallamount', '一百'),
    remove,
    async clear() {
      for (const documentId of numbers.keys()) await remove(documentId);
    },
    close: () => rig.close(),
  };
}
