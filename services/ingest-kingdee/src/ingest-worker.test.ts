import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { FakeClock } from '@hub/testkit';
import { IngestTelemetry } from './ingest-telemetry.js';
import { IngestWorker } from './ingest-worker.js';
import { unreadiness } from './readiness.js';

interface FakeTenant {
  readonly id: string;
  readonly kingdee: { readonly forms: readonly string[] };
}

let clock: FakeClock;
let tenants: Map<string, FakeTenant>;
let changed: () => void;
let happened: string[];
let errors: string[];
let failing: Set<string>;
let worker: IngestWorker<FakeTenant>;

beforeEach(() => {
  clock = new FakeClock();
  tenants = new Map(['huadong', 'huanan'].map((id) => [id, { id, kingdee: { forms: ['F'] } }]));
  happened = [];
  errors = [];
  failing = new Set();
  worker = new IngestWorker<FakeTenant>({
    tenants: {
      current: () => tenants,
      onChange: (listener) => {
        changed = listener;
        return () => undefined;
      },
    },
    watermarks: { get: () => null },
    clock,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (_, text) => void errors.push(text),
    },
    connect: ({ id }) => ({
      loop: {
        people: { tenant: id, listed: [] },
        pollIntervalMs: 1_000,
        directoryIntervalMs: 30_000,
        peopleKnown: false,
        telemetry: new IngestTelemetry(),
        sync: async () => {
          happened.push(`${id} people`);
          return [];
        },
        poll: async () => {
          if (failing.has(id)) {
            throw new HubError('KINGDEE_UNREACHABLE', `no connection; check kingdee.url`, {
              retryable: true,
            });
          }
          happened.push(`${id} bills`);
          return { published: 0, leftForLater: 0, faults: [] };
        },
      },
      close: async () => {
        happened.push(`${id} closed`);
      },
    }),
  });
});

function count(what: string): number {
  return happened.filter((one) => one === what).length;
}

describe('IngestWorker', () => {
  it('reads the people of a tenant before its bills, then each at its pace', async () => {
    await worker.start();
    await clock.advance(3_500);
    assert.deepEqual(happened.filter((one) => one.startsWith('huadong')).slice(0, 2), [
      'huadong people',
      'huadong bills',
    ]);
    assert.deepEqual([count('huadong people'), count('huadong bills')], [1, 4]);
    await worker.close();
  });

  it('lets a tenant wait whose ERP is down, with one line, while the others go on', async () => {
    failing.add('huadong');
    await worker.start();
    await clock.advance(20_000);
    assert.equal(count('huanan bills'), 21);
    assert.deepEqual(errors, [
      'bills of tenant huadong cannot be read: no connection; check kingdee.url',
    ]);
    assert.deepEqual(
      worker.statuses.map(({ tenant, fault }) => [tenant, fault?.code ?? null]),
      [
        ['huadong', 'KINGDEE_UNREACHABLE'],
        ['huanan', null],
      ],
    );
    assert.equal(unreadiness(worker.statuses, 60_000, clock.now()), null, 'the others are read');

    failing.clear();
    await clock.advance(30_000);
    assert.equal(worker.statuses[0]?.fault, null);
    await worker.close();
  });

  it('is not ready before the first look, and while no tenant can be read', async () => {
    failing = new Set(['huadong', 'huanan']);
    await worker.start();
    assert.equal(
      unreadiness(worker.statuses, 60_000, clock.now()),
      'not read yet: huadong, huanan',
    );
    await clock.advance(5_000);
    assert.equal(
      unreadiness(worker.statuses, 60_000, clock.now()),
      'huadong: KINGDEE_UNREACHABLE, huanan: KINGDEE_UNREACHABLE',
    );
    await worker.close();
  });

  it('follows the tenants: a changed one gets new connections, a removed one is closed, a new one begins', async () => {
    await worker.start();
    await clock.advance(1_500);
    tenants = new Map([
      ['huadong', { id: 'huadong', kingdee: { forms: ['F', 'G'] } }],
      ['huabei', { id: 'huabei', kingdee: { forms: ['F'] } }],
    ]);
    changed();
    await clock.advance(1_500);
    assert.deepEqual([count('huadong closed'), count('huanan closed')], [1, 1]);
    assert.deepEqual(
      worker.statuses.map(({ tenant }) => tenant),
      ['huadong', 'huabei'],
    );
    await worker.close();
    assert.deepEqual([count('huadong closed'), count('huabei closed')], [2, 1]);
  });

  it('stops all of it', async () => {
    await worker.start();
    await clock.advance(1_500);
    await worker.close();
    const before = happened.length;
    await clock.advance(60_000);
    assert.equal(happened.length, before);
  });
});
