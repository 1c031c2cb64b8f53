import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RobotMessage, StreamOptions } from '@hub/dingtalk';
import type { Tenant } from '@hub/service';
import { eventually } from '@hub/testkit';
import { StreamIntake, type IntakeOptions } from './intake-stream.js';

type Current = ReadonlyMap<string, Tenant>;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function aTenant(id: string, appKey = id): Tenant {
  return {
    id,
    dingtalk: { api: 'http://x', appKey, appSecret: 's', corpId: `ding-${id}` },
  } as Tenant;
}

/** Connections that a test looks into, and tenants that it changes. */
class Rig {
  readonly opened: StreamOptions[] = [];
  readonly closed: string[] = [];
  readonly log: string[] = [];
  broken = '';
  #current: Current;
  #listener: (current: Current) => void = () => undefined;

  constructor(...tenants: Tenant[]) {
    this.#current = byId(tenants);
  }

  set(...tenants: Tenant[]): void {
    this.#current = byId(tenants);
    this.#listener(this.#current);
  }

  intake(over: Partial<IntakeOptions> = {}): StreamIntake {
    return new StreamIntake({
      tenants: {
        current: () => this.#current,
        onChange: (listener) => {
          this.#listener = listener;
          return () => undefined;
        },
      },
      takeClick: (tenant, { userId }) => Promise.resolve({ status: `${tenant}:${userId}` }),
      takeReply: () => Promise.resolve(),
      clients: { get: () => ({ replySession: () => Promise.resolve() }) },
      connect: (options) => {
        this.opened.push(options);
        const start = (): Promise<void> =>
          options.appKey === this.broken ? Promise.reject(new Error('no')) : Promise.resolve();
        return {
          start,
          connected: options.appKey !== this.broken,
          close: () => Promise.resolve(void this.closed.push(options.appKey)),
        };
      },
      log: silent,
      ...over,
    });
  }
}

function byId(tenants: readonly Tenant[]): Current {
  return new Map(tenants.map((tenant) => [tenant.id, tenant]));
}

const press = { corpId: 'ding-huanan', userId: 'u', outTrackId: 'c', actionIds: [], params: {} };

describe('StreamIntake', () => {
  it('gives what comes over a connection to the tenant of that connection, whatever it says', async () => {
    const rig = new Rig(aTenant('huadong'), aTenant('huanan'));
    await rig.intake().start();
    assert.deepEqual(await rig.opened[0]?.onCard(press), {
      userPrivateData: { status: 'huadong:u' },
    });
  });

  it('answers a message in its own conversation', async () => {
    const rig = new Rig(aTenant('huadong'));
    const replies: unknown[] = [];
    const intake = rig.intake({
      takeReply: async (tenant, { msgId, text, private: alone }, answer) => {
        await answer({ title: tenant, text: `${msgId} ${text} ${String(alone)}` });
      },
      clients: {
        get: () => ({
          replySession: (url, reply) => Promise.resolve(void replies.push([url, reply])),
        }),
      },
    });
    await intake.start();
    const message: RobotMessage = {
      msgId: 'm',
      conversationType: '1',
      senderStaffId: 'u',
      senderCorpId: 'ding-huadong',
      text: '同意',
      sessionWebhook: 'http://back',
      createAt: 0,
    };
    await rig.opened[0]?.onMessage(message);
    assert.deepEqual(replies, [['http://back', { title: 'huadong', text: 'm 同意 true' }]]);
  });

  it('lets a click that could not be kept go without an answer', async () => {
    const rig = new Rig(aTenant('huadong'));
    await rig.intake({ takeClick: () => Promise.reject(new Error('no broker')) }).start();
    await assert.rejects(async () => rig.opened[0]?.onCard(press), /no broker/);
  });

  it('says which tenants have no connection, and keeps the others', async () => {
    const rig = new Rig(aTenant('huadong'), aTenant('huanan'));
    rig.broken = 'huanan';
    const intake = rig.intake();
    await intake.start();
    assert.equal(intake.problem(), 'no Stream connection for huanan');
  });

  it('keeps its connections when something else in the files of a tenant changed', async () => {
    const rig = new Rig(aTenant('huadong'));
    const intake = rig.intake();
    await intake.start();
    rig.set({ ...aTenant('huadong'), name: 'another name' });
    rig.set({ ...aTenant('huadong'), name: 'a third name' }, aTenant('huanan'));
    await eventually(() => rig.opened.length === 2);
    assert.deepEqual(
      [rig.opened.map(({ appKey }) => appKey), rig.closed],
      [['huadong', 'huanan'], []],
    );
    assert.deepEqual(
      rig.opened.map(({ connections }) => connections),
      [2, 2],
    );
    await intake.close();
  });

  it('follows the files: a changed tenant gets a new connection, a removed one loses it', async () => {
    const rig = new Rig(aTenant('huadong'), aTenant('huanan'));
    const intake = rig.intake();
    await intake.start();
    rig.set(aTenant('huadong', 'new-key'));
    await eventually(() => rig.closed.length === 2);
    assert.deepEqual(
      [rig.opened.map(({ appKey }) => appKey), rig.closed, intake.problem()],
      [['huadong', 'huanan', 'new-key'], ['huadong', 'huanan'], null],
    );
    await intake.close();
    assert.deepEqual(rig.closed, ['huadong', 'huanan', 'new-key']);
  });
});
