import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { control, TestClient } from '../testing/client.js';

const form = 'PUR_PurchaseOrder';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

describe('FModifyDate', () => {
  async function modified(number: string): Promise<unknown> {
    return (await client.order(number, 'FModifyDate'))?.[0];
  }

  it('moves with a save, a submission, a rejection and an audit, not with an approval on the way or a closing', async () => {
    const number = await client.submittedOrder();
    const moved: Record<string, boolean> = {};
    const step = async (name: string, act: () => Promise<unknown>): Promise<void> => {
      const before = await modified(number);
      simulator.clock.shift(1000);
      await act();
      moved[name] = (await modified(number)) !== before;
    };
    await step('approve', () => client.decide(number, 'wangfang', 1));
    await step('reject', () => client.decide(number, 'chenguoqiang', 2));
    await step('submit', () => client.status('Submit', form, { Numbers: [number] }));
    await step('approve again', () => client.decide(number, 'wangfang', 1));
    await step('audit', () => client.decide(number, 'chenguoqiang', 1));
    await step('close', () =>
      client.status('ExcuteOperation', form, 'BillClose', { Numbers: [number] }),
    );
    assert.deepEqual(moved, {
      approve: false,
      reject: true,
      submit: true,
      'approve again': false,
      audit: true,
      close: false,
    });
  });

  it('moves with what the switch says', async () => {
    const number = await client.submittedOrder();
    const before = await modified(number);
    await control(simulator, 'PUT', 'control/switches', { modifyDateOn: ['approve'] });
    simulator.clock.shift(1000);
    await client.decide(number, 'wangfang', 1);
    const approved = await modified(number);
    simulator.clock.shift(1000);
    await client.decide(number, 'chenguoqiang', 1);
    assert.notEqual(approved, before);
    assert.equal(await modified(number), approved);
    const { reply } = await control(simulator, 'GET', 'control/switches');
    await control(simulator, 'PUT', 'control/switches', (reply as { defaults: unknown }).defaults);
  });
});
