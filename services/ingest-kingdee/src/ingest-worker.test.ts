import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { FakeClock } from '@hub/testkit';
import type { Tenant } from '@hub/service';
import type { AccountStatus } from './account-loop.js';
import { IngestWorker, type AtWork } from './ingest-worker.js';
import type { Assigned, Share } from './ports.js';
import { unreadiness } from './readiness.js';

interface Plan {
  readonly key: string;
  readonly name: string;
  readonly source: string;
  readonly kind: string;
  readonly tenants: readonly Tenant[];
}

/** All accounts that are named are ours; tests say which, and when the processes change. */
class FakeShare implements Share {
  readonly hints: string[] = [];
  ours: ReadonlySet<string> = new Set();
  listener: Parameters<Share['start']>[0] | null = null;
  async start(listener: Parameters<Share['start']>[0]): Promise<void> {
    this.listener = listener;
    this.assign([...this.ours], []);
  }
  assign(ours: readonly string[], kept: readonly string[]): void {
    this.ours = new Set(ours);
    const assigned: Assigned = {
      ours: (key) => ours.includes(key),
      kept: (key) => kept.includes(key),
    };
    this.listener?.assigned(assigned);
  }
  holds(key: string): boolean {
    return this.ours.has(key);
  }
  async hint(key: string, form: string | null): Promise<void> {
    this.hints.push(`${key} ${String(form)}`);
  }
  async close(): Promise<void> {
    happened.push('left');
  }
}

const aTenant = (id: string): Tenant => ({ id }) as Tenant;
const aPlan = (tenant: Tenant): Plan => ({
  key: `account-${tenant.id}`,
  name: `kingdee of ${tenant.id}`,
  source: 'kingdee',
  kind: 'k3cloud',
  tenants: [tenant],
});

let clock: FakeClock;
let share: FakeShare;
let plans: readonly Plan[];
let changed: () => void;
let happened: string[];
let status: AccountStatus;
let caughtUp: () => void;
let broken: Set<string>;
let worker: IngestWorker<Plan>;

function anAccount({ name }: Plan): AtWork {
  if (broken.has(name)) throw new HubError('KINGDEE_FORM_FILE', 'no such field');
  return {
    scopes: [],
    get status() {
      return status;
    },
    start: () => void happened.push(`${name} starts`),
    wake: (form) => void happened.push(`${name} woken for ${String(form)}`),
    close: async () => {
      happened.push(`${name} ends`);
    },
  };
}

beforeEach(() => {
  clock = new FakeClock();
  share = new FakeShare();
  plans = ['huadong', 'huanan'].map((id) => aPlan(aTenant(id)));
  share.ours = new Set(plans.map(({ key }) => key));
  happened = [];
  status = { lastPollAt: null, faults: [] };
  caughtUp = () => undefined;
  broken = new Set();
  worker = new IngestWorker<Plan>({
    tenants: {
      onChange: (listener) => {
        changed = listener;
        return () => undefined;
      },
    },
    plans: () => plans,
    share,
    open: anAccount,
    people: () => [],
    catchUp: async () => {
      happened.push('caught up');
      caughtUp();
    },
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
});

describe('IngestWorker', () => {
  it('reads what others wrote before it begins with an account, and leaves the group after it has ended', async () => {
    await worker.start();
    await worker.close();
    assert.deepEqual(happened, [
      'caught up',
      'kingdee of huadong starts',
      'kingdee of huanan starts',
      'kingdee of huadong ends',
      'kingdee of huanan ends',
      'left',
    ]);
  });

  it('follows the tenants: a changed one begins anew, a removed one ends, a new one begins', async () => {
    await worker.start();
    happened.length = 0;
    plans = ['huadong', 'huabei'].map((id) => aPlan(aTenant(id)));
    share.ours = new Set([...share.ours, 'account-huabei']);
    share.assign([...share.ours], [...share.ours]);
    changed();
    await clock.advance(0);
    assert.deepEqual(happened, [
      'kingdee of huadong ends',
      'kingdee of huanan ends',
      'caught up',
      'kingdee of huadong starts',
      'kingdee of huabei starts',
    ]);
    await worker.close();
  });

  it('keeps an account that stayed, ends one that went, and begins anew with one that came back', async () => {
    await worker.start();
    happened.length = 0;
    share.assign(['account-huadong'], ['account-huadong']);
    await clock.advance(0);
    assert.deepEqual(happened, ['kingdee of huanan ends']);
    happened.length = 0;
    share.listener?.suspended();
    share.assign(['account-huadong'], []);
    await clock.advance(0);
    assert.deepEqual(
      happened,
      ['kingdee of huadong ends', 'caught up', 'kingdee of huadong starts'],
      'somebody else may have read it',
    );
    await worker.close();
  });

  it('changes nothing while the processes are changing', async () => {
    await worker.start();
    happened.length = 0;
    share.listener?.suspended();
    plans = [];
    changed();
    await clock.advance(1_000);
    assert.deepEqual(happened, []);
    share.assign([], []);
    await clock.advance(0);
    assert.deepEqual(happened, ['kingdee of huadong ends', 'kingdee of huanan ends']);
    await worker.close();
  });

  it('does not begin before what is known was read, and tries again', async () => {
    caughtUp = () => {
      throw new HubError('KAFKA_READER_BEHIND', 'slow', { retryable: true });
    };
    await worker.start();
    assert.deepEqual(happened, ['caught up']);
    caughtUp = () => undefined;
    await clock.advance(30_000);
    assert.deepEqual(happened.slice(-2), ['kingdee of huadong starts', 'kingdee of huanan starts']);
    await worker.close();
  });

  it('names an account that cannot be opened, reads the others, and tries again', async () => {
    broken.add('kingdee of huadong');
    await worker.start();
    assert.deepEqual(
      worker.statuses.map(({ tenant, fault }) => [tenant, fault?.code ?? null]),
      [
        ['huadong', 'KINGDEE_FORM_FILE'],
        ['huanan', null],
      ],
    );
    broken.clear();
    await clock.advance(30_000);
    assert.equal(worker.statuses[0]?.fault, null);
    await worker.close();
  });

  it('wakes the account of a tenant, or tells the process that has it', async () => {
    await worker.start();
    share.assign(['account-huadong'], ['account-huadong']);
    await clock.advance(0);
    happened.length = 0;
    await worker.wake('huadong', 'F');
    await worker.wake('huanan', 'F');
    share.listener?.hinted('account-huadong', 'G');
    assert.deepEqual(happened, [
      'kingdee of huadong woken for F',
      'kingdee of huadong woken for G',
    ]);
    assert.deepEqual(share.hints, ['account-huanan F']);
    await worker.close();
  });

  it('is not ready before the first look, is when others read everything, and is not while nothing can be read', async () => {
    await worker.start();
    const unready = (): string | null => unreadiness(worker.statuses, 60_000, clock.now());
    assert.equal(unready(), 'not read yet: huadong, huanan');
    status = { lastPollAt: clock.now(), faults: [] };
    assert.equal(unready(), null);
    status = {
      lastPollAt: clock.now() - 61_000,
      faults: [{ about: 'documents', code: 'KINGDEE_UNREACHABLE', reason: 'x' }],
    };
    assert.equal(unready(), 'huadong: KINGDEE_UNREACHABLE, huanan: KINGDEE_UNREACHABLE');
    share.assign([], []);
    await clock.advance(0);
    assert.equal(unready(), null);
    await worker.close();
  });
});
