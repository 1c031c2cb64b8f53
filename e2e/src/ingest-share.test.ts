import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { IngestRig } from './testing/ingest-rig.js';
import type { ServiceProcess } from './testing/service-processes.js';

interface Status {
  readonly tenant: string;
  readonly sources: readonly { readonly ours: boolean; readonly lastPollAt: number | null }[];
}

/** Tenants that a process reads, and has read. */
async function reads({ url }: ServiceProcess): Promise<readonly string[]> {
  const answer = await fetch(`${url}/tenants`).catch(() => null);
  if (answer?.ok !== true) return ['not up'];
  const statuses = (await answer.json()) as readonly Status[];
  return statuses
    .filter(({ sources }) => sources.some(({ ours, lastPollAt }) => ours && lastPollAt !== null))
    .map(({ tenant }) => tenant);
}

describe('two processes of ingest', () => {
  let rig: IngestRig;
  let first: ServiceProcess;
  let second: ServiceProcess;

  before(async () => {
    rig = await IngestRig.start('ingest-share');
    first = await rig.ingest();
    second = await rig.ingest();
  });
  after(() => rig.stop());

  async function readers(): Promise<readonly (readonly string[])[]> {
    return Promise.all([first, second].map(reads));
  }

  it('read every account in exactly one of them', async () => {
    await waitFor('both are up and each tenant has a reader', async () => {
      const all = (await readers()).flat().toSorted();
      return JSON.stringify(all) === JSON.stringify(['huadong', 'huanan']);
    });
    const bill = await rig.order('huadong', 'lixiaomei');
    const count = async (): Promise<number> =>
      (await rig.read()).filter(({ summary }) => summary.number === bill.number).length;
    await waitFor('the order is told', async () => (await count()) > 0);

    const seq = rig.kingdee.journal.after(0, Infinity).length;
    await waitFor('each account is asked again and again, by one session alone', async () => {
      const asked = [...callers(rig, seq).values()].map((sessions) => sessions.slice(-30));
      const alone = asked.filter((last) => last.length === 30 && new Set(last).size === 1);
      return Promise.resolve(alone.length === 2);
    });
    assert.equal(await count(), 1, 'and told by nobody else');
  });

  it('hand over when one is killed, without a second id', async () => {
    const [one = []] = await readers();
    const [victim, heir] = one.includes('huadong') ? [first, second] : [second, first];
    const before = await rig.order('huadong', 'lixiaomei');
    await victim.kill();
    const late = await rig.order('huadong', 'lixiaomei', '70000');
    await waitFor('the other has taken over', async () => {
      const told = await rig.read();
      return [before, late].every(({ number }) =>
        told.some(({ summary, pending }) => summary.number === number && pending.length > 0),
      );
    });
    await waitFor('the heir says that it reads both', async () => {
      const all = (await reads(heir)).toSorted();
      return JSON.stringify(all) === JSON.stringify(['huadong', 'huanan']);
    });
    for (const { number } of [before, late]) {
      const ids = (await rig.read())
        .filter(({ summary, pending }) => summary.number === number && pending.length > 0)
        .map(({ eventId }) => eventId);
      assert.equal(new Set(ids).size, 1, number);
    }
  });
});

/** The sessions of the calls since an entry of the journal, call by call, by account book. */
function callers(rig: IngestRig, seq: number): ReadonlyMap<string, readonly string[]> {
  const calls = new Map<string, string[]>();
  for (const { kind, data } of rig.kingdee.journal.after(seq, Infinity)) {
    const { acctId: account } = data;
    if (kind !== 'api.call' || typeof account !== 'string') continue;
    calls.set(account, [...(calls.get(account) ?? []), String(data['session'])]);
  }
  return calls;
}
