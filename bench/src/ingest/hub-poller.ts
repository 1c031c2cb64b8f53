import type { Outbound } from '@hub/core';
import { Account, IngestTelemetry, KnownStore, type AccountPlan } from '@hub/ingest-kingdee/parts';
import { K3CloudSource } from '@hub/kingdee';
import type { Document } from '@hub/schemas';
import { FakeClock } from '@hub/testkit';
import { chance } from './chance.js';
import { definitions, formIds } from './erp/form.js';
import { ErpStub, organisationNumber } from './erp/erp-stub.js';
import { StubClient, type Counted } from './erp/stub-client.js';
import { Timeline } from './erp/timeline.js';
import { Told, type Verdict } from './told.js';
import { organisations, type Workload } from './workload.js';

export interface HubResult extends Verdict {
  readonly changes: number;
  readonly counted: Counted;
}

const tenants = 20;
/** Of all calls so many are answered with a server error. */
const failPart = 0.01;
/** What a tenant file says when it says nothing. */
const meanMs = 10_000;
const leadMs = 120_000;
/** Until the last change must have been told. */
const tailMs = 360_000;
const stepMs = 60_000;
const silent = { info: nothing, warn: nothing, error: nothing };

/**
 * Runs ingest's own reading of one account over a workload, with the client's own source, in virtual time: 20 tenants
 * share the account book, each with ten organisations.
 */
export async function pollWithHub(workload: Workload, seed = 17): Promise<HubResult> {
  const clock = new FakeClock(workload.startAt - leadMs);
  const erp = new ErpStub();
  const timeline = new Timeline(erp, workload.changes);
  const random = chance(seed);
  const client = new StubClient(erp, clock, () => {
    timeline.catchUp(clock.now());
    return random() < failPart;
  });
  const told = new Told();
  const account = new Account(planOf(client), portsOf(clock, told, seed), () => true);
  account.start();
  while (clock.now() < workload.endAt + tailMs) await clock.advance(stepMs);
  const closed = account.close();
  await clock.advance(stepMs);
  await closed;
  const { changes } = workload;
  return { ...told.against(changes), changes: changes.length, counted: client.counted };
}

function planOf(client: StubClient): AccountPlan {
  return {
    ...{ key: 'bench', name: 'bench', source: 'kingdee', kind: 'k3cloud', tenants: [], meanMs },
    open: () => new K3CloudSource({ client: client.asClient(), forms: formIds, definitions }),
    scopes: () =>
      Array.from({ length: tenants }, (_, tenant) => ({
        tenant: `t${String(tenant)}`,
        forms: formIds,
        organisations: Array.from({ length: organisations / tenants }, (__, index) =>
          organisationNumber(index * tenants + tenant),
        ),
      })),
  };
}

function portsOf(
  clock: FakeClock,
  told: Told,
  seed: number,
): ConstructorParameters<typeof Account>[1] {
  const known = new KnownStore();
  return {
    ...{ known, clock, log: silent, fixedMs: null, telemetry: new IngestTelemetry() },
    random: chance(seed + 1),
    watermarks: { get: () => null },
    peopleKnown: () => true,
    dutiesOf: () => [],
    events: {
      publish: (outbound: readonly Outbound[]) => {
        for (const { topic, value } of outbound) {
          if (topic === 'kingdee.document.v1') told.note(value as Document, clock.now());
        }
        return Promise.resolve();
      },
      park: () => Promise.reject(new Error('a bill of the stub makes sense')),
      forget: () => Promise.resolve(),
    },
  };
}

function nothing(): void {
  // Nobody reads it.
}
