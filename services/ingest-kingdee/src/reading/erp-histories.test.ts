import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Clock } from '@hub/core';
import { K3CloudClient, K3CloudSource } from '@hub/kingdee';
import { startKingdeeSimulator, type KingdeeSimulator } from '@hub/simulator-kingdee';
import { seeded } from '@hub/testkit';
import { Account } from '../accounts/account.js';
import { IngestTelemetry } from '../ingest-telemetry.js';
import { KnownStore } from '../known-store.js';
import type { AccountScope } from '../ports.js';
import { reconcileDuty } from '../reconcile/reconcile-duty.js';
import { MemoryEvents, silentLog } from '../testing/memory-events.js';

const form = 'PUR_PurchaseOrder';
const histories = 2_000;
const rounds = 4;
const changesPerRound = 600;
const minute = 60_000;

let erp: KingdeeSimulator;
let random: () => number;
/** Numbers of the bills, one history each. */
const bills: string[] = [];
/**
 * Bills that were committed late. One whose change before lies in the same minute leaves the count as it was, and only the
 * full compare finds it.
 */
const late = new Set<string>();
const events = new MemoryEvents();
let clock: Clock;
let store: KnownStore;
let account: Account;
let accountScope: AccountScope;
let oracle: K3CloudSource;

before(async () => {
  erp = await startKingdeeSimulator({ business: { days: 0, subsidiaries: 1 } });
  clock = {
    now: () => erp.clock.now(),
    monotonic: () => erp.clock.now(),
    sleep: async () => Promise.resolve(),
  };
  random = generator(seeded('bills').seed);
  oracle = aSource();
  account = anAccount();
});
after(async () => {
  await account.close();
  await oracle.close();
  await erp.close();
});

it('two thousand bills live side by side in a real ERP, and every state that lasts is told once', async () => {
  const ever = new Set<string>();
  const lasted = new Set<string>();
  await turns();
  await inTurn(histories, create);
  for (let round = 0; round < rounds; round += 1) {
    await inTurn(changesPerRound, change);
    for (const state of await statesNow()) ever.add(state);
    for (const state of await statesNow(late)) lasted.add(state);
    await turns(round % 2 === 1);
  }
  await compare();
  for (const state of await statesNow()) lasted.add(state);
  const ours = new Set(bills);
  const about = events.documents.filter(
    ({ summary, step }) => ours.has(summary.number) && step !== 'ANOMALY',
  );
  const told = about.map((event) =>
    stateOf(
      event,
      event.pending.map(({ node }) => node),
    ),
  );
  const distinct = new Set(told);
  assert.deepEqual([...lasted].filter((state) => !distinct.has(state)).slice(0, 5), [], 'missed');
  assert.deepEqual(told.filter((state) => !ever.has(state)).slice(0, 5), [], 'never were');
  const ids = new Map<string, string>();
  for (const [index, { eventId }] of about.entries()) {
    const state = told[index] ?? '';
    assert.equal(ids.get(state) ?? eventId, eventId, `second id of ${state}`);
    ids.set(state, eventId);
  }
  assert.equal(new Set(ids.values()).size, ids.size, 'one id for two states');
  assert.ok(lasted.size > histories, String(lasted.size));
});

/** Reads until nothing is left, long enough for the search for late commits; dies in between when asked to. */
async function turns(dies = false): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    erp.clock.shift(turn === 2 ? minute + 1_000 : 2_000);
    let records = 0;
    events.before = () => {
      records += 1;
      if (dies && turn === 0 && records === 200) throw new Error('killed');
    };
    try {
      const { faults, more } = await account.take([form]);
      assert.deepEqual(faults, []);
      if (more) turn -= 1;
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'killed') throw error;
      account = anAccount();
    }
  }
}

/** The full compare, when ordinary reading is done with everything, and the reading of what it found. */
async function compare(): Promise<void> {
  erp.clock.shift(15 * minute);
  const settings = [{ tenant: 'huadong', language: 'zh-CN', everyMs: 1_000, windowDays: 60 }];
  const duty = reconcileDuty(accountScope, settings, { since: async () => 0 });
  assert.ok(duty !== null);
  await duty.run(new AbortController().signal);
  await turns();
}

/** A new process: all it knows is what the topics say. */
function anAccount(): Account {
  store = new KnownStore();
  for (const known of events.known) store.hear(known, known, clock.now());
  const scope = { tenant: 'huadong', forms: [form], organisations: ['100'] };
  const plan = {
    ...{ key: 'account', name: 'kingdee of huadong', source: 'kingdee', kind: 'k3cloud' },
    ...{ tenants: [], meanMs: 10_000, open: aSource, scopes: () => [scope] },
  };
  const ports = {
    ...{ events, known: store, clock, log: silentLog, telemetry: new IngestTelemetry() },
    watermarks: {
      get: () => events.watermarks.findLast((one) => one.form === form) ?? null,
    },
    peopleKnown: () => true,
    dutiesOf: (of: AccountScope) => {
      accountScope = of;
      return [];
    },
    fixedMs: null,
  };
  return new Account(plan, ports, () => true);
}

function aSource(): K3CloudSource {
  const [book] = erp.accounts;
  const app = book?.apps[0];
  assert.ok(book !== undefined && app !== undefined);
  const { acctId } = book;
  const login = {
    url: erp.url,
    acctId,
    userName: 'hub',
    appId: app.appId,
    appSecret: app.appSecret,
  };
  const client = new K3CloudClient({
    ...login,
    callsPerSecond: 1_000,
    requestTimeoutMs: 60_000,
    clock,
  });
  return new K3CloudSource({ client, forms: [form], withLines: false });
}

async function create(): Promise<void> {
  const acctId = erp.accounts[0]?.acctId;
  const bill = { acctId, form, applicant: 'lixiaomei', amount: '86000', submit: random() < 0.5 };
  const answer = (await control('POST', 'bills', bill)) as { bill?: { number: string } };
  if (answer.bill !== undefined) bills.push(answer.bill.number);
}

/** Something that may happen to a bill; what its state does not allow is refused, and nothing happens. */
async function change(): Promise<void> {
  const number = bills[Math.floor(random() * bills.length)] ?? '';
  const path = `bills/${erp.accounts[0]?.acctId ?? ''}/${form}/${number}`;
  const steps: readonly (readonly [string, object])[] = [
    ['submit', { by: 'lixiaomei' }],
    ['approve', { by: 'wangfang' }],
    ['approve', { by: 'chenguoqiang' }],
    ['reject', { by: 'wangfang' }],
    ['withdraw', { by: 'lixiaomei' }],
  ];
  if (random() < 0.15) {
    late.add(number);
    const changedAt = erp.clock.now() - Math.floor(random() * 3 * minute);
    await control('PUT', `${path}/values`, { values: { FModifyDate: changedAt } });
    return;
  }
  if (random() < 0.3) erp.clock.shift(Math.floor(random() * 2_000));
  const [step, body] = steps[Math.floor(random() * steps.length)] ?? ['submit', {}];
  await control('POST', `${path}/${step}`, body);
}

async function statesNow(without: ReadonlySet<string> = new Set()): Promise<string[]> {
  const states: string[] = [];
  const ours = new Set(bills);
  const tasks = await oracle.openTasks([form]);
  let start: { modifiedFrom: number; afterId: string | null } = { modifiedFrom: 0, afterId: null };
  for (;;) {
    const page = await oracle.changedSince({ form, organisations: ['100'], until: null, ...start });
    for (const document of page.documents) {
      // What the company's past left behind is no history of ours.
      const { number } = document.summary;
      if (!ours.has(number) || without.has(number)) continue;
      const nodes = tasks.filter(({ documentId }) => documentId === document.documentId);
      states.push(
        stateOf(
          document,
          nodes.map(({ node }) => node),
        ),
      );
    }
    if (page.next === null) return states;
    start = { modifiedFrom: page.next.modifiedAt, afterId: page.next.documentId };
  }
}

function stateOf(
  of: { readonly documentId: string; readonly modifiedAt: number; readonly step: string },
  nodes: readonly string[],
): string {
  const steps = [...new Set(nodes)].toSorted().join('+');
  return [of.documentId, of.modifiedAt, of.step, steps].join(' ');
}

async function control(method: string, path: string, body: object): Promise<unknown> {
  const url = new URL(`control/${path}`, erp.control);
  const response = await fetch(url, { method, body: JSON.stringify(body) });
  return response.json();
}

async function inTurn(times: number, act: () => Promise<void>): Promise<void> {
  for (let time = 0; time < times; time += 1) await act();
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
