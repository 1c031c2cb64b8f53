import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { waitFor, type ShownBill } from '@hub/cli';
import { failpoints, systemClock } from '@hub/core';
import { K3CloudClient, K3CloudSource } from '@hub/kingdee';
import { IngestRig, type ToldDocument } from './testing/ingest-rig.js';

const form = 'PUR_PurchaseOrder';
/** Points of the reading; the program that reads history again is killed in its own test. */
const points = failpoints.filter(
  (name) => name.startsWith('ingest.') && !name.startsWith('ingest.backfill'),
);

/** Of a second each: a process reads only once the group has missed the one that was killed before, after 6 s. */
const roundsMax = 90;

/** What names a state of a document, whatever event tells it. */
function stateOf(
  of: Pick<ToldDocument, 'documentId' | 'modifiedAt' | 'step'>,
  nodes: readonly string[],
): string {
  return [of.documentId, of.modifiedAt, of.step, nodes.toSorted().join('+')].join(' ');
}

describe('ingest killed at every named point', () => {
  let rig: IngestRig;
  let source: K3CloudSource;
  /** Every state that the bills of this test ever were in. */
  const ever = new Set<string>();
  const bills: ShownBill[] = [];

  before(async () => {
    rig = await IngestRig.start('ingest-kills');
    const [account] = rig.kingdee.accounts;
    const app = account?.apps[0];
    assert.ok(account !== undefined && app !== undefined);
    source = new K3CloudSource({
      client: new K3CloudClient({
        url: rig.kingdee.url,
        acctId: account.acctId,
        userName: 'hub',
        appId: app.appId,
        appSecret: app.appSecret,
      }),
      forms: [form],
    });
  });
  after(async () => {
    await source.close();
    await rig.stop();
  });

  /** The states of all bills as the ERP has them now. */
  async function states(): Promise<string[]> {
    const { documents } = await source.changedSince({
      form,
      organisations: ['100'],
      modifiedFrom: systemClock.now() - 600_000,
      afterId: null,
      until: null,
    });
    const tasks = await source.openTasks([form]);
    const ours = documents.filter(({ summary }) =>
      bills.some(({ number }) => number === summary.number),
    );
    return ours.map((document) => {
      const nodes = tasks
        .filter(({ documentId }) => documentId === document.documentId)
        .map(({ node }) => node);
      return stateOf(document, [...new Set(nodes)]);
    });
  }

  async function note(): Promise<string[]> {
    const now = await states();
    for (const state of now) ever.add(state);
    return now;
  }

  /** New orders, and an approval of an older one, which leaves the time of change alone. */
  async function business(): Promise<void> {
    const waiting = bills.at(-1);
    bills.push(await rig.order('huadong', 'lixiaomei'));
    await note();
    if (waiting !== undefined) await rig.act(waiting, 'approve', 'wangfang');
    bills.push(await rig.order('huadong', 'lixiaomei'));
    await note();
  }

  async function told(): Promise<readonly ToldDocument[]> {
    const numbers = new Set(bills.map(({ number }) => number));
    return (await rig.read()).filter(({ summary }) => numbers.has(summary.number));
  }

  for (const point of points) {
    it(`dies at ${point}`, async () => {
      const ingest = await rig.ingest({ HUB_FAILPOINT: point });
      const { ended, child } = ingest;
      for (let round = 0; round < roundsMax && child.signalCode === null; round += 1) {
        await business();
        await Promise.race([ended, systemClock.sleep(1_000)]);
      }
      assert.ok(child.signalCode !== null || child.exitCode !== null, 'it lives');
      assert.equal(await ended, 'SIGKILL');
    });
  }

  it('and nothing is lost, and nothing has a second id, once it lives', async () => {
    await rig.ingest();
    await business();
    await waitFor('every bill is told as it is now', async () => {
      const now = await note();
      const states = new Set(
        (await told()).map((one) =>
          stateOf(
            one,
            one.pending.map(({ node }) => node),
          ),
        ),
      );
      return now.length === bills.length && now.every((state) => states.has(state));
    });
    const events = await told();
    const ids = new Map<string, string>();
    const contents = new Map<string, string>();
    for (const event of events) {
      const state = stateOf(
        event,
        event.pending.map(({ node }) => node),
      );
      assert.ok(ever.has(state), `never was: ${state}`);
      assert.equal(ids.get(state) ?? event.eventId, event.eventId, `second id of ${state}`);
      ids.set(state, event.eventId);
      const content = JSON.stringify({ ...event, observedAt: 0, backfill: false });
      assert.equal(contents.get(event.eventId) ?? content, content, 'one id, two contents');
      contents.set(event.eventId, content);
    }
    assert.ok(bills.length >= 2 * points.length, String(bills.length));
  });
});
