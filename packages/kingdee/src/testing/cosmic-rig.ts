import assert from 'node:assert/strict';
import { startCosmicSimulator, type CosmicSimulator } from '@hub/simulator-cosmic';
import type { ChangedSince, Page, SourceDocument } from '@hub/source';
import { FakeClock } from '@hub/testkit';
import { cosmicSource, openCosmic, type CosmicConfig } from '../cosmic/cosmic-kind.js';
import type { CosmicSource } from '../cosmic/cosmic-source.js';
import { Control, type ControlledBill } from './control-of.js';
import { plainFields } from './plain-fields.js';

/** What the platform calls purchase orders. */
export const orderObject = 'pm_purorderbill';

/** A simulated Cosmic, and sources of its first data centre. */
export class CosmicRig {
  readonly erp: CosmicSimulator;
  readonly control: Control;
  readonly #sources: CosmicSource[] = [];

  private constructor(erp: CosmicSimulator) {
    this.erp = erp;
    this.control = new Control(erp.control, 'huadong');
  }

  static async start(): Promise<CosmicRig> {
    return new CosmicRig(await startCosmicSimulator());
  }

  /** Closed with the rig. */
  source(over: object = {}, clock = this.clock()): CosmicSource {
    const [account] = this.erp.accounts;
    const config = cosmicSource.config(plainFields).parse({
      url: this.erp.url,
      accountId: account?.accountId,
      clientId: account?.clientId,
      clientSecret: account?.clientSecret,
      username: account?.username,
      forms: ['PUR_PurchaseOrder', 'CN_PAYAPPLY', 'AP_Payable', 'AR_receivable'].map((form) => ({
        form,
      })),
      callsPerSecond: 200,
      ...over,
    }) as CosmicConfig;
    const source = openCosmic(config, { name: 'group', language: 'zh-CN', clock });
    this.#sources.push(source);
    return source;
  }

  /** A clock of the hub that stands, at the time of the server. */
  clock(): FakeClock {
    return new FakeClock(this.erp.clock.now());
  }

  /** Operations of the interface that were called while something was done. */
  async callsOf(act: () => Promise<unknown>): Promise<readonly string[]> {
    const seen: string[] = [];
    const end = this.erp.journal.subscribe(({ kind, data }) => {
      if (kind === 'api.call') seen.push(String(data['operation']));
    });
    await act();
    end();
    return seen;
  }

  /** The beginning of the second that the server is in. */
  second(): number {
    return Math.floor(this.erp.clock.now() / 1000) * 1000;
  }

  /** So many orders, so many of them changed in each second from `start` on; the server's time is moved behind them. */
  async orders(
    count: number,
    perSecond: number,
    start = this.second(),
  ): Promise<readonly ControlledBill[]> {
    const made: ControlledBill[] = [];
    for (let index = 0; index < count; index += 1) {
      const bill = await this.control.create(orderObject, cosmicOrder(String(index + 1)));
      const at = start + Math.floor(index / perSecond) * 1000;
      await this.control.spoil(orderObject, bill.number, 'modifytime', at);
      made.push(bill);
    }
    this.erp.clock.shift(Math.ceil(count / perSecond) * 1000);
    return made;
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
    await this.erp.close();
  }
}

/** An order of Cosmic with one row. */
export function cosmicOrder(price: string, over: object = {}): object {
  return {
    head: { org: '100', supplier: 'VEN001', dept: 'BM01', ...over },
    entries: {
      billentry: [{ material: '01.01.0001', unit: 'PCS', qty: '1', priceandtax: price }],
    },
  };
}

/** All pages, as ingest asks for them; something may happen between two. */
export async function everything(
  source: CosmicSource,
  first: ChangedSince,
  between: (page: number) => Promise<void> = async () => undefined,
): Promise<readonly SourceDocument[]> {
  const documents: SourceDocument[] = [];
  let asked = first;
  for (let page = 0; page < 100; page += 1) {
    const { documents: some, next }: Page = await source.changedSince(asked);
    documents.push(...some);
    if (next === null) return documents;
    await between(page);
    asked = { ...asked, modifiedFrom: next.modifiedAt, afterId: next.documentId };
  }
  assert.fail('no end');
}

export function idsOf(documents: readonly { readonly documentId: string }[]): readonly string[] {
  return documents.map(({ documentId }) => documentId);
}
