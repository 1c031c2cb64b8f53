import assert from 'node:assert/strict';
import { startK3WiseSimulator, type K3WiseSimulator } from '@hub/simulator-k3wise';
import { FakeClock } from '@hub/testkit';
import { openWise, wiseSource, type WiseConfig } from '../wise/wise-kind.js';
import type { WiseSource } from '../wise/wise-source.js';
import { Control } from './control-of.js';
import { plainFields } from './plain-fields.js';

/** A simulated K/3 WISE, and sources of its first account set. */
export class WiseRig {
  readonly erp: K3WiseSimulator;
  readonly control: Control;
  readonly #sources: WiseSource[] = [];

  private constructor(erp: K3WiseSimulator) {
    this.erp = erp;
    this.control = new Control(erp.control, 'huadong');
  }

  static async start(): Promise<WiseRig> {
    return new WiseRig(await startK3WiseSimulator());
  }

  /** Closed with the rig. */
  source(over: object = {}, clock = this.clock()): WiseSource {
    const config = wiseSource.config(plainFields).parse({
      url: this.erp.url,
      authorityCode: this.erp.accounts[0]?.authorityCode,
      organisation: '100',
      forms: [{ form: 'PUR_PurchaseOrder' }, { form: 'CN_PAYAPPLY' }],
      callsPerSecond: 200,
      ...over,
    }) as WiseConfig;
    const source = openWise(config, { name: 'factory', language: 'zh-CN', clock });
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

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
    await this.erp.close();
  }
}

/** An order of K/3 WISE with one row. */
export function wiseOrder(price: string, over: object = {}): object {
  return {
    head: { FSupplyID: 'VEN001', FDeptID: 'BM01', ...over },
    entries: {
      Page2: [{ FItemID: '01.01.0001', FUnitID: 'PCS', FAuxQty: '1', FAuxTaxPrice: price }],
    },
  };
}

export function theOnly<One>(all: readonly One[]): One {
  const [one] = all;
  assert.ok(one !== undefined && all.length === 1, `${String(all.length)} instead of one`);
  return one;
}
