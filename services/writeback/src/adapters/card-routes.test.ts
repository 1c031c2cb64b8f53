import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { Tenant } from '@hub/service';
import { eventually, FakeClock } from '@hub/testkit';
import { CardRoutes } from './card-routes.js';

type Current = ReadonlyMap<string, Tenant>;

function aTenant(id: string, url: string | null, key = 1): Tenant {
  const callback = url === null ? undefined : { url };
  const dingtalk = { api: 'http://x', appKey: id, corpId: `ding-${id}`, callback };
  return { id, capabilityKeys: [Buffer.alloc(32, key)], dingtalk } as unknown as Tenant;
}

class Rig {
  readonly clock = new FakeClock();
  readonly registered: (readonly [tenant: string, url: string, secret: string])[] = [];
  readonly asked: string[] = [];
  readonly log: string[] = [];
  away = 0;
  hold: Promise<void> = Promise.resolve();
  #current: Current;
  #listener: (current: Current) => void = () => undefined;
  readonly routes: CardRoutes;

  constructor(...tenants: Tenant[]) {
    this.#current = byId(tenants);
    this.routes = new CardRoutes({
      clock: this.clock,
      tenants: {
        current: () => this.#current,
        onChange: (listener) => {
          this.#listener = listener;
          return () => undefined;
        },
      },
      clients: {
        get: (tenant) => ({
          registerCardRoute: async (url, secret) => {
            this.asked.push(url);
            this.away -= 1;
            if (this.away >= 0) throw new HubError('DINGTALK_SCOPE', 'no right');
            await this.hold;
            this.registered.push([tenant, url, secret]);
          },
        }),
      },
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (fields, text) => void this.log.push(`${JSON.stringify(fields)} ${text}`),
      },
    });
  }

  set(...tenants: Tenant[]): void {
    this.#current = byId(tenants);
    this.#listener(this.#current);
  }

  async until(count: number): Promise<void> {
    await eventually(() => this.registered.length === count);
  }
}

function byId(tenants: readonly Tenant[]): Current {
  return new Map(tenants.map((tenant) => [tenant.id, tenant]));
}

describe('CardRoutes', () => {
  it('tells DingTalk the address of each tenant by HTTP, and again when address or key change', async () => {
    const rig = new Rig(aTenant('huadong', 'https://a'), aTenant('huanan', null));
    await rig.routes.start();
    await rig.until(1);
    rig.set(aTenant('huadong', 'https://a'), aTenant('huanan', 'https://b'));
    await rig.until(2);
    rig.set(aTenant('huadong', 'https://c'), aTenant('huanan', 'https://b', 2));
    await rig.until(4);
    await rig.routes.close();
    assert.deepEqual(
      rig.registered.map(([tenant, url]) => `${tenant} ${url}`),
      ['huadong https://a', 'huanan https://b', 'huadong https://c', 'huanan https://b'],
    );
    assert.equal(new Set(rig.registered.map(([, , secret]) => secret)).size, 3);
  });

  // Used to be told of both at once, and the older address stood when it came last.
  it('tells a new address only after the old one has arrived, and the last one at the end', async () => {
    const rig = new Rig(aTenant('huadong', 'https://a'));
    const { promise, resolve } = Promise.withResolvers<undefined>();
    rig.hold = promise;
    await rig.routes.start();
    await eventually(() => rig.asked.length === 1);
    rig.set(aTenant('huadong', 'https://b'));
    rig.set(aTenant('huadong', 'https://c'));
    await new Promise(setImmediate);
    const askedMeanwhile = [...rig.asked];
    resolve(undefined);
    await rig.until(2);
    await rig.routes.close();
    assert.deepEqual(askedMeanwhile, ['https://a']);
    assert.deepEqual(
      rig.registered.map(([, url]) => url),
      ['https://a', 'https://c'],
    );
  });

  it('goes on until DingTalk takes it, names the reason, and keeps no process from its end', async () => {
    const rig = new Rig(aTenant('huadong', 'https://a'));
    rig.away = 2;
    await rig.routes.start();
    await eventually(() => rig.clock.sleeping === 1);
    await rig.clock.advance(1_000);
    await eventually(() => rig.clock.sleeping === 1);
    await rig.clock.advance(2_000);
    await rig.until(1);
    assert.equal(rig.log.length, 2);
    assert.match(rig.log[0] ?? '', /"tenant":"huadong","code":"DINGTALK_SCOPE"/);
    rig.away = 10;
    rig.set(aTenant('huadong', 'https://b'));
    await eventually(() => rig.clock.sleeping === 1);
    await rig.routes.close();
    assert.equal(rig.registered.length, 1);
  });
});
