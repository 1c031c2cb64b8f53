import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PerTenant } from './per-tenant.js';
import type { Tenant } from './tenant.js';

type Current = ReadonlyMap<string, Tenant>;

/** Tenants that a test changes; only their identity matters here. */
class Tenants {
  #current: Current = new Map();
  #listener: ((current: Current) => void) | null = null;

  current(): Current {
    return this.#current;
  }

  onChange(listener: (current: Current) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }

  set(...tenants: readonly Partial<Tenant>[]): void {
    this.#current = new Map(tenants.map((tenant) => [tenant.id ?? '', tenant as Tenant]));
    this.#listener?.(this.#current);
  }
}

function aPool(tenants: Tenants): { pool: PerTenant<{ name: string }>; closed: string[] } {
  const closed: string[] = [];
  const pool = new PerTenant(tenants, {
    make: ({ name }) => ({ name }),
    close: ({ name }) => void closed.push(name),
  });
  return { pool, closed };
}

describe('PerTenant', () => {
  const huadong = { id: 'huadong', name: '华东' };
  const huanan = { id: 'huanan', name: '华南' };

  it('makes one for each tenant and gives it back', () => {
    const tenants = new Tenants();
    const { pool } = aPool(tenants);
    tenants.set(huadong, huanan);
    const [first, again, other] = [pool.get('huadong'), pool.get('huadong'), pool.get('huanan')];
    assert.ok(first === again);
    assert.deepEqual([first.name, other.name], ['华东', '华南']);
  });

  it('makes it anew when the tenant changed, closes the old one, and leaves the others', () => {
    const tenants = new Tenants();
    const { pool, closed } = aPool(tenants);
    tenants.set(huadong, huanan);
    const [, other] = [pool.get('huadong'), pool.get('huanan')];
    tenants.set({ ...huadong, name: '华东二' }, huanan);
    assert.deepEqual([pool.get('huadong').name, closed], ['华东二', ['华东']]);
    assert.ok(pool.get('huanan') === other);
  });

  it('says which tenant is missing, and that it may come back', () => {
    const { pool } = aPool(new Tenants());
    assert.throws(() => pool.get('nobody'), {
      code: 'TENANT_UNKNOWN',
      retryable: true,
      message: /"nobody"/,
    });
  });

  it('closes all at the end', async () => {
    const tenants = new Tenants();
    const { pool, closed } = aPool(tenants);
    tenants.set(huadong, huanan);
    pool.get('huadong');
    pool.get('huanan');
    await pool.close();
    assert.deepEqual(closed, ['华东', '华南']);
  });
});
